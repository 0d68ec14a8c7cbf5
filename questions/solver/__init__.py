"""Ground truth, layer by layer, in pure NumPy; knows neither questions nor students."""

from questions.solver.conv import conv2d, conv2d_nchw, true_convolution
from questions.solver.costs import conv_multiply_adds, conv_parameters, dense_parameters
from questions.solver.errors import ShapeError
from questions.solver.pooling import avg_pool2d, max_pool2d, pool_output_size
from questions.solver.receptive_field import (
    Layer,
    ReceptiveField,
    receptive_field,
    stack_receptive_field,
    strided_receptive_field,
)
from questions.solver.shapes import (
    conv_output_size,
    conv_tiles_exactly,
    same_padding,
)
from questions.solver.unrolling import im2col

__all__ = [
    "Layer",
    "ReceptiveField",
    "ShapeError",
    "avg_pool2d",
    "conv2d",
    "conv2d_nchw",
    "conv_multiply_adds",
    "conv_output_size",
    "conv_parameters",
    "conv_tiles_exactly",
    "dense_parameters",
    "im2col",
    "max_pool2d",
    "pool_output_size",
    "receptive_field",
    "same_padding",
    "stack_receptive_field",
    "strided_receptive_field",
    "true_convolution",
]
