"""Whatever is sent is read or refused in bounded time, with a message that is safe to show."""

import time
import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questions.answers import KINDS, AnswerFormatError, MatrixSpec, Spec
from questions.answers.text import quote

SPECS: dict[str, Spec] = {
    "integer": KINDS["integer"].read_spec({}),
    "decimal": KINDS["decimal"].read_spec({}),
    "percent": KINDS["percent"].read_spec({}),
    "shape": KINDS["shape"].read_spec({"axes": ["height", "width"]}),
    "matrix": MatrixSpec(rows=2, columns=2),
    "choice": KINDS["choice"].read_spec(
        {
            "options": [
                {"id": name, "text": name.upper(), "when": "1", "why": "so"} for name in ("a", "b")
            ]
        }
    ),
    "choices": KINDS["choices"].read_spec(
        {
            "options": [
                {"id": name, "text": name.upper(), "right": name == "a", "why": "so"}
                for name in ("a", "b")
            ]
        }
    ),
    "fraction": KINDS["fraction"].read_spec({}),
    "figures": KINDS["decimal"].read_spec({"figures": 3}),
    "formula": KINDS["formula"].read_spec(
        {"value": "W + 1", "variables": {"W": {"range": [1, 5]}}}
    ),
    "set": KINDS["set"].read_spec({"of": {"S": {"range": [1, 8]}}, "none": True}),
}


def _kind(name):
    """Return the kind of some options."""
    return KINDS[SPECS[name].kind]


HOSTILE = [
    "9" * 10_000_000,
    "7" + " " * 10_000_000,
    "(" * 10_000_000,
    "1e" + "9" * 198,
    "1e-" + "9" * 190,
    "10^" + "9" * 190,
    "2^" + "9" * 190,
    "9" * 200,
    "0." + "0" * 190 + "1",
    "1/" + "9" * 190,
    "1" + ",000" * 49,
    "1 " * 100,
    "1," * 100,
    "1x" * 100,
    "(" * 100 + "7" + ")" * 99,
    "[" * 200,
    "e" * 200,
    "-" * 200,
    "a-" * 100,
    "=" * 200,
    "½" * 200,
    "⁵" * 200,
    "\u200f" * 200,
    "\u202e7",
    "\x00\x01\x1b[31m7",
    "\ud800",
    "7\udfff",
    "ﷺ" * 200,
    "Z̸̢͇a̷l̴g̵o̶" * 10,
    "😀" * 200,
    "'; DROP TABLE responses; --",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "{{7*7}}${7*7}#{7*7}",
    "__import__('os').system('id')",
    "\\frac{1}{0}",
    "NaN",
    "-inf",
    "0x" + "f" * 100,
    "1_000_" * 30,
]


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text[:12]))
@pytest.mark.parametrize("kind", SPECS)
def test_hostile_text_is_refused_at_once_with_a_short_visible_message(kind, text):
    start = time.process_time()
    with pytest.raises(AnswerFormatError) as caught:
        _kind(kind).parse(text, SPECS[kind])
    assert time.process_time() - start < 5
    message = str(caught.value)
    assert len(message) < 400
    assert all(
        unicodedata.category(character)[0] != "C" for character in message if character != "\ufffd"
    )
    message.encode()


def test_what_was_typed_is_quoted_short_visible_and_in_order():
    assert quote("7\u200b\u202e \n\x00\x1b8") == "“7 \ufffd\ufffd8”"
    assert quote("Z\u0338\u0322a") == "“Za”"
    assert quote("9" * 10**6) == "“" + "9" * 40 + "…”"
    assert quote("<b>7</b>") == "“<b>7</b>”"


@pytest.mark.parametrize("kind", SPECS)
@given(text=st.text(max_size=220))
def test_any_text_is_read_or_refused(kind, text):
    try:
        value = _kind(kind).parse(text, SPECS[kind])
    except AnswerFormatError as error:
        assert error.code.isidentifier()
        assert len(str(error)) < 500
    else:
        assert _kind(kind).show(value, SPECS[kind])


@pytest.mark.parametrize(
    "kind", ["integer", "decimal", "percent", "shape", "fraction", "set", "figures"]
)
@given(text=st.text(alphabet="0123456789.,' _xe^/-+()×kM%=", max_size=24))
def test_any_mixture_of_what_numbers_are_made_of_is_read_or_refused(kind, text):
    try:
        value = _kind(kind).parse(text, SPECS[kind])
    except AnswerFormatError as error:
        for reading in error.readings:
            _kind(kind).parse(reading, SPECS[kind])
    else:
        sizes: Any = value if isinstance(value, tuple) else (value,)
        assert all(abs(float(size)) < 1e18 for size in sizes)
