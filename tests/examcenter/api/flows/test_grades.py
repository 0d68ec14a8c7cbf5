"""Grades over REST: pages, one student's, files, marks by hand, decisions and statistics."""

import csv
import io
import json
from datetime import timedelta

import pytest
from django.utils import timezone

from examcenter.courses.models import Enrollment
from examcenter.exams.models import Attempt, AuditEntry, Exam, Response
from examcenter.exams.services import finish_attempt
from tests.examcenter.api.flows.conftest import API, change, sit
from tests.examcenter.making import enroll, make_exam, make_user, wrong_answers

THIRD = pytest.approx(1 / 3)


@pytest.fixture
def adas(cast, final):
    """Ada's finished attempt, its first question right."""
    return sit(final, cast.ada)


def rows_of(client, address, **asked):
    return client.get(address, asked).json()["results"]


def test_every_student_has_a_row_with_the_attempt_that_counts(tess, cast, final, adas):
    rows = {row["username"]: row for row in rows_of(tess, f"{API}/exams/{final.pk}/grades")}

    assert list(rows) == ["ada", "ben"]
    ada = rows["ada"]
    assert ada["score"] == THIRD and ada["points"] == 1 and ada["points_possible"] == 3
    assert ada["attempt_id"] == str(adas.pk) and ada["n_attempts"] == 1 and ada["is_released"]
    assert rows["ben"]["score"] is None and rows["ben"]["updated_at"] is None


@pytest.mark.parametrize("how", ["id", "username:ada", "external:4711"])
def test_one_student_is_asked_for_by_any_of_their_names(tess, cast, final, adas, how):
    Enrollment.objects.filter(user=cast.ada).update(external_id="4711")
    name = str(cast.ada.public_id) if how == "id" else how
    found = tess.get(f"{API}/exams/{final.pk}/grades/{name}").json()

    assert found["score"] == THIRD and found["external_id"] == "4711"
    assert rows_of(tess, f"{API}/exams/{final.pk}/grades", student=name) == [found]


@pytest.mark.parametrize("name", ["username:carol", "username:tess", "nobody", "external:"])
def test_who_is_no_student_has_no_grade(tess, final, name):
    assert tess.get(f"{API}/exams/{final.pk}/grades/{name}").status_code == 404


def test_a_course_has_the_grades_of_all_its_exams(tess, cast, final, adas, bank):
    other = make_exam(cast.course, "other", ["one-side"], kind=Exam.Kind.EXAM)
    sit(other, cast.ben)
    address = f"{API}/courses/{cast.course.pk}/grades"
    found = {(row["exam_id"], row["username"]) for row in rows_of(tess, address)}

    assert found == {(str(final.pk), "ada"), (str(other.pk), "ben")}
    (bens,) = rows_of(tess, address, student="username:ben")
    assert bens["exam_id"] == str(other.pk)


def read_csv(answer):
    return list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode())))


def test_files_hold_what_the_pages_hold(tess, cast, final, adas):
    listed = rows_of(tess, f"{API}/exams/{final.pk}/grades")
    for owner in (f"exams/{final.pk}", f"courses/{cast.course.pk}"):
        lines = tess.get(f"{API}/{owner}/grades.ndjson")
        assert lines["Content-Type"] == "application/x-ndjson"
        found = [json.loads(line) for line in b"".join(lines.streaming_content).splitlines()]
        assert sorted(found, key=lambda row: row["username"]) == listed
        answer = tess.get(f"{API}/{owner}/grades.csv")
        assert answer["Content-Disposition"].endswith('-grades.csv"')
        rows = sorted(read_csv(answer), key=lambda row: row["username"])
        assert list(rows[0]) == list(listed[0])
        assert [row["user_id"] for row in rows] == [row["user_id"] for row in listed]
        assert rows[0]["is_released"] == "true" and rows[1]["score"] == ""


def test_a_name_in_a_file_is_no_formula(tess, cast, final):
    cast.ada.first_name = "=1+1"
    cast.ada.save()
    rows = read_csv(tess.get(f"{API}/exams/{final.pk}/grades.csv"))

    assert "'=1+1" in [row["name"] for row in rows]


def test_a_file_asks_as_often_for_one_student_as_for_many_of_a_chunk(
    tess, cast, final, adas, django_assert_max_num_queries, django_assert_num_queries
):
    address = f"{API}/exams/{final.pk}/grades.csv"
    read_csv(tess.get(address))
    with django_assert_max_num_queries(30) as queries:
        read_csv(tess.get(address))
    size = len(queries)
    for n in range(5):
        student = make_user(f"student{n}")
        enroll(cast.course, student)
        sit(final, student)
    read_csv(tess.get(address))
    with django_assert_num_queries(size):
        assert len(read_csv(tess.get(address))) == 7


