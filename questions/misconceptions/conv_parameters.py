"""Wrong counts of the parameters of a convolution layer."""

from typing import Any

import numpy as np

from questions.misconceptions.model import Misconception

_COURSERA = (
    "Distractors of the quiz of DeepLearning.AI, Convolutional Neural Networks, week 1, "
    "https://networkingfunda.com/convolutional-neural-networks-coursera-quiz-answers/"
)
_CS231N = "https://cs231n.github.io/convolutional-networks/"


def sides(kernel: Any) -> tuple[Any, Any]:
    """Return the height and the width of a size that may be one number for both."""
    return kernel if isinstance(kernel, tuple) else (kernel, kernel)


def area(kernel: Any) -> Any:
    """Return the number of cells of a kernel or an image."""
    height, width = sides(kernel)
    return height * width


def _biases(bias: Any, units: Any) -> Any:
    return np.asarray(bias, dtype=np.int64) * units


def _bias_forgotten(
    kernel: Any, in_channels: Any, out_channels: Any, *, groups: Any = 1, bias: Any = True
) -> Any:
    return area(kernel) * (in_channels // groups) * out_channels


def _bias_added(
    kernel: Any, in_channels: Any, out_channels: Any, *, groups: Any = 1, bias: Any = True
) -> Any:
    return area(kernel) * (in_channels // groups) * out_channels + out_channels


def _input_channels_forgotten(
    kernel: Any, in_channels: Any, out_channels: Any, *, groups: Any = 1, bias: Any = True
) -> Any:
    return area(kernel) * out_channels + _biases(bias, out_channels)


def _one_bias(
    kernel: Any, in_channels: Any, out_channels: Any, *, groups: Any = 1, bias: Any = True
) -> Any:
    return area(kernel) * (in_channels // groups) * out_channels + 1


def _one_bias_and_no_channels(
    kernel: Any, in_channels: Any, out_channels: Any, *, groups: Any = 1, bias: Any = True
) -> Any:
    return area(kernel) * out_channels + 1


def _one_filter_only(
    kernel: Any, in_channels: Any, out_channels: Any, *, groups: Any = 1, bias: Any = True
) -> Any:
    return area(kernel) * (in_channels // groups) + np.asarray(bias, dtype=np.int64)


def _kernel_sides_added(
    kernel: Any, in_channels: Any, out_channels: Any, *, groups: Any = 1, bias: Any = True
) -> Any:
    height, width = sides(kernel)
    return (height + width) * (in_channels // groups) * out_channels + _biases(bias, out_channels)


def _groups_ignored(
    kernel: Any, in_channels: Any, out_channels: Any, *, groups: Any = 1, bias: Any = True
) -> Any:
    return area(kernel) * in_channels * out_channels + _biases(bias, out_channels)


def _needs_more_than_the_layer(
    kernel: Any, in_channels: Any, out_channels: Any, *, groups: Any = 1, bias: Any = True
) -> Any:
    """Return NaN: the mistake uses the output size, which a question gives as ``value``."""
    return np.nan + 0 * (area(kernel) * in_channels * out_channels)


CONV_PARAMETERS = (
    Misconception(
        id="bias-forgotten",
        version=1,
        title="Biases left out",
        solver="conv_parameters",
        function=_bias_forgotten,
        explain=(
            r"You counted the weights only. Each of the ${{out_channels}}$ filters also has one "
            r"bias: ${{out_channels}}$ parameters more."
        ),
        source=_COURSERA,
    ),
    Misconception(
        id="bias-added",
        version=1,
        title="Biases counted as weights",
        solver="conv_parameters",
        function=_bias_added,
        explain=(
            r"You counted the biases too, one for each of the ${{out_channels}}$ filters. The "
            "question asks for the weights alone."
        ),
        source=f"{_CS231N} counts 34,848 weights plus 96 biases",
    ),
    Misconception(
        id="input-channels-forgotten",
        version=1,
        title="Depth of the filter left out",
        solver="conv_parameters",
        function=_input_channels_forgotten,
        explain=(
            "You counted a flat filter. A filter is as deep as its input: it has one slice of "
            r"${{kernel}}\times{{kernel}}$ for each of the ${{in_channels}}$ input channels."
        ),
        source="Public note pages answer 2600 for 7600: http://geekdaxue.co/read/jinsizongzi@vaqomo/"
        "xqfhw6, https://www.553668.com/manong/990954.html",
    ),
    Misconception(
        id="one-bias-for-all",
        version=1,
        title="One bias for the whole layer",
        solver="conv_parameters",
        function=_one_bias,
        explain=(
            "You added one bias for the whole layer. A bias belongs to a filter, so what is added "
            r"is one for each filter, or none where the question leaves them out."
        ),
        source=_COURSERA,
    ),
    Misconception(
        id="one-bias-and-no-depth",
        version=1,
        title="A flat filter and one bias",
        solver="conv_parameters",
        function=_one_bias_and_no_channels,
        explain=(
            r"Two things are missing. A filter is as deep as its input, ${{in_channels}}$ channels "
            r"here, and a bias belongs to a filter, so there are as many as filters, "
            r"${{out_channels}}$."
        ),
        source=f"{_COURSERA}: 2501",
    ),
    Misconception(
        id="one-filter-only",
        version=1,
        title="One filter only",
        solver="conv_parameters",
        function=_one_filter_only,
        explain=(
            r"You counted one filter. The layer has ${{out_channels}}$ of them, each with weights "
            "of its own."
        ),
        source=f"{_CS231N}: 363 weights for a neuron, 34,848 for the layer",
    ),
    Misconception(
        id="kernel-sides-added",
        version=1,
        title="Sides of the filter added",
        solver="conv_parameters",
        function=_kernel_sides_added,
        explain=(
            r"You added the sides of the filter, ${{kernel}} + {{kernel}}$. A filter has a weight "
            r"in every cell, ${{kernel}}\cdot{{kernel}} = {{kernel*kernel}}$ in a slice."
        ),
        source="Georgia Tech CS7643 quiz cards: 7 for 10, "
        "http://grafana.stuvia.com/doc/9538693/cs-7643-quizzes-2-3-en-4-solutions-en-study-guide-"
        "georgia-tech",
    ),
    Misconception(
        id="groups-ignored",
        version=1,
        title="Groups left out",
        solver="conv_parameters",
        function=_groups_ignored,
        explain=(
            r"You let every filter see all ${{in_channels}}$ input channels. With ${{groups}}$ "
            r"groups a filter sees only those of its group, ${{in_channels // groups}}$."
        ),
        source="AlexNet's second layer: CS231n counts it without groups, Krizhevsky et al. 2012 "
        "use two",
    ),
    Misconception(
        id="counted-without-sharing",
        version=1,
        title="Weights counted at every position",
        solver="conv_parameters",
        function=_needs_more_than_the_layer,
        explain=(
            "You multiplied by the number of output positions. All positions of a map share one "
            "filter, so its weights are counted once, however large the image is."
        ),
        source="https://crucialexams.com/study/questions/dy0-001/during-a-model-audit-you-examine-"
        "the-first-convolutional-layer-of-an/36492: 78,643,200 for 4,800",
    ),
    Misconception(
        id="stride-in-the-parameters",
        version=1,
        title="Stride in the number of parameters",
        solver="conv_parameters",
        function=_needs_more_than_the_layer,
        explain=(
            "You used the stride. It decides where the filter is placed, not how many weights the "
            "filter has; neither does the size of the image."
        ),
        source="https://medium.com/@iamvarman/how-to-calculate-the-number-of-parameters-in-the-cnn-"
        "5bd55364d7ca",
    ),
    Misconception(
        id="remaining-share-given",
        version=1,
        title="Share that is left, not saved",
        solver="conv_parameters",
        function=_needs_more_than_the_layer,
        explain=(
            "You gave the share of the weights that is left. What is saved is the rest of the "
            "100 percent."
        ),
        source="Original: VGG's 18 of 25 weights are 72 percent left, 28 percent saved",
    ),
    Misconception(
        id="compared-with-the-smaller",
        version=1,
        title="Compared with the smaller number",
        solver="conv_parameters",
        function=_needs_more_than_the_layer,
        explain=(
            "You compared with the smaller number of weights. A saving is a share of what there "
            "was before, so divide by the larger number."
        ),
        source="Original: VGG's 25 weights are 39 percent more than 18",
    ),
)
