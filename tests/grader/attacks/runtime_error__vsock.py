# E4
# expect: PermissionError
import socket


def conv2d(image, kernel):
    return socket.socket(socket.AF_VSOCK, socket.SOCK_STREAM)
