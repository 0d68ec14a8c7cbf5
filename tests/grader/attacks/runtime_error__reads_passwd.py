# E5
# expect: FileNotFoundError
def conv2d(image, kernel):
    return open("/etc/passwd").read()
