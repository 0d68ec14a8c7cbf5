"""The whole OpenAPI document, tried by schemathesis as everybody: nothing breaks, strays or leaks.

Requests are made of the document and sent to the real things of a small world, each undone after
its answer. Every answer is held to the document, to be none of our failures, and to hold no word
that its reader may not know.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import urlencode

import pytest
import schemathesis
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.core import NotSet

from examcenter.accounts.models import User
from examcenter.api.jobs import start_job
from examcenter.courses.models import Enrollment, Group
from examcenter.exams.models import Response
from examcenter.exams.services import save_draft, start_attempt, submit_code
from examcenter.integrations.models import AccessToken
from examcenter.integrations.scopes import SCOPES
from tests.examcenter.api.documented import DocumentedClient, document
from tests.examcenter.making import enroll, make_course, make_exam, make_user
from tests.examcenter.tokens import bearer_of, make_program

# Enough to meet each operation as everybody and with odd values, and no test of an hour.
N_EXAMPLES = 8
N_SLICES = 8
STEADY = settings(
    max_examples=N_EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
PEOPLE = ("student", "classmate", "assistant", "teacher", "owner", "stranger", "staff")
LEARNERS = {"anonymous", "student", "classmate", "stranger"}
OF_COURSE = {"assistant", "teacher", "owner", "program"}

# Words of which each may be read by some people only; they stand nowhere by chance.
KEY = "918273645"
DOOR = "canarydoor"
DRAFT = "canarydraft"
OTHERS_PUPIL = "canarypupil"
CLASSMATE = "canarymate"


@dataclass
class World:
    """Who asks, and what there is to ask for."""

    headers: dict[str, str]
    things: dict[str, str]
    digests: list[str]

    def secrets_from(self, role: str) -> list[str]:
        """Return what this reader must not be shown."""
        # A program of one scope stands for the whole course, as the one of all scopes does.
        role = "program" if role in SCOPES else role
        hidden = [*self.digests]
        if role != "staff":
            hidden.append(OTHERS_PUPIL)
        if role not in OF_COURSE:
            hidden += [DOOR, DRAFT, KEY]
        if role in LEARNERS - {"classmate"}:
            hidden.append(CLASSMATE)
        return hidden


@cache
def operations() -> list[Any]:
    """Return the operations of the document, as schemathesis knows them."""
    schema = schemathesis.openapi.from_dict(document())
    return [found.ok() for found in schema.get_all_operations()]


@pytest.fixture
def world(cast, practice, bank) -> World:
    """Return a course with its staff and secrets, another one, and a token for everybody."""
    people = {"student": cast.ada, "classmate": cast.ben, "teacher": cast.tess}
    for name in ("assistant", "owner"):
        people[name] = make_user(name)
        enroll(cast.course, people[name], Enrollment.Role(name))
    people["stranger"], people["staff"] = cast.carol, make_user("staff")
    User.objects.filter(username="staff").update(is_staff=True)
    User.objects.filter(pk=cast.ben.pk).update(email=f"{CLASSMATE}@example.org")
    enroll(make_course("other"), make_user(OTHERS_PUPIL))
    make_exam(cast.course, DRAFT, ["one-side"], published_at=None)
    make_exam(cast.course, "door", ["one-side"], room_password=DOOR)
    headers = {name: bearer_of(user) for name, user in people.items()}
    program, headers["program"] = make_program(cast.course)
    for scope in SCOPES:
        headers[scope] = make_program(cast.course, [scope], name=scope)[1]
    return World(
        headers={**headers, "anonymous": ""},
        things={**_things(cast, practice), "integration_id": str(program.pk)},
        digests=list(AccessToken.objects.values_list("digest", flat=True)),
    )


def _things(cast: Any, practice: Any) -> dict[str, str]:
    now = timezone.now()
    attempt = start_attempt(user=cast.ada, exam_id=practice.pk, now=now)
    save_draft(attempt=attempt, number=1, answers={"answer": "0"}, now=now)
    Response.objects.filter(attempt=attempt).update(
        keys={"answer": int(KEY), "width": int(KEY), "area": [int(KEY)]}
    )
    submission = submit_code(attempt=attempt, number=3, part="answer", source="x = 1", now=now)
    job = start_job(kind="gradebook-file", user=cast.tess, arguments={}, now=now)
    place = Enrollment.objects.get(user=cast.ben)
    return {
        "attempt_id": str(attempt.pk),
        "course_id": str(cast.course.pk),
        "exam_id": str(practice.pk),
        "submission_id": str(submission.pk),
        "number": "1",
        "index": "0",
        "slug": "one-side",
        "job_id": str(job.pk),
        "token_id": str(AccessToken.objects.get(user=cast.tess).pk),
        "group_id": str(Group.objects.create(course=cast.course, name="Monday").pk),
        "place_id": str(place.pk),
        "ref": str(place.pk),
        "enrollment_id": str(place.pk),
        "user_id": str(cast.ben.public_id),
        "student": str(cast.ben.public_id),
        "person": str(cast.ben.public_id),
    }


def send(world: World, case: Any, role: str) -> Any:
    """Send what schemathesis made as somebody, and undo it."""
    client = DocumentedClient()
    client.raise_request_exception = True
    headers = {
        f"HTTP_{name.upper().replace('-', '_')}": str(value)
        for name, value in (case.headers or {}).items()
        if name.lower() != "authorization"
    }
    if world.headers[role]:
        headers["HTTP_AUTHORIZATION"] = world.headers[role]
    kind = case.media_type or "application/json"
    body = b"" if isinstance(case.body, NotSet) else _written(case.body, kind)
    with transaction.atomic():
        answer = client.generic(
            case.method.upper(),
            case.formatted_path,
            body,
            content_type=kind,
            QUERY_STRING=urlencode(_plain(case.query or {}), doseq=True, errors="replace"),
            **headers,
        )
        content = _content_of(answer)
        transaction.set_rollback(True)
    return answer.status_code, content


def _written(body: Any, kind: str) -> bytes:
    if isinstance(body, bytes):
        return body
    if kind == "application/x-www-form-urlencoded":
        pairs = body if isinstance(body, Mapping) else {}
        return urlencode(_plain(pairs), doseq=True, errors="replace").encode()
    return body.encode("utf-8", "replace") if "json" not in kind else json.dumps(body).encode()


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: [str(item) for item in value] if isinstance(value, list) else str(value)
        for name, value in values.items()
    }


def _content_of(answer: Any) -> str:
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return str(content, "utf-8", "replace") + str(answer.headers)


def cases_of(world: World, operation: Any) -> st.SearchStrategy[Any]:
    """Return requests to what there is; in some, an id is a made-up one."""
    named = [parameter.name for parameter in operation.path_parameters]
    real = {name: world.things[name] for name in named if name in world.things}
    positive = {"generation_mode": GenerationMode.POSITIVE}
    wishes = [operation.as_strategy(**positive)]
    if real:
        wishes = [operation.as_strategy(**positive, path_parameters=real)] * 5 + wishes
    return st.one_of(wishes)


def try_operation(world: World, operation: Any, turns: int) -> set[int]:
    """Send requests to an operation as everybody in turn; return the statuses that came."""
    roles = sorted(world.headers)
    met: set[int] = set()
    n_asked = turns

    @given(case=cases_of(world, operation))
    @STEADY
    def ask(case: Any) -> None:
        nonlocal n_asked
        n_asked += 1
        # As a teacher most is let through; the others come in turn.
        for role in ("teacher", roles[n_asked % len(roles)], roles[(3 * n_asked) % len(roles)]):
            met.add(check(world, case, role))

    ask()
    return met


def check(world: World, case: Any, role: str) -> int:
    """Send a request, and hold its answer to what everybody is promised."""
    status, content = send(world, case, role)
    assert status < 500, f"as {role}: {status} {content[:300]}"
    shown = [word for word in world.secrets_from(role) if word in content]
    assert not shown, f"as {role} shows {shown}: {content[:300]}"
    return status


@pytest.mark.parametrize("part", range(N_SLICES))
def test_no_request_makes_us_fail_stray_from_the_document_or_leak(world, part):
    problems: list[str] = []
    met: set[int] = set()
    for n, operation in enumerate(operations()[part::N_SLICES]):
        try:
            met |= try_operation(world, operation, turns=5 * n)
        except Exception as error:  # Every operation is tried, and all that is wrong is told.
            problems.append(f"{operation.label}: {type(error).__name__} {str(error)[:600]}")
    assert problems == [], "\n".join(problems)
    assert met & {401, 403, 404} and met & {200, 201, 202, 204}, met


@pytest.mark.parametrize("part", range(2))
def test_every_operation_is_met_as_everybody(world, part):
    refused: dict[str, int] = dict.fromkeys(world.headers, 0)
    asked = operations()[part::2]
    for operation in asked:

        @given(case=cases_of(world, operation))
        @settings(STEADY, max_examples=1)
        def ask(case: Any) -> None:
            for role in world.headers:
                refused[role] += check(world, case, role) in (401, 403, 404)

        ask()
    # A reader to whom everything is open would mean that nobody was asked.
    assert refused["anonymous"] > len(asked) * 0.8
    assert refused["stranger"] > len(asked) * 0.4


def test_the_checks_can_fail(world, monkeypatch):
    (operation,) = (found for found in operations() if found.label == "GET /api/v1/exams")
    case = operation.Case()
    # The words are there for those who may read them.
    assert DRAFT in send(world, case, "teacher")[1]
    assert check(world, case, "teacher") == 200
    monkeypatch.setattr(World, "secrets_from", lambda world, role: [DRAFT])
    with pytest.raises(AssertionError, match="as teacher shows"):
        check(world, case, "teacher")
