"""The kinds of answers: each reads what people type, compares it with a key, and shows it."""

from collections.abc import Mapping
from types import MappingProxyType

from questions.answers.choice import ChoiceKind, ChoiceSpec
from questions.answers.choices import ChoicesKind, ChoicesSpec
from questions.answers.code import CodeKind, CodeSpec
from questions.answers.decimal import DecimalKind, DecimalSpec
from questions.answers.errors import AnswerFormatError, NotComparableError, SpecError
from questions.answers.formula import FormulaKind, FormulaSpec
from questions.answers.fraction import FractionKind, FractionSpec
from questions.answers.integer import IntegerKind, IntegerSpec
from questions.answers.kind import Advice, AnswerKind, Spec, Value
from questions.answers.matrix import MatrixKind, MatrixSpec
from questions.answers.percent import PercentKind, PercentSpec
from questions.answers.pool import Draw, Option, PoolSpec
from questions.answers.shape import ShapeKind, ShapeSpec
from questions.answers.value_set import SetKind, SetSpec

KINDS: Mapping[str, AnswerKind] = MappingProxyType(
    {
        kind.name: kind
        for kind in (
            IntegerKind(),
            DecimalKind(),
            PercentKind(),
            ShapeKind(),
            MatrixKind(),
            ChoiceKind(),
            CodeKind(),
            ChoicesKind(),
            FractionKind(),
            SetKind(),
            FormulaKind(),
        )
    }
)

__all__ = [
    "KINDS",
    "Advice",
    "AnswerFormatError",
    "AnswerKind",
    "ChoiceSpec",
    "ChoicesSpec",
    "CodeSpec",
    "DecimalSpec",
    "Draw",
    "FormulaSpec",
    "FractionSpec",
    "IntegerSpec",
    "MatrixSpec",
    "NotComparableError",
    "Option",
    "PercentSpec",
    "PoolSpec",
    "SetSpec",
    "ShapeSpec",
    "Spec",
    "SpecError",
    "Value",
]
