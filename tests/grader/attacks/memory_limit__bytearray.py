# R8
# expect: memory_error
def conv2d(image, kernel):
    return bytearray(10**11)
