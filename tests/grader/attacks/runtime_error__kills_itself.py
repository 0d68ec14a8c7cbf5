# E11: a SIGKILL must always be ours or the machine's
# expect: PermissionError
import os


def conv2d(image, kernel):
    os.kill(os.getpid(), 9)
