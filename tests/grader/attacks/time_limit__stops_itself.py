# R33
# expect: wall
import os
import signal


def conv2d(image, kernel):
    os.kill(os.getpid(), signal.SIGSTOP)
