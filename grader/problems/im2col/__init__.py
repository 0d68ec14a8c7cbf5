"""The problem im2col: windows as the columns of a matrix."""
