"""A crawl as who marks without names: nowhere is a name beside an answer or a mark.

Each student has names, addresses and ids, and answers, marks and comments; all are words that stand
nowhere by chance. What shows one of the former may show none of the latter. Lists of who is in the
course and who sits show names; what shows answers and marks has numbers. Their order is the same
whatever the names are and whoever came first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from typing import Any
from urllib.parse import parse_qs, urlsplit
from zipfile import ZipFile

import pytest
from django.core import signing
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from examcenter.accounts.models import User
from examcenter.api.pagination import _SALT
from examcenter.courses.models import Enrollment
from examcenter.exams.anonymity import handle_of, id_of, number_of
from examcenter.exams.gradebook.marking import adjust_response, comment_response
from examcenter.exams.gradebook.rulings import release_results
from examcenter.exams.models import Attempt, AuditEntry, Exam, Response, Slot
from examcenter.exams.room.giving import extend_attempts, pause_attempts, resume_attempts
from examcenter.exams.room.reopening import TimeToHave, reopen_attempts
from examcenter.exams.services import finish_attempt, save_draft, start_attempt
from tests.examcenter.making import current, enroll, make_user, wrong_answers
from tests.examcenter.walk import Walk, crawl, seeds_of, text_of

FIRST = ("Zebulon", "Yvaine", "Xanthippe", "Wilhelmine", "Valeska", "Ulyana")
LAST = ("Aardvarkson", "Bandicootson", "Capybarason", "Dingoson", "Echidnason", "Ferretson")
NUMBER = re.compile(r"\b\d{4}-\d{4}\b")
_CURSOR = re.compile(r"[?&]cursor=[^\"'\s&<>]+")


@pytest.fixture
def practice(practice):
    """Return the exam that the world is built round, marked without names."""
    Exam.objects.filter(pk=practice.pk).update(
        kind=Exam.Kind.EXAM, feedback=Exam.Feedback.AFTER, is_anonymous=True, time_limit_s=3600
    )
    practice.refresh_from_db()
    return practice


@pytest.fixture
def sitters(world, cast, practice):
    """Return six students who have sat the exam, all with the same marks; one of them twice."""
    now = timezone.now()
    people = []
    for place, (first, last) in enumerate(zip(FIRST, LAST, strict=True)):
        user = make_user(f"{first.lower()}-canary")
        user.first_name, user.last_name = first, last
        user.save()
        Enrollment.objects.filter(pk=enroll(cast.course, user).pk).update(
            external_id=f"ext-{last.lower()}"
        )
        people.append(user)
        sit(practice, cast, user, place, now + timedelta(seconds=place))
    return people


def sit(exam: Exam, cast: Any, user: User, place: int, now: Any) -> None:
    """Let somebody sit the exam, with all that may be done to an attempt and recorded of it."""
    attempt = start_attempt(user=user, exam_id=exam.pk, now=now)
    pk = [attempt.pk]
    save_draft(attempt=attempt, number=1, answers=wrong_answers(attempt, 1), now=now)
    code = {"answer": f"def conv2d(image):\n    return 7700{place}11\n"}
    save_draft(attempt=attempt, number=3, answers=code, now=now)
    pause_attempts(attempts=pk, actor=cast.tess, now=now)
    resume_attempts(attempts=pk, actor=cast.tess, now=now)
    extend_attempts(attempts=pk, minutes=5, reason="a fire alarm", actor=cast.tess, now=now)
    finish_attempt(attempt=attempt, now=now)
    reopen_attempts(attempts=pk, time=TimeToHave(600), actor=cast.tess, now=now)
    finish_attempt(attempt=Attempt.objects.get(pk=attempt.pk), now=now)
    response = Response.objects.select_related("slot").get(pk=current(attempt, 2).pk)
    adjust_response(response=response, actor=cast.tess, points=1.25, reason="NUMBATREASON", now=now)
    comment_response(response=response, actor=cast.tess, comment=f"WOMBAT{place}END", now=now)


def identities(exam: Exam, user: User) -> Iterator[tuple[str, str]]:
    """Yield all by which somebody is known, with what it is."""
    yield "first name", user.first_name
    yield "last name", user.last_name
    yield "username", user.username
    yield "e-mail", user.email
    yield "id", str(user.public_id)
    yield "id of the LMS", Enrollment.objects.get(user=user).external_id
    for attempt in Attempt.objects.filter(exam=exam, user=user):
        yield "attempt's own id", str(attempt.pk)


def contents(exam: Exam, user: User, place: int) -> Iterator[tuple[str, str]]:
    """Yield what was answered and marked, and the numbers that stand for somebody."""
    yield "answer", f"7700{place}11"
    yield "comment", f"WOMBAT{place}END"
    yield "reason of a mark", "NUMBATREASON"
    yield "number", number_of(exam, user)
    yield "id of a number", str(id_of(exam, user))
    for attempt in Attempt.objects.filter(exam=exam, user=user):
        yield "handle of an attempt", str(handle_of(exam.pk, attempt.pk))


def opened(reply: Any) -> str:
    """Return an answer with all that is folded up in it: workbooks, and what cursors hold."""
    if "spreadsheet" in reply.headers.get("Content-Type", ""):
        with ZipFile(BytesIO(b"".join(reply.streaming_content))) as book:
            return "\n".join(book.read(name).decode() for name in book.namelist())
    text = text_of(reply)
    for link in _CURSOR.findall(text):
        (cursor,) = parse_qs(urlsplit(link.replace("&", "?", 1)).query)["cursor"]
        text += f"\n{signing.loads(cursor, salt=_SALT)}"
    return text


def seeds(world: Any, exam: Exam) -> list[str]:
    """Return every address that Django knows, and those that only a form or a program asks for."""
    book = reverse("exams:gradebook", args=[exam.pk])
    slots = Slot.objects.filter(section__exam=exam).values_list("pk", flat=True)
    sorts = ["name", "-name", "points", "-points", "status", *(f"q{pk}" for pk in slots)]
    attempts = Attempt.objects.filter(exam=exam)
    preview = reverse("exams:preview", args=[exam.pk])
    return [
        *seeds_of(world),
        *(f"{book}?sort={sort}" for sort in sorts),
        *(f"{book}?columns=sections&q={last}" for last in LAST),
        *(f"{book}{what}.{kind}" for what in ("grades", "responses") for kind in ("csv", "xlsx")),
        *(f"{book}{handle_of(exam.pk, one.pk)}/{n}/" for one in attempts for n in (1, 2, 3)),
        *(f"{book}{one.pk}/2/" for one in attempts),
        *(f"/attempts/{one.pk}/{what}/" for one in attempts for what in ("timeline", "result")),
        *(f"{preview}?student={one.user.public_id}&attempt={one.pk}" for one in attempts),
        *(f"/courses/{exam.course_id}/log/?q={one.user.username}" for one in attempts),
        *(f"/api/v1/exams/{exam.pk}/grades?limit={n}" for n in (1, 2, 50)),
        f"/api/v1/exams/{exam.pk}/grades?updated_since=2020-01-01T00:00:00Z",
        f"/api/v1/courses/{exam.course_id}/grades?limit=2",
        *(f"/api/v1/attempts/{one.pk}/responses/1" for one in attempts),
        *(f"/api/v1/attempts/{handle_of(exam.pk, one.pk)}/responses/1" for one in attempts),
        *(f"/api/v1/exams/{exam.pk}/grades/{id_of(exam, one.user)}" for one in attempts),
        *(f"/api/v1/exams/{exam.pk}/grades/username:{one.user.username}" for one in attempts),
    ]


def joined(walk: Walk, exam: Exam, people: list[User]) -> list[str]:
    """Return where something of a student's stands beside a name: theirs or another's."""
    known = {
        f"{what} of {user.username}": re.compile(rf"\b{re.escape(word)}\b", re.IGNORECASE)
        for user in people
        for what, word in identities(exam, user)
    }
    told = {
        f"{what} {place}": re.compile(re.escape(word))
        for place, user in enumerate(people)
        for what, word in contents(exam, user, place)
    }
    found = []
    for address, text in walk.seen.items():
        # The log has rows of the room, by name, between those of marks.
        for part in text.split("<tr") if "/log/" in address else [text]:
            rest = part.replace(address, "")
            shown = [what for what, pattern in told.items() if pattern.search(rest)]
            names = [name for name, pattern in known.items() if shown and pattern.search(rest)]
            found += [f"{address}: {names[0]} beside {shown[0]}"] if names else []
    return found


def client_as(world: Any, role: str) -> Client:
    client = Client()
    client.cookies["sessionid"] = world.cookies[role]
    return client


@pytest.mark.parametrize("role", ["assistant", "teacher"])
def test_no_name_stands_beside_an_answer_or_a_mark_anywhere(world, practice, sitters, role):
    """An assistant follows every link; what a teacher builds leads to too many pages to follow."""
    is_following = role == "assistant"
    client = client_as(world, role)
    walk = crawl(client, seeds(world, practice), opened, is_following=is_following)

    assert len(walk.seen) > 150
    assert joined(walk, practice, sitters) == []
    # The crawl has seen answers by number, and names without them.
    assert walk.where(re.compile("7700311")) and walk.where(re.compile("WOMBAT3END"))
    assert walk.where(re.compile(number_of(practice, sitters[0])))
    assert walk.where(re.compile("Aardvarkson"))


def test_after_the_release_the_same_crawl_finds_them_together(world, practice, sitters, cast):
    release_results(exam=practice, actor=cast.tess, now=timezone.now())
    practice.refresh_from_db()
    client = client_as(world, "assistant")
    walk = crawl(client, seeds(world, practice), opened, is_following=False)

    found = "\n".join(joined(walk, practice, sitters))
    for page in ("gradebook/responses.csv", "gradebook/responses.xlsx", "/2/: "):
        assert page in found


def orders(client: Client, exam: Exam, numbers: set[str]) -> dict[str, list[str]]:
    """Return the order in which numbers stand in everything that lists them."""
    book = reverse("exams:gradebook", args=[exam.pk])
    slots = Slot.objects.filter(section__exam=exam).values_list("pk", flat=True)
    sorts = ["name", "points", "-points", "status", "-status", "finished", "-finished"]
    addresses = [f"{book}?sort={sort}" for sort in [*sorts, *(f"-q{pk}" for pk in slots)]]
    addresses += [f"{book}{what}.csv" for what in ("grades", "responses")]
    addresses += [f"/api/v1/exams/{exam.pk}/{what}" for what in ("grades", "grades.csv")]
    addresses += [f"/api/v1/courses/{exam.course_id}/grades.ndjson"]
    found = {address: text_of(client.get(address)) for address in addresses}
    form = {"slot": slots[0], "ruling": "full", "reason": "a slip"}
    decided = reverse("exams:gradebook_ruling", args=[exam.pk])
    found[decided] = text_of(client.post(decided, form))
    return {
        address: [n for n in dict.fromkeys(NUMBER.findall(text)) if n in numbers]
        for address, text in found.items()
    }


def test_the_order_of_numbers_does_not_depend_on_names_or_on_who_came_first(
    world, practice, sitters
):
    client = client_as(world, "teacher")
    numbers = {number_of(practice, user) for user in sitters}
    before = orders(client, practice, numbers)
    assert {address: len(order) for address, order in before.items()} == dict.fromkeys(before, 6)

    moment = timezone.now()
    for place, user in enumerate(sitters):
        back = len(sitters) - place
        User.objects.filter(pk=user.pk).update(
            last_name=LAST[back - 1], first_name=FIRST[back - 1], username=f"other{back}"
        )
        Enrollment.objects.filter(user=user).update(created_at=moment + timedelta(seconds=back))
        Attempt.objects.filter(user=user).update(
            started_at=moment - timedelta(seconds=place),
            finished_at=moment + timedelta(seconds=back),
            grade_changed_at=moment + timedelta(seconds=back),
        )
    assert orders(client, practice, numbers) == before


def test_the_order_of_numbers_is_not_that_of_ids_which_stand_beside_names(world, practice, sitters):
    """Every list is by number, or by the id that stands for one; of equals in either direction."""
    by_number = sorted(number_of(practice, user) for user in sitters)
    by_id = [number_of(practice, u) for u in sorted(sitters, key=lambda u: id_of(practice, u))]
    allowed = [by_number, by_number[::-1], by_id]
    for address, order in orders(client_as(world, "teacher"), practice, set(by_number)).items():
        assert order in allowed, address


def test_of_a_mark_the_log_tells_no_moment(world, practice, sitters):
    """What was reopened says since when: the timeline in the room says it by name."""
    text = text_of(client_as(world, "teacher").get(f"/courses/{practice.course_id}/log/"))
    numbers = re.compile("|".join(number_of(practice, user) for user in sitters))
    rows = [row for row in re.findall(r"<tr>.*?</tr>", text, re.S) if numbers.search(row)]
    assert len([row for row in rows if "reopened" in row]) == len(sitters)
    for row in rows:
        assert not re.search(r"\d{2}:\d{2}", row), row
    # It is on record as precisely as everything else.
    entry = AuditEntry.objects.filter(action="attempt-reopened").earliest("pk")
    assert "T" in entry.data["finished_at"]


def test_changes_of_grades_wait_for_the_names(world, practice, sitters, cast):
    client = client_as(world, "teacher")
    feed = f"/api/v1/exams/{practice.pk}/grades?updated_since=2020-01-01T00:00:00Z"
    course = f"/api/v1/courses/{practice.course_id}/grades"
    assert client.get(feed).json()["results"] == client.get(course).json()["results"] == []
    release_results(exam=practice, actor=cast.tess, now=timezone.now())
    named = {row["username"] for row in client.get(feed).json()["results"]}
    assert {user.username for user in sitters} <= named
    assert {row["username"] for row in client.get(course).json()["results"]} == named
