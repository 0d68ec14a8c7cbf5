"""Every kind of event comes of what people really do; the list of kinds is that of docs/api.md.

That table is held to the list by tests/examcenter/api/test_api_docs.py.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from examcenter.courses.models import Enrollment
from examcenter.courses.roster.entries import read_entry
from examcenter.courses.roster.writing import put_person
from examcenter.exams.building.services import publish_exam
from examcenter.exams.gradebook.marking import adjust_response
from examcenter.exams.gradebook.rulings import release_results
from examcenter.exams.models import Attempt, Exam
from examcenter.exams.services import finish_attempt, start_attempt, submit_code
from examcenter.webhooks.closings import note_closings
from examcenter.webhooks.kinds import KINDS
from examcenter.webhooks.models import Delivery, Event
from questions.publishing import publish_bank
from tests.examcenter.making import GOOD_SOURCE, current, grade, make_exam

BANK = Path(__file__).parents[1] / "bank"


@dataclass
class Scene:
    """Ada sits a practice; a draft waits; a bank lies in a folder."""

    cast: Any
    practice: Exam
    draft: Exam
    folder: Path
    now: datetime

    def sit(self) -> Attempt:
        """Return Ada's attempt, begun now."""
        return start_attempt(user=self.cast.ada, exam_id=self.practice.pk, now=self.now)


@pytest.fixture
def scene(cast, practice, now, tmp_path) -> Scene:
    """Return where everything happens."""
    text = (BANK / "one-side.yaml").read_text(encoding="utf-8")
    changed = text.replace("title: ", "title: A new ", 1)
    assert changed != text
    (tmp_path / "one-side.yaml").write_text(changed, encoding="utf-8")
    draft = make_exam(cast.course, "draft", ["one-side"], published_at=None)
    return Scene(cast, practice, draft, tmp_path, now)


def finish(scene: Scene) -> None:
    finish_attempt(attempt=scene.sit(), now=scene.now)


def get_a_verdict(scene: Scene) -> None:
    submission = submit_code(
        attempt=scene.sit(), number=3, part="answer", source=GOOD_SOURCE, now=scene.now
    )
    grade(submission.pk, score=1.0)


def adjust(scene: Scene) -> None:
    attempt = finish_attempt(attempt=scene.sit(), now=scene.now)
    Event.objects.all().delete()
    adjust_response(
        response=current(attempt, 1), actor=scene.cast.tess, points=1, reason="kind", now=scene.now
    )


def enroll_somebody(scene: Scene) -> None:
    entry = read_entry({"username": "dora", "role": "student"}, needs_id=False)
    place = Enrollment.objects.select_related("course", "user").get(user=scene.cast.tess)
    put_person(entry, actor=place, now=scene.now)  # type: ignore[arg-type]


def close(scene: Scene) -> None:
    Exam.objects.filter(pk=scene.practice.pk).update(closes_at=scene.now)
    note_closings(now=scene.now + timedelta(minutes=1))


HAPPENINGS: dict[str, Callable[[Scene], object]] = {
    "attempt.started": Scene.sit,
    "attempt.finished": finish,
    "attempt.graded": finish,
    "grade.changed": adjust,
    "grade.released": lambda scene: release_results(
        exam=scene.practice, actor=scene.cast.tess, now=scene.now
    ),
    "submission.graded": get_a_verdict,
    "roster.changed": enroll_somebody,
    "exam.published": lambda scene: publish_exam(
        exam=scene.draft, actor=scene.cast.tess, now=scene.now
    ),
    "exam.closed": close,
    "question.published": lambda scene: publish_bank(scene.folder),
}


def test_every_kind_has_something_that_it_comes_of():
    assert list(HAPPENINGS) == list(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_what_people_do_is_told_once_and_delivered(scene, make, kind):
    endpoint, _ = make(kinds=(kind,))
    HAPPENINGS[kind](scene)
    event = Event.objects.get(kind=kind)
    assert Delivery.objects.get().event == event
    assert Delivery.objects.get().endpoint == endpoint


def test_of_a_bank_only_what_is_new_is_told_and_to_every_course(scene, make, cast):
    make()
    assert publish_bank(scene.folder).published == ("one-side",)
    event = Event.objects.get()
    assert (event.kind, event.course) == ("question.published", None)
    assert event.data == {"question": "one-side", "version": 2}
    assert publish_bank(scene.folder).published == ()
    assert publish_bank(scene.folder, is_dry_run=True).published == ()
    assert Event.objects.count() == Delivery.objects.count() == 1
