"""The made-up world that the examples of the OpenAPI document speak of, under their very ids."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import models
from django.utils import timezone

from examcenter.accounts.models import User
from examcenter.api import examples
from examcenter.api.models import Job
from examcenter.authoring.models import CertificateRun
from examcenter.authoring.reading import read_text
from examcenter.authoring.services.drafts import start_draft
from examcenter.authoring.starters import start_text
from examcenter.courses.models import Course, Enrollment, Group
from examcenter.exams.gradebook.marking import adjust_response
from examcenter.exams.models import Accommodation, Attempt, Exam, Response, ResponseSubmission
from examcenter.exams.services import finish_attempt, start_attempt, submit_code
from examcenter.integrations.models import AccessToken, Integration
from examcenter.integrations.scopes import SCOPES
from examcenter.integrations.services import create_integration
from examcenter.webhooks.models import Delivery, Endpoint, Event
from grader.models import Submission
from questions.proof import prove
from questions.publishing import BANK_DIR
from tests.examcenter.making import enroll, make_exam, make_user
from tests.examcenter.publishing import publish_quickly

QUESTIONS = ("conv-output-size", "conv2d")
EXTERNAL_ID = "sis:4711"
PASSWORD = examples.BODIES["create_token"][1]["password"]


@dataclass(frozen=True)
class World:
    """Who may ask: the program of the course, its student, its teacher, and staff."""

    program: str
    site_program: str
    student: User
    teacher: User
    staff: User


def build_world(folder: Path) -> World:
    """Make everything that an example names."""
    for slug in QUESTIONS:
        shutil.copy(BANK_DIR / f"{slug}.yaml", folder)
    publish_quickly(folder)
    course = Course.objects.create(id=examples.COURSE, slug="vision-101", title="Vision 101")
    teacher, student, staff = (make_user(name) for name in ("tess", "ada", "admin"))
    teacher.set_password(PASSWORD)
    teacher.save()
    User.objects.filter(pk=student.pk).update(public_id=examples.STUDENT)
    User.objects.filter(pk=staff.pk).update(is_staff=True)
    student.refresh_from_db()
    staff.refresh_from_db()
    enroll(course, teacher, Enrollment.Role.OWNER)
    place = enroll(course, student)
    Enrollment.objects.filter(pk=place.pk).update(external_id=EXTERNAL_ID)
    # Whom the example of a group's members names.
    grace, _ = enroll(course, make_user("grace")), enroll(course, make_user("alan"))
    Enrollment.objects.filter(pk=grace.pk).update(external_id="sis:1001")
    _make_sittings(course, student, teacher)
    _make_groups(course, teacher)
    _make_webhook(course, teacher)
    _make_draft(teacher)
    _, text = create_integration(
        name="The program of the site",
        course=None,
        scopes=SCOPES,
        now=timezone.now(),
        may_create_courses=True,
    )
    guest, _ = create_integration(
        name="A guest", course=None, scopes=["grades:read"], now=timezone.now()
    )
    rename(guest, UUID(examples.GUEST), (AccessToken, "integration"))
    return World(_make_program(course, teacher), text, student, teacher, staff)


def _make_sittings(course: Course, student: User, teacher: User) -> None:
    now = timezone.now()
    exam = _make_exam(course, examples.EXAM, "midterm", kind=Exam.Kind.PRACTICE)
    _make_exam(course, examples.DRAFT, "draft", published_at=None)
    quiz = _make_exam(course, examples.QUIZ, "quiz", kind=Exam.Kind.QUIZ)
    first = start_attempt(user=student, exam_id=quiz.pk, now=now)
    first = _rename_attempt(first, examples.FINISHED)
    finish_attempt(attempt=first, now=now)
    response = Response.objects.get(attempt=first, number=1)
    adjust_response(response=response, actor=teacher, points=1, reason="by hand", now=now)
    attempt = start_attempt(user=student, exam_id=exam.pk, now=now)
    attempt = _rename_attempt(attempt, examples.ATTEMPT)
    source = examples.BODIES["create_submission"][1]["source"]
    # Another one than the example sends: the same would be handed back.
    submission = submit_code(
        attempt=attempt, number=2, part="", source=f"# mine\n{source}", now=now
    )
    new = UUID(examples.PARAMETERS["submission_id"])
    rename(submission, new, (ResponseSubmission, "submission"))


def _make_exam(course: Course, pk: str, slug: str, **rules: Any) -> Exam:
    made = make_exam(course, slug, QUESTIONS, id=pk, **rules)
    return Exam.objects.get(pk=made.pk)


def rename(row: models.Model, new: UUID, *children: tuple[type[models.Model], str]) -> None:
    """Give a row another id, and those that point at it."""
    manager: Any = type(row)
    for model, name in children:
        kin: Any = model
        kin.objects.filter(**{name: row.pk}).update(**{f"{name}_id": new})
    manager.objects.filter(pk=row.pk).update(id=new)


def _rename_attempt(attempt: Attempt, new: str) -> Attempt:
    rename(attempt, UUID(new), (Response, "attempt"))
    return Attempt.objects.select_related("exam__course").get(pk=new)


def _make_draft(teacher: User) -> None:
    now = timezone.now()
    slug = examples.DRAFT_SLUG
    text = start_text("whole-number", slug=slug, title="Pool twice", topic="pooling", level=2)
    draft = start_draft(slug=slug, text=text, user=teacher, now=now)
    question = read_text(text, slug).question
    assert question is not None and draft.newest is not None
    proof = prove(question)
    CertificateRun.objects.create(
        revision=draft.newest,
        document_digest=draft.newest.document_digest,
        release=settings.VERSION,
        state=CertificateRun.State.DONE,
        is_good=True,
        certificate=proof.certificate,
        certified=proof.certified,
        n_variants=proof.n_variants,
        requested_by=teacher,
        created_at=now,
        told_at=now,
    )


def _make_groups(course: Course, teacher: User) -> None:
    group = Group.objects.create(
        id=examples.PARAMETERS["group_id"],
        course=course,
        name="Tutorial",
        external_id="sis:tutorial",
    )
    Group.objects.create(
        id=examples.OF_OPERATION["delete_group"]["group_id"], course=course, name="Friday"
    )
    Accommodation.objects.create(
        id=examples.PARAMETERS["accommodation_id"],
        course=course,
        exam_id=examples.EXAM,
        group=group,
        extra_tries=1,
        reason="as agreed",
        created_by=teacher,
        created_at=timezone.now(),
    )


def _make_webhook(course: Course, teacher: User) -> None:
    now = timezone.now()
    endpoint = Endpoint.objects.create(
        id=examples.WEBHOOK, course=course, url=examples._URL, created_by=teacher, created_at=now
    )
    event = Event.objects.create(
        id=examples.PARAMETERS["event_id"],
        kind="exam.published",
        course=course,
        data={"course_id": examples.COURSE, "exam_id": examples.EXAM},
        created_at=now,
    )
    Delivery.objects.create(
        id=examples.PARAMETERS["delivery_id"],
        event=event,
        endpoint=endpoint,
        created_at=now,
        next_try_at=now,
    )


def _make_program(course: Course, teacher: User) -> str:
    program, text = create_integration(
        name="The program of the examples",
        course=course,
        scopes=SCOPES,
        now=timezone.now(),
        actor=teacher,
    )
    new = UUID(examples.PARAMETERS["integration_id"])
    token = AccessToken.objects.get(integration=program)
    rename(program, new, (AccessToken, "integration"))
    rename(token, UUID(examples.PARAMETERS["token_id"]))
    Job.objects.create(
        id=examples.PARAMETERS["job_id"],
        kind="grades_csv",
        user=program.user,
        course=course,
        created_at=timezone.now(),
    )
    assert Integration.objects.filter(pk=new).exists() and Submission.objects.exists()
    return text
