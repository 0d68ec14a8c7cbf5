# E6
# expect: FileNotFoundError
def conv2d(image, kernel):
    return open("/proc/1/environ", "rb").read()
