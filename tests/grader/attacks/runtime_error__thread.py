# R7
# expect: RuntimeError
import threading


def conv2d(image, kernel):
    while True:
        threading.Thread(target=threading.Event().wait).start()
