# R28
# expect: ValueError
def conv2d(image, kernel):
    return int("9" * 10**6)
