"""Marking without names: what shows marks or answers leads to no name, and no name to them."""

import re
from io import BytesIO
from zipfile import ZipFile

import pytest

from examcenter.courses.models import Enrollment
from examcenter.exams.anonymity import handle_of, id_of, number_of
from examcenter.exams.building.definition import Rules
from examcenter.exams.building.services import change_rules
from examcenter.exams.errors import NotPermitted
from examcenter.exams.gradebook.rulings import release_results
from examcenter.exams.models import Attempt, AuditEntry, Slot
from examcenter.exams.room.giving import extend_attempts
from tests.examcenter.exams.gradebook.conftest import sit
from tests.examcenter.making import enroll, make_user
from tests.examcenter.tokens import bearer_of


@pytest.fixture
def hidden(exam, adas, cast, now):
    """Return the exam, marked anonymously, that Ada and Ben have sat."""
    for user, name in ((cast.ada, "Ada Lovelacestone"), (cast.ben, "Ben Babbagestone")):
        user.first_name, user.last_name = name.split()
        user.save()
    sit(exam, cast.ben, now, right=(1, 2))
    exam.is_anonymous = True
    exam.save()
    return exam


def names_of(*people):
    """Return everything by which somebody is known."""
    for user in people:
        yield from (user.username, user.first_name, user.last_name, user.email)
        yield str(user.public_id)


def assert_no_name(text, cast, where):
    shown = text.casefold()
    for name in names_of(cast.ada, cast.ben):
        assert not re.search(rf"\b{re.escape(name.casefold())}\b", shown), (where, name)
    for attempt in Attempt.objects.all():
        assert str(attempt.pk) not in shown, (where, "an attempt's own id")


def pages_with_marks(exam):
    """Return the addresses that show marks or answers to who marks."""
    base = f"/exams/{exam.pk}/gradebook/"
    handles = [handle_of(exam.pk, attempt.pk) for attempt in Attempt.objects.filter(exam=exam)]
    return [
        base,
        f"{base}?columns=sections&sort=-points",
        *(f"{base}{handle}/{number}/" for handle in handles for number in (1, 2)),
        *(f"{base}{what}.csv" for what in ("grades", "responses")),
    ]


def test_no_page_or_file_with_marks_leads_to_a_name(hidden, cast, asa, browser):
    for user in (cast.tess, asa):
        client = browser(user)
        for address in pages_with_marks(hidden):
            reply = client.get(address)
            assert reply.status_code == 200, address
            body = b"".join(reply) if reply.streaming else reply.content
            assert_no_name(body.decode(), cast, address)


def test_no_workbook_leads_to_a_name(hidden, cast, browser):
    for what in ("grades", "responses"):
        reply = browser(cast.tess).get(f"/exams/{hidden.pk}/gradebook/{what}.xlsx")
        with ZipFile(BytesIO(b"".join(reply))) as book:
            text = "\n".join(book.read(name).decode() for name in book.namelist())
        assert number_of(hidden, cast.ada) in text
        assert_no_name(text, cast, what)


def test_what_was_decided_for_everybody_is_previewed_by_number(hidden, cast, browser):
    slot = Slot.objects.filter(section__exam=hidden).earliest("pk")
    form = {"slot": slot.pk, "ruling": "full", "reason": "a slip"}
    text = browser(cast.tess).post(f"/exams/{hidden.pk}/gradebook/decide/", form).content.decode()
    assert_no_name(text, cast, "ruling")


def test_the_ids_that_the_room_shows_open_nothing_with_marks(hidden, adas, cast, asa, browser):
    for user in (cast.tess, asa):
        room = browser(user).get(f"/exams/{hidden.pk}/room/").content.decode()
        assert "Ada Lovelacestone" in room and str(adas.pk) in room
        for tail in ("", "1/"):
            address = f"/exams/{hidden.pk}/gradebook/{adas.pk}/{tail}"
            assert browser(user).get(address).status_code == 404
            assert browser(user).post(address, {"deed": "comment"}).status_code in (404, 405)
        assert str(handle_of(hidden.pk, adas.pk)) not in room


def test_the_gradebook_of_the_course_leaves_the_exam_out(hidden, cast, browser):
    text = browser(cast.tess).get(f"/courses/{cast.course.pk}/gradebook/").content.decode()
    for attempt in Attempt.objects.all():
        assert str(attempt.pk) not in text
        assert str(handle_of(hidden.pk, attempt.pk)) not in text


