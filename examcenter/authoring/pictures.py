"""A certificate as pictures: every number here is a width or a height that a template prints.

Pictures are inline SVG styled by classes; each goes with its numbers in a table of the same data.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from examcenter.authoring.picturewords import answers_words, luck_words, shared_words
from examcenter.numerals import grouped, localise, per_cent
from questions.engine.distribution import Distribution
from questions.engine.question import Question
from questions.misconceptions import MISCONCEPTIONS

WIDTH = 600
_BAR_HEIGHT = 120
_CLASS_SIZE = 30


@dataclass(frozen=True)
class Column:
    """An upright bar of a histogram, or a lying one of a ranking."""

    label: str
    count: int
    share_words: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class AnswersPicture:
    """How the answers of one part are spread."""

    part: str
    label: str
    summary: str
    is_ranked: bool
    columns: tuple[Column, ...]
    height: int
    first: str
    last: str
    most: str


@dataclass(frozen=True)
class Band:
    """One lying bar: a name, its width, and what it says in words."""

    name: str
    title: str
    count: int
    width: float
    words: str
    is_noted: bool = False
    note: str = ""


@dataclass(frozen=True)
class SharedPicture:
    """How often two students share an answer; ``same`` and ``others`` are paths of cells."""

    words: str
    bands: tuple[Band, ...]
    same: str
    others: str


@dataclass(frozen=True)
class Funnel:
    """How the domain shrinks to the variants, step by step."""

    steps: tuple[Band, ...]


@dataclass(frozen=True)
class Pictures:
    """All pictures of one certificate."""

    funnel: Funnel
    answers: tuple[AnswersPicture, ...]
    collisions: tuple[Band, ...]
    never_right: tuple[str, ...]
    shared: SharedPicture
    strata: tuple[Band, ...]
    strata_words: str


def draw_pictures(certificate: Mapping[str, Any], question: Question) -> Pictures:
    """Return the pictures of a stored certificate."""
    stored = certificate.get("spread", {"parts": ()})
    spread = [Distribution.from_json(entry) for entry in stored["parts"]]
    labels = {part.name: part.label for part in question.parts}
    n_variants = int(certificate["n_variants"])
    collisions = _draw_collisions(certificate, labels, many=len(question.parts) > 1)
    strata, strata_words = _draw_strata(certificate, question, n_variants)
    return Pictures(
        funnel=_draw_funnel(certificate),
        answers=tuple(_draw_answers(entry, labels.get(entry.part, entry.part)) for entry in spread),
        collisions=tuple(band for band in collisions if band.count),
        never_right=tuple(band.name for band in collisions if not band.count),
        shared=_draw_shared(certificate, spread, labels),
        strata=strata,
        strata_words=strata_words,
    )


def _draw_answers(spread: Distribution, label: str) -> AnswersPicture:
    most = max(bar.count for bar in spread.bars)
    n_bars = len(spread.bars)
    columns = []
    for place, bar in enumerate(spread.bars):
        share = bar.count / most
        words = per_cent(bar.count / spread.n_variants, 1)
        if spread.is_ranked:
            box = (0.0, place * 26.0, share * WIDTH, 18.0)
        else:
            step = WIDTH / n_bars
            height = max(share * _BAR_HEIGHT, 1.0 if bar.count else 0.0)
            box = (place * step + 1, _BAR_HEIGHT - height, max(step - 2, 1), height)
        x, y, width, height = (round(value, 2) for value in box)
        columns.append(Column(bar.label, bar.count, words, x, y, width, height))
    is_even = spread.n_others > 0 and spread.bars[0].count * spread.n_distinct == spread.n_variants
    summary = answers_words(spread, is_even=is_even)
    if is_even:
        columns = []
    return AnswersPicture(
        part=spread.part,
        label=label,
        summary=summary,
        is_ranked=spread.is_ranked,
        columns=tuple(columns),
        height=int(n_bars * 26) if spread.is_ranked else _BAR_HEIGHT,
        first=spread.bars[0].label.partition(" to ")[0],
        last=spread.bars[-1].label.rpartition(" to ")[2],
        most=grouped(most),
    )


def _draw_funnel(certificate: Mapping[str, Any]) -> Funnel:
    n_all = max(int(certificate["n_enumerated"]), 1)
    left = n_all
    steps = [_step(_("domain"), _("all tuples of the domain"), left, n_all)]
    for removal in certificate["removals"]:
        left -= int(removal["n_removed"])
        note = _("%(n)s removed: %(why)s") % {
            "n": grouped(removal["n_removed"]),
            "why": removal["why"],
        }
        steps.append(_step(removal["that"], removal["why"], left, n_all, note))
    n_apart = int(certificate["n_separated_out"])
    if n_apart:
        note = _("%(n)s removed: a separated mistake gives the key") % {"n": grouped(n_apart)}
        words = _("no separated mistake gives the key")
        steps.append(_step("separation", words, int(certificate["n_variants"]), n_all, note))
    return Funnel(tuple(steps))


def _step(name: str, title: str, count: int, n_all: int, note: str = "") -> Band:
    width = round(WIDTH * max(count, 0) / n_all, 2)
    return Band(name, title, count, width, grouped(count), note=note)


def _draw_collisions(
    certificate: Mapping[str, Any], labels: Mapping[str, str], *, many: bool
) -> tuple[Band, ...]:
    bands = []
    for entry in certificate["collisions"]:
        known = MISCONCEPTIONS.get(entry["misconception"])
        title = known.title if known else entry["misconception"]
        name = f"{labels.get(entry['part'], entry['part'])}: {title}" if many else title
        rate, is_apart = float(entry["rate"]), bool(entry["is_separated"])
        words = _("right by luck %(how_often)s") % {"how_often": luck_words(rate)}
        note = (
            _("separated: left out") if is_apart else _("stays: there nobody can see this mistake")
        )
        bands.append(
            Band(
                name, entry["misconception"], int(entry["count"]), round(WIDTH * rate, 2), words,
                is_noted=bool(rate) and not is_apart, note=note,
            )
        )  # fmt: skip
    return tuple(sorted(bands, key=lambda band: -band.count))


def _draw_shared(
    certificate: Mapping[str, Any], spread: list[Distribution], labels: Mapping[str, str]
) -> SharedPicture:
    rate = float(certificate["p_shared"])
    n_pairs = _CLASS_SIZE * (_CLASS_SIZE - 1) // 2
    expected = rate * n_pairs
    if expected < 0.05:
        shown = _("hardly any")
    else:
        number = f"{expected:.0f}" if expected >= 10 else f"{expected:.1f}"
        shown = _("about %(n)s") % {"n": localise(number)}
    words = _(
        "Two students drawn by chance have the same answers %(how_often)s: of the %(pairs)s "
        "pairs in a class of %(people)s, %(shown)s."
    ) % {
        "how_often": shared_words(rate),
        "pairs": n_pairs,
        "people": _CLASS_SIZE,
        "shown": shown,
    }
    bands = tuple(
        Band(
            labels.get(entry.part, entry.part),
            entry.part,
            entry.n_distinct,
            round(WIDTH * entry.p_shared, 2),
            shared_words(entry.p_shared),
        )
        for entry in spread
    )
    n_same = min(n_pairs, round(expected))
    return SharedPicture(
        words,
        bands if len(bands) > 1 else (),
        same="".join(_cell(place) for place in range(n_same)),
        others="".join(_cell(place) for place in range(n_same, n_pairs)),
    )


def _cell(place: int) -> str:
    """Return the path of one pair's cell; the pairs of a class of 30 fill 15 rows of 29."""
    row, column = divmod(place, _CLASS_SIZE - 1)
    return f"M{column * 10} {row * 10}h8v8h-8z"


def _draw_strata(
    certificate: Mapping[str, Any], question: Question, n_variants: int
) -> tuple[tuple[Band, ...], str]:
    strata = certificate["strata"]
    if not question.strata or not strata:
        return (), _("The question is not stratified: every variant is as likely as any other.")
    texts = [stratum.text for stratum in question.strata]
    largest = max(int(entry["size"]) for entry in strata)
    bands = tuple(
        Band(
            ", ".join(
                f"{text} = {_value_words(value)}"
                for text, value in zip(texts, entry["values"], strict=True)
            ),
            "",
            int(entry["size"]),
            round(WIDTH * int(entry["size"]) / largest, 2),
            _("%(n)s variants") % {"n": grouped(int(entry["size"]))},
            is_noted=int(entry["size"]) < 10,
            note=_("few variants: students will meet the same ones") if entry["size"] < 10 else "",
        )
        for entry in strata
    )
    words = _("%(n)s strata of %(n_variants)s variants; draws are spread over the strata.") % {
        "n": len(strata),
        "n_variants": grouped(n_variants),
    }
    return bands, words


def _value_words(value: float | bool) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:g}"
