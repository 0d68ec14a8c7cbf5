"""The words of property checks that several problems share, and what a condition is."""

from collections.abc import Callable
from dataclasses import dataclass

from grader.problems.model import Case, Finding


@dataclass(frozen=True)
class Condition:
    """Something that holds for some cases; ``words`` completes "the cases in which ..."."""

    id: str
    words: str
    hint: str
    applies: Callable[[Case], bool]


GENERAL = (
    Finding(
        "input-changed",
        "An input was changed",
        "Your function wrote into an array that it was given. The caller still needs it: make a "
        "copy, or a new padded array, and write there.",
    ),
    Finding(
        "state-between-calls",
        "Something is kept between calls",
        "The same call gave different results at different times. Look for an output array or a "
        "sum that is made once, outside the function, and for a default argument that is changed.",
    ),
    Finding(
        "another-number-of-dimensions",
        "Another number of dimensions",
        "Your output has another number of dimensions than asked for. Look for an axis too many, "
        "for a squeeze, or for a result that is flattened.",
    ),
    Finding(
        "shape-one-too-small",
        "One position too few",
        "Your output is one row or column too small wherever its shape is wrong. The kernel also "
        "stands at its starting position: add 1 to the number of steps.",
    ),
    Finding(
        "shape-one-too-large",
        "One position too many",
        "Your output is one row or column too large wherever its shape is wrong. The last window "
        "must still fit into the padded image: round the number of steps down.",
    ),
    Finding(
        "return-missing",
        "Nothing is returned",
        "Your function returns None. End it with `return`, outside the loops; printing the "
        "result does not hand it back.",
    ),
    Finding(
        "list-returned",
        "A list is returned",
        "Your function returns a list. Make the output with `np.zeros(shape)`, or turn the "
        "list into an array with `np.array(rows)`.",
    ),
    Finding(
        "array-of-another-class",
        "Another kind of array",
        "Your function returns a subclass of NumPy's array, which multiplies or compares in "
        "its own way. Use plain arrays throughout.",
    ),
    Finding(
        "complex-output",
        "Complex numbers are returned",
        "Your numbers have an imaginary part, as an inverse Fourier transform leaves it. "
        "Take the real part.",
    ),
    Finding(
        "float-returned",
        "A float is returned",
        "Your numbers are floats where whole numbers are asked for. Divide with `//`, which rounds "
        "down and stays whole, and not with `/`.",
    ),
    Finding(
        "array-returned",
        "An array is returned",
        "Your function returns an array where plain numbers are asked for.",
    ),
    Finding(
        "several-values-returned",
        "Several values are returned",
        "Your function returns several values where one number is asked for. Look for a comma "
        "behind `return`.",
    ),
    Finding(
        "one-value-returned",
        "One value is returned",
        "Your function returns one number where several are asked for, as a tuple.",
    ),
    Finding(
        "always-one-too-small",
        "One too small",
        "Wherever your number is not the expected one, it is one too small.",
    ),
    Finding(
        "always-one-too-large",
        "One too large",
        "Wherever your number is not the expected one, it is one too large.",
    ),
    Finding(
        "float32-numbers",
        "Numbers in float32",
        "Your numbers are right to about seven digits: they went through float32. Keep the arrays "
        "that you make in float64, NumPy's default.",
    ),
    Finding(
        "float16-numbers",
        "Numbers in float16",
        "Your numbers are right to about three digits: they went through float16. Keep the arrays "
        "that you make in float64, NumPy's default.",
    ),
    Finding(
        "fractions-lost",
        "Fractions are cut off",
        "Your numbers are the right ones without their fractions. The output array holds whole "
        "numbers only; make it with `np.zeros(shape)`, which is float64.",
    ),
    Finding(
        "output-axes-exchanged",
        "The output is transposed",
        "Two axes of your output are exchanged; its numbers are the right ones.",
    ),
    Finding(
        "output-reversed",
        "The output is the wrong way round",
        "One axis of your output comes in the opposite order, or several do. The first cell of "
        "each axis belongs to the first window.",
    ),
)


def condition_finding(condition: Condition, *, is_exact: bool) -> Finding:
    """Return the finding that the failing cases are, or are among, those of a condition."""
    scope = (
        f"Your function fails exactly in the cases in which {condition.words}; all the others pass."
        if is_exact
        else f"Your function fails only in cases in which {condition.words}."
    )
    return Finding(condition.id, f"Wrong where {condition.words}", f"{scope} {condition.hint}")
