"""A crawl as a student through everything that can be read: what is not theirs yet is nowhere.

Planted are numbers and words that no page shows by chance: in keys, worked solutions, values of
mistakes, hidden cases, verdicts, other people's names, answers, notes and code, reasons of
teachers, passwords and secrets. The crawl follows every link and asks for every address that Django
knows.
"""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from examcenter.accounts.models import User
from examcenter.exams.models import Accommodation, Attempt, Exam, Message, Presence, Response
from examcenter.exams.review import ITEMS
from examcenter.exams.services import finish_attempt, save_draft, start_attempt, submit_code
from grader.models import Submission
from grader.report import CaseReport, DiagnosisReport, Figure, Got, Report
from questions.misconceptions import get_misconception
from tests.examcenter.making import as_form, current, grade, make_exam
from tests.examcenter.publishing import publish_quickly
from tests.examcenter.tokens import token_of
from tests.examcenter.walk import Walk, crawl, seeds_of, text_of
from tests.examcenter.world import World

BANK = Path(__file__).parent / "canaries"
JSON = {"Accept": "application/json"}
MISTAKE = get_misconception("forgot-plus-one")
# What the policy decides about; a number is found in whatever groups its digits stand.
_GAP = r"[\s,.\u00a0\u202f']?"
KEY = re.compile(rf"918{_GAP}273{_GAP}\d{{3}}")
POLICED = {
    "key": KEY,
    "solution": re.compile("QUOKKASOLUTION"),
    "diagnosis": re.compile(re.escape(MISTAKE.title)),
    "verdict": re.compile("WOMBATMESSAGE|Wrong answer"),
    "case": re.compile("NUMBATCASE"),
}
# What is never a student's to see, whatever the policy.
NEVER = {
    "another student": re.compile("zebulon|canaryson|zeb-canary", re.IGNORECASE),
    "another student's answer": re.compile("777000111"),
    "another student's note": re.compile("BANDICOOTNOTE"),
    "another student's code": re.compile("xylophone_of_zeb"),
    "a teacher's reason": re.compile("OKAPIREASON"),
    "a hidden input": re.compile(r"5550001|PANGOLIN"),
    "a draft": re.compile("LORISDRAFT"),
    "a room's password": re.compile("AXOLOTLDOOR", re.IGNORECASE),
    "somebody's address": re.compile(r"203\.0\.113\.77"),
    "a teacher's address": re.compile(r"tess-canary@x\.org"),
}


@pytest.fixture
def bank(db):
    """Publish the questions whose keys are canaries."""
    publish_quickly(BANK)


@pytest.fixture(params=["strict", "lenient"])
def practice(request, cast, bank):
    """Return the exam that the world is built round: under the strictest or the usual policy."""
    is_strict = request.param == "strict"
    rules: dict[str, Any] = {"feedback": Exam.Feedback.DURING}
    if is_strict:
        nothing_before = {"format": 1, "during": [], "after": [], "released": list(ITEMS)}
        rules = {"feedback": Exam.Feedback.AFTER, "review": nothing_before}
    return make_exam(
        cast.course,
        request.param,
        ["one-side", "two-parts", "code-task"],
        kind=Exam.Kind.EXAM,
        closes_at=timezone.now() + timedelta(hours=2),
        **rules,
    )


def plant(world: World, cast: Any, exam: Exam) -> Attempt:
    """Put the canaries where they belong, and return Ada's attempt."""
    now = timezone.now()
    User.objects.filter(pk=cast.tess.pk).update(email="tess-canary@x.org")
    User.objects.filter(pk=cast.ben.pk).update(
        username="zeb-canary", first_name="Zebulon", last_name="Canaryson", email="zeb-canary@x.org"
    )
    attempt = Attempt.objects.get(exam=exam, user=cast.ada)
    bens = start_attempt(user=cast.ben, exam_id=exam.pk, now=now)
    save_draft(attempt=bens, number=1, answers={"answer": "777000111"}, now=now)
    submit_code(
        attempt=bens, number=3, part="answer", source="def xylophone_of_zeb(): ...", now=now
    )
    Response.objects.filter(attempt=bens).update(note="BANDICOOTNOTE", comment="BANDICOOTNOTE")
    Message.objects.create(attempt=bens, text="BANDICOOTNOTE", created_at=now)
    Presence.objects.create(attempt=bens, seen_at=now, address="203.0.113.77")
    Accommodation.objects.update(reason="OKAPIREASON")
    Exam.objects.filter(pk=world.things["draft_exam"]).update(title="LORISDRAFT")
    make_exam(cast.course, "guarded", ["one-side"], room_password="AXOLOTLDOOR")
    finish_attempt(attempt=bens, now=now)
    report_on(world.things["submission"])
    return attempt


