"""Memory of activations, against the arrays themselves."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from questions.solver import ShapeError, activation_bytes

TYPES = {1: np.int8, 2: np.float16, 4: np.float32, 8: np.float64}


@given(
    st.tuples(st.integers(1, 9), st.integers(1, 9)),
    st.integers(1, 7),
    st.integers(1, 5),
    st.sampled_from(sorted(TYPES)),
)
def test_it_gives_the_bytes_of_the_array(size, channels, batch, value_bytes):
    array = np.zeros((batch, channels, *size), dtype=TYPES[value_bytes])
    found = activation_bytes(size, channels, batch=batch, value_bytes=value_bytes)
    assert found == array.nbytes
    assert type(found) is int


def test_one_number_is_a_square_map_of_float32():
    assert activation_bytes(55, 96) == np.zeros((96, 55, 55), dtype=np.float32).nbytes


def test_columns_give_what_the_rows_give():
    found = activation_bytes(np.array([7, 14]), np.array([3, 5]), batch=2)
    assert found.tolist() == [activation_bytes(7, 3, batch=2), activation_bytes(14, 5, batch=2)]


@pytest.mark.parametrize("bad", [0, -3, 0.5, "4", None])
@pytest.mark.parametrize("name", ["size", "channels", "batch", "value_bytes"])
def test_it_refuses_what_is_no_count(name, bad):
    good = {"size": 3, "channels": 2, "batch": 1, "value_bytes": 4}
    with pytest.raises(ShapeError, match=name):
        activation_bytes(**{**good, name: bad})


def test_it_refuses_counts_that_int64_could_not_hold():
    with pytest.raises(ShapeError, match=r"at most 2\*\*61"):
        activation_bytes(2**31 - 1, 2**31 - 1)
