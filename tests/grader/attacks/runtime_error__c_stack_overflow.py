# R25
# expect: signal_SIGSEGV
import sys


def conv2d(image, kernel):
    sys.setrecursionlimit(10**9)
    nest, other = [], []
    for _ in range(200_000):
        nest, other = [nest], [other]
    return nest == other
