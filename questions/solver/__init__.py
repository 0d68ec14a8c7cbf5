"""Ground truth, layer by layer, in pure NumPy; knows neither questions nor students."""

from questions.solver.borders import padding_zeros, tensorflow_same_padding
from questions.solver.conv import conv2d, conv2d_nchw, true_convolution
from questions.solver.costs import conv_multiply_adds, conv_parameters, dense_parameters
from questions.solver.errors import ShapeError
from questions.solver.memory import activation_bytes
from questions.solver.pooling import avg_pool2d, max_pool2d, pool_output_size
from questions.solver.receptive_field import (
    Layer,
    ReceptiveField,
    receptive_field,
    stack_receptive_field,
    strided_receptive_field,
)
from questions.solver.separable import depthwise_separable_parameters
from questions.solver.shapes import (
    conv_output_size,
    conv_tiles_exactly,
    same_padding,
)
from questions.solver.stacks import (
    doubling_layers_to_reach,
    doubling_receptive_field,
    layers_that_fit,
    layers_to_reach,
    poolings_to_reach,
    stack_output_size,
)
from questions.solver.unrolling import im2col

__all__ = [
    "Layer",
    "ReceptiveField",
    "ShapeError",
    "activation_bytes",
    "avg_pool2d",
    "conv2d",
    "conv2d_nchw",
    "conv_multiply_adds",
    "conv_output_size",
    "conv_parameters",
    "conv_tiles_exactly",
    "dense_parameters",
    "depthwise_separable_parameters",
    "doubling_layers_to_reach",
    "doubling_receptive_field",
    "layers_that_fit",
    "layers_to_reach",
    "im2col",
    "max_pool2d",
    "padding_zeros",
    "pool_output_size",
    "poolings_to_reach",
    "receptive_field",
    "same_padding",
    "stack_output_size",
    "stack_receptive_field",
    "strided_receptive_field",
    "tensorflow_same_padding",
    "true_convolution",
]
