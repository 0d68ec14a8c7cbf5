"""One variant as its author sees it: prompt, keys, what mistakes give, solution, tried answers."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace

import numpy as np
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from examcenter.authoring.choosing import Wish, choose_variant
from examcenter.authoring.reading import ReadText
from examcenter.authoring.scanning import Scan, condition_names, scan_text
from examcenter.authoring.trying import Tried, try_answer
from examcenter.sentences import say
from questions.answers import KINDS
from questions.engine.certified import stratum_columns
from questions.engine.tuple_errors import TupleError
from questions.engine.variants import Variant, VariantPart
from questions.engine.walk import Walk
from questions.errors import QuestionError
from questions.misconceptions import MISCONCEPTIONS
from questions.rendering import render_inline, render_markdown

MOST_STRATA_SHOWN = 12


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
    found, variant, notice = choose_variant(scan, wish)
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
        lucky = _right_by_luck(variant)
        parts = tuple(_preview_part(variant, part, wish, lucky) for part in variant.parts)
        prompt = render_markdown(variant.prompt)
    except (QuestionError, ValueError, KeyError) as error:
        return replace(base, notice=_("This variant cannot be shown: %(error)s") % {"error": error})
    return replace(base, prompt_html=prompt, parts=parts)


def _param_fields(scan: Scan, variant: Variant | None, wish: Wish) -> tuple[ParamField, ...]:
    keeps_typed = wish.go == "params" and variant is not None and variant.index is None
    values: Mapping[str, object] = variant.params if variant else {}
    typed = wish.params if keeps_typed or variant is None else {}
    return tuple(
        ParamField(
            axis.name, typed.get(axis.name, str(values.get(axis.name, ""))), say(axis.describe())
        )
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


def _preview_part(
    variant: Variant, part: VariantPart, wish: Wish, lucky: set[tuple[str, str]]
) -> PartPreview:
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
        mistakes=_mistake_rows(variant, part, lucky),
        solution_html=tuple(render_inline(line) for line in variant.solution(name)),
        typed=typed,
        tried=try_answer(variant, name, typed, wish.answers) if typed.strip() else None,
    )


def _mistake_rows(
    variant: Variant, part: VariantPart, lucky: set[tuple[str, str]]
) -> tuple[MistakeRow, ...]:
    """Return what each misconception gives; one that gives the key is right by luck here."""
    kind, name = KINDS[part.part.kind], part.part.name
    wrong = variant.mistaken_answers(name)
    return tuple(
        MistakeRow(
            id=use.id,
            title=MISCONCEPTIONS[use.id].title,
            value=kind.show(wrong[use.id], part.spec) if use.id in wrong else "",
            is_key=(name, use.id) in lucky,
            is_separated=use.is_separated,
            says_html=render_markdown(
                variant.explanation(name, use.id, wrong[use.id]) if use.id in wrong else ""
            ),
        )
        for use in part.part.mistakes
    )


def _right_by_luck(variant: Variant) -> set[tuple[str, str]]:
    """Return part and misconception where the key comes out, as the certificate counts them."""
    number = variant.question.domain.find(variant.params)
    walk = Walk(variant.question, np.array([number]))
    # What comes after the counting may fail, and is said where failures are said.
    with suppress(TupleError):
        walk.run()
    return {place for place, tally in walk.tallies.items() if tally.n_collisions}


def _tuple_words(params: Mapping[str, object]) -> str:
    return ", ".join(f"{name} = {value}" for name, value in params.items())
