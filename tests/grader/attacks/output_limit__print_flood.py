# R16
# expect: stdout
def conv2d(image, kernel):
    while True:
        print("x" * 1000)
