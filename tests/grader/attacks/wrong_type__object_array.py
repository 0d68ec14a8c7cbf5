# G8, G9: bytes that nobody unpickles
import os

import numpy as np


class Bomb:
    def __reduce__(self):
        return os.system, ("touch /tmp/mark",)


def conv2d(image, kernel):
    return np.array([Bomb()], dtype=object)
