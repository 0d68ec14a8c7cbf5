"""Wrong counts of weights and biases: groups, channels and sides that are put together wrongly."""

from typing import Any

import numpy as np

from questions.misconceptions.conv_parameters import area, sides
from questions.misconceptions.model import Misconception

_CS7643 = (
    "Georgia Tech CS7643 quiz cards add where they should multiply, http://grafana.stuvia.com/doc/"
    "9538693/cs-7643-quizzes-2-3-en-4-solutions-en-study-guide-georgia-tech"
)


def _dense_bias_per_input(inputs: Any, units: Any, *, bias: Any = True) -> Any:
    return inputs * units + inputs


def _needs_another_layer(inputs: Any, units: Any, *, bias: Any = True) -> Any:
    """Return NaN: the mistake takes the layer for another one, which a question describes."""
    return np.nan + 0 * (inputs * units)


def _one_neuron_only(inputs: Any, units: Any, *, bias: Any = True) -> Any:
    return inputs + np.asarray(bias, dtype=np.int64) + 0 * units


def _one_group_only(
    kernel: Any, in_channels: Any, out_channels: Any, *, groups: Any = 1, bias: Any = True
) -> Any:
    filters = out_channels // groups
    weights = area(kernel) * (in_channels // groups) * filters
    return weights + np.asarray(bias, dtype=np.int64) * filters


def _groups_multiplied(
    kernel: Any, in_channels: Any, out_channels: Any, *, groups: Any = 1, bias: Any = True
) -> Any:
    weights = area(kernel) * in_channels * out_channels * groups
    return weights + np.asarray(bias, dtype=np.int64) * out_channels


def _channels_added(
    kernel: Any, in_channels: Any, out_channels: Any, *, groups: Any = 1, bias: Any = True
) -> Any:
    weights = area(kernel) * (in_channels // groups + out_channels)
    return weights + np.asarray(bias, dtype=np.int64) * out_channels


def _side_not_squared(
    kernel: Any, in_channels: Any, out_channels: Any, *, groups: Any = 1, bias: Any = True
) -> Any:
    weights = sides(kernel)[0] * (in_channels // groups) * out_channels
    return weights + np.asarray(bias, dtype=np.int64) * out_channels


def _needs_two_layers(
    kernel: Any, in_channels: Any, out_channels: Any, *, groups: Any = 1, bias: Any = True
) -> Any:
    """Return NaN: the mistake compares two layers, which a question gives as ``value``."""
    return np.nan + 0 * (area(kernel) * in_channels * out_channels)


LAYER_WEIGHTS = (
    Misconception(
        id="dense-bias-per-input",
        version=1,
        title="A bias for each input",
        solver="dense_parameters",
        function=_dense_bias_per_input,
        explain=(
            r"You added a bias for each of the ${{inputs | thousands}}$ inputs. A bias belongs to "
            "a neuron: it is added to the neuron's sum, whatever the number of inputs."
        ),
        source="Original: the bias counted on the wrong side of the layer",
    ),
    Misconception(
        id="sharing-assumed",
        version=1,
        title="Sharing where nothing is shared",
        solver="dense_parameters",
        function=_needs_another_layer,
        explain=(
            "You shared the weights over the positions. A fully connected layer does not: each "
            "neuron has a weight of its own for every input."
        ),
        source="Original: what holds for convolutions carried over to dense layers",
    ),
    Misconception(
        id="one-neuron-only",
        version=1,
        title="One neuron only",
        solver="dense_parameters",
        function=_one_neuron_only,
        explain=(
            r"You counted one neuron. The layer has ${{units | thousands}}$ of them, each with "
            "weights of its own."
        ),
        source="Original: CS231n counts the weights of one neuron first",
    ),
    Misconception(
        id="one-group-only",
        version=1,
        title="One group only",
        solver="conv_parameters",
        function=_one_group_only,
        explain=(
            r"You counted one group. Each of the ${{groups}}$ groups has its own share of the "
            r"${{out_channels}}$ filters, and all of them have weights."
        ),
        source="Original: both channel counts divided by the groups",
    ),
    Misconception(
        id="groups-multiplied",
        version=1,
        title="Multiplied by the groups",
        solver="conv_parameters",
        function=_groups_multiplied,
        explain=(
            r"You multiplied by the ${{groups}}$ groups. Groups split the channels, they do not "
            "copy them: every filter sees fewer channels than without groups."
        ),
        source="Original: groups taken for copies of the layer",
    ),
    Misconception(
        id="channels-added",
        version=1,
        title="Channels added",
        solver="conv_parameters",
        function=_channels_added,
        explain=(
            r"You added the channels of input and output. Each of the ${{out_channels}}$ filters "
            "has weights for every input channel that it sees: multiply the two."
        ),
        source=_CS7643,
    ),
    Misconception(
        id="side-not-squared",
        version=1,
        title="Side of the filter not squared",
        solver="conv_parameters",
        function=_side_not_squared,
        explain=(
            r"You used the side of the filter once. A slice of it has "
            r"${{kernel}}\cdot{{kernel}} = {{kernel*kernel}}$ cells, each with a weight."
        ),
        source="Original: a row of the filter taken for all of it",
    ),
    Misconception(
        id="ratio-upside-down",
        version=1,
        title="Ratio upside down",
        solver="conv_parameters",
        function=_needs_two_layers,
        explain=(
            "You divided the other way round. Put the number that the question names first above "
            "the one that it compares with."
        ),
        source="Original: 13 of 100 read as 100 of 13",
    ),
    Misconception(
        id="channels-scaled-once",
        version=1,
        title="Only one of two channel counts scaled",
        solver="conv_parameters",
        function=_needs_two_layers,
        explain=(
            "You scaled one channel count. The weights are a product of input channels and output "
            "channels, so a change of both counts twice."
        ),
        source="Original: twice the channels taken for twice the weights",
    ),
    Misconception(
        id="pooling-has-parameters",
        version=1,
        title="Parameters of a pooling layer",
        solver="conv_parameters",
        function=_needs_two_layers,
        explain=(
            "You gave the pooling parameters. It takes the maximum or the mean of its window, and "
            "nothing in that is learned."
        ),
        source="https://github.com/SurajMandal14/Study-mate num_dl.md lists it among common "
        "mistakes; the subsampling of 1998 has two parameters for each map",
    ),
    Misconception(
        id="running-statistics-counted",
        version=1,
        title="Running mean and variance counted",
        solver="conv_parameters",
        function=_needs_two_layers,
        explain=(
            "You counted the running mean and the running variance of the batch normalisation. "
            "They are measured during training, and only scale and shift are learned."
        ),
        source="Lecture notes with a table like CS231n's give 4C for C channels; Keras summaries "
        "show 4C, half of them not trainable",
    ),
    Misconception(
        id="batch-norm-per-input-channel",
        version=1,
        title="Batch normalisation of the input",
        solver="conv_parameters",
        function=_needs_two_layers,
        explain=(
            "You counted the channels before the convolution. The batch normalisation comes after "
            "it, so it meets the convolution's output channels."
        ),
        source="Original: the order of the two layers turned round",
    ),
    Misconception(
        id="compared-with-the-rest",
        version=1,
        title="Compared with the rest",
        solver="conv_parameters",
        function=_needs_two_layers,
        explain="You compared the part with the rest. A share is the part divided by the whole.",
        source="Original: odds read as a share",
    ),
    Misconception(
        id="channels-not-reduced",
        version=1,
        title="Channels of the block, not of the layer",
        solver="conv_parameters",
        function=_needs_two_layers,
        explain=(
            "You used the channels of the block's input. A layer's filters are as deep as what "
            "the layer before it gives."
        ),
        source="Original: a bottleneck counted as if it did not narrow",
    ),
)
