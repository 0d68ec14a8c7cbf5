# E22: a lock on a shared read-only file is a channel between runs
# expect: PermissionError
import fcntl


def conv2d(image, kernel):
    fcntl.flock(open("/harness/child/framing.py"), fcntl.LOCK_EX)
    return image
