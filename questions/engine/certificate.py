"""The proof about a whole question, made by enumerating its domain; publishing needs it."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from questions.engine.arithmetic import Column
from questions.engine.certificate_checks import check_all
from questions.engine.certified import Certified, stratum_columns
from questions.engine.counting import label_rows
from questions.engine.findings import Check
from questions.engine.question import Question
from questions.engine.survey import Survey, survey_domain
from questions.misconceptions import MISCONCEPTIONS

CERTIFICATE_FORMAT = 1
MOST_STRATA = 64


@dataclass(frozen=True)
class Removal:
    """How many tuples a requirement removes, of those that met the requirements before it."""

    that: str
    why: str
    n_removed: int


@dataclass(frozen=True)
class Collision:
    """How often one misconception of one part gives the key, before separation."""

    part: str
    misconception: str
    is_separated: bool
    count: int
    rate: float
    n_without_value: int
    n_wrong: int
    """Certified variants on which it gives a wrong value, and so can be recognised."""


@dataclass(frozen=True)
class Stratum:
    """One stratum: the value of each stratum expression, and how many variants have it."""

    values: tuple[float, ...]
    size: int


@dataclass(frozen=True)
class Certificate:
    """What was proved, what failed, and what the variants look like as a whole.

    ``certified`` are the variants; only where ``ok`` is true may they be published.
    """

    slug: str
    ok: bool
    n_enumerated: int
    removals: tuple[Removal, ...]
    n_required: int
    n_separated_out: int
    n_variants: int
    n_distinct_answers: int
    n_distinct_by_part: Mapping[str, int]
    collisions: tuple[Collision, ...]
    n_collided: Mapping[str, int]
    """Tuples on which a misconception gives the key of some part, by its id."""
    p_shared: float
    """Chance that two students, drawn independently, have the same answers."""
    strata: tuple[Stratum, ...]
    checks: tuple[Check, ...]
    seconds: float
    certified: Certified = field(repr=False, compare=False)

    @property
    def problems(self) -> tuple[str, ...]:
        """What failed, with the offending tuples, one line each."""
        return tuple(check.describe() for check in self.checks if not check.ok)

    @property
    def without_value(self) -> tuple[str, ...]:
        """Misconceptions that never give a value, as ``part: id``."""
        return tuple(
            f"{collision.part}: {collision.misconception}"
            for collision in self.collisions
            if self.n_required and collision.n_without_value == self.n_required
        )

    def to_json(self) -> dict[str, Any]:
        """Return the certificate as JSON data, which is stored with the version."""
        return {
            "format": CERTIFICATE_FORMAT,
            "slug": self.slug,
            "ok": self.ok,
            "n_enumerated": self.n_enumerated,
            "removals": [vars(removal) for removal in self.removals],
            "n_required": self.n_required,
            "n_separated_out": self.n_separated_out,
            "n_variants": self.n_variants,
            "n_distinct_answers": self.n_distinct_answers,
            "n_distinct_by_part": dict(self.n_distinct_by_part),
            "collisions": [vars(collision) for collision in self.collisions],
            "n_collided": dict(self.n_collided),
            "without_value": list(self.without_value),
            "misconceptions": {name: MISCONCEPTIONS[name].version for name in self.n_collided},
            "p_shared": self.p_shared,
            "strata": [
                {"values": list(stratum.values), "size": stratum.size} for stratum in self.strata
            ],
            "checks": [check.to_json() for check in self.checks],
            "seconds": round(self.seconds, 3),
        }


def certify(
    question: Question,
    *,
    check_markdown: Callable[[str], None] | None = None,
    on_progress: Callable[[int, int], None] | None = None,
) -> Certificate:
    """Return the certificate of a question; never raises for what is wrong with the question.

    ``check_markdown`` raises QuestionError for Markdown that does not render; the engine itself
    knows no renderer. ``on_progress`` is told how many tuples were enumerated, and of how many.
    """
    started = time.perf_counter()
    survey = survey_domain(question, on_progress=on_progress)
    strata = _count_strata(survey)
    checks = check_all(survey, check_markdown=check_markdown, n_strata=len(strata))
    is_ok = all(check.ok for check in checks)
    n_distinct, p_shared = _distribution(list(survey.keys.values()), survey.numbers.size)
    return Certificate(
        slug=question.slug,
        ok=is_ok,
        n_enumerated=survey.n_enumerated,
        removals=tuple(
            Removal(requirement.that.text, requirement.why, n_removed)
            for requirement, n_removed in zip(question.require, survey.n_removed, strict=True)
        ),
        n_required=survey.n_required,
        n_separated_out=survey.n_separated_out,
        n_variants=int(survey.numbers.size),
        n_distinct_answers=n_distinct,
        n_distinct_by_part={
            name: label_rows([column], len(column))[1] for name, column in survey.keys.items()
        },
        collisions=_collisions(survey),
        n_collided=survey.collided,
        p_shared=p_shared,
        strata=strata[:MOST_STRATA],
        checks=checks,
        seconds=time.perf_counter() - started,
        certified=Certified(question, survey.numbers),
    )


def _distribution(columns: list[Column], n_variants: int) -> tuple[int, float]:
    """Return how many distinct answers there are, and the chance that two students share one."""
    if not n_variants:
        return 0, 0.0
    labels, n_labels = label_rows(columns, n_variants)
    shares = np.bincount(labels, minlength=n_labels) / n_variants
    return n_labels, float(np.sum(shares**2))


def _collisions(survey: Survey) -> tuple[Collision, ...]:
    collisions: list[Collision] = []
    for part in survey.question.parts:
        for use in part.mistakes:
            tally = survey.tallies.get((part.name, use.id))
            if tally is None:
                continue
            rate = tally.n_collisions / max(survey.n_required, 1)
            collisions.append(
                Collision(
                    part=part.name,
                    misconception=use.id,
                    is_separated=use.is_separated,
                    count=tally.n_collisions,
                    rate=rate,
                    n_without_value=tally.n_without_value,
                    n_wrong=tally.n_wrong,
                )
            )
    return tuple(collisions)


def _count_strata(survey: Survey) -> tuple[Stratum, ...]:
    """Return the strata by rising values; without strata, one that holds all variants."""
    n_variants = int(survey.numbers.size)
    if not n_variants:
        return ()
    columns = stratum_columns(survey.question, survey.numbers)
    labels, n_labels = label_rows(columns, n_variants)
    sizes = np.bincount(labels, minlength=n_labels).tolist()
    firsts = np.unique(labels, return_index=True)[1].tolist()
    strata = [
        Stratum(tuple(column[first].item() for column in columns), size)
        for first, size in zip(firsts, sizes, strict=True)
    ]
    return tuple(sorted(strata, key=lambda stratum: stratum.values))
