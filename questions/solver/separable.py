"""What a depthwise separable layer costs: one filter for each channel, then a 1x1 convolution."""

from typing import Any, overload

from questions.solver.costs import conv_parameters
from questions.solver.parameters import AxesLike, Column, ColumnLike, Sizes


@overload
def depthwise_separable_parameters(
    kernel: int | tuple[int, int], in_channels: int, out_channels: int, *, bias: bool = True
) -> int: ...
@overload
def depthwise_separable_parameters(
    kernel: AxesLike, in_channels: ColumnLike, out_channels: ColumnLike, *, bias: Any = True
) -> Sizes: ...
def depthwise_separable_parameters(
    kernel: AxesLike, in_channels: ColumnLike, out_channels: ColumnLike, *, bias: Any = True
) -> Column:
    """Return the number of parameters of a depthwise convolution and the 1x1 convolution after it.

    Parameters
    ----------
    kernel : int or (int, int) or array of int
        Kernel size of the depthwise convolution, in taps; one number is a square kernel.
    in_channels : int or array of int
        Channels of the input; the depthwise convolution has one filter for each.
    out_channels : int or array of int
        Channels of the output, which is the number of 1x1 filters.
    bias : bool or array of bool, default=True
        Whether each filter of both convolutions has a bias.

    Returns
    -------
    int or array of int64
        Number of weights and biases of the two convolutions together.

    Raises
    ------
    ShapeError
        As conv_parameters.

    See Also
    --------
    conv_parameters : The full convolution that the two replace.

    Notes
    -----
    Without biases, kernel**2 * in_channels + in_channels * out_channels, as in [1]_.

    References
    ----------
    .. [1] A. G. Howard et al., "MobileNets: Efficient Convolutional Neural Networks for Mobile
       Vision Applications", arXiv:1704.04861, 2017.

    Examples
    --------
    >>> depthwise_separable_parameters(3, 512, 512, bias=False)
    266752
    >>> depthwise_separable_parameters(3, 3, 8)
    62
    """
    depthwise: Column = conv_parameters(
        kernel, in_channels, in_channels, groups=in_channels, bias=bias
    )
    pointwise: Column = conv_parameters(1, in_channels, out_channels, bias=bias)
    return depthwise + pointwise
