# G15
# expect: exited
import os
import struct


def conv2d(image, kernel):
    os.write(4, struct.pack("<4sBIQ", b"ECF1", 21, 1, 1000) + b"half")
    os._exit(0)
