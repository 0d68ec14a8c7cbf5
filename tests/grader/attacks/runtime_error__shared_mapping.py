# R12: the limit on address space covers mappings, too
# expect: OSError
import mmap


def conv2d(image, kernel):
    return mmap.mmap(-1, 1 << 40)
