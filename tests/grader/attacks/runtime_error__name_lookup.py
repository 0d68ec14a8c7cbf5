# E1
# expect: socket.gaierror
import socket


def conv2d(image, kernel):
    return socket.getaddrinfo("example.org", 80)
