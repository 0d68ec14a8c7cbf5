# E28: a metaclass that raises when asked for the type's name
class Hidden(type):
    @property
    def __qualname__(cls):
        raise RuntimeError

    @property
    def __module__(cls):
        raise RuntimeError


class Nameless(Exception, metaclass=Hidden):
    pass


def conv2d(image, kernel):
    raise Nameless
