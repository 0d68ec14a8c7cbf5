"""The password of a room: what cannot be heard when it is said aloud does not matter."""

import unicodedata

import pytest

from examcenter.exams.building.passwords import of_header, spoken


@pytest.mark.parametrize(
    "typed",
    [
        "M\u00fcller  42",
        unicodedata.normalize("NFD", "M\u00fcller 42"),
        " m\u00dcLLER\u00a042 ",
        "M\u00fcl\u200bler 42\ufeff",
        "\u202aM\u00fcller 42\u202c",
        "M\u00fcller \uff14\uff12",
    ],
)
def test_it_is_the_same_however_it_is_typed(typed):
    assert spoken(typed) == spoken("M\u00fcller 42")


def test_other_passwords_are_others():
    assert len({spoken(text) for text in ("heron", "herons", "her on", "h\u00e9ron", "")}) == 5


def test_a_header_may_be_utf_8_or_latin_1():
    assert of_header("M\u00fcller".encode().decode("latin-1")) == "M\u00fcller"
    assert of_header("M\u00fcller") == "M\u00fcller"
