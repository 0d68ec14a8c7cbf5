"""Script in everything that people can name or write: it stands in pages as text only."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from examcenter.accounts.models import User
from examcenter.courses.models import Course, Group
from examcenter.exams.models import (
    Accommodation,
    Attempt,
    Check,
    Exam,
    Message,
    Presence,
    Response,
    RoomEvent,
    Section,
)
from examcenter.exams.services import check_response, finish_attempt
from tests.examcenter.making import wrong_answers
from tests.examcenter.matrix import MATRIX
from tests.examcenter.world import World

HOSTILE = "<img src=x onerror=alert(4711)>\"'</script><script>alert(4711)</script>{{ 7*7 }}"
# Any of it as markup: an element that starts, a quoted attribute that ends, a script that closes.
ALIVE = re.compile(r"<img src=x|</script><script>alert|>\"'<")
PEOPLE = ("student", "owner")


def spoil(cast: Any, exam: Exam) -> None:
    """Write script into every text that somebody may write."""
    now = timezone.now()
    User.objects.update(first_name=HOSTILE[:150], last_name=HOSTILE[:150])
    Course.objects.update(title=HOSTILE[:200], term=HOSTILE[:80])
    Group.objects.update(name=HOSTILE[:80])
    Exam.objects.update(title=HOSTILE[:200], intro=HOSTILE)
    Section.objects.update(title=HOSTILE[:200], intro=HOSTILE)
    Accommodation.objects.update(reason=HOSTILE[:200])
    attempt = Attempt.objects.get(exam=exam, user=cast.ada)
    check_response(attempt=attempt, number=1, answers=wrong_answers(attempt, 1), now=now)
    Response.objects.filter(attempt=attempt).update(
        note=HOSTILE, comment=HOSTILE, adjusted_reason=HOSTILE, adjusted_score=0.5, saved_at=now
    )
    for response in Response.objects.filter(attempt=attempt):
        parts = [part["name"] for part in response.variant["parts"]]
        Response.objects.filter(pk=response.pk).update(draft=dict.fromkeys(parts, HOSTILE))
    for check in Check.objects.all():
        text = json.dumps(check.marks)
        raw = json.dumps(wrong_answers(attempt, 1)["answer"])
        marks = json.loads(text.replace(f'"raw": {raw}', f'"raw": {json.dumps(HOSTILE)}'))
        answers = dict.fromkeys(check.answers, HOSTILE)
        Check.objects.filter(pk=check.pk).update(marks=marks, answers=answers)
    Message.objects.create(attempt=attempt, text=HOSTILE, created_at=now)
    Presence.objects.create(attempt=attempt, seen_at=now, agent=HOSTILE[:200], page=HOSTILE[:40])
    RoomEvent.objects.create(
        attempt=attempt, kind=RoomEvent.Kind.AGENT, data={"before": HOSTILE}, created_at=now
    )
    Attempt.objects.filter(pk=attempt.pk).update(bonus_reason=HOSTILE, bonus_points=0.5)


def pages(world: World, role: str) -> dict[str, str]:
    """Return every page that a role can read, whole and as a fragment."""
    client = Client(raise_request_exception=False)
    client.cookies["sessionid"] = world.cookies[role]
    found = {}
    for key, row in MATRIX.items():
        address = world.address(key, row)
        for headers in ({}, {"HX-Request": "true"}):
            reply = client.get(address, headers=headers)
            assert reply.status_code != 500, f"{address} as {role}"
            kind = reply.headers.get("Content-Type", "")
            if kind.startswith("text/html") and not reply.streaming:
                found[f"{address} {sorted(headers)}"] = reply.content.decode()
    return found


@pytest.mark.parametrize("role", PEOPLE)
def test_no_page_runs_what_somebody_wrote(world, cast, practice, role):
    spoil(cast, practice)
    found = pages(world, role)
    if role == "student":
        finish_attempt(attempt=Attempt.objects.get(user=cast.ada), now=timezone.now())
        found |= {f"{address} finished": text for address, text in pages(world, role).items()}
    assert [address for address, text in found.items() if ALIVE.search(text)] == []
    # It does stand there, as text: the test looks at pages that show what was written.
    assert sum("alert(4711)" in text for text in found.values()) > 10
