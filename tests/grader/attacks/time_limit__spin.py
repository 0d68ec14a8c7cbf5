# R1
# expect: cpu
def conv2d(image, kernel):
    while True:
        pass
