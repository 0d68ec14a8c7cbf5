"""What is shown is read back as the same value; columns agree with single values."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from questions.answers import KINDS, DecimalSpec, IntegerSpec, PercentSpec, ShapeSpec

WHOLE = st.integers(min_value=-(10**17), max_value=10**17)
REAL = st.floats(min_value=-1e11, max_value=1e11, allow_nan=False).filter(
    lambda number: number == 0 or abs(number) > 1e-20
)


@given(WHOLE)
def test_a_whole_number_survives_being_shown(number):
    kind, spec = KINDS["integer"], IntegerSpec()
    assert kind.parse(kind.show(number, spec), spec) == number


@given(WHOLE, st.sampled_from(",' _\u00a0\u2009\u202f’"))
def test_any_grouping_of_three_is_the_same_whole_number(number, separator):
    assert KINDS["integer"].parse(f"{number:,}".replace(",", separator), IntegerSpec()) == number


@given(st.integers(0, 10**15), st.sampled_from("٠۰०０𝟎"))
def test_digits_of_every_script_are_the_same_whole_number(number, zero):
    written = "".join(chr(ord(zero) + int(digit)) for digit in str(number))
    assert KINDS["integer"].parse(written, IntegerSpec()) == number


@given(REAL)
def test_a_number_survives_being_shown(number):
    kind, spec = KINDS["decimal"], DecimalSpec()
    assert kind.matches(kind.parse(kind.show(number, spec), spec), number, spec)


@given(REAL)
def test_a_percentage_survives_being_shown(number):
    kind, spec = KINDS["percent"], PercentSpec()
    assert kind.matches(kind.parse(kind.show(number, spec), spec), number, spec)


@given(
    st.lists(st.integers(0, 10**12), min_size=1, max_size=6),
    st.sampled_from((" x ", "×", "; ", " by ")),
)
def test_a_shape_survives_being_shown_and_every_strong_separator(sizes, separator):
    kind, spec = KINDS["shape"], ShapeSpec(axes=tuple("abcdef"[: len(sizes)]))
    assert kind.parse(kind.show(tuple(sizes), spec), spec) == tuple(sizes)
    if len(sizes) > 1:
        assert kind.parse(separator.join(map(str, sizes)), spec) == tuple(sizes)


@given(st.integers(1, 10**6), st.integers(1, 10**6))
def test_a_fraction_is_its_quotient(upper, lower):
    assert KINDS["decimal"].parse(f"{upper}/{lower}", DecimalSpec()) == upper / lower


@given(
    st.lists(st.tuples(REAL, REAL), min_size=1),
    st.sampled_from([{}, {"absolute": 0.5}, {"relative": 0.1}]),
)
def test_columns_of_numbers_agree_with_single_ones(pairs, options):
    kind = KINDS["decimal"]
    spec = kind.read_spec(options)
    values, keys = (np.array(column) for column in zip(*pairs, strict=True))
    rows = kind.matches_columns(values, keys, spec)
    assert rows.dtype == np.bool_
    assert rows.tolist() == [kind.matches(value, key, spec) for value, key in pairs]


def test_columns_of_whole_numbers_compare_exactly_and_nan_never_matches():
    kind, spec = KINDS["integer"], IntegerSpec()
    rows = kind.matches_columns(np.array([7.0, 4.5, np.nan, 12.0]), np.array([7, 4, 0, 13]), spec)
    assert rows.tolist() == [True, False, False, False]


def test_columns_of_shapes_compare_rows():
    kind, spec = KINDS["shape"], ShapeSpec(axes=("height", "width"))
    values = np.array([[7, 7], [7, 8], [np.nan, 7]])
    keys = np.array([[7, 7], [7, 7], [7, 7]])
    assert kind.matches_columns(values, keys, spec).tolist() == [True, False, False]


@pytest.mark.parametrize(
    ("row", "value"),
    [(np.int64(7), 7), (np.float64(7), 7), (np.float64(4.5), 4.5), (10**17 + 1, 10**17 + 1)],
)
def test_a_row_of_a_column_becomes_a_value_that_json_can_hold(row, value):
    for kind, spec in ((KINDS["integer"], IntegerSpec()), (KINDS["decimal"], DecimalSpec())):
        given_back = kind.to_value(row, spec)
        assert given_back == value
        assert type(given_back) is type(value)


def test_a_row_of_sizes_becomes_a_tuple():
    spec = ShapeSpec(axes=("height", "width"))
    assert KINDS["shape"].to_value(np.array([7.0, 4.5]), spec) == (7, 4.5)


@pytest.mark.parametrize("row", [np.nan, np.inf])
def test_a_row_without_a_value_is_refused(row):
    with pytest.raises(ValueError, match="finite"):
        KINDS["integer"].to_value(row, IntegerSpec())
    with pytest.raises(ValueError, match="finite"):
        KINDS["shape"].to_value([row, 1], ShapeSpec(axes=("height", "width")))


@pytest.mark.parametrize(
    ("kind", "spec", "value", "text"),
    [
        ("integer", IntegerSpec(), 290400, "290,400"),
        ("integer", IntegerSpec(), 4.5, "4.5"),
        ("decimal", DecimalSpec(), 1234, "1234"),
        ("decimal", DecimalSpec(), 1234.5, "1,234.5"),
        ("decimal", DecimalSpec(), 12582912, "12,582,912"),
        ("decimal", DecimalSpec(), 0.1 + 0.2, "0.3"),
        ("decimal", DecimalSpec(), 10 / 3, "3.33333333333"),
        ("shape", ShapeSpec(axes=("height", "width", "depth")), (55, 55, 96), "55 × 55 × 96"),
        ("shape", ShapeSpec(axes=("rows", "columns")), (3025, 96), "3,025 × 96"),
    ],
)
def test_values_are_shown_as_they_are_written_in_the_lesson(kind, spec, value, text):
    assert KINDS[kind].show(value, spec) == text
