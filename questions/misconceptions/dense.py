"""Wrong counts of the parameters of a fully connected layer."""

from typing import Any

import numpy as np

from questions.misconceptions.model import Misconception

_COURSERA = (
    "Distractors of the quiz of DeepLearning.AI, Convolutional Neural Networks, week 1, "
    "https://networkingfunda.com/convolutional-neural-networks-coursera-quiz-answers/"
)


def _dense_bias_forgotten(inputs: Any, units: Any, *, bias: Any = True) -> Any:
    return inputs * units


def _dense_bias_added(inputs: Any, units: Any, *, bias: Any = True) -> Any:
    return inputs * units + units


def _dense_one_bias(inputs: Any, units: Any, *, bias: Any = True) -> Any:
    return inputs * units + 1


def _dense_added(inputs: Any, units: Any, *, bias: Any = True) -> Any:
    return inputs + units


def _colour_channels_forgotten(inputs: Any, units: Any, *, bias: Any = True) -> Any:
    weights = np.where(inputs % 3 == 0, inputs // 3 * units, np.nan)
    return weights + np.asarray(bias, dtype=np.int64) * units


DENSE = (
    Misconception(
        id="dense-bias-forgotten",
        version=1,
        title="Biases left out",
        solver="dense_parameters",
        function=_dense_bias_forgotten,
        explain=(
            r"You counted the weights only. Each of the ${{units | thousands}}$ neurons also adds "
            r"a bias of its own: ${{units | thousands}}$ parameters more."
        ),
        source=_COURSERA,
    ),
    Misconception(
        id="dense-bias-added",
        version=1,
        title="Biases counted as weights",
        solver="dense_parameters",
        function=_dense_bias_added,
        explain=(
            r"You counted the biases too, one for each of the ${{units | thousands}}$ neurons. The "
            "question asks for the weights alone."
        ),
        source="CS231n counts 34,848 weights plus 96 biases, "
        "https://cs231n.github.io/convolutional-networks/",
    ),
    Misconception(
        id="dense-one-bias",
        version=1,
        title="One bias for the whole layer",
        solver="dense_parameters",
        function=_dense_one_bias,
        explain=(
            r"You added one bias for the whole layer. A bias belongs to a neuron, so what is added "
            "is one for each neuron of the layer, or none where the question leaves them out."
        ),
        source=_COURSERA,
    ),
    Misconception(
        id="dense-inputs-and-units-added",
        version=1,
        title="Inputs and neurons added",
        solver="dense_parameters",
        function=_dense_added,
        explain=(
            r"You added the inputs and the neurons. Each of the ${{units | thousands}}$ neurons "
            r"is wired to every one of the ${{inputs | thousands}}$ inputs: multiply the two."
        ),
        source="Georgia Tech CS7643 quiz cards add where they should multiply, "
        "http://grafana.stuvia.com/doc/9538693/cs-7643-quizzes-2-3-en-4-solutions-en-study-guide-"
        "georgia-tech",
    ),
    Misconception(
        id="colour-channels-forgotten",
        version=1,
        title="Colour channels left out",
        solver="dense_parameters",
        function=_colour_channels_forgotten,
        explain=(
            "You counted each pixel once. A colour pixel is three numbers, so flattening the image "
            r"gives ${{inputs | thousands}}$ inputs, three times as many as there are pixels."
        ),
        source="Public note pages leave the channels out: http://geekdaxue.co/read/jinsizongzi@"
        "vaqomo/xqfhw6, https://www.553668.com/manong/990954.html",
    ),
)
