# R20: claims to be loaded, then reads no request
# expect: wall
import os
import struct
import time

os.write(4, struct.pack("<4sBIQ", b"ECF1", 18, 0, 0))
time.sleep(1e9)


def conv2d(image, kernel):
    return image