@pytest.mark.parametrize("path", ["", "/responses", "/responses/1", "/responses/1/submissions"])
def test_no_operation_shows_marks_beside_a_name(hidden, adas, cast, client, path):
    reply = client.get(
        f"/api/v1/attempts/{adas.pk}{path}", headers={"Authorization": bearer_of(cast.tess)}
    )
    assert (reply.status_code, reply.json()["code"]) == (403, "marked_anonymously")
    reply = client.get(
        f"/api/v1/attempts/{adas.pk}{path}", headers={"Authorization": bearer_of(cast.ada)}
    )
    assert reply.status_code == 200


def test_grades_of_the_rest_interface_carry_neither_name_nor_id_nor_moment(
    hidden, adas, cast, client
):
    reply = client.get(
        f"/api/v1/exams/{hidden.pk}/grades", headers={"Authorization": bearer_of(cast.tess)}
    )
    assert_no_name(reply.content.decode(), cast, "grades")
    rows = {row["name"]: row for row in reply.json()["results"]}
    row = rows[number_of(hidden, cast.ada)]
    assert row["attempt_id"] == str(handle_of(hidden.pk, adas.pk))
    assert row["finished_at"] is None


def test_a_list_of_attempts_joins_no_number_and_no_mark_to_a_name(hidden, adas, cast, client):
    reply = client.get(
        f"/api/v1/exams/{hidden.pk}/attempts", headers={"Authorization": bearer_of(cast.tess)}
    )
    # It names people, as the room does; under numbers stand the grades.
    assert str(cast.ada.public_id) in reply.content.decode()
    assert str(id_of(hidden, cast.ada)) not in reply.content.decode()
    for row in reply.json()["results"]:
        assert not any("score" in name or "points" in name for name in row)


def test_the_log_tells_marks_by_number_and_day_and_the_room_by_name(
    hidden, adas, cast, browser, now
):
    Attempt.objects.filter(pk=adas.pk).update(finished_at=None, finish_reason="")
    extend_attempts(attempts=[adas.pk], minutes=5, reason="fire alarm", actor=cast.tess, now=now)
    text = browser(cast.tess).get(f"/courses/{cast.course.pk}/log/").content.decode()
    rows = re.findall(r"<tr><t[dh].*?</tr>", text, re.S)
    by_action = {row: row for row in rows}
    given = [row for row in by_action if "time given" in row]
    marks = [row for row in by_action if "attempt finished" in row]
    assert len(given) == 1 and "Ada Lovelacestone" in given[0]
    assert len(marks) == 2
    for row in marks:
        assert_no_name(row, cast, "log")
        assert f"{now:%H:%M}" not in row
    number = number_of(hidden, cast.ada)
    assert number in "".join(marks) and number not in "".join(given)


def test_a_search_for_a_name_finds_no_marks(hidden, cast, browser):
    address = f"/courses/{cast.course.pk}/log/"
    text = browser(cast.tess).get(address, {"q": "ada"}).content.decode()
    assert number_of(hidden, cast.ada) not in text
    assert "attempt finished" not in re.sub(r"<option.*?</option>", "", text, flags=re.S)


def test_released_results_have_names_and_their_own_ids_again(hidden, adas, cast, browser, now):
    release_results(exam=hidden, actor=cast.tess, now=now)
    text = browser(cast.tess).get(f"/exams/{hidden.pk}/gradebook/").content.decode()
    assert "Ada Lovelacestone" in text and str(adas.pk) in text
    assert AuditEntry.objects.filter(action="released", actor=cast.tess).exists()


def test_only_an_owner_ends_the_anonymity_of_what_was_sat_and_it_is_recorded(hidden, cast, now):
    open_rules = Rules.of_exam(hidden).__class__(
        **{**vars(Rules.of_exam(hidden)), "is_anonymous": False}
    )
    with pytest.raises(NotPermitted, match="Only an owner"):
        change_rules(exam=hidden, rules=open_rules, actor=cast.tess, now=now)
    hidden.refresh_from_db()
    assert hidden.is_anonymous
    olga = make_user("olga")
    enroll(cast.course, olga, Enrollment.Role.OWNER)
    change_rules(exam=hidden, rules=open_rules, actor=olga, now=now)
    entry = AuditEntry.objects.get(action="rules-changed")
    assert (entry.actor, entry.data["changed"]["is_anonymous"]) == (olga, [True, False])
