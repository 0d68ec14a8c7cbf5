"""What people type where a shape is asked for."""

import pytest

from questions.answers import KINDS

VOLUME = ("height", "width", "depth")
PLANE = ("height", "width")

UNDERSTOOD = [
    "55 x 55 x 96", "55x55x96", "55X55X96", "55×55×96", "55 × 55 × 96", "55*55*96", "55·55·96",
    "55х55х96", "(55, 55, 96)", "[55,55,96]", "{55, 55, 96}", "55, 55, 96", "55,55,96", "55 55 96",
    "55;55;96", "55 by 55 by 96", "55 By 55 BY 96", "５５×５５×９６", "٥٥×٥٥×٩٦",
    "55px x 55px x 96", "55 x 55 x 96 px", "55 55 96 px", "$55\\times55\\times96$",
    "= 55 x 55 x 96",
    "out = (55, 55, 96)", "55.0 x 55.0 x 96.0", "\u200f55 x 55 x 96\u200f", "55 x 55 x 96.",
    "((55, 55, 96))",
]  # fmt: skip


@pytest.mark.parametrize("text", UNDERSTOOD, ids=ascii)
def test_it_reads_a_shape_as_people_type_it(read, text):
    assert read(text, "shape", axes=VOLUME) == (55, 55, 96)


@pytest.mark.parametrize(
    ("text", "sizes"),
    [
        ("3,025, 96", (3025, 96)),
        ("3,025 x 96", (3025, 96)),
        ("3 025 x 96", (3025, 96)),
        # A size never begins with a zero, so the comma groups.
        ("3,025,96", (3025, 96)),
        ("1 024 96", (1024, 96)),
        # Without one, commas and spaces separate sizes.
        ("290,400", (290, 400)),
        ("290 400", (290, 400)),
        ("27.5 x 27", (27.5, 27)),
        ("-1 x 7", (-1, 7)),
        ("1e2 x 2 Ki", (100, 2048)),
    ],
)
def test_commas_and_spaces_separate_sizes_unless_they_must_group(read, text, sizes):
    assert read(text, "shape", axes=PLANE) == sizes


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty"),
        ("7", "missing_axes"),
        ("1k", "missing_axes"),
        ("7 x", "missing_axes"),
        ("x", "missing_axes"),
        ("7 x x 7", "missing_axes"),
        ("7 x 7 x 7", "wrong_axes"),
        ("112,112,3", "wrong_axes"),
        ("H = 7, W = 7", "named_sizes"),
        ("7 x seven", "not_a_number"),
        ("7 x 290.400", "ambiguous_separator"),
        ("7 x 12M", "ambiguous_multiple"),
        ("7 x NaN", "not_a_number"),
        ("7 x 1e999", "too_large"),
        ("7²", "calculation"),
        ("(7, 7), 8", "not_a_number"),
    ],
)
def test_it_hands_back_what_is_no_shape_of_these_axes(refuse, text, code):
    error = refuse(text, "shape", axes=PLANE)
    assert error.code == code
    assert "Type" in str(error) or "height x width, such as 24 x 32" in str(error)


def test_one_number_for_a_square_is_asked_for_both_sides(read, refuse):
    error = refuse("7", "shape", axes=PLANE)
    assert "one number, 7" in str(error)
    assert "If both are 7, type 7 x 7" in str(error)
    assert "If all are 7, type 7 x 7 x 7" in str(refuse("7", "shape", axes=VOLUME))


def test_too_many_sizes_are_shown_as_they_were_read(refuse):
    message = str(refuse("112,112,3", "shape", axes=PLANE))
    assert "three sizes, 112 x 112 x 3" in message
    assert "asks for two" in message


def test_an_ambiguous_size_offers_whole_shapes(read, refuse):
    readings = refuse("7 x 290.400", "shape", axes=PLANE).readings
    assert [read(reading, "shape", axes=PLANE) for reading in readings] == [(7, 290.4), (7, 290400)]


def test_a_shape_of_one_axis_is_one_number(read):
    assert read("3,025", "shape", axes=["length"]) == (3025,)


def test_sizes_in_another_order_are_another_shape():
    kind = KINDS["shape"]
    spec = kind.read_spec({"axes": list(VOLUME)})
    assert kind.matches((55, 55, 96), (55, 55, 96), spec)
    assert not kind.matches((96, 55, 55), (55, 55, 96), spec)
    assert not kind.matches((55, 55), (55, 55, 96), spec)
    assert not kind.matches(55, (55, 55, 96), spec)
