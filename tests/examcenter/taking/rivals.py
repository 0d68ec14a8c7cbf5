"""A program of its own: one student's browsers send the same and other things, all at once.

In the tests' database there is one connection; here each thread has its own. It prints what it
found as JSON; nothing in it depends on who wins.
"""

from __future__ import annotations

import json
import os
import random
from collections import Counter
from functools import partial
from pathlib import Path
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "examcenter.settings")
django.setup()

from django.utils import timezone  # noqa: E402

from examcenter.accounts.models import User  # noqa: E402
from examcenter.courses.models import Course  # noqa: E402
from examcenter.exams.access import get_response_for  # noqa: E402
from examcenter.exams.models import (  # noqa: E402
    Attempt,
    Check,
    Exam,
    ExampleRun,
    ResponseSubmission,
)
from examcenter.exams.services import (  # noqa: E402
    SavedDraft,
    check_response,
    start_attempt,
    submit_code,
)
from examcenter.exams.services.drafts import store_draft  # noqa: E402
from examcenter.exams.services.queueing import MAX_WAITING  # noqa: E402
from examcenter.exams.taking.examples import run_examples  # noqa: E402
from questions.services import publish_bank  # noqa: E402
from tests.examcenter.exams.room.contest import at_once  # noqa: E402
from tests.examcenter.making import (  # noqa: E402
    current,
    enroll,
    make_course,
    make_exam,
    make_user,
    wrong_answers,
)

NOW = timezone.now()
N_SAVES = 24
MAX_TRIES = 3


def sit(course: Course, slug: str, user: User) -> Attempt:
    """Return an attempt at a new exam with three tries for each part."""
    exam = make_exam(
        course, slug, ["one-side", "code-task"], kind=Exam.Kind.QUIZ, max_tries=MAX_TRIES
    )
    return start_attempt(user=user, exam_id=exam.pk, now=NOW)


def starts(course: Course, ada: User) -> dict[str, Any]:
    """Let six browsers start the same exam: there is one attempt, and each leads to it."""
    exam = make_exam(course, "started", ["one-side"], kind=Exam.Kind.EXAM)
    found = at_once([partial(start_attempt, user=ada, exam_id=exam.pk, now=NOW)] * 6)
    return {
        "n_attempts": Attempt.objects.filter(exam=exam).count(),
        "led_to": len({attempt.pk for attempt in found}),
    }


def saves(course: Course, ada: User) -> dict[str, Any]:
    """Let saves arrive in any order, some of them twice: the newest that was taken stands."""
    attempt = sit(course, "saved", ada)
    numbers = [*range(1, N_SAVES + 1), *range(1, N_SAVES + 1)]
    random.Random(4711).shuffle(numbers)

    def save(number: int) -> SavedDraft:
        response = get_response_for(ada, attempt.pk, 1)
        return store_draft(
            response=response, answers={"answer": str(number)}, now=NOW, sequence=number
        )

    found = at_once([partial(save, number) for number in numbers])
    taken = [one.sequence for one in found if isinstance(one, SavedDraft)]
    stored = current(attempt, 1)
    return {
        "newest_stands": stored.save_sequence == max(taken) == N_SAVES,
        "draft_is_its": stored.draft == {"answer": str(N_SAVES)},
        "others": sorted({one for one in found if isinstance(one, str)}),
    }


def checks(course: Course, ada: User) -> dict[str, Any]:
    """Let twelve wrong answers arrive at once: three tries are used, and no more."""
    attempt = sit(course, "checked", ada)
    wrong = int(wrong_answers(attempt, 1)["answer"])
    check = partial(check_response, attempt=attempt, number=1, now=NOW)
    found = at_once([partial(check, answers={"answer": str(wrong + n)}) for n in range(12)])
    response = current(attempt, 1)
    return {
        "tries": max(len(tries) for tries in response.part_tries.values()),
        "n_checks": Check.objects.filter(response=response).count(),
        "codes": sorted({one for one in found if isinstance(one, str)}),
    }


def submits(course: Course, ada: User) -> dict[str, Any]:
    """Let the same code arrive many times, and other code many times: the queue stays bounded."""
    attempt = sit(course, "submitted", ada)
    send = partial(submit_code, attempt=attempt, number=2, part="answer", now=NOW)
    same = at_once([partial(send, source="x = 1")] * 8)
    n_same = ResponseSubmission.objects.filter(response__attempt=attempt).count()
    others = at_once([partial(send, source=f"x = {n}") for n in range(2, 14)])
    n_all = ResponseSubmission.objects.filter(response__attempt=attempt).count()
    return {
        "one_for_the_same": (n_same, len({one.pk for one in same})),
        "bounded": n_all <= min(MAX_WAITING, MAX_TRIES),
        "refused": set(Counter(one for one in others if isinstance(one, str)))
        <= {"still_grading", "no_tries_left"},
    }


def examples(course: Course, ada: User) -> dict[str, Any]:
    """Let many runs of the examples be asked for at once: one runs."""
    attempt = sit(course, "examples", ada)
    run = partial(run_examples, attempt=attempt, number=2, part="answer", now=NOW)
    at_once([partial(run, source=f"y = {n}") for n in range(8)])
    return {"n_runs": ExampleRun.objects.filter(response__attempt=attempt).count()}


def race() -> dict[str, Any]:
    """Run all of them and return what they found."""
    publish_bank(Path(__file__).parents[1] / "bank")
    course, ada = make_course("vision"), make_user("ada")
    enroll(course, ada)
    return {act.__name__: act(course, ada) for act in (starts, saves, checks, submits, examples)}


if __name__ == "__main__":
    print(json.dumps(race()))  # noqa: T201
