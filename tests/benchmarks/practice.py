"""How long practice takes with a long history: the next question, and an answer to it."""

import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from statistics import median

from django.utils import timezone

from examcenter.accounts.models import User
from examcenter.courses.models import Course, Enrollment
from examcenter.practice.catalogue import list_candidates
from examcenter.practice.models import MetMisconception, PracticeAnswer
from examcenter.practice.services import check_answers, draw_next
from questions.models import QuestionVersion
from questions.services import get_variant, issue_variant, keys_of
from tests.benchmarks.registry import Row, bench

_N_ANSWERS = 10_000
_N_WARM_UP = 20
_N_ROUNDS = 100


@bench
def practice_next_question() -> Iterator[Row]:
    """Choose and hand out questions, and mark an answer, for somebody with 10,000 answers."""
    user, now = _make_student(), timezone.now()
    _fill_history(user, now)
    for entry in list_candidates(user, now):
        # Every question is in memory, as it is after its first use in a process.
        issue_variant(slug=entry.slug, seed="bench")
    rounds = [_draw_and_check(user, now + timedelta(minutes=n)) for n in range(_N_ROUNDS)]
    draws, works, checks = zip(*rounds[_N_WARM_UP:], strict=True)
    name = "next practice question, 10,000 answers"
    yield Row(name, median(draws) * 1000, "ms", at_most=20)
    yield Row(f"{name}, CPU", median(works) * 1000, "ms")
    yield Row("check of a practice answer", median(checks) * 1000, "ms")


def _make_student() -> User:
    course, _ = Course.objects.get_or_create(slug="practice-bench", defaults={"title": "Bench"})
    user, _ = User.objects.get_or_create(username="practice-bench")
    Enrollment.objects.get_or_create(course=course, user=user)
    return user


def _fill_history(user: User, now: datetime) -> None:
    versions = list(QuestionVersion.objects.order_by("pk").values_list("pk", flat=True))
    PracticeAnswer.objects.bulk_create(
        (
            PracticeAnswer(
                user=user,
                version_id=versions[number % len(versions)],
                variant_index=number,
                part="answer",
                answered_at=now - timedelta(minutes=number),
                score=number % 2,
            )
            for number in range(_N_ANSWERS)
        ),
        batch_size=1000,
    )
    names = {name for entry in list_candidates(user, now) for name in entry.separates}
    MetMisconception.objects.bulk_create(
        [MetMisconception(user=user, misconception=name, n_met=1, met_at=now) for name in names],
        ignore_conflicts=True,
    )


def _draw_and_check(user: User, now: datetime) -> tuple[float, float, float]:
    """Return how long it took to get a question, of it this process, and to have it marked."""
    started, worked = time.perf_counter(), time.process_time()
    sheet = draw_next(user=user, now=now)
    draw_s, work_s = time.perf_counter() - started, time.process_time() - worked
    answers = _some_answers(sheet.version_id, sheet.variant_index)
    started = time.perf_counter()
    check_answers(user=user, sheet_id=sheet.pk, answers=answers, now=now)
    return draw_s, work_s, time.perf_counter() - started


def _some_answers(version_id: int, index: int) -> dict[str, str]:
    """Return right answers to options and numbers; other kinds get what cannot be read."""
    variant = get_variant(version_id=version_id, index=index)
    keys = keys_of(version_id=version_id, index=index)
    return {part.name: str(keys[part.name])[:100] for part in variant.parts}
