# E16, E17: no new machine code, hence no int 0x80 either
# expect: PermissionError
import mmap


def conv2d(image, kernel):
    return mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
