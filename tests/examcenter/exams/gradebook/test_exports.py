"""Exports and the log page: what leaves, in which form, and for whom."""

import csv
from io import BytesIO, StringIO
from zoneinfo import ZoneInfo

import openpyxl
import pytest

from examcenter.courses.models import Course
from examcenter.exams import audit
from examcenter.exams.gradebook.exporting import csv_lines, guard, xlsx_file
from examcenter.exams.gradebook.marking import set_bonus
from examcenter.exams.models import Exam, Response, Slot
from examcenter.exams.services import check_response, start_attempt, submit_code
from tests.examcenter.exams.gradebook.conftest import sit
from tests.examcenter.making import enroll, make_exam, make_user


def fetch(client, exam, name):
    response = client.get(f"/exams/{exam.pk}/gradebook/{name}")
    assert response.status_code == 200
    return b"".join(response.streaming_content)


def table(data):
    return list(csv.reader(StringIO(data.decode("utf-8-sig"))))


def test_grades_hold_a_row_for_each_student(exam, cast, adas, browser):
    head, ada, ben = table(fetch(browser(cast.tess), exam, "grades.csv"))

    found = dict(zip(head, ada, strict=True))
    assert (found["Name"], found["Points"], found["Score"]) == ("ada", "1.0", "0.333333")
    assert [found["1. One side (1)"], found["2. Two parts (2)"]] == ["1.0", "0.0"]
    assert dict(zip(head, ben, strict=True))["Status"] == "not started"


def test_responses_hold_a_row_for_each_part(exam, cast, adas, browser):
    head, *rows = table(fetch(browser(cast.tess), exam, "responses.csv"))

    parts = [dict(zip(head, row, strict=True)) for row in rows]
    assert [part["Part"] for part in parts] == ["answer", "width", "area"]
    assert parts[0]["Answer"] == Response.objects.get(attempt=adas, number=1).draft["answer"]
    assert [part["Part score"] for part in parts] == ["1.0", "0.0", "0.0"]


def test_responses_name_the_question_as_the_grades_do_whatever_its_place(exam, cast, adas, browser):
    first, second = Response.objects.filter(attempt=adas).order_by("number")
    for response, number in ((first, 9), (second, 1), (first, 2)):
        Response.objects.filter(pk=response.pk).update(number=number)
    head, *rows = table(fetch(browser(cast.tess), exam, "responses.csv"))

    found = [dict(zip(head, row, strict=True)) for row in rows]
    assert [(one["Question"], one["Place in the attempt"]) for one in found] == [
        ("2", "1"),
        ("2", "1"),
        ("1", "2"),
    ]


def test_tries_are_told_where_they_are_counted_and_of_code_always(cast, bank, now, browser):
    exam = make_exam(cast.course, "tries", ["one-side", "code-task"], max_tries=3)
    other = make_exam(cast.course, "free", ["one-side"])
    for one in (exam, other):
        attempt = start_attempt(user=cast.ada, exam_id=one.pk, now=now)
        for answer in ("1", "2"):
            check_response(attempt=attempt, number=1, answers={"answer": answer}, now=now)
        if one is exam:
            for source in ("def f(): pass", "def g(): pass"):
                submit_code(attempt=attempt, number=2, part="answer", source=source, now=now)

    def tries(one):
        head, *rows = table(fetch(browser(cast.tess), one, "responses.csv"))
        return [row[head.index("Tries")] for row in rows]

    assert tries(exam) == ["2", "2"]
    assert tries(other) == [""]


def test_times_are_those_of_the_course_and_say_so(exam, cast, adas, now, browser):
    Course.objects.filter(pk=cast.course.pk).update(time_zone="Asia/Tokyo")
    tess = browser(cast.tess)
    head, ada, _ = table(fetch(tess, exam, "grades.csv"))
    place = head.index("Started (Asia/Tokyo)")
    local = adas.started_at.astimezone(ZoneInfo("Asia/Tokyo"))
    assert ada[place] == local.isoformat(timespec="seconds")

    sheet = openpyxl.load_workbook(BytesIO(fetch(tess, exam, "grades.xlsx"))).active
    rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    assert rows[1][place] == local.replace(tzinfo=None)


def test_points_for_the_attempt_stand_beside_those_of_its_questions(exam, cast, adas, now, browser):
    set_bonus(attempt=adas, actor=cast.tess, points=0.5, reason="A talk.", now=now)
    head, ada, ben = table(fetch(browser(cast.tess), exam, "grades.csv"))
    found = dict(zip(head, ada, strict=True))
    columns = [float(text) for name, text in found.items() if name[0].isdigit()]

    assert float(found["Points"]) == sum(columns) + float(found["Bonus points"]) == 1.5
    assert ben[head.index("Bonus points")] == ""


def test_a_column_that_draws_from_a_pool_says_from_which(exam, cast, adas, browser):
    Slot.objects.filter(section__exam=exam, position=2).update(
        question=None, source="pool", pool={"topics": ["padding"], "levels": [2, 4]}
    )
    head, *_ = table(fetch(browser(cast.tess), exam, "grades.csv"))

    assert head[-1] == "2. Padding, levels 2, 4 (2)"


