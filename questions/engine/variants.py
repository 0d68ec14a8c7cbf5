"""From a certified question to one variant of it, by its index; no random stream is involved."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from questions.answers import KINDS, DecimalSpec, MatrixSpec, SetSpec, Spec
from questions.answers import Value as AnswerValue
from questions.answers.formula import formula_latex
from questions.answers.kind import as_flat, own_spec
from questions.answers.matrix import as_rows
from questions.engine.certified import Certified
from questions.engine.domain import AxisValue
from questions.engine.errors import ExpressionError, OutsideDomainError
from questions.engine.evaluation import (
    Names,
    add_derived,
    add_key,
    add_needed,
    answer_of,
    as_shown,
    explain,
    key_values,
    numbers_of,
    plain_names,
    wrong_values,
)
from questions.engine.question import ANSWER, TEXT_KINDS, MistakeUse, Part, Question
from questions.engine.shown_specs import reasons_of, rendered_spec
from questions.engine.templates import Shown, plain
from questions.figures import Figure
from questions.misconceptions import MISCONCEPTIONS


@dataclass(frozen=True)
class VariantPart:
    """One part of a variant: what is asked, and the key; ``spec`` holds the rendered options."""

    part: Part
    spec: Spec
    prompt: str
    key: AnswerValue | None

    @property
    def shown_key(self) -> str:
        """The key as students read it; empty for code."""
        key = self.key
        if key is None:
            return ""
        if isinstance(self.spec, DecimalSpec) and isinstance(key, int | float):
            key = self.spec.presentable(key)
        return KINDS[self.part.kind].show(key, self.spec)

    def may_be_given(self, value: AnswerValue) -> bool:
        """Return whether the page lets somebody answer so: a grid that it shows has its size."""
        spec = self.spec
        if not isinstance(spec, MatrixSpec) or not spec.rows or not isinstance(value, tuple):
            return True
        return len(value) == spec.rows and len(as_rows(value)[0]) == spec.columns


@dataclass(frozen=True)
class Variant:
    """One parameter tuple of a question; ``index`` is None if it is not a certified one.

    ``names`` holds the value of every name: parameters, derived values and keys.
    """

    question: Question
    index: int | None
    params: Mapping[str, AxisValue]
    names: Mapping[str, Shown]
    prompt: str
    parts: tuple[VariantPart, ...]

    def part(self, name: str) -> VariantPart:
        """Return the part of that name; KeyError if there is none."""
        for part in self.parts:
            if part.part.name == name:
                return part
        raise KeyError(name)

    def names_for(self, part: VariantPart) -> dict[str, Shown]:
        """Return the names that the part's solution may use, its own key as ``answer``."""
        names = dict(self.names)
        if part.key is not None:
            names[ANSWER] = self._shown(part, part.key)
        return names

    def solution(self, name: str) -> tuple[str, ...]:
        """Return the lines of a part's worked solution, with the variant's numbers."""
        part = self.part(name)
        names = self.names_for(part)
        return tuple(line.render(names) for line in part.part.solution)

    def figure(self, name: str) -> Figure | None:
        """Return the figure of a part's worked solution; None where it has none to show."""
        spec = self.part(name).part.figure
        return None if spec is None else spec.draw(numbers_of(self.names))

    def reasons(self, name: str) -> tuple[str, ...]:
        """Return why each option that a part shows is right or not; none without options."""
        part = self.part(name)
        return reasons_of(part.spec, part.key)

    def mistaken_answers(self, name: str) -> dict[str, AnswerValue]:
        """Return what each misconception of a part gives, where it gives a wrong value."""
        if name not in self._mistaken:
            self._mistaken[name] = self._find_mistaken(self.part(name))
        return dict(self._mistaken[name])

    @cached_property
    def _mistaken(self) -> dict[str, dict[str, AnswerValue]]:
        """By part, as soon as one answer to it is marked: they are the same for the next."""
        return {}

    def _find_mistaken(self, part: VariantPart) -> dict[str, AnswerValue]:
        numbers = numbers_of(self.names)
        answers: dict[str, AnswerValue] = {}
        for use in part.part.mistakes:
            values = wrong_values(self.question, part.part, use, numbers)
            wrong = use.formula or answer_of(part.part, values, part.spec)
            if wrong is not None and not self._is_key(part, wrong) and part.may_be_given(wrong):
                answers[use.id] = wrong
        return answers

    def explanation(self, name: str, misconception_id: str, wrong: AnswerValue) -> str:
        """Return why a misconception's value is wrong, with the variant's numbers."""
        part = self.part(name)
        use = next(use for use in part.part.mistakes if use.id == misconception_id)
        names = self.names_for(part)
        if isinstance(part.spec, SetSpec):
            return self._explain_set(part, use, names, wrong)
        return explain(self.question, part.part, use, names, self._shown(part, wrong))

    def _explain_set(
        self, part: VariantPart, use: MistakeUse, names: dict[str, Shown], wrong: AnswerValue
    ) -> str:
        """Explain a wrong set by one value of it that is not right; never by one left out."""
        spec = own_spec(part.spec, SetSpec)
        given = set(as_flat(wrong))
        right = set() if part.key is None else set(as_flat(part.key))
        witness = min(given - right, default=None)
        if witness is None and not use.say:
            title = MISCONCEPTIONS[use.id].title
            return (
                f"This fits a known mistake, *{title}*, which leaves right values out. Put each "
                "value that the question allows into the rule, one step at a time."
            )
        example = spec.candidates[0] if witness is None else witness
        names = {**names, spec.symbol: example}
        text = explain(self.question, part.part, use, names, KINDS["set"].show(wrong, spec))
        return text if use.say else f"Take ${spec.symbol} = {plain(example)}$. {text}"

    @staticmethod
    def _shown(part: VariantPart, value: AnswerValue) -> Shown:
        """Return an answer as templates show it; a formula as LaTeX, to stand between dollars."""
        if part.part.kind == "formula":
            return formula_latex(str(value))
        if part.part.is_shown_typed:
            return KINDS[part.part.kind].show(value, part.spec)
        return as_shown(part.part, value)

    @staticmethod
    def _is_key(part: VariantPart, value: AnswerValue) -> bool:
        kind = KINDS[part.part.kind]
        return part.key is not None and kind.matches(value, part.key, part.spec)


