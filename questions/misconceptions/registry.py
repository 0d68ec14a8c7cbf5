"""All misconceptions by id."""

from collections.abc import Mapping
from types import MappingProxyType

from questions.misconceptions.borders import PADDING_ZEROS, TENSORFLOW_SAME
from questions.misconceptions.by_hand import BY_HAND
from questions.misconceptions.compute import COMPUTE
from questions.misconceptions.conv2d_dilated import CONV2D_DILATED
from questions.misconceptions.conv2d_kernel import KERNEL
from questions.misconceptions.conv2d_nchw import CONV2D_NCHW
from questions.misconceptions.conv2d_numbers import NUMBERS
from questions.misconceptions.conv2d_output import OUTPUT
from questions.misconceptions.conv2d_padding import PADDING
from questions.misconceptions.conv2d_positions import POSITIONS
from questions.misconceptions.conv_parameters import CONV_PARAMETERS
from questions.misconceptions.dense import DENSE
from questions.misconceptions.doublings import DOUBLING_FIELD, DOUBLING_LAYERS, POOLINGS
from questions.misconceptions.errors import UnknownMisconception
from questions.misconceptions.im2col import IM2COL
from questions.misconceptions.layer_weights import LAYER_WEIGHTS
from questions.misconceptions.max_pool2d import MAX_POOL2D
from questions.misconceptions.memory import MEMORY
from questions.misconceptions.model import Misconception
from questions.misconceptions.multiply_adds import MULTIPLY_ADDS
from questions.misconceptions.output_size import OUTPUT_SIZE
from questions.misconceptions.pooling import POOLING
from questions.misconceptions.readings import READINGS
from questions.misconceptions.receptive_field import STACK, STRIDED
from questions.misconceptions.receptive_field_code import FIELD
from questions.misconceptions.same_padding import SAME_PADDING
from questions.misconceptions.separable import SEPARABLE
from questions.misconceptions.stacks import LAYERS_THAT_FIT, LAYERS_TO_REACH, STACK_SIZE
from questions.misconceptions.true_convolution import TRUE_CONVOLUTION

ALL = (
    *OUTPUT_SIZE,
    *SAME_PADDING,
    *POOLING,
    *DENSE,
    *CONV_PARAMETERS,
    *MULTIPLY_ADDS,
    *STACK,
    *STRIDED,
    *KERNEL,
    *PADDING,
    *POSITIONS,
    *OUTPUT,
    *NUMBERS,
    *LAYER_WEIGHTS,
    *COMPUTE,
    *SEPARABLE,
    *MEMORY,
    *TENSORFLOW_SAME,
    *PADDING_ZEROS,
    *STACK_SIZE,
    *LAYERS_THAT_FIT,
    *LAYERS_TO_REACH,
    *DOUBLING_FIELD,
    *DOUBLING_LAYERS,
    *POOLINGS,
    *READINGS,
    *BY_HAND,
    *TRUE_CONVOLUTION,
    *MAX_POOL2D,
    *CONV2D_NCHW,
    *CONV2D_DILATED,
    *IM2COL,
    *FIELD,
)
MISCONCEPTIONS: Mapping[str, Misconception] = MappingProxyType({m.id: m for m in ALL})


def get_misconception(misconception_id: str) -> Misconception:
    """Return the misconception of an id; UnknownMisconception if there is none."""
    try:
        return MISCONCEPTIONS[misconception_id]
    except KeyError:
        raise UnknownMisconception(misconception_id, MISCONCEPTIONS) from None


def misconceptions_of(solver: str) -> tuple[Misconception, ...]:
    """Return the misconceptions about one solver function, in the order of the bank."""
    return tuple(m for m in ALL if m.solver == solver)
