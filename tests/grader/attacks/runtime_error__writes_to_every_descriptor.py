# G15
# expect: malformed_answer
import os


def conv2d(image, kernel):
    for fd in range(256):
        try:
            os.write(fd, b'{"verdict": "accepted", "score": 1.0}\n' * 3)
        except OSError:
            pass
    return image
