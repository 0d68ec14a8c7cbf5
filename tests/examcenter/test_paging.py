"""Reading what an address says of a long list: whatever is typed there gives a page."""

import pytest

from examcenter.paging import (
    leaf_of,
    read_choice,
    read_order,
    read_page,
    read_uuid,
    read_words,
)


@pytest.mark.parametrize(
    ("text", "page"),
    [("3", 3), ("", 1), ("0", 1), ("-2", 1), ("1e3", 1), ("\u0663", 1), ("9" * 30, 1), ("2.5", 1)],
)
def test_a_page_is_a_number_of_a_page_or_the_first(text, page):
    assert read_page({"page": text}) == page


def test_an_order_that_is_not_known_is_the_usual_one():
    known = ("name", "points")
    assert read_order({"sort": "-points"}, known, default="name") == ("points", True)
    assert read_order({"sort": "password"}, known, default="name") == ("name", False)
    assert read_order({}, known, default="name") == ("name", False)


def test_words_are_bounded_and_choices_are_those_that_are_known():
    assert read_words({"q": f"  {'a' * 999}"}) == "a" * 198
    assert read_choice({"role": "owner"}, "role", ("owner",)) == "owner"
    assert read_choice({"role": "root"}, "role", ("owner",)) == ""
    assert read_uuid("no id") is None


@pytest.mark.parametrize(
    ("n_rows", "page", "expected"),
    [
        (0, 1, (1, 1, [])),
        (25, 3, (3, 3, [20, 24])),
        (25, 9, (3, 3, [20, 24])),
        (20, 2, (2, 2, [10, 19])),
    ],
)
def test_a_page_beyond_the_last_is_the_last(n_rows, page, expected):
    leaf = leaf_of(n_rows, page=page, size=10)
    rows = list(range(n_rows))[leaf.rows]
    assert (leaf.page, leaf.n_pages, [rows[0], rows[-1]] if rows else []) == expected


def test_links_lead_to_the_ends_and_to_the_neighbours():
    assert leaf_of(1000, page=50, size=10).near == (1, 47, 48, 49, 50, 51, 52, 53, 100)
    assert leaf_of(5, page=1, size=10).near == (1,)
