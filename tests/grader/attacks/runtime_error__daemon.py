# R6: leave the session, then outlive everybody
# expect: PermissionError
import os


def conv2d(image, kernel):
    try:
        os.setsid()
    except OSError:
        pass
    if os.fork() == 0:
        os.closerange(0, 100)
        while True:
            pass
