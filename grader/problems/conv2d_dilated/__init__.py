"""The problem conv2d_dilated: kernels with holes, and not square."""