def test_where_names_are_hidden_no_grade_carries_one(tess, cast, final, adas):
    Exam.objects.filter(pk=final.pk).update(is_anonymous=True)
    Enrollment.objects.filter(user=cast.ada).update(external_id="canary-4711")
    canaries = ("ada", str(cast.ada.public_id), "canary-4711", cast.ada.email)
    addresses = [
        f"exams/{final.pk}/grades",
        f"exams/{final.pk}/grades?updated_since=2020-01-01T00:00:00Z",
        f"courses/{cast.course.pk}/grades",
        f"exams/{final.pk}/grades.csv",
        f"exams/{final.pk}/grades.ndjson",
        f"exams/{final.pk}/statistics",
    ]
    for address in addresses:
        answer = tess.get(f"{API}/{address}")
        text = b"".join(answer).decode()
        assert not [canary for canary in canaries if f'"{canary}"' in text], address
        assert not [canary for canary in canaries if f",{canary}," in text], address
    (row,) = rows_of(tess, f"{API}/exams/{final.pk}/grades")
    marked = f"attempts/{row['attempt_id']}/responses/1/adjustment"
    assert change(tess, "put", f"{API}/{marked}", {"points": 0, "reason": "x"}).status_code == 200
    assert Attempt.objects.get(pk=adas.pk).score == 0
    assert tess.get(mark_address(adas, 1)).status_code == 404
    (row,) = rows_of(tess, f"{API}/exams/{final.pk}/grades")
    assert tess.get(f"{API}/exams/{final.pk}/grades/{row['user_id']}").json() == row
    for name in ("username:ada", "external:canary-4711", str(cast.ada.public_id)):
        assert tess.get(f"{API}/exams/{final.pk}/grades/{name}").status_code == 404
        assert rows_of(tess, f"{API}/courses/{cast.course.pk}/grades", student="username:ada") == []


def test_names_come_back_with_the_release_and_so_does_every_row(tess, cast, final, adas):
    Exam.objects.filter(pk=final.pk).update(is_anonymous=True)
    address = f"{API}/exams/{final.pk}/grades"
    seen = timezone.now().isoformat()
    assert rows_of(tess, address, updated_since="2020-01-01T00:00:00Z") == []
    (hidden,) = rows_of(tess, address)
    assert hidden["updated_at"] is None
    tess.post(f"{API}/exams/{final.pk}/release")
    rows = rows_of(tess, address, updated_since=seen)

    assert [row["username"] for row in rows] == ["ada"]


def mark_address(attempt, number, what="adjustment"):
    return f"{API}/attempts/{attempt.pk}/responses/{number}/{what}"


def test_a_mark_is_adjusted_read_and_taken_back(asa, ada, final, adas):
    address = mark_address(adas, 2)
    assert asa.put(address, {"points": 2, "reason": "right"}).status_code == 428
    set_ = change(asa, "put", address, {"points": 1.5, "reason": "half right"})
    assert set_.json()["points"] == 1.5 and set_.json()["adjusted_score"] == 0.75
    assert ada.get(f"{API}/attempts/{adas.pk}").json()["score"] == pytest.approx(2.5 / 3)
    assert AuditEntry.objects.get(action="adjusted").actor.username == "asa"
    assert change(asa, "delete", address).status_code == 204
    assert asa.get(address).json()["adjusted_score"] is None
    again = change(asa, "delete", mark_address(adas, 1))
    assert again.status_code == 400 and again.json()["code"] == "mark_refused"


@pytest.mark.parametrize(
    "body",
    [
        {"points": 3, "reason": "x"},
        {"points": True, "reason": "x"},
        {"points": 1, "reason": " "},
        {},
    ],
)
def test_a_mark_that_cannot_be_is_refused(tess, final, adas, body):
    assert change(tess, "put", mark_address(adas, 2), body).status_code == 400


def test_a_comment_reaches_the_response(asa, adas):
    said = asa.put(mark_address(adas, 1, "comment"), {"comment": "Well seen."})

    assert said.json()["comment"] == "Well seen."
    assert Response.objects.get(attempt=adas, number=1).comment == "Well seen."


def test_a_bonus_is_given_by_teachers(asa, tess, adas):
    address = f"{API}/attempts/{adas.pk}/bonus"
    assert asa.get(address).status_code == 403
    given = change(tess, "put", address, {"points": 1, "reason": "a fine idea"})

    assert given.json()["score"] == pytest.approx(2 / 3) and given.json()["points"] == 1


@pytest.mark.parametrize("what", ["adjustment", "comment"])
def test_students_mark_nothing(ada, api, cast, adas, what):
    body = {"points": 1, "reason": "please"} if what == "adjustment" else {"comment": "please"}
    address = mark_address(adas, 1, what)

    assert ada.put(address, body, HTTP_IF_MATCH="*").status_code == 403
    assert api(cast.ben).put(address, body, HTTP_IF_MATCH="*").status_code == 404
    assert api(cast.carol).put(address, body, HTTP_IF_MATCH="*").status_code == 404


