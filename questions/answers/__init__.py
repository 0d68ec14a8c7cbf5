"""The kinds of answers: each reads what people type, compares it with a key, and shows it."""

from collections.abc import Mapping
from types import MappingProxyType

from questions.answers.decimal import DecimalKind, DecimalSpec
from questions.answers.errors import AnswerFormatError, NotComparableError, SpecError
from questions.answers.integer import IntegerKind, IntegerSpec
from questions.answers.kind import Advice, AnswerKind, Spec, Value

KINDS: Mapping[str, AnswerKind] = MappingProxyType(
    {kind.name: kind for kind in (IntegerKind(), DecimalKind())}
)

__all__ = [
    "KINDS",
    "Advice",
    "AnswerFormatError",
    "AnswerKind",
    "DecimalSpec",
    "IntegerSpec",
    "NotComparableError",
    "Spec",
    "SpecError",
    "Value",
]
