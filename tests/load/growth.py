"""A course that grows: more exams, more questions, more classmates, years of answers.

The rows of others are copies of one real attempt, made by the database itself, so a million of
them takes seconds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, models
from django.db.backends.utils import CursorWrapper
from django.utils import timezone

from examcenter.accounts.models import Session, User
from examcenter.courses.models import Course, Enrollment
from examcenter.exams.models import (
    Attempt,
    Check,
    Exam,
    Message,
    Presence,
    Response,
    ResponseSubmission,
    RoomEvent,
)
from examcenter.exams.services import finish_attempt, start_attempt
from grader.models import Submission
from tests.examcenter.making import enroll, make_course, make_exam, make_user

_ATTEMPTS_EACH = 2
# Of one call, so that no two make the same keys.
_MOST_ATTEMPTS = 1_000_000
# What a copy of a response does not need: a page of one attempt never reads another's.
_SMALL = {"variant": "'{}'", "keys": "'{}'", "draft": "'{}'", "last_marks": "'{}'"}


@dataclass(frozen=True)
class Size:
    """How large a course is."""

    n_exams: int
    n_questions: int
    # Finished attempts of the student who looks, in the exam that is looked at.
    n_earlier: int
    # Of classmates, in that exam; about.
    n_responses: int


@dataclass(frozen=True)
class Place:
    """Who looks at what."""

    course: Course
    exam: Exam
    student: User


def grow(name: str, size: Size, questions: Sequence[str]) -> Place:
    """Make a course of a size; the student has the earlier attempts and is in none now."""
    course = make_course(name)
    asked = (list(questions) * (1 + size.n_questions // len(questions)))[: size.n_questions]
    exams = [
        make_exam(course, f"{name}-{number}", asked if number == 0 else asked[:1])
        for number in range(size.n_exams)
    ]
    student, first = make_user(f"{name}-student"), make_user(f"{name}-first")
    for person in (student, first):
        enroll(course, person)
    for exam in exams[1:]:
        start_attempt(user=student, exam_id=exam.pk, now=timezone.now())
    sample = start_attempt(user=first, exam_id=exams[0].pk, now=timezone.now())
    n_attempts = size.n_responses // size.n_questions
    crowd = User.objects.bulk_create(
        User(username=f"{name}-{number}", email=f"{name}-{number}@example.org", password="!")
        for number in range(-(-n_attempts // _ATTEMPTS_EACH))
    )
    Enrollment.objects.bulk_create(
        Enrollment(course=course, user=user, role=Enrollment.Role.STUDENT) for user in crowd
    )
    finish_attempt(attempt=sample, now=timezone.now())
    _copy_attempts(sample, [user.pk for user in crowd], n_attempts, each=_ATTEMPTS_EACH)
    _copy_attempts(sample, [student.pk], size.n_earlier, each=size.n_earlier)
    Session.objects.bulk_create(
        Session(session_key=f"{name}-{number}", session_data="", expire_date=timezone.now())
        for number in range(n_attempts)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return Place(course, exams[0], student)


def _copy_attempts(sample: Attempt, users: list[int], n: int, *, each: int) -> None:
    """Copy an attempt, its responses and a row of everything else, for several people."""
    if not n:
        return
    is_sqlite = connection.vendor == "sqlite"
    base = min(users) * _MOST_ATTEMPTS
    key = f"{base} + i"
    counted = (
        "WITH RECURSIVE numbers(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM numbers "
        f"WHERE i + 1 < {n})"
    )
    with connection.cursor() as cursor:
        cursor.execute(
            _copy(
                Attempt,
                {
                    "id": f"printf('%%032x', {key})"
                    if is_sqlite
                    else f"lpad(to_hex({key}), 32, '0')::uuid",
                    "user_id": f"{min(users)} + i / {each}",
                    "number": f"1 + i %% {each}",
                },
                f"{counted} SELECT {{}} FROM exams_attempt sample CROSS JOIN numbers "
                "WHERE sample.id = %s",
            ),
            [_adapt(sample)],
        )
        # Or joins and checks of keys stay planned for the few rows that there were.
        cursor.execute("ANALYZE")
        new = f"made.user_id BETWEEN {min(users)} AND {max(users)}"
        cursor.execute(
            _copy(
                Response,
                {**_SMALL, "id": None, "attempt_id": "made.id"},
                f"{_only('exams_response', 'attempt_id')} SELECT {{}} FROM sample "
                f"CROSS JOIN exams_attempt made WHERE made.exam_id = %s AND {new}",
            ),
            [_adapt(sample), _adapt(sample.exam)],
        )
        cursor.execute("ANALYZE")
        _add_rows_of_each(cursor, sample, new)


def _add_rows_of_each(cursor: CursorWrapper, sample: Attempt, new: str) -> None:
    """Add a check to each response; a sign of life, an event, a message, code to each attempt."""
    now = timezone.now()
    *_, code = sample.responses.order_by("number")[:3]
    submission = Submission(
        problem="conv2d",
        state=Submission.State.GRADED,
        verdict="wrong_answer",
        score=0.0,
        created_at=now,
        graded_at=now,
    )
    link = ResponseSubmission(response=code, submission=submission, part="code", settled_at=now)
    check = Check(response=code, answers={}, marks={}, score=0.0, created_at=now)
    event = RoomEvent(attempt=sample, kind=RoomEvent.Kind.STARTED, created_at=now)
    of_attempts = "CROSS JOIN exams_attempt made"
    of_responses = f"{of_attempts} JOIN exams_response answer ON answer.attempt_id = made.id"
    of_code = f"{of_responses} AND answer.number = {code.number}"
    response, attempt = {"response_id": "answer.id"}, {"attempt_id": "made.id"}
    rows: list[tuple[models.Model, str, dict[str, str]]] = [
        (check, of_responses, response),
        (Presence(attempt=sample, seen_at=now), of_attempts, attempt),
        (event, of_attempts, attempt),
        (Message(attempt=sample, text="Hello", created_at=now), of_attempts, attempt),
        # One for each attempt, so it may have the attempt's key.
        (submission, of_attempts, {"id": "made.id"}),
        (link, of_code, {**response, "submission_id": "made.id"}),
    ]
    Presence.objects.filter(attempt=sample).delete()
    for row, source, own in rows:
        row.save(force_insert=True)
        model, key = type(row), _key_column(type(row))
        select = f"{_only(model._meta.db_table, key)} SELECT {{}} FROM sample {source}"
        where = f" WHERE made.exam_id = %s AND {new}"
        query = _copy(model, {key: None, **own}, select + where)
        cursor.execute(query, [_adapt(row), _adapt(sample.exam)])


def _only(table: str, column: str) -> str:
    """Return the rows to copy, read once: the table that they are in grows under the query."""
    return f"WITH sample AS MATERIALIZED (SELECT * FROM {table} WHERE {column} = %s)"


def _copy(model: type[models.Model], given: Mapping[str, str | None], select: str) -> str:
    """Return an INSERT of copies of a row: with what is given, and without what is None."""
    values = {name: given.get(name, f"sample.{name}") for name in _columns(model)}
    kept = {name: text for name, text in values.items() if text is not None}
    head = f"INSERT INTO {model._meta.db_table} ({', '.join(kept)})"
    return f"{head} {select.format(', '.join(kept.values()))}"


def _columns(model: type[models.Model]) -> list[str]:
    return [str(field.column) for field in model._meta.local_fields]


def _key_column(model: type[models.Model]) -> str:
    return str(model._meta.pk.column)


def _adapt(row: models.Model) -> Any:
    return row._meta.pk.get_db_prep_value(row.pk, connection)
