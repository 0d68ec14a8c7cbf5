"""Results that are no matrix: whole numbers, tuples of them, exact arrays, arrays of many axes."""

import re

import numpy as np
import pytest

from grader.checker import Expectation, check_call
from grader.problems.expectations import exact_array, sum_of_products, whole_number, whole_numbers
from grader.sandbox import CallResult, ReturnKind
from tests.grader.conftest import returned

FIVE = whole_number(5)
PAIR = whole_numbers((7, 4))
LARGE = 2**53


def verdict(value: object, expected: Expectation) -> str:
    return check_call(returned(value), expected, is_hidden=True).verdict


@pytest.mark.parametrize("value", [5, np.int64(5), np.uint8(5)])
def test_a_whole_number_of_python_or_numpy_is_accepted(value):
    assert verdict(value, FIVE) == "accepted"


@pytest.mark.parametrize("value", [5.0, np.float64(5), True, "5", (5,), [5], np.array(5), None])
def test_anything_else_is_no_whole_number(value):
    assert verdict(value, FIVE) == "wrong_type"


def test_another_number_is_wrong_however_large_both_are():
    assert verdict(6, FIVE) == "wrong_answer"
    # As floats the two are one number.
    assert float(LARGE) == float(LARGE + 1)
    assert verdict(LARGE + 1, whole_number(LARGE)) == "wrong_answer"
    assert verdict(LARGE, whole_number(LARGE)) == "accepted"


@pytest.mark.parametrize("value", [(7, 4), [7, 4], (np.int64(7), 4)])
def test_a_tuple_of_whole_numbers_is_accepted_as_a_list_too(value):
    assert verdict(value, PAIR) == "accepted"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ((4, 7), "wrong_answer"),
        ((7,), "wrong_shape"),
        ((7, 4, 0), "wrong_shape"),
        ((7.0, 4), "wrong_type"),
        (np.array([7, 4]), "wrong_type"),
        (7, "wrong_type"),
    ],
)
def test_another_tuple_is_not(value, expected):
    assert verdict(value, PAIR) == expected


def test_a_float_is_told_which_division_to_use():
    message = check_call(returned(5.0), FIVE, is_hidden=True).message
    assert "returned a float, expected a whole number" in message and "//" in message


def test_a_visible_number_is_shown_beside_the_expected_one_and_a_hidden_one_is_not():
    shown = check_call(returned(6), FIVE, is_hidden=False).message
    assert shown == "Your number is 6, expected 5."
    hidden = check_call(returned(6), FIVE, is_hidden=True).message
    assert hidden and not re.search(r"\d", hidden)


def test_nothing_returned_asks_for_the_kind_that_is_missing():
    assert "expected a whole number. Is the return missing?" in (
        check_call(returned(None), FIVE, is_hidden=True).message
    )


def test_an_exact_array_forgives_no_rounding_and_takes_whole_numbers_only_from_whole_ones():
    values = np.array([[0.1, 1e9]])
    expected = exact_array(values, [values])
    assert verdict(values.copy(), expected) == "accepted"
    assert verdict(np.nextafter(values, 2e9), expected) == "wrong_answer"
    assert verdict(values.astype(np.int64), expected) == "wrong_type"
    pixels = np.array([[1, 2]], dtype=np.uint8)
    assert verdict(pixels, exact_array(pixels.astype(float), [pixels])) == "accepted"


def test_a_wrong_number_of_a_batch_is_found_by_image_channel_row_and_column():
    expected = exact_array(np.zeros((2, 3, 4, 5)), [np.zeros(1)])
    got = np.zeros((2, 3, 4, 5))
    got[1, 2, 0, 3] = 9
    message = check_call(returned(got), expected, is_hidden=False).message
    assert "image 1, channel 2, row 0, column 3" in message and "1 of 120" in message


@pytest.mark.parametrize(
    ("shape", "words"),
    [
        ((2, 3, 4, 4), "one column too few."),
        ((2, 1, 4, 5), "several channels too few."),
        ((3, 3, 4, 5), "one image too many."),
        ((3, 4, 5), "another number of dimensions than the expected four."),
    ],
)
def test_a_hidden_batch_tells_a_wrong_shape_in_words(shape, words):
    expected = exact_array(np.zeros((2, 3, 4, 5)), [np.zeros(1)])
    check = check_call(returned(np.zeros(shape)), expected, is_hidden=True)
    assert (check.verdict, check.message.endswith(words)) == ("wrong_shape", True)


def test_sums_of_products_leave_room_for_what_was_added_up():
    image, kernel = np.array([[3.0, -3.0]]), np.array([[1.0, 1.0]])
    expected = sum_of_products(lambda x, k: (x * k).sum(keepdims=True), (image, kernel))
    assert (expected.array.item(), expected.magnitude.item(), expected.is_whole) == (0, 6, False)
    assert expected.scale() == 6


def test_a_scalar_that_raises_is_a_runtime_error():
    assert check_call(CallResult(ReturnKind.RAISED), FIVE, is_hidden=True).verdict == (
        "runtime_error"
    )
