# R23
# expect: OSError
def conv2d(image, kernel):
    files = []
    while True:
        files.append(open("/harness/child/framing.py"))
