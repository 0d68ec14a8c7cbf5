"""One of everything that has an address, in the demo course of a running site.

It runs inside the site's own Django, by `manage.py shell`, and prints what a test asks for.
"""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from examcenter.accounts.links import invitation_path, reset_path
from examcenter.accounts.models import User
from examcenter.authoring.services.drafts import start_draft
from examcenter.authoring.starters import start_text
from examcenter.courses.models import Course, Enrollment, Group
from examcenter.exams.models import Accommodation, Attempt, Exam, Section, Slot
from examcenter.exams.services import finish_attempt, save_draft, start_attempt, submit_code
from examcenter.exams.taking.examples import run_examples
from examcenter.practice.services import draw_next

_BACKEND = "django.contrib.auth.backends.ModelBackend"
# Names as people have them, and as tables do not like them.
_NAMES = (
    ("Maryam", "Mirzakhani-Hosseinpour von und zu Hohenstein"),
    ("\u0645\u0631\u064a\u0645", "\u0645\u064a\u0631\u0632\u0627\u062e\u0627\u0646\u064a"),
    ("Wolfeschlegelsteinhausenbergerdorff", ""),
)


def make_things() -> str:
    """Make them, and return ids and sessions as JSON."""
    now = timezone.now()
    course = Course.objects.get(slug="vision-101")
    teacher = User.objects.get(username="teacher")
    people = [_enroll(course, n, first, last) for n, (first, last) in enumerate(_NAMES)]
    student, other, silent = people
    exam = Exam.objects.get(course=course, slug="quick-check")
    long = _long_exam(course, now)
    attempt = start_attempt(user=student, exam_id=exam.pk, now=now)
    sat = start_attempt(user=student, exam_id=long.pk, now=now)
    save_draft(attempt=sat, number=1, answers={"answer": "7"}, now=now)
    finished = start_attempt(user=other, exam_id=exam.pk, now=now)
    save_draft(attempt=finished, number=1, answers={"answer": "7"}, now=now)
    finish_attempt(attempt=finished, now=now)
    group = Group.objects.create(course=course, name="A group with a name of some length")
    group.members.set(Enrollment.objects.filter(user__in=people[:2], course=course))
    slug = "page-of-a-draft"
    text = start_text("whole-number", slug=slug, title="Pool", topic="pooling", level=2)
    _, uid, token = reset_path(silent).strip("/").rsplit("/", 2)
    draft = Exam.objects.create(
        course=course, slug="draft", title="A draft", kind="exam", position=90
    )
    section = Section.objects.create(exam=draft, position=1, title="First")
    slot = _fill(section, 2)
    things: dict[str, Any] = {
        "course": course.pk,
        "place": Enrollment.objects.get(user=other, course=course).pk,
        "group": group.pk,
        "exam": exam.pk,
        "long_exam": long.pk,
        "draft_exam": draft.pk,
        "section": section.pk,
        "slot": slot.pk,
        "attempt": attempt.pk,
        "long_attempt": sat.pk,
        "finished": finished.pk,
        "number": 1,
        "code_number": 5,
        "submission": _submit(attempt, now),
        "grant": Accommodation.objects.create(
            **{"course": course, "exam": exam, "user": student, "extra_tries": 1},
            **{"reason": "A letter of the office", "created_by": teacher, "created_at": now},
        ).pk,
        "sheet": draw_next(user=student, now=now).pk,
        "slug": "conv-output-size",
        "draft_slug": start_draft(slug=slug, text=text, user=teacher, now=now).slug,
        "uid": uid,
        "reset_token": token,
        "invitation": invitation_path(silent).strip("/").rsplit("/", 1)[1],
        "kinds": _attempt_of(student, course, "ideas-and-inverses", now),
        "by_hand": _attempt_of(student, course, "by-hand", now),
        "mixed": _attempt_of(student, course, "mixed-quiz", now),
    }
    things["sessions"] = {
        "teacher": _session_of(teacher),
        "student": _session_of(student),
        "other": _session_of(other),
    }
    return json.dumps(things, default=str)


def _enroll(course: Course, n: int, first: str, last: str) -> User:
    person = User(
        username=f"looked-at-{n}", email=f"l{n}@example.org", first_name=first, last_name=last
    )
    person.set_unusable_password()
    person.save()
    Enrollment.objects.create(course=course, user=person, role="student")
    return person


def _fill(section: Section, count: int) -> Slot:
    """Put questions into a section, and return the first of its slots."""
    slots = Slot.objects.filter(section__exam__slug="quick-check").order_by("pk")
    questions = [slot.question for slot in slots if slot.question is not None][:2]
    made = [
        Slot.objects.create(
            section=section, position=n, points=1, question=questions[n % len(questions)]
        )
        for n in range(1, count + 1)
    ]
    return made[0]


def _long_exam(course: Course, now: datetime) -> Exam:
    """Return an exam of forty questions, with everything that its pages can show."""
    title = "Final examination of the winter term: from sizes to receptive fields"
    exam = Exam.objects.create(
        **{"course": course, "slug": "forty", "title": title, "kind": "exam", "position": 91},
        **{"published_at": now, "opens_at": now - timedelta(hours=1), "time_limit_s": 7200},
        **{"closes_at": now + timedelta(days=1), "has_calculator": True, "intro": "Bring $W - F$."},
    )
    _fill(Section.objects.create(exam=exam, position=1), 40)
    return exam


def _attempt_of(user: User, course: Course, slug: str, now: datetime) -> str:
    exam = Exam.objects.get(course=course, slug=slug)
    return str(start_attempt(user=user, exam_id=exam.pk, now=now).pk)


def _submit(attempt: Attempt, now: datetime) -> str:
    (part,) = attempt.responses.get(number=5, is_current=True).variant["parts"]
    run_examples(attempt=attempt, number=5, part=part["name"], source="x = 2", now=now)
    sent = submit_code(attempt=attempt, number=5, part=part["name"], source="x = 1", now=now)
    return str(sent.pk)


def _session_of(user: User) -> str:
    client = Client()
    client.force_login(user, backend=_BACKEND)
    return client.cookies["sessionid"].value