def report_on(submission_id: Any) -> None:
    """Let Ada's code have a verdict whose report knows hidden numbers."""
    figure = Figure({"image": ((5550001,),)}, {}, ((5550001,),))
    got = Got("ndarray", (1,), "float64", (5550001,))
    hidden = CaseReport(
        "NUMBATCASE", "shapes", True, "wrong_answer", "is not right", got=got, figure=figure
    )
    report = Report(
        "conv2d",
        "1",
        "wrong_answer",
        0.0,
        message="WOMBATMESSAGE",
        diagnosis=(DiagnosisReport(MISTAKE.id, MISTAKE.title, "You did."),),
        cases=(hidden,),
        detail="PANGOLIN",
    )
    Submission.objects.filter(pk=submission_id).update(
        report=report.to_json(), message="WOMBATMESSAGE", seed="PANGOLIN", worker="PANGOLIN"
    )
    grade(submission_id, score=0.0, verdict="wrong_answer")


def typed_in(attempt: Attempt) -> str:
    """Return an answer that looks like a named mistake; as a number, it looks like a key."""
    return str(int(current(attempt, 1).keys["answer"]) - 1)


def without(walk: Walk, typed: str) -> Walk:
    """Return the walk without what the student typed herself, which comes back to her."""
    number = re.compile(_GAP.join((typed[:3], typed[3:6], typed[6:])))
    return Walk({address: number.sub("", text) for address, text in walk.seen.items()})


def probes(client: Client, attempt: Attempt) -> Walk:
    """Return what the addresses answer that take something: saving, signs of life, checks."""
    seen = {}
    wrong = typed_in(attempt)
    form = {**as_form({"answer": wrong}), "sequence": "1", "number": "1", "sequences": "1:0,3:0"}
    for name in ("save", "check", "flag", "renew"):
        address = reverse(f"exams:{name}", args=[attempt.pk, 1])
        seen[address] = text_of(client.post(address, form, headers=JSON))
    address = reverse("exams:presence", args=[attempt.pk])
    seen[address] = text_of(client.post(address, form, headers=JSON))
    address = reverse("api:check", args=[attempt.pk, 1])
    body = {"answers": {"answer": wrong}}
    seen[address] = text_of(client.post(address, body, content_type="application/json"))
    return Walk(seen)


@pytest.fixture
def ada(world, cast):
    client = Client()
    client.cookies["sessionid"] = world.cookies["student"]
    return client


def assert_nothing_foreign(walk: Walk, secrets: list[str]) -> None:
    found = {what: walk.where(canary) for what, canary in NEVER.items()}
    for number, secret in enumerate(secrets):
        # An address that a test has made of it says it back.
        where = walk.where(re.compile(re.escape(secret)))
        found[f"secret {number}"] = [address for address in where if secret not in address]
    assert {what: where for what, where in found.items() if where} == {}


def shown_of(walk: Walk, typed: str) -> set[str]:
    walk = without(walk, typed)
    return {what for what, canary in POLICED.items() if walk.where(canary)}


def test_at_no_moment_a_student_finds_what_is_not_theirs_yet(world, cast, practice, ada):
    attempt = plant(world, cast, practice)
    is_strict = practice.slug == "strict"
    secrets = [
        *(token_of(person) for person in (cast.ada, cast.ben, cast.tess)),
        *(cookie for role, cookie in world.cookies.items() if role != "student"),
        world.things["invitation"],
        str(cast.ben.public_id),
        *(str(bens.pk) for bens in Attempt.objects.filter(user=cast.ben)),
    ]
    seeds = seeds_of(world)

    # During the exam: nothing is right or wrong yet, or the first hints of a check.
    typed = typed_in(attempt)
    answers = probes(ada, attempt)
    during = crawl(ada, seeds)
    assert len(during.seen) > 100
    for walk in (answers, during):
        assert_nothing_foreign(walk, secrets)
        early = {"diagnosis", "verdict", "case"}
        assert shown_of(walk, typed) <= (set() if is_strict else early)

    # Finished, while others may still sit.
    finish_attempt(attempt=Attempt.objects.get(pk=attempt.pk), now=timezone.now())
    finished = crawl(ada, seeds)
    assert_nothing_foreign(finished, secrets)
    assert shown_of(finished, typed) == (set() if is_strict else set(POLICED))

    # Closed for everybody: now it is theirs, so the crawl can find what there is to find.
    Exam.objects.filter(pk=practice.pk).update(closes_at=timezone.now() - timedelta(minutes=1))
    closed = crawl(ada, seeds)
    assert_nothing_foreign(closed, secrets)
    assert shown_of(closed, typed) == set(POLICED)
