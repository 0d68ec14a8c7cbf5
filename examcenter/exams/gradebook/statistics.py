"""How an exam went: its scores, its questions, and the mistakes that were made most often.

Of each student the attempt that counts; the number of queries does not grow with the students.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import correlation, mean, median, pstdev
from uuid import UUID

from examcenter.courses.models import Enrollment
from examcenter.exams import scoring
from examcenter.exams.gradebook.book import Column, attempt_that_counts, columns_of
from examcenter.exams.models import Attempt, Exam, Response, Slot
from questions.misconceptions import get_misconception

# With fewer a correlation says nothing.
FEWEST_FOR_DISCRIMINATION = 10
_MOST_MISTAKES = 5
# Attempts by their keys, with the score of each question.
_Scores = dict[int, dict[UUID, float]]


@dataclass(frozen=True)
class Mistake:
    """A named mistake and how many students seem to have made it in a question."""

    id: str
    title: str
    n: int


@dataclass(frozen=True)
class QuestionStatistics:
    """How one question was answered."""

    number: int
    title: str
    points: float
    ruling: str
    n: int
    mean_score: float | None
    discrimination: float | None
    mistakes: tuple[Mistake, ...]


@dataclass(frozen=True)
class ExamStatistics:
    """How an exam went."""

    n_students: int
    n_started: int
    n_counted: int
    mean_score: float | None
    median_score: float | None
    standard_deviation: float | None
    questions: tuple[QuestionStatistics, ...]


def statistics_of(exam: Exam) -> ExamStatistics:
    """Return the statistics of an exam; four queries."""
    students = set(
        Enrollment.objects.filter(course=exam.course_id, role=Enrollment.Role.STUDENT).values_list(
            "user_id", flat=True
        )
    )
    sat: dict[int, list[Attempt]] = defaultdict(list)
    for attempt in Attempt.objects.filter(exam=exam).order_by("number"):
        if attempt.user_id in students:
            sat[attempt.user_id].append(attempt)
    counted = _counted(exam, sat.values())
    scores = [attempt.score for attempt in counted]
    return ExamStatistics(
        n_students=len(students),
        n_started=len(sat),
        n_counted=len(counted),
        mean_score=mean(scores) if scores else None,
        median_score=median(scores) if scores else None,
        standard_deviation=pstdev(scores) if scores else None,
        questions=_questions(exam, {attempt.pk for attempt in counted}),
    )


def _counted(exam: Exam, sat: Iterable[Sequence[Attempt]]) -> list[Attempt]:
    best = [attempt_that_counts(exam, attempts) for attempts in sat]
    return [
        attempt
        for attempt in best
        if attempt is not None
        and (attempt.finished_at is not None or exam.kind == Exam.Kind.PRACTICE)
    ]


def _questions(exam: Exam, counted: set[UUID]) -> tuple[QuestionStatistics, ...]:
    columns = columns_of(exam)
    scores: _Scores = {column.key: {} for column in columns}
    made: dict[int, set[tuple[UUID, str]]] = {column.key: set() for column in columns}
    rows = Response.objects.filter(attempt__exam=exam).values_list(
        "attempt_id", "slot_id", "slot__ruling", "score", "adjusted_score", "last_marks"
    )
    for attempt, slot, ruling, marked, adjusted, marks in rows.iterator(chunk_size=2000):
        if attempt not in counted:
            continue
        is_full = ruling == Slot.Ruling.FULL
        score = scoring.settled_score(marked, adjusted=adjusted, is_full=is_full)
        if score is not None:
            # Of the variants that a student asked for in practice the best counts.
            scores[slot][attempt] = max(score, scores[slot].get(attempt, 0.0))
        made[slot].update((attempt, name) for one in marks.values() for name in one["diagnosis"])
    points = {column.key: column.points for column in columns if column.counts}
    return tuple(
        QuestionStatistics(
            number=column.number,
            title=column.title,
            points=column.points,
            ruling=column.ruling,
            n=len(scores[column.key]),
            mean_score=mean(found) if (found := scores[column.key].values()) else None,
            discrimination=_discrimination(column, scores, points),
            mistakes=_commonest(Counter(name for _, name in made[column.key])),
        )
        for column in columns
    )


def _discrimination(column: Column, scores: _Scores, points: Mapping[int, float]) -> float | None:
    """Return the correlation of a question with the points of all others, itself left out."""
    own = scores[column.key]
    if len(own) < FEWEST_FOR_DISCRIMINATION or len(points) < 2:
        return None
    rest = [
        sum(
            weight * scores[key].get(attempt, 0.0)
            for key, weight in points.items()
            if key != column.key
        )
        for attempt in own
    ]
    found = list(own.values())
    if len(set(found)) == 1 or len(set(rest)) == 1:
        return None
    # Against the last bits of floating point.
    return max(-1.0, min(1.0, correlation(found, rest)))


def _commonest(counts: Counter[str]) -> tuple[Mistake, ...]:
    ordered = sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    return tuple(
        Mistake(name, get_misconception(name).title, n) for name, n in ordered[:_MOST_MISTAKES]
    )
