"""Attempts by students, and by programs for students: what is asked, and what is on record."""

import pytest
from django.db import OperationalError

from examcenter.exams.models import Attempt, AuditEntry, Exam
from examcenter.webhooks.models import Event
from tests.examcenter.api.documented import DocumentedClient
from tests.examcenter.api.flows.conftest import API, sit
from tests.examcenter.making import current, grade, keys_as_text, make_course
from tests.examcenter.tokens import make_program

ADA = {"student": {"username": "ada"}}
SOURCE = "def conv2d(image, kernel, stride=1, padding=0):\n    return image\n"


def actions():
    return list(
        AuditEntry.objects.exclude(actor=None)
        .order_by("pk")
        .values_list("action", "actor__username")
    )


def test_a_program_sits_an_exam_for_a_student_and_everything_is_on_record(
    campus, cast, practice, settings
):
    started = campus.post(f"{API}/exams/{practice.pk}/attempts", ADA)
    assert started.status_code == 201
    attempt = Attempt.objects.get(pk=started.json()["id"])
    assert attempt.user == cast.ada
    address = started["Location"]
    assert campus.post(f"{API}/exams/{practice.pk}/attempts", ADA).status_code == 200
    keys = keys_as_text(attempt, 1)
    assert campus.put(f"{address}/responses/1", {"answers": keys}).status_code == 200
    checked = campus.post(f"{address}/responses/1/check", {})
    assert checked.json()["score"] == 1
    assert campus.post(f"{address}/responses/2/variants").status_code == 201
    sent = campus.post(f"{address}/responses/3/submissions", {"source": SOURCE})
    assert sent.status_code == 202
    grade(sent.json()["id"], score=1)
    assert campus.get(sent["Location"]).json()["verdict"] == "accepted"
    listed = campus.get(f"{address}/submissions").json()["results"]
    assert [(row["number"], row["id"]) for row in listed] == [(3, sent.json()["id"])]
    finished = campus.post(f"{address}/finish").json()
    assert finished["finish_reason"] == "teacher" and finished["score"] == pytest.approx(4 / 6)

    done = [(action, actor) for action, actor in actions() if action.endswith("-for-student")]
    names = ["started", "saved", "checked", "renewed", "submitted", "finished"]
    assert [action.removesuffix("-for-student") for action, _ in done] == names
    assert len({actor for _, actor in done}) == 1 and done[0][1] not in ("ada", "tess")


@pytest.mark.parametrize("body", [{}, None])
def test_a_program_sits_no_exam_itself(campus, practice, body):
    refused = campus.post(f"{API}/exams/{practice.pk}/attempts", body)

    assert refused.status_code == 400
    assert [error["pointer"] for error in refused.json()["errors"]] == ["/student"]
    assert not Attempt.objects.exists()


def test_what_a_program_was_refused_is_not_on_record_as_done(campus, cast, practice):
    attempt = sit(practice, cast.ada, right=())
    refused = campus.put(f"{API}/attempts/{attempt.pk}/responses/1", {"answers": {"answer": "7"}})

    assert refused.status_code == 409 and refused.json()["code"] == "attempt_closed"
    assert not AuditEntry.objects.filter(action="saved-for-student").exists()


def test_the_door_of_the_room_is_asked_of_students_and_noted_of_programs(
    campus, ada, cast, practice
):
    Exam.objects.filter(pk=practice.pk).update(room_password="herring")
    assert ada.post(f"{API}/exams/{practice.pk}/attempts", {}).json()["code"] == "entry_needed"
    started = campus.post(f"{API}/exams/{practice.pk}/attempts", ADA)
    answer = {"answers": {"answer": "7"}}
    address = f"{started['Location']}/responses/1"

    assert ada.put(address, answer).json()["code"] == "entry_needed"
    assert campus.put(address, answer).status_code == 200
    assert AuditEntry.objects.get(action="saved-for-student").data["door"] == "not asked"
    assert "7" not in AuditEntry.objects.get(action="saved-for-student").data.values()


def test_a_teacher_starts_an_attempt_for_a_student_and_answers_nothing(tess, cast, practice):
    started = tess.post(f"{API}/exams/{practice.pk}/attempts", ADA)

    assert started.status_code == 201
    assert ("started-for-student", "tess") in actions()
    answer = {"answers": {"answer": "7"}}
    assert tess.put(f"{started['Location']}/responses/1", answer).status_code == 404
    assert tess.post(f"{started['Location']}/finish").status_code == 404
    assert current(Attempt.objects.get(), 1).draft == {}


@pytest.mark.parametrize("name", ["tess", "carol"])
def test_an_attempt_is_started_for_students_of_the_course_only(campus, cast, practice, name):
    refused = campus.post(f"{API}/exams/{practice.pk}/attempts", {"student": {"username": name}})

    assert refused.status_code == (403 if name == "tess" else 404)
    assert not Attempt.objects.exists()


def test_no_attempt_is_there_without_its_record(campus, practice, monkeypatch):
    def fail(*args, **kwargs):
        raise OperationalError("database is locked")

    with monkeypatch.context() as patched:
        patched.setattr("examcenter.exams.behalf.record", fail)
        assert campus.post(f"{API}/exams/{practice.pk}/attempts", ADA).status_code == 503
    assert not Attempt.objects.exists()
    assert not AuditEntry.objects.filter(action="started-for-student").exists()
    assert not Event.objects.exists()
    assert campus.post(f"{API}/exams/{practice.pk}/attempts", ADA).status_code == 201
    assert AuditEntry.objects.filter(action="started-for-student").count() == 1


