# R19, G15
# expect: malformed_answer
import os


def conv2d(image, kernel):
    os.write(4, b"accepted" * 100)
    return image
