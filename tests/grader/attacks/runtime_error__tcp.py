# E1
# expect: PermissionError
import socket


def conv2d(image, kernel):
    socket.create_connection(("127.0.0.1", 6379))
