"""Wrong amounts of memory for the numbers of a layer."""

from typing import Any

import numpy as np

from questions.misconceptions.conv_parameters import area, sides
from questions.misconceptions.model import Misconception


def _batch_forgotten(size: Any, channels: Any, *, batch: Any = 1, value_bytes: Any = 4) -> Any:
    return area(size) * channels * value_bytes + 0 * batch


def _values_for_bytes(size: Any, channels: Any, *, batch: Any = 1, value_bytes: Any = 4) -> Any:
    return area(size) * channels * batch + 0 * value_bytes


def _bits_for_bytes(size: Any, channels: Any, *, batch: Any = 1, value_bytes: Any = 4) -> Any:
    return 8 * area(size) * channels * batch * value_bytes


def _one_map_stored(size: Any, channels: Any, *, batch: Any = 1, value_bytes: Any = 4) -> Any:
    return area(size) * batch * value_bytes + 0 * channels


def _one_side_stored(size: Any, channels: Any, *, batch: Any = 1, value_bytes: Any = 4) -> Any:
    return sides(size)[0] * channels * batch * value_bytes


def _needs_the_unit(size: Any, channels: Any, *, batch: Any = 1, value_bytes: Any = 4) -> Any:
    """Return NaN: the mistake is in the unit, which a question gives as ``value``."""
    return np.nan + 0 * (area(size) * channels * batch * value_bytes)


MEMORY = (
    Misconception(
        id="batch-forgotten",
        version=1,
        title="One image instead of the batch",
        solver="activation_bytes",
        function=_batch_forgotten,
        explain=(
            r"You counted one image. ${{batch}}$ of them go through the layer together, each with "
            "activations of its own."
        ),
        source="Original: weights are stored once for a batch, activations are not",
    ),
    Misconception(
        id="values-for-bytes",
        version=1,
        title="Values counted, not bytes",
        solver="activation_bytes",
        function=_values_for_bytes,
        explain=(
            r"You counted the numbers. Each of them takes ${{value_bytes}}$ bytes, and the "
            "question asks for bytes."
        ),
        source="https://cs231n.github.io/convolutional-networks/ prints VGG's memory as a number "
        "of values and multiplies by 4 bytes below",
    ),
    Misconception(
        id="bits-for-bytes",
        version=1,
        title="Bits counted, not bytes",
        solver="activation_bytes",
        function=_bits_for_bytes,
        explain=(
            r"You counted bits. A number takes ${{value_bytes}}$ bytes of eight bits each, and the "
            "question asks for bytes."
        ),
        source="Original: the 32 of float32 counts bits",
    ),
    Misconception(
        id="one-map-stored",
        version=1,
        title="One map instead of all",
        solver="activation_bytes",
        function=_one_map_stored,
        explain=(
            r"You counted one map. The output has ${{channels}}$ of them, one for each filter, and "
            "all are stored."
        ),
        source="Original: the depth of the output left out",
    ),
    Misconception(
        id="one-side-stored",
        version=1,
        title="One side instead of the area",
        solver="activation_bytes",
        function=_one_side_stored,
        explain=("You used one side of the map. A map has height times width values."),
        source="Original: a row of the map taken for all of it",
    ),
    Misconception(
        id="gradients-forgotten",
        version=1,
        title="Gradients left out",
        solver="activation_bytes",
        function=_needs_the_unit,
        explain=(
            "You counted the numbers of the forward pass. Training also keeps what the backward "
            "pass computes for each of them."
        ),
        source="https://cs231n.github.io/convolutional-networks/, Computational considerations, "
        "names gradients and momentum",
    ),
    Misconception(
        id="parameters-left-out-of-memory",
        version=1,
        title="Parameters left out of the memory",
        solver="activation_bytes",
        function=_needs_the_unit,
        explain=(
            "You gave the activations all of the memory. The parameters, and what training keeps "
            "for each of them, have to fit as well."
        ),
        source="https://cs231n.github.io/convolutional-networks/, Computational considerations, "
        "lists them apart",
    ),
    Misconception(
        id="mebibytes-for-megabytes",
        version=1,
        title="Steps of 1024 instead of 1000",
        solver="activation_bytes",
        function=_needs_the_unit,
        explain=(
            "You counted in steps of 1024. The question says which one it wants: a megabyte (MB) "
            "is 1,000,000 bytes, a mebibyte (MiB) is 1,048,576."
        ),
        source="https://d2l.ai/chapter_convolutional-modern/alexnet.html: AlexNet's 164 MB are MiB",
    ),
    Misconception(
        id="megabytes-for-mebibytes",
        version=1,
        title="Steps of 1000 instead of 1024",
        solver="activation_bytes",
        function=_needs_the_unit,
        explain=(
            "You counted in steps of 1000. The question says which one it wants: a mebibyte (MiB) "
            "is 1,048,576 bytes, a megabyte (MB) is 1,000,000."
        ),
        source="Original: the opposite of AlexNet's 164 MB that are MiB",
    ),
)