def test_moments_in_the_log_are_told_by_the_clock_of_the_course(exam, cast, adas, now, browser):
    Course.objects.filter(pk=cast.course.pk).update(time_zone="Asia/Tokyo")
    data = {"before": "2026-11-23T01:37:23.956997+00:00", "reason": "2026-11-23"}
    audit.record(action="time-given", course=cast.course, exam=exam, data=data, now=now)
    audit.record(action="announcement", course=cast.course, exam=exam, now=now)
    text = browser(cast.tess).get(f"/courses/{cast.course.pk}/log/").content.decode()

    assert "23 Nov 2026, 10:37:23 JST" in text
    assert "2026-11-23T01:37:23" not in text
    assert "<strong>told to everybody in the room</strong>" in text


def test_who_still_sits_has_no_points_yet(exam, cast, now, browser):
    start_attempt(user=cast.ada, exam_id=exam.pk, now=now)
    tess = browser(cast.tess)
    head, ada, _ = table(fetch(tess, exam, "grades.csv"))
    found = dict(zip(head, ada, strict=True))
    assert (found["Status"], found["Points"], found["Score"]) == ("running", "", "")

    rows = tess.get(f"/exams/{exam.pk}/gradebook/").content.decode().split("<tbody>")[1]
    assert "0 %" not in rows
    book = tess.get(f"/courses/{cast.course.pk}/gradebook/").content.decode()
    assert ">…</a>" in book


def test_a_workbook_holds_the_same_as_the_csv(exam, cast, adas, browser):
    tess = browser(cast.tess)
    plain = table(fetch(tess, exam, "grades.csv"))
    sheet = openpyxl.load_workbook(BytesIO(fetch(tess, exam, "grades.xlsx"))).active

    rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    assert rows[0] == plain[0]
    assert [row[0] for row in rows] == [row[0] for row in plain]
    assert rows[1][plain[0].index("Points")] == 1.0


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_nothing_that_was_typed_becomes_a_formula(text):
    assert guard(text) == f"'{text}"
    (line,) = csv_lines([[text]], has_bom=False)
    assert next(csv.reader(StringIO(line)))[0].startswith("'")
    sheet = openpyxl.load_workbook(xlsx_file([["Head"], [text]], "x")).active
    assert sheet is not None
    assert sheet["A2"].data_type == "s"


def test_numbers_stay_numbers():
    assert list(csv_lines([[-1.5, 2]], has_bom=False)) == ["-1.5,2\r\n"]


def test_a_mark_at_the_start_is_there_on_request(exam, cast, browser):
    tess = browser(cast.tess)

    assert fetch(tess, exam, "grades.csv?bom=1").startswith(b"\xef\xbb\xbf")
    assert not fetch(tess, exam, "grades.csv").startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize("name", ["grades.csv", "responses.csv", "grades.xlsx", "responses.xlsx"])
def test_names_are_left_out_of_an_anonymous_exam(exam, cast, adas, browser, name):
    Exam.objects.filter(pk=exam.pk).update(is_anonymous=True)
    data = fetch(browser(cast.tess), exam, name)
    if name.endswith("xlsx"):
        rows = openpyxl.load_workbook(BytesIO(data)).active.iter_rows(values_only=True)
        text = "\n".join(str(row) for row in rows)
    else:
        text = data.decode()

    assert "Number" in text
    assert "ada" not in text.replace("Adapted", "")


@pytest.mark.parametrize("what", ["grades", "responses"])
def test_the_queries_of_an_export_do_not_grow(
    exam, cast, adas, browser, now, what, django_assert_max_num_queries
):
    tess = browser(cast.tess)
    for number in range(6):
        user = make_user(f"student{number}")
        enroll(cast.course, user)
        sit(exam, user, now)
        with django_assert_max_num_queries(10):
            fetch(tess, exam, f"{what}.csv")


def test_the_log_is_narrowed_down_by_exam_action_and_student(exam, cast, adas, now, browser):
    tess = browser(cast.tess)
    sit(exam, cast.ben, now)
    audit.record(action="released", course=cast.course, exam=exam, actor=cast.tess, now=now)
    address = f"/courses/{cast.course.pk}/log/"

    def shown(**query):
        text = tess.get(address, query).content.decode()
        return text.split("<tbody>")[1].split("</tbody>")[0]

    assert shown().count("<tr>") == 3
    assert "results released" in shown(action="released")
    assert shown(q="ben").count("attempt finished") == 1
    assert "ada" not in shown(q="ben")
    assert "Nothing fits" in shown(exam="00000000-0000-0000-0000-000000000000")


def test_the_log_does_not_search_for_names_behind_numbers(exam, cast, adas, browser):
    Exam.objects.filter(pk=exam.pk).update(is_anonymous=True)
    text = browser(cast.tess).get(f"/courses/{cast.course.pk}/log/", {"q": "ada"}).content.decode()

    assert "Nothing fits" in text


def test_the_log_costs_the_same_however_long_it_is(
    exam, cast, adas, now, browser, django_assert_num_queries
):
    tess = browser(cast.tess)
    address = f"/courses/{cast.course.pk}/log/"
    tess.get(address)
    for n in (0, 30):
        for _ in range(n):
            audit.record(action="adjusted", course=cast.course, exam=exam, attempt=adas, now=now)
        with django_assert_num_queries(6):
            tess.get(address)
