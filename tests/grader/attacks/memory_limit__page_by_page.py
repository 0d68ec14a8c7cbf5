# R11
# expect: memory_error
def conv2d(image, kernel):
    hoard = []
    while True:
        hoard.append(bytes(range(256)) * 4096)
