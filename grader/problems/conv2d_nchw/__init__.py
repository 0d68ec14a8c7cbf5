"""The problem conv2d_nchw: a convolution layer with batch, channels, biases and groups."""
