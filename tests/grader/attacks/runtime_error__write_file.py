# R21, E21
# expect: PermissionError
def conv2d(image, kernel):
    with open("/mark", "w") as file:
        file.write("here")
