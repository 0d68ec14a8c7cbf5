"""The kind ``shape``: the sizes of an array in a fixed order, such as 55 x 55 x 96."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from questions.answers.errors import AnswerFormatError, SpecError
from questions.answers.kind import GO_THROUGH, Advice, Spec, Value, own_spec
from questions.answers.numbers import read_number, to_plain
from questions.answers.options import refuse_unknown_keys, shorten
from questions.answers.precision import show_number
from questions.answers.text import clean, quote

_MOST_AXES = 6
_EXAMPLE = (24, 32, 10, 8, 6, 4)
_NUMBER_WORDS = ("no", "one", "two", "three", "four", "five", "six")
# Words between letters are no separators: the x of "px" and the by of "bytes" stay.
_STRONG = re.compile(r"(?<![^\W\d_])(?:x|×|by)(?![^\W\d_])|;", re.IGNORECASE)
_COMMA = re.compile(r" ?, | ,")


@dataclass(frozen=True, kw_only=True)
class ShapeSpec(Spec):
    """Options of a shape.

    Attributes
    ----------
    axes : tuple of str
        What each size measures, in the order asked for: ``("height", "width", "depth")``.
    """

    kind: str = "shape"
    axes: tuple[str, ...]


class ShapeKind:
    """Reads and compares shapes of any number of axes."""

    name = "shape"

    def read_spec(self, raw: Mapping[str, object]) -> ShapeSpec:
        """Return the options in an answer section; raise SpecError when one is wrong."""
        refuse_unknown_keys(raw, ("axes",))
        axes = _as_list(raw.get("axes"))
        names = [axis.strip() for axis in axes if isinstance(axis, str) and axis.strip()]
        is_right = len(names) == len(axes) == len(set(names))
        if not is_right or not 1 <= len(names) <= _MOST_AXES:
            expected = f"a list of 1 to {_MOST_AXES} different names, such as [height, width]"
            raise SpecError("axes", shorten(raw.get("axes")), expected)
        if "values" in raw and len(_as_list(raw["values"])) != len(names):
            expected = f"a list of {len(names)}, one for each axis"
            raise SpecError("values", shorten(raw["values"]), expected)
        return ShapeSpec(axes=tuple(names))

    def parse(self, text: str, spec: Spec) -> tuple[float, ...]:
        """Return the sizes that were typed, in their order."""
        own = own_spec(spec, ShapeSpec)
        expected = self.expected(spec)
        cleaned = clean(text, expected=expected)
        if "=" in cleaned:
            raise AnswerFormatError(
                "named_sizes",
                f"{quote(text)} names the sizes. Type them in order, without names: {expected}.",
            )
        if len(own.axes) == 1:
            return (to_plain(read_number(text, expected=expected, is_whole=True)),)
        pieces = _split(cleaned)
        if len(pieces) == 1:
            raise _one_number(text, own, expected)
        sizes = _read_sizes(text, pieces, expected)
        if len(sizes) != len(own.axes):
            raise _wrong_count(text, sizes, own, expected)
        return sizes

    def matches(self, value: Value, key: Value, spec: Spec) -> bool:
        """Tell whether all sizes are the same, in the same order."""
        own_spec(spec, ShapeSpec)
        return isinstance(value, tuple) and value == key

    def matches_columns(
        self, values: NDArray[Any], keys: NDArray[Any], spec: Spec
    ) -> NDArray[np.bool_]:
        """Tell for every row of two (n, axes) arrays whether its sizes are right."""
        own_spec(spec, ShapeSpec)
        same = np.asarray(values) == np.asarray(keys)
        return np.asarray(np.all(same, axis=-1), dtype=np.bool_)

    def show(self, value: Value, spec: Spec) -> str:
        """Return the sizes with a cross between them: ``55 × 55 × 96``."""
        own_spec(spec, ShapeSpec)
        return " × ".join(show_number(size) for size in _sizes(value))

    def to_value(self, row: Any, spec: Spec) -> tuple[float, ...]:
        """Return one row of a column as a tuple."""
        own_spec(spec, ShapeSpec)
        numbers = [float(size) for size in row]
        if not np.all(np.isfinite(numbers)):
            raise ValueError(f"value {numbers} of a shape answer, expected finite sizes")
        return tuple(int(number) if number.is_integer() else number for number in numbers)

    def expected(self, spec: Spec) -> str:
        """Return what is asked for as a phrase with an example."""
        axes = own_spec(spec, ShapeSpec).axes
        example = " x ".join(str(size) for size in _EXAMPLE[: len(axes)])
        return f"{' x '.join(axes)}, such as {example}"

    def rule(self, spec: Spec) -> str:
        """Return the rule of comparison as a sentence."""
        axes = own_spec(spec, ShapeSpec).axes
        return f"Every size has to be exactly the key, in the order {' x '.join(axes)}."

    def interval(self, key: Value, spec: Spec) -> tuple[float, float] | None:
        """Return None: shapes have no order."""
        return None

    def advise(self, value: Value, key: Value, spec: Spec) -> Advice:
        """Return one useful next step for a wrong answer, without the key."""
        axes = own_spec(spec, ShapeSpec).axes
        sizes, right = _sizes(value), _sizes(key)
        if sorted(sizes) == sorted(right):
            return Advice(
                "wrong",
                f"The sizes are right, in another order: this asks for {' x '.join(axes)}.",
            )
        is_right = [size == other for size, other in zip(sizes, right, strict=True)]
        if any(is_right):
            good = [axis for axis, is_good in zip(axes, is_right, strict=True) if is_good]
            bad = [axis for axis, is_good in zip(axes, is_right, strict=True) if not is_good]
            verb = "is" if len(good) == 1 else "are"
            return Advice(
                "wrong", f"The {_listed(good)} {verb} right. Look at the {_listed(bad)} again."
            )
        if any(size != int(size) for size in sizes):
            return Advice(
                "wrong",
                "A size is a whole number. Look at the step that leaves a fraction: what does the "
                "question say happens to it?",
            )
        return Advice("wrong", GO_THROUGH)


def _split(cleaned: str) -> list[str]:
    """Return the text of each size; the strongest separator that is there decides."""
    if _STRONG.search(cleaned):
        return [piece.strip() for piece in _STRONG.split(cleaned)]
    if _COMMA.search(cleaned):
        return _COMMA.split(cleaned)
    for separator in (",", " "):
        chunks = cleaned.split(separator)
        if len(chunks) > 1 and all(chunk.isdigit() for chunk in chunks):
            return _join_groups(chunks, separator)
    words = cleaned.split(" ")
    is_list = len(words) > 2 and all(word.isdigit() for word in words[:-1])
    return [*words[:-2], " ".join(words[-2:])] if is_list else [cleaned]


def _read_sizes(text: str, pieces: Sequence[str], expected: str) -> tuple[float, ...]:
    if not all(pieces):
        raise AnswerFormatError(
            "missing_axes", f"{quote(text)} leaves a size out. This asks for {expected}."
        )
    sizes = []
    for place, piece in enumerate(pieces):
        try:
            size = read_number(piece, expected=expected, is_whole=True)
        except AnswerFormatError as error:
            # A whole shape is offered only where nothing else of it is in doubt.
            is_rest_clear = all(_is_clear(other) for other in pieces[place + 1 :])
            offered = error.readings if is_rest_clear else ()
            ways = [[*pieces[:place], way, *pieces[place + 1 :]] for way in offered]
            raise AnswerFormatError(
                error.code, str(error), readings=tuple(" x ".join(way) for way in ways)
            ) from None
        sizes.append(to_plain(size))
    return tuple(sizes)


def _is_clear(piece: str) -> bool:
    try:
        read_number(piece, expected="a size", is_whole=True)
    except AnswerFormatError:
        return False
    return True


def _join_groups(chunks: Sequence[str], separator: str) -> list[str]:
    """Give three digits that begin with zero to the size before: 3,025,96 is 3025 and 96."""
    joined = [chunks[0]]
    for chunk in chunks[1:]:
        if len(chunk) == 3 and chunk[0] == "0":
            joined[-1] += separator + chunk
        else:
            joined.append(chunk)
    return joined


def _one_number(text: str, spec: ShapeSpec, expected: str) -> AnswerFormatError:
    """Return the question back to a single number, where it can be read as one."""
    try:
        size = show_number(to_plain(read_number(text, expected=expected, is_whole=True)))
    except AnswerFormatError as error:
        if not error.readings:
            return error
        return AnswerFormatError(
            "missing_axes", f"{quote(text)} is one number. This asks for {expected}."
        )
    same = " x ".join([size] * len(spec.axes))
    together = "both are" if len(spec.axes) == 2 else "all are"
    return AnswerFormatError(
        "missing_axes",
        f"You typed one number, {size}. This asks for {expected}. "
        f"If {together} {size}, type {same}.",
    )


def _wrong_count(
    text: str, sizes: Sequence[float], spec: ShapeSpec, expected: str
) -> AnswerFormatError:
    read = f"{len(sizes)} sizes"
    if len(sizes) <= _MOST_AXES:
        listed = " x ".join(show_number(size) for size in sizes)
        read = f"{_NUMBER_WORDS[len(sizes)]} sizes, {listed}"
    return AnswerFormatError(
        "wrong_axes",
        f"{quote(text)} is read as {read}. This asks for "
        f"{_NUMBER_WORDS[len(spec.axes)]}: {expected}.",
    )


def _as_list(found: object) -> Sequence[object]:
    return found if isinstance(found, list | tuple) else ()


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _sizes(value: Value) -> tuple[float, ...]:
    if isinstance(value, tuple):
        return tuple(size for size in value if not isinstance(size, tuple))
    raise TypeError(f"value {value!r} of a shape answer, expected a tuple")
