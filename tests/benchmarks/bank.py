"""How long the bank takes: to be proven, to issue a variant or many, to mark an answer.

In process means: from a seed to the variant as a student gets it, or from the typed text to the
mark, with the edition of the question in memory, as it is after its first use. The database's part
is one look at which version is current, or which one is meant, and is measured beside it.
"""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from statistics import median
from unittest.mock import patch

from questions import services
from questions.editions import get_edition
from questions.engine.certificate import certify
from questions.engine.document import load_question
from questions.engine.library import read_folder
from questions.issued import IssuedPart
from questions.publishing import BANK_DIR
from questions.rendering import check_markdown
from questions.selectors import get_published, list_questions
from tests.benchmarks.registry import Row, bench, time_of
from tests.fixtures.servers import ROOT

_N_IN_BULK = 1_000
_N_ROUNDS = 60
_MIB = 1 << 20


@bench
def certify_bank() -> Iterator[Row]:
    """Prove every question over its whole domain, as publishing does."""

    def certify_all() -> None:
        for file in read_folder(BANK_DIR):
            assert file.question is not None, file.problems
            certify(file.question, check_markdown=check_markdown)

    time_s = time_of(certify_all, n_runs=1, n_warm_up=0)
    yield Row("certificate of the whole bank", time_s, "s", at_most=30)


@bench
def certify_million() -> Iterator[Row]:
    """Prove a domain of a million tuples, in a process of its own, whose memory is counted."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.million"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    n_tuples, time_s, peak_bytes = (float(word) for word in done.stdout.split())
    assert n_tuples == 1_000_000
    yield Row("certificate of a million tuples", time_s, "s", at_most=5)
    yield Row("certificate of a million tuples, peak", peak_bytes / _MIB, "MiB", at_most=500)


@bench
def certify_grids() -> Iterator[Row]:
    """Prove a question with a hundred thousand drawn images."""
    text = (BANK_DIR / "conv-map-by-hand.yaml").read_text(encoding="utf-8")
    question = load_question(text.replace("[1, 500]", "[1, 8334]"), filename="many-images")
    assert question.domain.n_tuples == 100_008
    time_s = time_of(lambda: certify(question), n_runs=1, n_warm_up=0)
    yield Row("certificate of 100,000 maps by hand", time_s, "s", at_most=5)


@bench
def issue_variant() -> Iterator[Row]:
    """Draw, render and give out one variant; of all questions the median, and the slowest."""
    seeds = iter(range(10_000_000))
    here, read = [], []
    for slug in [question.slug for question in list_questions()]:
        issue = partial(_issue_next, slug, seeds)
        read.append(_time_each(issue))
        with _in_memory(slug):
            here.append(_time_each(issue))
    yield Row("issue a variant in process", median(here) * 1000, "ms", at_most=1)
    yield Row("issue a variant in process, slowest question", max(here) * 1000, "ms", at_most=1)
    yield Row("issue a variant, with the database", median(read) * 1000, "ms")


@bench
def issue_in_bulk() -> Iterator[Row]:
    """Give out many variants of each question, as previews of an exam do."""
    slugs = [question.slug for question in list_questions()]
    rounds = iter(range(1_000))

    def issue_all() -> None:
        number = next(rounds)
        for slug in slugs:
            seeds = [f"{number}:{n}" for n in range(_N_IN_BULK)]
            services.issue_variants(slug=slug, seeds=seeds)

    rate = len(slugs) * _N_IN_BULK / time_of(issue_all, n_runs=3)
    yield Row("variants a second, in bulk", rate, "1/s", at_least=10_000)


@bench
def mark_answer() -> Iterator[Row]:
    """Parse a wrong number, mark it and look for the mistake behind it."""
    issued = services.issue_variant(slug="conv-output-size", seed="bench")

    def mark() -> None:
        services.mark_answer(
            version_id=issued.version_id, index=issued.index, part="answer", raw="12,345"
        )

    with _in_memory("conv-output-size"):
        yield Row("mark an answer in process", _time_each(mark) * 1000, "ms", at_most=1)
    yield Row("mark an answer, with the database", _time_each(mark) * 1000, "ms")


@bench
def mark_map() -> Iterator[Row]:
    """Read a map cell by cell, mark it and compare it with the maps of eight mistakes."""
    issued = services.issue_variant(slug="conv-map-by-hand", seed="bench")
    part = issued.parts[0]
    raw = "; ".join([" ".join(["7"] * part.columns)] * part.rows)

    def mark() -> None:
        services.mark_answer(
            version_id=issued.version_id, index=issued.index, part=part.name, raw=raw
        )

    with _in_memory("conv-map-by-hand"):
        yield Row("mark a map by hand in process", _time_each(mark) * 1000, "ms", at_most=1)


@bench
def mark_first_answer() -> Iterator[Row]:
    """Mark a wrong answer to a variant that was just issued, so that its mistakes are unknown."""
    times = []
    for slug in [question.slug for question in list_questions()]:
        with _in_memory(slug):
            first = services.issue_variant(slug=slug, seed="bench").parts[0]
            if first.kind != "code":
                times.append(median(_first_marks(slug)))
    yield Row("mark a first answer in process", median(times) * 1000, "ms", at_most=1)
    yield Row("mark a first answer, slowest question", max(times) * 1000, "ms", at_most=1)


def _first_marks(slug: str) -> Iterator[float]:
    """Yield how long the mark takes, each time of another variant."""
    for number in range(_N_ROUNDS):
        issued = services.issue_variant(slug=slug, seed=f"first:{number}")
        part = issued.parts[0]
        started = time.perf_counter()
        services.mark_answer(
            version_id=issued.version_id, index=issued.index, part=part.name, raw=_wrong(part)
        )
        yield time.perf_counter() - started


def _wrong(part: IssuedPart) -> str:
    """Return a text that can be read as an answer to the part, and is hardly ever right."""
    if part.kind == "matrix":
        return "; ".join([" ".join(["7"] * (part.columns or 2))] * (part.rows or 2))
    if part.options:
        return part.options[-1].id
    return {"shape": " x ".join(["97"] * len(part.axes)), "percent": "99.77", "set": "77"}.get(
        part.kind, "12345"
    )


def _time_each(function: Callable[[], object]) -> float:
    return time_of(function, n_runs=_N_ROUNDS)


def _issue_next(slug: str, seeds: Iterator[int]) -> None:
    services.issue_variant(slug=slug, seed=f"bench:{next(seeds)}")


@contextmanager
def _in_memory(slug: str) -> Iterator[None]:
    """Let the services do all but ask the database about this question."""
    version = get_published(slug)
    edition = get_edition(version.pk)
    with (
        patch.object(services, "get_current_editions", lambda _: {slug: edition}),
        patch.object(services, "get_editions", lambda _: {version.pk: edition}),
        patch.object(services, "get_edition", lambda _: edition),
    ):
        yield
