# R2: its own alarm clock ends only itself
# expect: signal_SIGALRM
import signal


def conv2d(image, kernel):
    signal.setitimer(signal.ITIMER_REAL, 0.01)
    signal.pause()
