# R19: a header that announces more than anybody reads
# expect: result_size
import os
import struct


def conv2d(image, kernel):
    os.write(4, struct.pack("<4sBIQ", b"ECF1", 21, 1, 1 << 62))
    while True:
        os.write(4, b"x" * 65536)
