"""The problem conv2d: single channel, square kernels; rectangular ones are for a later one."""
