# R28
# expect: cpu
import re


def conv2d(image, kernel):
    return re.match(r"(a+)+$", "a" * 60 + "b")
