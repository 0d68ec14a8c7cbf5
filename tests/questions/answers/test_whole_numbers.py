"""What people type where a whole number is asked for."""

import pytest

UNDERSTOOD = {
    # plain
    "7": 7, " 7 ": 7, "7\n": 7, "007": 7, "+7": 7, "-7": -7, "− 7": -7, "–7": -7, "-0": 0,
    "7.": 7, "7,": 7, "7.0": 7, "7,0": 7, "=7": 7, "= 7": 7, "out = 7": 7, "P=2": 2, "≈ 7": 7,
    "(7)": 7, "[7]": 7, "'7'": 7, '"7"': 7, "$7$": 7,
    # groups of three
    "290,400": 290400, "290 400": 290400, "290\u00a0400": 290400, "290\u2009400": 290400,
    "290\u202f400": 290400, "290'400": 290400, "290’400": 290400, "290_400": 290400,
    "290{,}400": 290400, "290\\,400": 290400, "290٬400": 290400, "3,025": 3025,
    "12,582,912": 12582912, "12.582.912": 12582912, "12 582 912": 12582912,
    "1,25,82,912": 12582912, "290,400.0": 290400, "290.400,0": 290400,
    "12,582,912 weights": 12582912,
    # powers of ten and words
    "2.904e5": 290400, "2.904E5": 290400, "2.904e+5": 290400, "2,9040e5": 290400,
    "2.904 x 10^5": 290400, "2.904x10^5": 290400, "2.904·10⁵": 290400, "2.904*10**5": 290400,
    "2.904 × 10^{5}": 290400, "2.904\\times 10^5": 290400, "2.904 \\cdot 10^{5}": 290400,
    "10^5": 100000, "10⁵": 100000, "2^10": 1024, "10^-0": 1, "0e9": 0,
    "12.6 million": 12600000, "12.6million": 12600000, "12,6 Mio": 12600000, "12.6M": 12600000,
    "150 thousand": 150000, "0.15 million": 150000, "3 billion": 3 * 10**9, "12 Mi": 12582912,
    "112 Ki": 114688,
    # other digits
    "７": 7, "２９０，４００": 290400, "٧": 7, "۲۹۰۴۰۰": 290400, "९": 9, "𝟕": 7,
    # what cannot be seen
    "\u200b7\u200b": 7, "\u200f7": 7, "\ufeff7": 7, "7\u200d": 7, "\u2066290\u2069400": 290400,
    # units that belong
    "7 px": 7, "7px": 7, "7 pixels": 7, "34,848 weights": 34848, "105 multiply-adds": 105,
    # a fraction is a number, too, and so is one that is no whole number
    "14/2": 7, "9/2": 4.5, "4.5": 4.5, "4,5": 4.5, "4½": 4.5, "½": 0.5, "4 1/2": 4.5, "0,400": 0.4,
    "1.234,5": 1234.5, "1,234.5": 1234.5, "1 234,5": 1234.5, "1234.567": 1234.567, ".5": 0.5,
}  # fmt: skip

REFUSED = {
    "": "empty", "   ": "empty", "\u200b": "empty", "()": "not_a_number", ",": "not_a_number",
    "seven": "not_a_number", "x": "not_a_number", "e5": "not_a_number", "--7": "not_a_number",
    "NaN": "not_a_number", "nan": "not_a_number", "inf": "not_a_number",
    "-Infinity": "not_a_number",
    "∞": "not_a_number", "😀": "not_a_number", "1/0": "not_a_number", "10^x": "not_a_number",
    "7 kg": "unknown_words", "1e": "unknown_words", "7😀": "unknown_words",
    "7 or 8": "unknown_words",
    "12.6 m": "unknown_words", "7!": "unknown_words",
    "7 x 7": "several_numbers", "7*7": "several_numbers", "7, 8": "several_numbers",
    "1 2": "several_numbers", "0x7": "several_numbers",
    "12/2+1": "calculation", "7-1": "calculation", "7^2": "calculation", "7²": "calculation",
    "1,23,4": "bad_separators", "1.2.3": "bad_separators", "1,2345,678": "bad_separators",
    "12.34.567": "bad_separators", "1'23": "bad_separators", "012,345,678": "bad_separators",
    "1e18": "too_large", "9" * 19: "too_large", "1e999999999": "too_large", "1e401": "too_large",
    "10^99999999999999999999": "too_large", "1e-31": "too_small", "1e-400": "too_small",
    "290.400": "ambiguous_separator", "3.025": "ambiguous_separator",
    "2,904e5": "ambiguous_separator", "12,600 million": "ambiguous_separator",
    "290 400/800": "ambiguous_fraction",
    "12M": "ambiguous_multiple", "150k": "ambiguous_multiple", "150K weights": "ambiguous_multiple",
    "7 %": "wrong_unit", "\u202e21": "reversed_text",
}  # fmt: skip


@pytest.mark.parametrize(("text", "value"), UNDERSTOOD.items(), ids=ascii)
def test_it_reads_a_whole_number_as_people_type_it(read, text, value):
    understood = read(text)
    assert understood == value
    assert type(understood) is type(value)


@pytest.mark.parametrize(("text", "code"), REFUSED.items(), ids=ascii)
def test_it_hands_back_what_is_no_single_number(refuse, text, code):
    assert refuse(text).code == code


@pytest.mark.parametrize("text", [text for text in REFUSED if text.strip("\u200b\u202e 21")])
def test_every_refusal_says_what_was_typed_and_how_to_go_on(refuse, text):
    message = str(refuse(text))
    assert "“" in message
    assert "such as 1250" in message or "Type" in message


def test_a_full_stop_before_three_digits_gets_both_readings_back(refuse):
    error = refuse("290.400")
    assert error.readings == ("290.4", "290400")
    assert "290.4" in str(error) and "290400" in str(error)


def test_each_reading_that_is_offered_is_read_without_doubt(read, refuse):
    assert [read(reading) for reading in refuse("290.400").readings] == [290.4, 290400]
    assert [read(reading) for reading in refuse("2.375").readings] == [2.375, 2375]
    assert [read(reading) for reading in refuse("-2.375").readings] == [-2375, -2.375]
    assert [read(reading) for reading in refuse("150k").readings] == [150_000, 153_600]
    assert [read(reading) for reading in refuse("2,904e5").readings] == [290_400, 290_400_000]


def test_a_letter_that_may_count_in_1024s_is_asked_about_without_working_it_out(refuse):
    # 12 Mi is 12,582,912, the key of the lesson's best known question.
    error = refuse("12M")
    assert error.readings == ("12 million", "12 Mi")
    assert "12582912" not in str(error).replace(",", "")


def test_a_unit_of_another_kind_is_handed_back(refuse, read):
    assert read("7 weights", unit="parameters") == 7
    error = refuse("7 px", unit="weights")
    assert error.code == "wrong_unit"
    assert "px" in str(error) and "weights" in str(error)


def test_an_own_unit_of_a_question_is_understood(read, refuse):
    assert read("7 windows", unit="windows") == 7
    assert refuse("7 windows").code == "unknown_words"


@pytest.mark.parametrize(("text", "n_sides"), [("-1", 1), ("11", 1), ("5.5", 0)])
def test_bounds_hand_back_what_no_answer_can_be(read, refuse, text, n_sides):
    options = {"minimum": 0, "maximum": 10}
    if n_sides == 0:
        assert read(text, **options) == 5.5
        return
    error = refuse(text, **options)
    assert error.code == "out_of_range"
    assert "from 0 to 10" in str(error)
