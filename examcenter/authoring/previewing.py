"""One variant as its author sees it: prompt, keys, what mistakes give, solution, tried answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from django.utils.safestring import SafeString

from examcenter.authoring.reading import ReadText
from examcenter.authoring.scanning import (
    Found,
    Scan,
    condition_names,
    find_in_stratum,
    find_index,
    find_where,
    scan_text,
)
from examcenter.authoring.trying import Tried, try_answer
from questions.answers import KINDS
from questions.engine.errors import ExpressionError, OutsideDomainError
from questions.engine.evaluation import answer_of, numbers_of, wrong_values
from questions.engine.question import MistakeUse
from questions.engine.variants import Variant, VariantPart, make_variant, stratum_columns
from questions.engine.variants import variant_with as find_variant_with
from questions.errors import QuestionError
from questions.misconceptions import MISCONCEPTIONS
from questions.rendering import render_inline, render_markdown

MOST_STRATA_SHOWN = 12


@dataclass(frozen=True)
class Wish:
    """Which variant somebody asks for; ``go`` is the button that was pressed."""

    at: int = 0
    go: str = ""
    params: Mapping[str, str] = field(default_factory=dict)
    where: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class ParamField:
    """One parameter: its value here, and what it may be."""

    name: str
    value: str
    may_be: str


@dataclass(frozen=True)
class StratumButton:
    """One stratum to be shown an example of."""

    label: int
    words: str


@dataclass(frozen=True)
class MistakeRow:
    """What one misconception gives for this variant."""

    id: str
    title: str
    value: str
    is_key: bool
    is_separated: bool
    says_html: SafeString


@dataclass(frozen=True)
class OptionRow:
    """One option of a choice."""

    id: str
    text_html: SafeString


@dataclass(frozen=True)
class PartPreview:
    """One part of the variant, with everything that students see only later."""

    name: str
    label: str
    kind: str
    prompt_html: SafeString
    unit: str
    key: str
    expected: str
    options: tuple[OptionRow, ...]
    mistakes: tuple[MistakeRow, ...]
    solution_html: tuple[SafeString, ...]
    typed: str
    tried: Tried | None


@dataclass(frozen=True)
class Preview:
    """One variant and the ways to others; ``notice`` says why it is not the one asked for."""

    index: int
    n_variants: int
    is_whole: bool
    is_certified: bool
    notice: str = ""
    failures: tuple[str, ...] = ()
    params: tuple[ParamField, ...] = ()
    strata: tuple[StratumButton, ...] = ()
    names: tuple[str, ...] = ()
    where: str = ""
    prompt_html: SafeString = SafeString("")
    parts: tuple[PartPreview, ...] = ()

    @property
    def number(self) -> int:
        """The place of the variant as people count."""
        return self.index + 1


def preview_text(read: ReadText, slug: str, wish: Wish) -> Preview | None:
    """Return the wished variant of a text; None while the text cannot be read."""
    if read.question is None:
        return None
    scan = scan_text(read.text, slug)
    failures = tuple(
        f"{failure.check}: {failure.detail} ({_tuple_words(failure.params)})"
        for failure in scan.failures
    )
    found, variant, notice = _choose(scan, wish)
    n_variants = int(scan.numbers.size)
    base = Preview(
        index=found.index if found else 0,
        n_variants=n_variants,
        is_whole=scan.is_whole,
        is_certified=variant is not None and variant.index is not None,
        notice=notice,
        failures=failures,
        params=_param_fields(scan, variant, wish),
        strata=_strata(scan),
        names=tuple(condition_names(scan.question)),
        where=wish.where,
    )
    if variant is None:
        return base
    try:
        parts = tuple(_preview_part(variant, part, wish) for part in variant.parts)
        prompt = render_markdown(variant.prompt)
    except (QuestionError, ValueError, KeyError) as error:
        return replace(base, notice=f"This variant cannot be shown: {error}")
    return replace(base, prompt_html=prompt, parts=parts)


def _choose(scan: Scan, wish: Wish) -> tuple[Found | None, Variant | None, str]:
    """Return the variant that is asked for, else the one before, with what went wrong."""
    here = find_index(scan, max(wish.at, 0)) or find_index(scan, 0)
    if here is None:
        return None, None, "No tuple of the domain is left: see what fails, or widen the domain."
    try:
        if wish.go == "params":
            return _by_params(scan, wish, here)
        found, notice = _go(scan, wish, here)
        found = found or here
        return found, make_variant(scan.question, found.number, found.index), notice
    except (ExpressionError, OutsideDomainError) as error:
        return here, _safe_variant(scan, here), str(error)
    except (QuestionError, ValueError, KeyError) as error:
        return here, None, f"This variant cannot be shown: {error}"


def _safe_variant(scan: Scan, found: Found) -> Variant | None:
    try:
        return make_variant(scan.question, found.number, found.index)
    except (QuestionError, ValueError, KeyError):
        return None


def _go(scan: Scan, wish: Wish, here: Found) -> tuple[Found | None, str]:
    """Return what a button leads to, and what to say when it leads nowhere."""
    if wish.go == "next":
        return find_index(scan, here.index + 1) or find_index(scan, 0), ""
    if wish.go == "previous":
        last = max(int(scan.numbers.size) - 1, 0)
        return find_index(scan, here.index - 1 if here.index else last), ""
    if wish.go == "where" and wish.where.strip():
        found = find_where(scan, wish.where, here.index)
        return found, "" if found else f"No variant was found where {wish.where.strip()}."
    if wish.go.startswith("stratum-") and wish.go[8:].isdecimal() and len(wish.go) < 14:
        return find_in_stratum(scan, int(wish.go[8:]), here.index), ""
    if here.index != wish.at:
        return here, f"There is no variant {wish.at + 1:,}; this is variant {here.index + 1:,}."
    return here, ""


def _by_params(scan: Scan, wish: Wish, here: Found) -> tuple[Found, Variant, str]:
    params = {
        axis.name: _as_value(wish.params.get(axis.name, ""), is_text=axis.is_text)
        for axis in scan.question.domain.axes
    }
    variant = find_variant_with(scan.certified, params)
    if variant.index is None:
        why = (
            "These parameters meet the requirements, but are not among the variants: a separated "
            "mistake gives the key here."
            if scan.is_whole
            else "These parameters lie beyond the part of the domain that is previewed."
        )
        return here, variant, why
    return Found(int(scan.numbers[variant.index]), variant.index), variant, ""


def _as_value(text: str, *, is_text: bool) -> object:
    """Return a typed parameter as the domain holds it; what is no number stays as typed."""
    text = text.strip()
    if is_text or len(text) > 40:
        return text
    try:
        return int(text)
    except ValueError:
        try:
            return float(text)
        except ValueError:
            return text


def _param_fields(scan: Scan, variant: Variant | None, wish: Wish) -> tuple[ParamField, ...]:
    keeps_typed = wish.go == "params" and variant is not None and variant.index is None
    values: Mapping[str, object] = variant.params if variant else {}
    typed = wish.params if keeps_typed or variant is None else {}
    return tuple(
        ParamField(axis.name, typed.get(axis.name, str(values.get(axis.name, ""))), axis.describe())
        for axis in scan.question.domain.axes
    )


def _strata(scan: Scan) -> tuple[StratumButton, ...]:
    question = scan.question
    if not question.strata or not scan.numbers.size:
        return ()
    columns = stratum_columns(question, scan.numbers)
    buttons = []
    for label, members in enumerate(scan.certified.strata[:MOST_STRATA_SHOWN]):
        first = int(members[0])
        words = ", ".join(
            f"{stratum.text} = {column[first].item()}"
            for stratum, column in zip(question.strata, columns, strict=True)
        )
        buttons.append(StratumButton(label, words))
    return tuple(buttons)


def _preview_part(variant: Variant, part: VariantPart, wish: Wish) -> PartPreview:
    spec, name = part.spec, part.part.name
    typed = wish.answers.get(name, "")
    return PartPreview(
        name=name,
        label=part.part.label,
        kind=part.part.kind,
        prompt_html=render_markdown(part.prompt) if part.prompt else SafeString(""),
        unit=str(getattr(spec, "unit", "")),
        key=part.shown_key,
        expected=KINDS[part.part.kind].expected(spec) if part.part.is_markable else "",
        options=tuple(
            OptionRow(option.id, render_inline(option.text))
            for option in getattr(spec, "options", ())
        ),
        mistakes=tuple(_mistake_row(variant, part, use) for use in part.part.mistakes),
        solution_html=tuple(render_inline(line) for line in variant.solution(name)),
        typed=typed,
        tried=try_answer(variant, name, typed, wish.answers) if typed.strip() else None,
    )


def _mistake_row(variant: Variant, part: VariantPart, use: MistakeUse) -> MistakeRow:
    kind = KINDS[part.part.kind]
    wrong = answer_of(
        part.part, wrong_values(variant.question, part.part, use, numbers_of(variant.names))
    )
    is_key = wrong is not None and part.key is not None and kind.matches(wrong, part.key, part.spec)
    says = ""
    if wrong is not None and not is_key:
        says = variant.explanation(part.part.name, use.id, wrong)
    return MistakeRow(
        id=use.id,
        title=MISCONCEPTIONS[use.id].title,
        value="" if wrong is None else kind.show(wrong, part.spec),
        is_key=is_key,
        is_separated=use.is_separated,
        says_html=render_markdown(says),
    )


def _tuple_words(params: Mapping[str, object]) -> str:
    return ", ".join(f"{name} = {value}" for name, value in params.items())
