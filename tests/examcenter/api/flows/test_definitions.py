"""A whole exam over REST: in, out, changed, checked, published, closed, copied and deleted."""

import copy
import json
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from examcenter.courses.models import Enrollment
from examcenter.exams.models import Attempt, AuditEntry, Exam, Section
from tests.examcenter.api.flows.conftest import API, change, sit
from tests.examcenter.making import enroll, make_course

RULES = {
    "kind": "exam",
    "title": "Midterm",
    "opens_at": "2026-11-01T08:00:00Z",
    "closes_at": "2099-11-01T10:00:00Z",
    "time_limit_s": 3600,
    "max_attempts": 1,
    "feedback": "after",
    "room_password": "herring",
    "networks": ["192.0.2.0/24"],
    "review": {"format": 1, "during": [], "after": ["score"], "released": ["key"]},
}
SECTIONS = [
    {
        "title": "Sizes",
        "intro": "Take your time.",
        "planned_points": 3.0,
        "slots": [
            {"source": "question", "points": 1.0, "question": "one-side"},
            {"source": "list", "points": 2.0, "choices": ["two-parts", "one-side"]},
        ],
    },
    {"title": "", "slots": [{"source": "pool", "pool": {"topics": [], "levels": [3]}}]},
]
DEFINITION = {"format": 1, "rules": RULES, "sections": SECTIONS}


@pytest.fixture
def made(campus, cast, bank):
    """The answer to making the exam above."""
    body = {"course": str(cast.course.pk), "external_id": "mid-1", "definition": DEFINITION}
    return campus.post(f"{API}/exams", body)


def test_an_exam_goes_in_and_comes_out_as_it_was(campus, made):
    assert made.status_code == 201
    exam = made.json()
    assert exam["state"] == "draft" and exam["external_id"] == "mid-1"
    found = campus.get(f"{made['Location']}/definition").json()

    assert found["rules"]["networks"] == ["192.0.2.0/24"]
    assert found["rules"]["opens_at"] == "2026-11-01T08:00:00Z"
    assert found["sections"][0]["slots"][1]["choices"] == ["one-side", "two-parts"]
    assert found["sections"][1]["slots"][0]["pool"] == {"topics": [], "levels": [3]}
    assert "room_password" not in found["rules"]
    assert Exam.objects.get(pk=exam["id"]).room_password == "herring"


def test_what_comes_out_goes_in_again_and_changes_nothing(campus, made):
    address = f"{made['Location']}/definition"
    before = campus.get(address)
    sections = list(Section.objects.values_list("pk", flat=True))
    again = campus.put(address, before.json(), HTTP_IF_MATCH=before["ETag"])

    assert again.status_code == 200
    assert again.json() == before.json()
    assert again["ETag"] == before["ETag"]
    assert Exam.objects.get().room_password == "herring"
    assert list(Section.objects.values_list("pk", flat=True)) == sections


def test_a_change_of_what_somebody_else_has_changed_is_refused(campus, made):
    address = f"{made['Location']}/definition"
    old = campus.get(address)
    document = old.json()
    document["rules"]["title"] = "Another"
    assert campus.put(address, document, HTTP_IF_MATCH=old["ETag"]).status_code == 200
    late = campus.put(address, DEFINITION, HTTP_IF_MATCH=old["ETag"])

    assert late.status_code == 412 and late.json()["code"] == "changed_meanwhile"
    assert campus.put(address, DEFINITION).status_code == 428
    assert Exam.objects.get().title == "Another"


@pytest.mark.parametrize(
    ("path", "value", "pointer"),
    [
        (("rules", "closes_at"), "tomorrow", "/rules/closes_at"),
        (("rules", "title"), "", "/rules/title"),
        (("rules", "opens_at"), "0001-01-01T00:00:00+14:00", "/rules/opens_at"),
        (("rules", "max_attempts"), 10**30, "/rules/max_attempts"),
        (("rules", "review"), {"format": 1, "after": ["soul"]}, "/rules/review"),
        (("sections", 0, "slots", 1, "points"), -1, "/sections/0/slots/1/points"),
        (("sections", 0, "slots", 0, "question"), "gone", "/sections/0/slots/0/question"),
        (("sections", 1, "slots", 0, "pool"), {"levels": [9]}, "/sections/1/slots/0/pool"),
        (("sections", 0, "slots", 1, "points"), 10**400, "/sections/0/slots/1/points"),
        (("sections", 0, "slots", 1, "choices"), ["one-side"] * 2, "/sections/0/slots/1/choices"),
        (("sections",), "none", "/sections"),
        (("format",), 7, "/format"),
        (("more",), 7, ""),
    ],
)
def test_a_problem_names_its_place(campus, cast, bank, path, value, pointer):
    document = copy.deepcopy(DEFINITION)
    place: Any = document
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    refused = campus.post(f"{API}/exams", {"course": cast.course.pk, "definition": document})

    assert refused.status_code == 400
    assert [one["pointer"] for one in refused.json()["errors"]] == [f"/definition{pointer}"]
    assert not Exam.objects.exists()


