# E2, E3
# expect: PermissionError
import socket


def conv2d(image, kernel):
    socket.socket(socket.AF_UNIX).bind("\0meeting-point")
    return image
