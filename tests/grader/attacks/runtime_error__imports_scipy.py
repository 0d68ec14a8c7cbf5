# G24
# expect: raised_at_import
import scipy.signal


def conv2d(image, kernel):
    return scipy.signal.correlate2d(image, kernel, mode="valid")
