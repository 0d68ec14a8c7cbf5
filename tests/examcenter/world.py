"""A course with its whole staff and everything that has an address, and what each of them gets."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from examcenter.accounts.links import invitation_path, reset_path
from examcenter.accounts.models import User
from examcenter.api.jobs import start_job
from examcenter.authoring.services.drafts import start_draft
from examcenter.authoring.starters import start_text
from examcenter.courses.models import Course, Enrollment, Group
from examcenter.exams.launching.services import make_launch
from examcenter.exams.models import Accommodation, Section, Slot
from examcenter.exams.services import start_attempt, submit_code
from examcenter.exams.taking.examples import run_examples
from examcenter.integrations.services import admit_integration, issue_personal_token
from examcenter.practice.services import draw_next
from examcenter.webhooks.events import emit
from examcenter.webhooks.models import Event
from examcenter.webhooks.services.deliveries import send_test
from examcenter.webhooks.services.endpoints import Wishes, make_endpoint
from tests.examcenter.authoring.desks import SLUG
from tests.examcenter.making import enroll, make_course, make_exam, make_user
from tests.examcenter.matrix import Row
from tests.examcenter.tokens import make_program


def route_of(key: str) -> str:
    """Return the route of a row; a note may stand behind it."""
    return key.partition(" (")[0]


@dataclass
class World:
    """Everybody with a session, and everything that has an address."""

    cookies: dict[str, str]
    things: dict[str, Any]
    client: Client = field(default_factory=Client)

    def address(self, key: str, row: Row) -> str:
        """Return the address of a row."""
        route = route_of(key)
        try:
            return reverse(route, args=[self.things[name] for name in row.arguments])
        except NoReverseMatch:
            # Without a name a route is called by its address.
            return f"/{route}"

    def call(
        self, role: str, method: str, address: str, form: Any = None, **options: Any
    ) -> HttpResponseBase:
        """Return what somebody gets; nothing of it stays."""
        # One browser for everybody: to make another one costs as much as a request.
        client = Client(**options) if options else self.client
        client.raise_request_exception = False
        client.cookies.clear()
        if role in self.cookies:
            client.cookies["sessionid"] = self.cookies[role]
        kind = {"content_type": "application/json"} if "/api/" in address else {}
        data = form if form or kind else {}
        with transaction.atomic():
            reply: HttpResponseBase = getattr(client, method)(
                address, **({} if method == "get" else {"data": data or {}, **kind})
            )
            transaction.set_rollback(True)
        return reply


def make_world(cast: Any, practice: Any) -> World:
    """Return the course of the cast with its whole staff, another course, and somebody of staff."""
    vision, other = cast.course, make_course("other")
    people = {"student": cast.ada, "classmate": cast.ben, "teacher": cast.tess}
    for name, role in (("assistant", "assistant"), ("owner", "owner")):
        people[name] = make_user(name)
        enroll(vision, people[name], Enrollment.Role(role))
    for name, role in (("other_student", "student"), ("other_teacher", "teacher")):
        people[name] = make_user(name)
        enroll(other, people[name], Enrollment.Role(role))
    people["staff"] = make_user("staff")
    User.objects.filter(username="staff").update(is_staff=True)
    things = {**_things(cast, practice, people), **_webhooks_of(cast, other)}
    return World({role: _session_of(user) for role, user in people.items()}, things)


def _things(cast: Any, practice: Any, people: dict[str, User]) -> dict[str, Any]:
    now = timezone.now()
    attempt = start_attempt(user=cast.ada, exam_id=practice.pk, now=now)
    submission = submit_code(attempt=attempt, number=3, part="answer", source="x = 1", now=now)
    text = start_text("whole-number", slug=SLUG, title="Pool", topic="pooling", level=2)
    program, _ = make_program(cast.course)
    site_program, _ = make_program(None)
    admit_integration(integration=site_program, course=cast.course, now=now)
    own_token, _ = issue_personal_token(user=cast.ada, now=now)
    draft = start_draft(slug=SLUG, text=text, user=cast.tess, now=now)
    _, uid, token = reset_path(cast.carol).strip("/").rsplit("/", 2)
    return {
        "course": cast.course.pk,
        "person": cast.ben.public_id,
        "place": Enrollment.objects.get(user=cast.ben).pk,
        "other_place": Enrollment.objects.get(user=people["other_student"]).pk,
        "group": Group.objects.create(course=cast.course, name="Monday").pk,
        "exam": practice.pk,
        "draft_exam": make_exam(cast.course, "draft", ["one-side"], published_at=None).pk,
        "attempt": attempt.pk,
        "number": 1,
        "student_name": "username:ada",
        "launch": make_launch(
            exam=practice,
            student=Enrollment.objects.select_related("user").get(user=cast.ada),
            actor=cast.tess,
            now=now,
        ).secret,
        "export": "grades",
        "export_kind": "csv",
        "code_number": 3,
        "submission": submission.pk,
        "example_run": run_examples(
            attempt=attempt, number=3, part="answer", source="x = 2", now=now
        ).pk,
        "section": Section.objects.get(exam=practice).pk,
        "slot": Slot.objects.filter(section__exam=practice).earliest("pk").pk,
        "grant": Accommodation.objects.create(
            **{"course": cast.course, "exam": practice, "user": cast.ada, "extra_tries": 1},
            **{"reason": "a test", "created_by": cast.tess, "created_at": now},
        ).pk,
        "sheet": draw_next(user=cast.ada, now=now).pk,
        "program": program.pk,
        "site_program": site_program.pk,
        "job": start_job(kind="gradebook-file", user=cast.ada, arguments={}, now=now).pk,
        "program_token": program.tokens.get().pk,
        "own_token": own_token.pk,
        "slug": "one-side",
        "draft_slug": draft.slug,
        "uid": uid,
        "reset_token": token,
        "invitation": invitation_path(cast.carol).strip("/").rsplit("/", 1)[1],
    }


def _webhooks_of(cast: Any, other: Course) -> dict[str, Any]:
    now = timezone.now()
    wishes = Wishes(url="https://lms.example.org/hook")
    hook, _ = make_endpoint(actor=cast.tess, course=cast.course, wishes=wishes, now=now)
    others, _ = make_endpoint(actor=cast.tess, course=other, wishes=wishes, now=now)
    delivery = send_test(endpoint=hook, now=now)
    emit("roster.changed", course_id=cast.course.pk, data={}, now=now)
    return {
        "webhook": hook.pk,
        "other_webhook": others.pk,
        "delivery": delivery.pk,
        "event": Event.objects.get(kind="roster.changed").pk,
    }


def _session_of(user: User) -> str:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    # Signing in makes an account one's own, and invitations for it worthless.
    return client.cookies["sessionid"].value
