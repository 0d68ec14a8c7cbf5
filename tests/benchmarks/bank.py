"""How long the bank takes: to be proven, to issue a variant, to mark an answer."""

from collections.abc import Iterator

from questions import services
from questions.engine.certificate import certify
from questions.engine.document import load_question
from questions.engine.library import read_folder
from questions.publishing import BANK_DIR
from questions.rendering import check_markdown
from questions.selectors import list_questions
from tests.benchmarks.registry import Row, bench, time_of


@bench
def certify_bank() -> Iterator[Row]:
    """Prove every question over its whole domain, as publishing does."""

    def certify_all() -> None:
        for file in read_folder(BANK_DIR):
            assert file.question is not None, file.problems
            certify(file.question, check_markdown=check_markdown)

    time_s = time_of(certify_all, n_runs=1, n_warm_up=0)
    yield Row("certificate of the whole bank", time_s, "s", at_most=20)


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
    """Draw, render and freeze one variant, the questions in turn."""
    slugs = [question.slug for question in list_questions()]
    seeds = iter(range(1_000_000))

    def issue_all() -> None:
        for slug in slugs:
            services.issue_variant(slug=slug, seed=f"bench:{next(seeds)}")

    time_s = time_of(issue_all, n_runs=5) / len(slugs)
    yield Row("issue a variant", time_s * 1000, "ms", at_most=20)


@bench
def mark_answer() -> Iterator[Row]:
    """Parse a wrong number, mark it and look for the mistake behind it."""
    issued = services.issue_variant(slug="conv-output-size", seed="bench")

    def mark() -> None:
        services.mark_answer(
            version_id=issued.version_id, index=issued.index, part="answer", raw="12,345"
        )

    yield Row("mark an answer", time_of(mark, n_runs=50) * 1000, "ms", at_most=5)


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

    yield Row("mark a map by hand", time_of(mark, n_runs=50) * 1000, "ms", at_most=5)
