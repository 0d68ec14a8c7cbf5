# G15: one forged answer, then the honest one
# expect: unasked_answer
import os
import struct


def conv2d(image, kernel):
    result = b"\x00\x01" + struct.pack("<I", 13) + b"numpy.ndarray" + bytes((11, 0, 0)) + bytes(8)
    os.write(4, struct.pack("<4sBIQ", b"ECF1", 21, 1, len(result)) + result)
    return image