def test_half_a_character_is_refused_in_words(campus, cast, bank):
    document = {**DEFINITION, "rules": {**RULES, "title": "half \ud800"}}
    body = json.dumps({"course": str(cast.course.pk), "definition": document})
    refused = campus.post(f"{API}/exams", body, content_type="application/json")

    assert refused.status_code == 400
    assert refused.json()["errors"][0]["pointer"] == "/definition/rules/title"


def test_rules_are_changed_one_by_one_and_running_attempts_follow(tess, cast, final):
    attempt = sit(final, cast.ada, is_finished=False)
    address = f"{API}/exams/{final.pk}"
    answer = change(tess, "patch", address, {"time_limit_s": 7200, "external_id": "F"})

    assert answer.status_code == 200
    assert answer.json()["time_limit_s"] == 7200 and answer.json()["external_id"] == "F"
    before = attempt.deadline_at
    attempt.refresh_from_db()
    assert attempt.deadline_at - before == timedelta(hours=1)
    assert Exam.objects.get(pk=final.pk).title == "Final"


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"time_limit_s": 0}, "/time_limit_s"),
        ({"colour": "red"}, ""),
        ({"external_id": 7}, "/external_id"),
        ({"title": None}, "/title"),
    ],
)
def test_a_rule_that_cannot_be_is_refused(tess, final, body, pointer):
    refused = change(tess, "patch", f"{API}/exams/{final.pk}", body)

    assert refused.status_code == 400
    assert refused.json()["errors"][0]["pointer"] == pointer


def test_an_external_id_is_of_one_exam(campus, made, cast):
    body = {"course": cast.course.pk, "external_id": "mid-1", "definition": DEFINITION}
    again = campus.post(f"{API}/exams", body)

    assert again.status_code == 409 and again.json()["code"] == "external_id_taken"
    assert Exam.objects.count() == 1


def test_questions_are_settled_by_the_first_attempt_and_rules_are_not(tess, cast, final):
    sit(final, cast.ada)
    address = f"{API}/exams/{final.pk}/definition"
    document = tess.get(address).json()
    document["rules"]["title"] = "Renamed"
    assert change(tess, "put", address, document).status_code == 200
    document["sections"] = SECTIONS
    refused = change(tess, "put", address, document)

    assert refused.status_code == 409 and refused.json()["code"] == "exam_in_use"
    assert Exam.objects.get().title == "Renamed"


def test_the_check_is_read_and_blocks_publishing(campus, made):
    address = made["Location"]
    change(campus, "patch", address, {"closes_at": "2026-11-01T08:00:01Z"})
    found = campus.get(f"{address}/checks").json()

    assert found["is_ready"] is False
    assert any(one["is_error"] and one["mend"] for one in found["findings"])
    refused = campus.post(f"{address}/publish")
    assert refused.status_code == 409 and refused.json()["code"] == "not_ready_to_publish"


def test_publishing_and_taking_back_until_somebody_has_started(campus, cast, bank, ada, made):
    address = made["Location"]
    assert ada.get(address).status_code == 404
    assert campus.post(f"{address}/publish").json()["state"] == "open"
    assert ada.get(address).status_code == 200
    assert campus.delete(f"{address}/publish").status_code == 204
    assert ada.get(address).status_code == 404


