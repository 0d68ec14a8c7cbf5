# G9, G15: dims that overflow when multiplied
# expect: malformed_answer
import os
import struct
import time


def conv2d(image, kernel):
    dims = struct.pack("<QQQ", 1 << 39, 1 << 39, 0)
    result = b"\x00\x01" + struct.pack("<I", 0) + bytes((11, 0, 3)) + dims
    os.write(4, struct.pack("<4sBIQ", b"ECF1", 21, 1, len(result)) + result)
    time.sleep(1e9)
