"""The problem true_convolution: the flip that deep learning leaves out."""