def test_closing_ends_it_for_everybody_but_who_has_a_window_of_their_own(tess, cast, final):
    adas, bens = (sit(final, user, is_finished=False) for user in (cast.ada, cast.ben))
    tess.post(
        f"{API}/exams/{final.pk}/accommodations",
        {
            "student": {"username": "ben"},
            "closes_at": (timezone.now() + timedelta(days=1)).isoformat(),
            "reason": "ill",
        },
    )
    closed = tess.post(f"{API}/exams/{final.pk}/close", {"reason": "fire"})

    assert closed.json() == {"n_done": 1, "n_passed": 0}
    adas.refresh_from_db()
    bens.refresh_from_db()
    assert adas.finish_reason == Attempt.FinishReason.TEACHER and bens.finished_at is None
    assert tess.get(f"{API}/exams/{final.pk}").json()["state"] == "closed"
    again = tess.post(f"{API}/exams/{final.pk}/close")
    assert again.status_code == 409 and again.json()["code"] == "nothing_to_close"


def test_a_release_shows_and_its_withdrawal_hides(tess, ada, cast, final):
    review = {"format": 1, "during": [], "after": [], "released": ["score", "correctness"]}
    Exam.objects.filter(pk=final.pk).update(review=review, release="manual")
    attempt = sit(final, cast.ada)
    address = f"{API}/attempts/{attempt.pk}"
    assert ada.get(address).json()["score"] is None
    assert tess.post(f"{API}/exams/{final.pk}/release").json()["released_at"]
    assert ada.get(address).json()["score"] == pytest.approx(1 / 3)
    assert tess.delete(f"{API}/exams/{final.pk}/release").status_code == 204
    assert ada.get(address).json()["score"] is None


def test_a_copy_is_a_draft_of_its_own(tess, cast, final):
    other = make_course("other")
    enroll(other, cast.tess, Enrollment.Role.TEACHER)
    body = {"course": other.pk, "title": "Retake", "days": 7, "external_id": "R"}
    made = tess.post(f"{API}/exams/{final.pk}/copies", body)

    assert made.status_code == 201
    assert (made.json()["course"], made.json()["title"]) == (str(other.pk), "Retake")
    assert made.json()["state"] == "draft" and made.json()["external_id"] == "R"
    assert tess.post(f"{API}/exams/{final.pk}/copies", {"course": final.pk}).status_code == 404


@pytest.mark.parametrize("key", [{}, {"HTTP_IDEMPOTENCY_KEY": "k"}])
def test_a_copy_whose_external_id_is_taken_leaves_nothing_behind(campus, made, final, key):
    refused = campus.post(f"{API}/exams/{final.pk}/copies", {"external_id": "mid-1"}, **key)

    assert (refused.status_code, refused.json()["code"]) == (409, "external_id_taken")
    assert Exam.objects.count() == 2


def test_a_draft_is_deleted_and_what_was_published_is_not(campus, made, tess, final):
    assert campus.delete(made["Location"]).status_code == 428
    assert change(campus, "delete", made["Location"]).status_code == 204
    refused = change(tess, "delete", f"{API}/exams/{final.pk}")

    assert refused.status_code == 409 and refused.json()["code"] == "exam_on_record"
    assert list(Exam.objects.all()) == [final]


def test_exams_are_found_by_what_is_known_of_them(campus, made, final, cast):
    def names(**asked):
        return [row["title"] for row in campus.get(f"{API}/exams", asked).json()["results"]]

    assert names(external_id="mid-1") == names(state="draft") == ["Midterm"]
    assert names(state="open") == ["Final"]
    assert sorted(names(kind="exam", course=cast.course.pk)) == ["Final", "Midterm"]
    assert names(state="closed") == names(state="coming") == []
    assert names(updated_since="2099-01-01T00:00:00Z") == []
    Exam.objects.filter(pk=final.pk).update(updated_at=timezone.now() - timedelta(hours=1))
    recent = (timezone.now() - timedelta(minutes=5)).isoformat()
    assert names(updated_since=recent) == ["Midterm"]
    assert campus.get(f"{API}/exams", {"colour": "red"}).json()["code"] == "unknown_parameter"


def test_what_a_program_did_is_on_record_as_its_own(campus, made):
    campus.post(f"{made['Location']}/publish")
    entries = AuditEntry.objects.values_list("action", "actor__username")
    actors = {actor for action, actor in entries if action.startswith("exam-")}

    assert {action for action, _ in entries} >= {"exam-created", "exam-published"}
    assert len(actors) == 1 and None not in actors
    assert "herring" not in str(list(AuditEntry.objects.values_list("data", flat=True)))