def variant_at(certified: Certified, index: int) -> Variant:
    """Return the variant of an index; IndexError if there is none."""
    if not 0 <= index < certified.n_variants:
        raise IndexError(f"variant {index}, expected 0 to {certified.n_variants - 1}")
    return make_variant(certified.question, int(certified.numbers[index]), index)


def variant_with(certified: Certified, params: Mapping[str, object]) -> Variant:
    """Return the variant of given parameters; its index is None if it is not certified.

    Raises OutsideDomainError if the parameters are not in the domain or break a requirement.
    """
    question = certified.question
    number = question.domain.find(params)
    place = int(np.searchsorted(certified.numbers, number))
    is_certified = place < certified.n_variants and int(certified.numbers[place]) == number
    if not is_certified:
        check_requirements(question, number)
    return make_variant(question, number, place if is_certified else None)


def check_requirements(question: Question, number: int) -> None:
    """Raise OutsideDomainError for the first requirement that a tuple breaks."""
    row = question.domain.row(number)
    names = numbers_of(row)
    shown = ", ".join(f"{name}={value}" for name, value in row.items())
    for requirement in question.require:
        try:
            add_needed(question, names, requirement.that.names)
            is_met = requirement.that.value(names)
        except ExpressionError as error:
            raise OutsideDomainError(f"parameters {shown}: {error}") from None
        if not is_met:
            raise OutsideDomainError(
                f"parameters: found {shown}, expected {requirement.that.text} ({requirement.why})"
            )


def make_variant(question: Question, number: int, index: int | None) -> Variant:
    """Return the variant of a tuple that meets the requirements."""
    params = question.domain.row(number)
    numbers = numbers_of(params)
    add_derived(question, numbers)
    names: dict[str, Shown] = {**params, **plain_names(numbers)}
    prompt = question.prompt.render(names)
    parts: list[VariantPart] = []
    for part in question.parts:
        made = _make_part(part, numbers, names, number)
        parts.append(made)
        names.update(plain_names(numbers))
        if part.kind == "shape" and made.key is not None:
            names[part.name] = made.key
        elif part.kind in TEXT_KINDS:
            names[part.name] = made.shown_key
    return Variant(question, index, params, names, prompt, tuple(parts))


def _make_part(part: Part, numbers: Names, names: Mapping[str, Shown], number: int) -> VariantPart:
    prompt = part.prompt.render(names) if part.prompt else ""
    values = key_values(part, numbers)
    spec = rendered_spec(part, values, dict(names), number)
    key = answer_of(part, values, spec)
    add_key(part, numbers, values)
    return VariantPart(part, sized_spec(spec, key), prompt, key)


def sized_spec(spec: Spec, key: AnswerValue | None) -> Spec:
    """Return the specification of a matrix with the size of its key, where that is told."""
    if not isinstance(spec, MatrixSpec) or not isinstance(key, tuple):
        return spec
    rows = ((),) if spec.is_size_asked else as_rows(key)
    n_rows = 0 if spec.is_size_asked else len(rows)
    return replace(spec, rows=n_rows, columns=len(rows[0]))
