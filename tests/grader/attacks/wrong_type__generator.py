# G32
def conv2d(image, kernel):
    yield image
