"""Expressions that attack, and expressions that are merely wrong: refused, and told why."""

import time
import tracemalloc
from typing import Any

import pytest

from questions.engine.errors import ExpressionError
from questions.engine.expressions import compile_expression

NAMES = ("W", "F", "P", "S")
REFUSED = {
    "attribute": ("().__class__", "attribute", 1),
    "attribute of a name": ("W.real", "attribute", 1),
    "dunder chain": ("W.__class__.__mro__[1]", "subscript", 1),
    "method call": ("(1).bit_length()", "attribute", 1),
    "subscript": ("W[0]", "subscript", 1),
    "import": ("__import__('os').system('id')", "attribute", 1),
    "bare import": ("__import__(W)", "unknown function '__import__'", 1),
    "eval": ("eval(W)", "unknown function 'eval'", 1),
    "walrus": ("(x := 1)", ":=", 2),
    "lambda": ("(lambda: 1)()", "lambda", 1),
    "list comprehension": ("[W for W in W]", "comprehension", 1),
    "generator": ("max(x for x in W)", "comprehension", 4),
    "text": ("'a' * 9", "text", 1),
    "bytes": ("b'a'", "text", 1),
    "f-string": ("f'{W}'", "f-string", 1),
    "complex": ("1j", "complex", 1),
    "ellipsis": ("...", "Ellipsis", 1),
    "none": ("None", "None", 1),
    "tuple": ("W, F", "tuple", 1),
    "dictionary": ("{W: F}", "dictionary", 1),
    "starred": ("max(*W)", "starred", 5),
    "double starred": ("conv_output_size(**W)", "starred", 18),
    "await": ("await W", "await", 1),
    "shift": ("1 << 9999", "<<", 1),
    "caret": ("W^2", "operator ^", 1),
    "matmul": ("W @ F", "@", 1),
    "membership": ("W in F", "operator in", 1),
    "identity": ("W is F", "operator is", 1),
    "unclosed": ("(W - F", "never closed", 1),
    "statement": ("import os", "invalid syntax", 1),
    "second line": ("W\nimport os", "invalid syntax", 3),
    "assignment": ("W = 2", "invalid syntax", 3),
    "null": ("W\x00", "\\x00", 2),
    "zero width": ("W\u200b", "\\u200b", 2),
    "right to left": ("W\u202e+1", "\\u202e", 2),
    "full width": ("\uff37", "'\uff37'", 1),
    "times sign": ("2 × W", "'×'", 3),
    "infinity": ("1e999", "beyond 2**53", 1),
    "huge literal": ("9" * 400, "beyond 2**53", 1),
    "empty": ("", "nothing", None),
    "blank": (" \n ", "nothing", None),
    "unknown name": ("W + Pd", "unknown name 'Pd'", 5),
    "function as name": ("floor + 1", "function floor", 1),
    "name as function": ("W(1)", "a call of W", 1),
    "number as condition": ("1 if W + 1 else 2", "a number", 6),
    "condition as number": ("1 + (W > 2)", "a condition", 6),
    "mixed branches": ("1 if W > 1 else W > 2", "a number beside a condition", 1),
    "too few": ("conv_output_size(W)", "missing a required argument: 'kernel'", 1),
    "too many": ("floor(1, 2)", "2 arguments of floor", 1),
    "named built-in": ("floor(x=1)", "named argument", 1),
    "unknown argument": ("conv_output_size(W, F, pad=1)", "'pad'", 24),
    "argument twice": ("conv_output_size(W, F, size=1)", "multiple values", 1),
}


@pytest.mark.parametrize("case", REFUSED)
def test_it_refuses(case):
    text, found, column = REFUSED[case]
    with pytest.raises(ExpressionError) as caught:
        compile_expression(text, NAMES)
    assert found in caught.value.found
    assert caught.value.column == column
    assert f"found {caught.value.found}, expected {caught.value.expected}" in str(caught.value)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("Strid", "did you mean stride?"),
        ("w", "did you mean W?"),
        ("conv_output_sise(W, F)", "did you mean conv_output_size?"),
        ("conv_output_size(W, F, pading=1)", "did you mean padding?"),
        ("W^2", "** for a power"),
        ("W && F", "and"),
        ("W = F", "=="),
        ("W ≤ F", "<="),
        ("round(W)", "floor(x + 0.5)"),
    ],
)
def test_it_hints_at_what_was_meant(text, hint):
    with pytest.raises(ExpressionError) as caught:
        compile_expression(text, (*NAMES, "stride"))
    assert hint in caught.value.expected


def test_a_text_axis_is_said_to_be_one():
    with pytest.raises(ExpressionError, match="network, which is a text"):
        compile_expression("network + 1", NAMES, texts=["network"])


ATTACKS: dict[str, Any] = {
    "tower": "9**9**9**9**9",
    "negative tower": "(-9)**9**9",
    "large base": "(2**53)**(2**53)",
    "long sum": "+".join("W" * 240),
    "many nodes": "max(" + ",".join(["W"] * 19) + ")" + "+max(1,2)" * 38,
    "parentheses": "(" * 249 + "1" + ")" * 249,
    "a hundred thousand parentheses": "(" * 100_000 + ")" * 100_000,
    "signs": "-" * 499 + "1",
    "nots": "not " * 120 + "True",
    "brackets": "[" * 400,
    "calls": "abs(" * 99 + "1" + ")" * 99,
    "ten megabytes": "W+" * 5_000_000,
    "ten megabytes of blanks": " " * 10_000_000,
    "not a text": 12,
}


@pytest.mark.parametrize("case", ATTACKS)
def test_an_attack_ends_soon_and_takes_little_memory(case):
    tracemalloc.start()
    started = time.process_time()
    with pytest.raises(ExpressionError) as caught:
        compile_expression(ATTACKS[case], NAMES).evaluate_row(dict.fromkeys(NAMES, 9))
    seconds = time.process_time() - started
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert seconds < 5
    assert peak < 4_000_000
    assert len(str(caught.value)) < 1000


def test_an_expression_may_be_wide_or_deep_but_not_too_large():
    wide = "+".join(["max(" + ",".join("1" * 20) + ")"] * 8)
    assert compile_expression(wide, ()).evaluate_row({}) == 8
    with pytest.raises(ExpressionError, match="expected at most 200 terms"):
        compile_expression(f"{wide}+{wide[:44]}", ())


def test_the_largest_allowed_expression_still_works():
    text = "+".join(["W"] * 39)
    assert compile_expression(text, NAMES).evaluate_row({"W": 2}) == 78
