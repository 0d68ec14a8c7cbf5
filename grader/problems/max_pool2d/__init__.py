"""The problem max_pool2d: the largest pixel of each window, channel by channel."""
