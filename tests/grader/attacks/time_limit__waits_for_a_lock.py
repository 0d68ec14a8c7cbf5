# R2: a futex that nobody wakes
# expect: wall
import threading


def conv2d(image, kernel):
    lock = threading.Lock()
    lock.acquire()
    lock.acquire()