def test_a_student_starts_nothing_for_others(api, cast, practice):
    refused = api(cast.ben).post(f"{API}/exams/{practice.pk}/attempts", ADA)

    assert refused.status_code == 403
    assert not Attempt.objects.exists()


def test_a_program_of_another_course_finds_nothing(cast, practice):
    stranger = DocumentedClient()
    stranger.credentials(HTTP_AUTHORIZATION=make_program(make_course("other"))[1])
    attempt = sit(practice, cast.ada, is_finished=False)
    address = f"{API}/attempts/{attempt.pk}"

    assert stranger.post(f"{API}/exams/{practice.pk}/attempts", ADA).status_code == 404
    assert stranger.get(address).status_code == 404
    assert stranger.put(f"{address}/responses/1", {"answers": {}}).status_code == 404
    assert stranger.post(f"{address}/finish").status_code == 404


@pytest.mark.parametrize(
    ("scopes", "method", "path", "missing"),
    [
        (["attempts:read"], "put", "/attempts/{attempt}/responses/1", "attempts:write"),
        (["attempts:write"], "get", "/attempts/{attempt}", "attempts:read"),
        (["exams:read"], "post", "/exams/{exam}/attempts", "attempts:write"),
        (["attempts:write"], "get", "/exams/{exam}/grades", "grades:read"),
        (["exams:read"], "post", "/exams/{exam}/publish", "exams:write"),
        (["grades:read"], "post", "/exams/{exam}/regrades", "grades:write"),
        (["exams:write"], "post", "/exams/{exam}/release", "grades:write"),
    ],
)
def test_a_token_is_good_for_its_scopes_only(cast, practice, scopes, method, path, missing):
    client = DocumentedClient()
    client.credentials(HTTP_AUTHORIZATION=make_program(cast.course, scopes)[1])
    attempt = sit(practice, cast.ada, is_finished=False)
    address = API + path.format(attempt=attempt.pk, exam=practice.pk)
    refused = getattr(client, method)(address, {})

    assert refused.status_code == 403
    assert refused.json()["code"] == "scope_missing" and missing in refused.json()["detail"]


def test_a_finished_attempt_goes_on(tess, ada, cast, final):
    attempt = sit(final, cast.ada)
    address = f"{API}/attempts/{attempt.pk}/reopen"
    assert ada.post(address, {"minutes": 5}).status_code == 403
    assert tess.post(address, {"minutes": 5, "reason": "a slip"}).json()["is_open"] is True
    again = tess.post(address, {"minutes": 5})

    assert again.status_code == 409 and again.json()["code"] == "not_reopened"


def test_attempts_are_listed_by_what_is_known_of_them(tess, ada, cast, final, practice):
    adas, bens = sit(final, cast.ada), sit(final, cast.ben, is_finished=False)
    mine = sit(practice, cast.ada, is_finished=False)

    def found(client, address=f"{API}/attempts", **asked):
        return [row["id"] for row in client.get(address, asked).json()["results"]]

    assert found(tess) == [str(row.pk) for row in (adas, bens, mine)]
    assert found(ada) == [str(row.pk) for row in (adas, mine)]
    assert found(tess, exam=final.pk, state="open") == [str(bens.pk)]
    assert found(tess, state="finished") == [str(adas.pk)]
    assert found(tess, user_id=cast.ben.public_id) == [str(bens.pk)]
    assert found(tess, course=cast.course.pk, started_since="2099-01-01T00:00:00Z") == []
    assert found(tess, f"{API}/exams/{final.pk}/attempts") == [str(adas.pk), str(bens.pk)]
    assert found(ada, f"{API}/exams/{final.pk}/attempts") == [str(adas.pk)]


def test_teachers_see_scores_that_students_do_not_see_yet(tess, ada, cast, final):
    review = {"format": 1, "during": [], "after": [], "released": []}
    Exam.objects.filter(pk=final.pk).update(review=review)
    attempt = sit(final, cast.ada)
    address = f"{API}/attempts/{attempt.pk}"

    assert ada.get(address).json()["score"] is None
    assert tess.get(address).json()["score"] == pytest.approx(1 / 3)
    assert ada.get(f"{address}/responses/1").json()["score"] is None
    assert tess.get(f"{address}/responses/1").json()["score"] == 1


def test_where_names_are_hidden_no_name_leads_to_a_mark(tess, campus, cast, final):
    Exam.objects.filter(pk=final.pk).update(is_anonymous=True)
    attempt = sit(final, cast.ada)
    for path in ("", "/responses", "/responses/1", "/submissions", "/responses/1/submissions"):
        refused = tess.get(f"{API}/attempts/{attempt.pk}{path}")
        assert (refused.status_code, refused.json()["code"]) == (403, "marked_anonymously"), path
    (row,) = tess.get(f"{API}/attempts", {"user_id": cast.ada.public_id}).json()["results"]
    assert row["id"] == str(attempt.pk) and "score" not in row
    (graded,) = tess.get(f"{API}/exams/{final.pk}/grades").json()["results"]
    assert not {str(attempt.pk), str(cast.ada.public_id), "ada"} & set(map(str, graded.values()))
    finished = campus.post(f"{API}/attempts/{attempt.pk}/finish").json()
    assert finished["score"] is None and finished["responses"][0]["score"] is None
