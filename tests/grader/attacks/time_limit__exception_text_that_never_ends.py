# E28
# expect: cpu
class Endless(Exception):
    def __str__(self):
        while True:
            pass


def conv2d(image, kernel):
    raise Endless
