# R27
# expect: cpu
def conv2d(image, kernel):
    return 9**9**9
