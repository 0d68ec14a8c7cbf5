"""What the checker accepts, and what its messages give away."""

import doctest
import re

import numpy as np
import pytest

from grader import checker
from grader.checker import Expectation, check_call, tolerances
from grader.sandbox import CallResult, ReturnKind, StudentError
from questions.solver import conv2d
from tests.grader.conftest import returned


def expectation(image: np.ndarray, kernel: np.ndarray) -> Expectation:
    return Expectation(
        conv2d(image, kernel),
        conv2d(np.abs(image), np.abs(kernel)),
        is_whole=image.dtype.kind in "iu" and kernel.dtype.kind in "iu",
    )


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(11)


@pytest.fixture
def case(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray, Expectation]:
    image, kernel = rng.standard_normal((6, 8)), rng.standard_normal((3, 3))
    return image, kernel, expectation(image, kernel)


def verdict(value: object, expected: Expectation, *, is_hidden: bool = False) -> str:
    return check_call(returned(value), expected, is_hidden=is_hidden).verdict


def test_its_examples_are_true():
    examples = doctest.testmod(checker)
    assert (examples.failed, examples.attempted) == (0, 1)


def test_it_accepts_the_expected_array(case):
    *_, expected = case
    assert verdict(expected.array.copy(), expected) == "accepted"


def test_it_accepts_any_order_of_additions_in_float64(case):
    image, kernel, expected = case
    backwards = np.zeros_like(expected.array)
    for m in reversed(range(3)):
        for n in reversed(range(3)):
            backwards += kernel[m, n] * image[m : m + 4, n : n + 6]
    assert not np.array_equal(backwards, expected.array)
    assert verdict(backwards, expected) == "accepted"


def test_it_catches_float32_accumulation_even_when_stored_in_float64(case):
    image, kernel, _ = case
    expected = expectation(image, kernel)
    narrow = np.zeros(expected.array.shape, dtype=np.float32)
    for m in range(3):
        for n in range(3):
            narrow += (kernel[m, n] * image[m : m + 4, n : n + 6]).astype(np.float32)
    assert verdict(narrow.astype(np.float64), expected) == "wrong_answer"


def test_its_tolerance_grows_with_what_was_added_up_and_is_never_relative_to_the_result():
    cancelling = np.array([[1e8, -1e8]])
    ones = np.ones((1, 2))
    expected = Expectation(np.zeros((1, 1)), np.abs(cancelling) @ np.abs(ones).T, is_whole=False)
    assert verdict(np.array([[1e-3]]), expected) == "accepted"
    assert verdict(np.array([[1.0]]), expected) == "wrong_answer"


def test_a_window_of_zeros_has_a_tolerance_too():
    assert (tolerances(np.array([[8.0, 0.0]])) > 0).all()


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_it_rejects_what_is_not_finite(case, bad):
    *_, expected = case
    value = expected.array.copy()
    value[1, 1] = bad
    assert verdict(value, expected) == "wrong_answer"


@pytest.mark.parametrize("dtype", ["float32", "float16", "complex128", "bool", "object"])
def test_it_rejects_other_number_types(case, dtype):
    *_, expected = case
    assert verdict(expected.array.astype(dtype), expected) == "wrong_type"


def test_whole_numbers_will_do_where_everything_is_whole():
    image, kernel = np.arange(12).reshape(3, 4), np.array([[1, -2], [3, 1]])
    expected = expectation(image, kernel)
    assert verdict(expected.array.astype(np.int64), expected) == "accepted"
    assert verdict(expected.array.astype(np.int64) + 1, expected) == "wrong_answer"


def test_whole_numbers_will_not_do_where_fractions_are(case):
    *_, expected = case
    check = check_call(returned(np.rint(expected.array).astype(int)), expected, is_hidden=True)
    assert check.verdict == "wrong_type"
    assert "int64" in check.message and "float64" in check.message


@pytest.mark.parametrize("value", [None, [[1.0]], 3, (1, 2), np.matrix([[1.0]])])
def test_it_rejects_what_is_not_exactly_an_array(case, value):
    *_, expected = case
    assert verdict(value, expected) == "wrong_type"


def test_an_object_that_lies_about_equality_is_not_an_array(case):
    class Liar(np.ndarray):
        def __eq__(self, other: object) -> bool:
            return True

    *_, expected = case
    assert verdict(expected.array.view(Liar), expected) == "wrong_type"


def test_a_changed_input_is_told_only_when_the_numbers_are_right(case):
    *_, expected = case
    right = returned(expected.array, is_changed=True)
    wrong = returned(expected.array + 1, is_changed=True)
    assert check_call(right, expected, is_hidden=False).verdict == "input_changed"
    assert check_call(wrong, expected, is_hidden=False).verdict == "wrong_answer"


def test_a_visible_case_says_both_shapes_and_the_first_wrong_number(case):
    *_, expected = case
    shape = check_call(returned(np.zeros((3, 6))), expected, is_hidden=False)
    assert shape.message == "Your output has the shape (3, 6), expected (4, 6)."
    value = expected.array.copy()
    value[2, 1] = 42.0
    number = check_call(returned(value), expected, is_hidden=False)
    assert "1 of 24 numbers differ" in number.message
    assert "row 2, column 1" in number.message and "42" in number.message


@pytest.mark.parametrize(
    ("shape", "words"),
    [
        ((3, 6), "one row too few."),
        ((4, 7), "one column too many."),
        ((3, 5), "one row too few and one column too few."),
        ((1, 6), "several rows too few."),
        ((6,), "another number of dimensions"),
        ((1, 4, 6), "another number of dimensions"),
        ((31337, 6), "several rows too many."),
    ],
)
def test_a_hidden_case_tells_a_wrong_shape_in_words(case, shape, words):
    *_, expected = case
    check = check_call(returned(np.zeros(shape)), expected, is_hidden=True)
    assert check.verdict == "wrong_shape"
    assert words in check.message
    assert not re.search(r"\d", check.message)


def test_a_hidden_case_gives_no_number_away(case):
    image, _, expected = case
    loud = f"{image[0, 0]!r}"
    results = [
        returned(expected.array + 1.0),
        returned(np.full_like(expected.array, np.nan)),
        returned(type(f"leak_{loud}", (), {})()),
        CallResult(ReturnKind.RAISED, error=StudentError("ValueError", f"saw {loud}", 3)),
        CallResult(ReturnKind.RAISED, error=StudentError(f"Leak{loud}", "", 3)),
        CallResult(ReturnKind.WRONG_TYPE, type_name=f"numpy.ndarray of [('{loud}', '<f8')]"),
    ]
    digits = loud.lstrip("-").replace(".", "")[:6]
    for result in results:
        message = check_call(result, expected, is_hidden=True).message
        assert message and digits not in message.replace(".", ""), message


def test_a_hidden_case_still_names_a_built_in_exception_and_the_line(case):
    *_, expected = case
    result = CallResult(ReturnKind.RAISED, error=StudentError("IndexError", "index 9", 12))
    assert check_call(result, expected, is_hidden=True).message == "IndexError (line 12)"
    shown = check_call(result, expected, is_hidden=False).message
    assert shown == "IndexError: index 9 (line 12)"


def test_returning_nothing_asks_for_the_return(case):
    *_, expected = case
    assert "return missing" in check_call(returned(None), expected, is_hidden=True).message
