"""Receipts over REST: what a platform hands to a student, who can compute the fingerprints."""

from __future__ import annotations

import hashlib
import json

from django.test import Client

from examcenter.exams.models import Exam
from tests.examcenter.api.flows.conftest import API, sit
from tests.examcenter.making import current, make_exam


def test_a_program_hands_on_the_receipt_that_the_page_shows(campus, ada, cast, final):
    attempt = sit(final, cast.ada)
    Exam.objects.filter(pk=final.pk).update(release=Exam.Release.CLOSING)
    address = f"{API}/attempts/{attempt.pk}/receipt"
    receipt = campus.get(address).json()
    assert receipt == ada.get(address).json()
    (question, _) = receipt["questions"]
    assert question["answers"] and question["tries"]
    for one in question["tries"]:
        text = json.dumps(one["facts"], sort_keys=True, separators=(",", ":"))
        assert hashlib.sha256(text.encode()).hexdigest() == one["sha256"]
    page = Client()
    page.force_login(cast.ada, backend="django.contrib.auth.backends.ModelBackend")
    shown = page.get(f"/attempts/{attempt.pk}/receipt.json").json()
    assert [row["tries"] for row in shown["questions"]] == [
        row["tries"] for row in receipt["questions"]
    ]
    assert (receipt["format"], receipt["exam"]) == (shown["format"], shown["exam"])


def test_what_the_policy_keeps_back_is_not_in_a_receipt_for_anybody(campus, ada, cast, bank):
    careful = {"format": 1, "during": [], "after": [], "released": ["correctness", "score"]}
    exam = make_exam(
        cast.course,
        "careful",
        ["one-side"],
        kind=Exam.Kind.EXAM,
        feedback=Exam.Feedback.AFTER,
        release=Exam.Release.MANUAL,
        review=careful,
    )
    attempt = sit(exam, cast.ada)
    key = str(current(attempt, 1).keys["answer"])
    for client in (campus, ada):
        (question,) = client.get(f"{API}/attempts/{attempt.pk}/receipt").json()["questions"]
        assert question["tries"] == []
        assert question["answers"] == {"": key} or key in question["answers"].values()


def test_where_names_are_hidden_no_receipt_joins_them_with_marks(campus, cast, final):
    attempt = sit(final, cast.ada)
    Exam.objects.filter(pk=final.pk).update(is_anonymous=True, release=Exam.Release.MANUAL)
    refused = campus.get(f"{API}/attempts/{attempt.pk}/receipt")
    assert (refused.status_code, refused.json()["code"]) == (403, "marked_anonymously")
