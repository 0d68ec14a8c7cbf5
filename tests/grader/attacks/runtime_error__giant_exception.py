# E28
# expect: ValueError
def conv2d(image, kernel):
    raise ValueError("\x00\x1b[2J" + "x" * 10**7)
