"""Reading choices and programs, and the answer sections of documents."""

import pytest

from questions.answers import (
    KINDS,
    AnswerFormatError,
    CodeSpec,
    DecimalSpec,
    IntegerSpec,
    NotComparableError,
    ShapeSpec,
    SpecError,
)

OPTIONS = [
    {"id": "valid", "text": "It tiles", "when": "r == 0", "why": "The stride divides the travel."},
    {"id": "floor", "text": "It does *not* tile", "when": "r > 0", "why": "The travel is odd."},
]


def spec_error(kind: str, **raw: object) -> SpecError:
    """Return the error about an answer section."""
    with pytest.raises(SpecError) as caught:
        KINDS[kind].read_spec(raw)
    return caught.value


@pytest.mark.parametrize(
    "text", ["floor", " floor ", "FLOOR", "It does *not* tile", "it does  *NOT* tile"]
)
def test_an_option_is_read_by_its_id_or_its_text(read, text):
    assert read(text, "choice", options=OPTIONS) == "floor"


@pytest.mark.parametrize("text", ["flor", "1", "b", "floor valid", "x" * 10**6, "<b>floor</b>"])
def test_anything_else_is_none_of_the_options(refuse, text):
    error = refuse(text, "choice", options=OPTIONS)
    assert error.code == "not_an_option"
    assert len(str(error)) < 200


def test_no_choice_is_no_answer_yet(refuse):
    assert refuse(" ", "choice", options=OPTIONS).code == "empty"


def test_an_option_is_shown_by_its_text():
    spec = KINDS["choice"].read_spec({"options": OPTIONS})
    assert KINDS["choice"].show("valid", spec) == "It tiles"
    with pytest.raises(ValueError, match="expected one of valid, floor"):
        KINDS["choice"].show("other", spec)


def test_an_option_with_maths_is_shown_in_plain_text_and_read_back():
    texts = ("$P = 1$", r"**All** $55\times55$ of $290{,}400$")
    raw = [{**OPTIONS[0], "id": f"o{place}", "text": text} for place, text in enumerate(texts)]
    kind, spec = KINDS["choice"], KINDS["choice"].read_spec({"options": raw})
    assert kind.show("o0", spec) == "P = 1"
    assert kind.show("o1", spec) == "All 55×55 of 290,400"
    assert kind.parse("p = 1", spec) == "o0"


def test_a_program_is_read_as_it_is_and_never_compared():
    kind, spec = KINDS["code"], CodeSpec(problem="conv2d")
    source = "def conv2d(image, kernel):\n    return image\n"
    assert kind.parse(source, spec) == source
    with pytest.raises(NotComparableError, match="conv2d"):
        kind.matches(source, source, spec)


@pytest.mark.parametrize(
    ("source", "code"), [("", "empty"), ("\n\n", "empty"), ("é" * 40_000, "too_long")]
)
def test_no_program_and_a_huge_one_are_handed_back(source, code):
    with pytest.raises(AnswerFormatError) as caught:
        KINDS["code"].parse(source, CodeSpec(problem="conv2d"))
    assert caught.value.code == code


def test_sections_become_options_of_their_kind():
    read_spec = {name: kind.read_spec for name, kind in KINDS.items()}
    raw = {"kind": "integer", "value": "W", "minimum": 1, "unit": "px"}
    assert read_spec["integer"](raw) == IntegerSpec(minimum=1, unit="px")
    assert read_spec["decimal"]({"absolute": 0.5, "places": 2}) == DecimalSpec(
        absolute=0.5, places=2
    )
    axes = ["height", "width"]
    assert read_spec["shape"]({"axes": axes, "values": ["a", "b"]}) == ShapeSpec(axes=tuple(axes))
    assert read_spec["code"]({"problem": "conv2d"}) == CodeSpec(problem="conv2d")
    assert KINDS["integer"].read_spec({}).kind == "integer"
    assert KINDS["percent"].read_spec({}).kind == "percent"


@pytest.mark.parametrize(
    ("kind", "raw", "key", "expected"),
    [
        ("integer", {"minium": 3}, "minium", "minimum"),
        ("integer", {"minimum": "3"}, "minimum", "a number"),
        ("integer", {"minimum": True}, "minimum", "a number"),
        ("integer", {"minimum": 1.5}, "minimum", "a whole number"),
        ("integer", {"minimum": 5, "maximum": 4}, "maximum", "at least the minimum, 5"),
        ("integer", {"unit": 3}, "unit", "a text"),
        ("decimal", {"absolute": -1}, "absolute", "a number, 0 or more"),
        ("decimal", {"absolute": float("nan")}, "absolute", "a number, 0 or more"),
        ("decimal", {"places": 1.5}, "places", "a whole number from 0 to 12"),
        ("decimal", {"places": 99}, "places", "a whole number from 0 to 12"),
        ("percent", {"unit": "%"}, "unit", "absolute, relative, places"),
        ("shape", {}, "axes", "a list of 1 to 6 different names"),
        ("shape", {"axes": "height"}, "axes", "a list of 1 to 6 different names"),
        ("shape", {"axes": ["a", "a"]}, "axes", "a list of 1 to 6 different names"),
        ("shape", {"axes": ["a", 2]}, "axes", "a list of 1 to 6 different names"),
        ("shape", {"axes": ["a", "b"], "values": ["1"]}, "values", "a list of 2"),
        ("choice", {}, "options", "a list of 2 to 12 options"),
        ("choice", {"options": OPTIONS[:1]}, "options", "a list of 2 to 12 options"),
        ("choice", {"options": [OPTIONS[0], "no"]}, "options[1]", "an option with id"),
        ("choice", {"options": [OPTIONS[0]] * 2}, "options[1].id", "a different one"),
        ("choice", {"options": [OPTIONS[0], {**OPTIONS[0], "id": "b"}]}, "options[1].text",
         "a different one"),
        ("choice", {"options": [OPTIONS[0], {**OPTIONS[1], "why": ""}]}, "options[1].why",
         "a text"),
        ("choice", {"options": [OPTIONS[0], {**OPTIONS[1], "id": True}]}, "options[1].id",
         "a text"),
        ("choice", {"options": [OPTIONS[0], {**OPTIONS[1], "id": "No!"}]}, "options[1].id",
         "lower-case"),
        ("choice", {"options": [OPTIONS[0], {"id": "b", "text": "B", "why": "c"}]},
         "options[1].when", "an expression"),
        ("choice", {"options": [OPTIONS[0], {**OPTIONS[1], "wy": "c"}]}, "options[1].wy", "why"),
        ("code", {}, "problem", "the slug of a problem"),
        ("code", {"problem": "../x"}, "problem", "the slug of a problem"),
    ],
)  # fmt: skip
def test_a_wrong_section_is_told_by_key_found_and_expected(kind, raw, key, expected):
    error = spec_error(kind, **raw)
    assert error.key == key
    assert expected in error.expected
    assert error.found in str(error)
    assert len(str(error)) < 250


def test_options_of_another_kind_are_our_own_fault():
    with pytest.raises(TypeError, match="IntegerSpec"):
        KINDS["integer"].parse("7", DecimalSpec())
