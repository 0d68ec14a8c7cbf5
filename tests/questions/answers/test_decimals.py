"""What people type where a number with decimals, or a percentage, is asked for."""

import pytest

from questions.answers import KINDS, DecimalSpec, PercentSpec

UNDERSTOOD = {
    "4.5": 4.5, "4,5": 4.5, "4.50": 4.5, "9/2": 4.5, "4½": 4.5, "4 1/2": 4.5, "+4.5": 4.5,
    "−0.5": -0.5, ".5": 0.5, ",5": 0.5, "5.": 5, "1.234": 1.234, "290.400": 290.4, "0,125": 0.125,
    "1,234.5": 1234.5, "1.234,5": 1234.5, "1'234": 1234, "1 234": 1234, "12,582,912": 12582912,
    "1e-3": 0.001, "2.5 x 10^-3": 0.0025, "2,5·10⁻³": 0.0025, "~3000": 3000, "10/3": 10 / 3,
    "٤٫٥": 4.5, "４．５": 4.5, "12.6 million": 12600000, "4.5 px": 4.5, "2.904e5": 290400,
}  # fmt: skip

REFUSED = {
    "1,234": "ambiguous_separator", "3,025": "ambiguous_separator", "≈3,025": "ambiguous_separator",
    "1,234e2": "ambiguous_separator", "150k": "ambiguous_multiple", "12.6M": "ambiguous_multiple",
    "75 %": "wrong_unit", "4·5": "several_numbers", "1/3/2": "calculation",
    "4.5.6": "bad_separators",
    "": "empty", "abc": "not_a_number", "1e400": "too_large", "1e-400": "too_small",
}  # fmt: skip


@pytest.mark.parametrize(("text", "value"), UNDERSTOOD.items(), ids=ascii)
def test_it_reads_a_number_as_people_type_it(read, text, value):
    assert read(text, "decimal") == value


@pytest.mark.parametrize(("text", "code"), REFUSED.items(), ids=ascii)
def test_it_hands_back_what_is_no_single_number(refuse, text, code):
    assert refuse(text, "decimal").code == code


def test_a_comma_before_three_digits_gets_both_readings_back(refuse):
    assert refuse("1,234", "decimal").readings == ("1.234", "1234")


@pytest.mark.parametrize(
    ("options", "right", "wrong"),
    [
        ({}, [4.5, 4.5 + 1e-12], [4.5001, 4.4999]),
        ({"absolute": 0.005}, [4.505, 4.495, 4.501], [4.5051, 4.494]),
        ({"relative": 0.02}, [4.59, 4.41], [4.591, 4.4]),
        ({"places": 1}, [4.55, 4.45, 4.52], [4.56, 4.44]),
        ({"absolute": 0.1, "relative": 0.001}, [4.6, 4.4], [4.603]),
        ({"absolute": 0.001, "relative": 0.1}, [4.95], [4.96]),
        ({"absolute": 0.5, "places": 2}, [5.0], [5.01]),
    ],
)
def test_the_tolerance_counts_its_edges_as_right(options, right, wrong):
    kind = KINDS["decimal"]
    spec = kind.read_spec(options)
    assert [kind.matches(value, 4.5, spec) for value in right] == [True] * len(right)
    assert [kind.matches(value, 4.5, spec) for value in wrong] == [False] * len(wrong)


def test_a_number_never_matches_a_value_of_another_kind():
    kind = KINDS["decimal"]
    assert not kind.matches("4.5", 4.5, DecimalSpec())
    assert not kind.matches((4.5,), 4.5, DecimalSpec())
    assert not kind.matches(float("nan"), 4.5, DecimalSpec())


@pytest.mark.parametrize(
    ("text", "value"),
    [("75 %", 75), ("75", 75), ("75%", 75), ("75 percent", 75), ("75 per cent", 75), ("٧٥٪", 75),
     ("0.75 %", 0.75), ("0,5 %", 0.5), ("1", 1), ("100 %", 100), ("0", 0), ("-3", -3), ("33.3",
      33.3)],
)  # fmt: skip
def test_it_reads_a_percentage_with_and_without_its_sign(read, text, value):
    assert read(text, "percent") == value


@pytest.mark.parametrize("text", ["0.75", "3/4", ",75", "-0.75"])
def test_a_share_where_a_percentage_is_asked_gets_a_question_back(read, refuse, text):
    error = refuse(text, "percent")
    assert error.code == "ambiguous_percent"
    assert [abs(read(reading, "percent")) for reading in error.readings] == [0.75, 75]


def test_a_percentage_is_shown_with_its_sign():
    assert KINDS["percent"].show(75, PercentSpec()) == "75 %"
    assert KINDS["percent"].show(12.5, PercentSpec()) == "12.5 %"


@pytest.mark.parametrize(
    ("spec", "key", "shown"),
    [
        (DecimalSpec(absolute=0.5), 65.3979238754, 65.4),
        (DecimalSpec(places=2), 34 / 3, 11.33),
        (DecimalSpec(relative=0.01), 3025.4, 3025),
        (DecimalSpec(), 10 / 3, 10 / 3),
        (DecimalSpec(places=2), 4.5, 4.5),
        (DecimalSpec(absolute=0.0), 0.125, 0.125),
    ],
)
def test_a_key_is_shown_with_the_digits_that_mean_something(spec, key, shown):
    assert spec.presentable(key) == shown
    assert KINDS["decimal"].matches(spec.presentable(key), key, spec)
