"""Domains: tuples by number, in lexicographic order of the axes."""

import itertools

import numpy as np
import pytest

from questions.engine.domain import Axis, Domain
from questions.engine.errors import OutsideDomainError

PRODUCT = Domain((Axis("W", range(3, 9, 2)), Axis("net", ("a", "b")), Axis("r", (0.5, 2))))
CASES = Domain((Axis("W", (227, 224)), Axis("net", ("AlexNet", "VGG"))), is_cases=True)


def test_tuples_are_numbered_in_lexicographic_order():
    wanted = list(itertools.product([3, 5, 7], ["a", "b"], [0.5, 2]))
    rows = [PRODUCT.row(number) for number in range(PRODUCT.n_tuples)]
    assert [tuple(row.values()) for row in rows] == wanted
    assert list(rows[0]) == ["W", "net", "r"]


def test_columns_hold_the_numbers_of_the_same_tuples():
    numbers = np.array([0, 5, 11])
    columns = PRODUCT.columns(numbers)
    assert set(columns) == {"W", "r"}
    assert columns["W"].dtype == np.int64
    for name in columns:
        assert columns[name].tolist() == [PRODUCT.row(number)[name] for number in numbers.tolist()]


def test_find_is_the_inverse_of_row():
    for domain in (PRODUCT, CASES):
        for number in range(domain.n_tuples):
            assert domain.find(domain.row(number)) == number


def test_a_domain_without_parameters_has_one_tuple():
    empty = Domain(())
    assert (empty.n_tuples, empty.row(0), empty.find({})) == (1, {}, 0)
    assert empty.columns(np.array([0])) == {}


def test_a_table_of_cases_is_no_product():
    assert CASES.n_tuples == 2
    assert CASES.row(1) == {"W": 224, "net": "VGG"}


def test_true_is_not_the_number_1():
    for domain in (Domain((Axis("n", (1, 2)),)), Domain((Axis("n", (1, 2)),), is_cases=True)):
        assert domain.find({"n": 1}) == 0
        with pytest.raises(OutsideDomainError, match="(?i)true"):
            domain.find({"n": True})


@pytest.mark.parametrize(
    ("domain", "params", "message"),
    [
        (PRODUCT, {"W": 4, "net": "a", "r": 2}, "W: found 4, expected 3 to 7 in steps of 2"),
        (PRODUCT, {"W": 3, "net": "c", "r": 2}, "net: found c, expected a, b"),
        (PRODUCT, {"W": True, "net": "a", "r": 2}, "W: found True"),
        (PRODUCT, {"W": [3], "net": "a", "r": 2}, "W: found"),
        (PRODUCT, {"W": 3, "net": "a"}, "found W, net, expected W, net, r"),
        (PRODUCT, {"W": 3, "net": "a", "r": 2, "Q": 1}, "expected W, net, r"),
        (CASES, {"W": 227, "net": "VGG"}, "expected one of the 2 cases"),
        (CASES, {}, "found none, expected W, net"),
    ],
)
def test_parameters_outside_are_named(domain, params, message):
    with pytest.raises(OutsideDomainError) as caught:
        domain.find(params)
    assert message in str(caught.value)
