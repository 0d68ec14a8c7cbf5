# R2
# expect: wall
import time


def conv2d(image, kernel):
    time.sleep(1e9)
