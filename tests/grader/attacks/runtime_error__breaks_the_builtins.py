# G4: harms only itself
# expect: exited
import builtins


def conv2d(image, kernel):
    builtins.type = builtins.bytes = builtins.zip = builtins.len = None
    return image