def test_a_decision_is_seen_before_it_is_taken(tess, cast, final, adas):
    address = f"{API}/exams/{final.pk}/regrades"
    decision = {"question": 2, "ruling": "full", "reason": "misprint"}
    seen = tess.post(address, {**decision, "is_preview": True})
    assert seen.status_code == 200
    assert (seen.json()["n_changed"], seen.json()["mean_after"]) == (1, 1.0)
    assert Attempt.objects.get(pk=adas.pk).score == THIRD
    taken = tess.post(address, decision)

    assert taken.status_code == 201 and taken.json()["n_raised"] == 1
    assert Attempt.objects.get(pk=adas.pk).score == 1
    assert [row["question"] for row in rows_of(tess, address)] == [2]
    back = tess.post(address, {"question": 2, "ruling": "", "reason": "no misprint"})
    assert back.json()["n_lowered"] == 1 and rows_of(tess, address) == []
    refused = tess.post(address, {**decision, "question": 3})
    assert refused.status_code == 400 and refused.json()["errors"][0]["pointer"] == "/question"


def test_statistics_tell_how_an_exam_went(tess, cast, final, adas):
    for n in range(10):
        student = make_user(f"student{n}")
        enroll(cast.course, student)
        sit(final, student, right=(1, 2) if n < 5 else ())
    found = tess.get(f"{API}/exams/{final.pk}/statistics").json()
    first, second = found["questions"]

    assert (found["n_students"], found["n_started"], found["n_counted"]) == (12, 11, 11)
    assert found["mean_score"] == pytest.approx((5 + 1 / 3) / 11)
    assert (first["question"], second["question"]) == (1, 2)
    assert second["mean_score"] == 1 and second["discrimination"] is None


def test_statistics_name_the_commonest_mistakes_and_what_tells_apart(tess, cast, bank):
    exam = make_exam(cast.course, "fresh", ["one-side", "two-parts"], kind=Exam.Kind.EXAM)
    for n in range(12):
        student = make_user(f"student{n}")
        enroll(cast.course, student)
        attempt = sit(exam, student, right=(1, 2) if n < 6 else (), is_finished=False)
        for number in () if n < 6 else (1, 2):
            answers = wrong_answers(attempt, number)
            Response.objects.filter(attempt=attempt, number=number).update(draft=answers)
        finish_attempt(attempt=attempt, now=timezone.now())
    Response.objects.filter(score=0, number=1).update(
        last_marks={
            "answer": {
                **Response.objects.filter(score=0, number=1).first().last_marks["answer"],
                "diagnosis": ["forgot-plus-one"],
            }
        }
    )
    found = tess.get(f"{API}/exams/{exam.pk}/statistics").json()["questions"]

    assert [one["discrimination"] for one in found] == [pytest.approx(1), pytest.approx(1)]
    assert [(one["id"], one["n"]) for one in found[0]["mistakes"]] == [("forgot-plus-one", 6)]
    assert found[0]["mistakes"][0]["title"]


def test_no_statistics_and_no_decisions_for_students(ada, asa, final, adas):
    for path in ("statistics", "regrades", "grades", "grades.csv", "grades.ndjson"):
        assert ada.get(f"{API}/exams/{final.pk}/{path}").status_code == 403, path


def test_the_queries_of_grades_do_not_grow(
    tess, cast, final, adas, django_assert_max_num_queries, django_assert_num_queries
):
    exam, course = f"{API}/exams/{final.pk}", f"{API}/courses/{cast.course.pk}"
    since = "?updated_since=2020-01-01T00:00:00Z"
    paths = (f"{exam}/grades", f"{exam}/grades{since}", f"{course}/grades", f"{exam}/statistics")
    sizes = {}
    for path in paths:
        tess.get(path)
        with django_assert_max_num_queries(30) as queries:
            assert tess.get(path).status_code == 200
        sizes[path] = len(queries)
    for n in range(5):
        student = make_user(f"student{n}")
        enroll(cast.course, student)
        sit(final, student)
    for path in paths:
        # What has changed since gets its moments first.
        tess.get(path)
        with django_assert_num_queries(sizes[path]):
            assert tess.get(path).status_code == 200


def test_what_the_clock_ends_is_closed_before_it_is_listed(tess, cast, final):
    attempt = sit(final, cast.ada, is_finished=False)
    long_ago = timezone.now() - timedelta(hours=3)
    over = {"started_at": long_ago, "deadline_at": long_ago + timedelta(hours=1)}
    Attempt.objects.filter(pk=attempt.pk).update(**over)
    found = tess.get(f"{API}/exams/{final.pk}/grades/username:ada").json()

    assert found["score"] == THIRD and found["finished_at"]
