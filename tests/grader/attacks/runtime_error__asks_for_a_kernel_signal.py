# E11: F_SETSIG with SIGKILL on a pipe of its own
# expect: PermissionError
import fcntl


def conv2d(image, kernel):
    fcntl.fcntl(1, 10, 9)
    return image
