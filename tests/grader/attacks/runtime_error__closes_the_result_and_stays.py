# R20
# expect: closed_result
import os
import time


def conv2d(image, kernel):
    os.close(4)
    time.sleep(1e9)
