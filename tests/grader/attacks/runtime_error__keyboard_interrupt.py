# G16
# expect: KeyboardInterrupt
def conv2d(image, kernel):
    raise KeyboardInterrupt
