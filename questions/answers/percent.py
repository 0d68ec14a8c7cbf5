"""The kind ``percent``: a share, answered in percent; the key of 75 % is 75."""

from collections.abc import Mapping
from dataclasses import dataclass

from questions.answers.decimal import DecimalKind, DecimalSpec
from questions.answers.errors import AnswerFormatError
from questions.answers.kind import Spec, Value
from questions.answers.numbers import read_number, to_plain, type_plainly
from questions.answers.options import refuse_unknown_keys
from questions.answers.text import clean, quote


@dataclass(frozen=True, kw_only=True)
class PercentSpec(DecimalSpec):
    """Options of a share; tolerances are in percentage points."""

    kind: str = "percent"
    unit: str = "%"


class PercentKind(DecimalKind):
    """Reads and compares shares; asks back when 0.75 may mean 75 %."""

    name = "percent"

    def read_spec(self, raw: Mapping[str, object]) -> PercentSpec:
        """Return the options in an answer section; raise SpecError when one is wrong."""
        refuse_unknown_keys(raw, ("absolute", "relative", "places"))
        decimal = super().read_spec(raw)
        return PercentSpec(
            absolute=decimal.absolute, relative=decimal.relative, places=decimal.places
        )

    def parse(self, text: str, spec: Spec) -> int | float:
        """Return the percentage that was typed, with or without the sign."""
        expected = self.expected(spec)
        value = read_number(text, expected=expected, is_whole=False, unit="%")
        typed = clean(text, expected=expected).casefold()
        has_sign = typed.endswith(("%", "percent", "per cent"))
        if 0 < abs(value) < 1 and not has_sign:
            ways = (f"{type_plainly(value)} %", f"{type_plainly(100 * value)} %")
            raise AnswerFormatError(
                "ambiguous_percent",
                f"{quote(text)} may be a share or already a percentage, so it is not marked yet. "
                f"Type {ways[0]} or type {ways[1]}, whichever you mean.",
                readings=ways,
            )
        return to_plain(value)

    def show(self, value: Value, spec: Spec) -> str:
        """Return the percentage with its sign: ``75 %``."""
        return f"{super().show(value, spec)} %"

    def expected(self, spec: Spec) -> str:
        """Return what is asked for as a phrase with an example."""
        return "a percentage, such as 12.5 %"
