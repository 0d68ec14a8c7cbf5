# G14: its stdout is now the result pipe
# expect: malformed_answer
import os


def conv2d(image, kernel):
    os.dup2(4, 1)
    print("accepted, accepted, accepted")
    return image
