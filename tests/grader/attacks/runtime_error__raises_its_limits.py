# R34
# expect: ValueError
import resource


def conv2d(image, kernel):
    unlimited = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
    resource.setrlimit(resource.RLIMIT_AS, unlimited)
    return image
