# Control: a wrong answer.
def conv2d(image, kernel):
    return image * 0
