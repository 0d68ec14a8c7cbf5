"""Receipts and what a result says about points: costs, decisions, comments, fingerprints."""

import hashlib
import json
from datetime import timedelta

import pytest

from examcenter.exams import audit
from examcenter.exams.models import Exam, Response, Slot
from examcenter.exams.selectors import read_attempt, result_page
from examcenter.exams.selectors.receipt import receipt_of, right_values
from examcenter.exams.services import (
    check_response,
    finish_attempt,
    save_draft,
    start_attempt,
    submit_code,
)
from tests.examcenter.making import GOOD_SOURCE, grade, keys_as_text, make_exam, wrong_answers

HOUR = timedelta(hours=1)


@pytest.fixture
def finished(cast, bank, now):
    exam = make_exam(
        cast.course,
        "costly",
        ["one-side", "two-parts", "code-task"],
        kind=Exam.Kind.QUIZ,
        try_penalty=0.25,
    )
    attempt = start_attempt(user=cast.ada, exam_id=exam.pk, now=now)
    check_response(attempt=attempt, number=1, answers=wrong_answers(attempt, 1), now=now)
    check_response(attempt=attempt, number=1, answers=keys_as_text(attempt, 1), now=now)
    save_draft(attempt=attempt, number=2, answers=keys_as_text(attempt, 2), now=now)
    for n, score in enumerate((0.5, 1.0)):
        sent = submit_code(attempt=attempt, number=3, part="answer", source=f"x = {n}", now=now)
        grade(sent.pk, score=score)
    return finish_attempt(attempt=attempt, now=now)


def test_the_result_says_why_points_are_missing(finished, now):
    page = result_page(finished, now)

    assert page.items[0].parts[0].costs == ("try 2: -25 %",)
    assert page.items[0].score_words == "0.75 of 1 point"
    assert page.items[1].parts[0].costs == ()
    assert page.items[2].parts[0].costs == ("try 2: -25 %",)
    assert page.items[0].state == "right"


def test_decisions_of_people_stand_with_their_reasons(finished, now):
    Response.objects.filter(attempt=finished, number=1).update(
        adjusted_score=1.0, adjusted_reason="The sign was smudged.", comment="Well done."
    )
    Slot.objects.filter(position=3).update(ruling="dropped", ruling_reason="The task was unclear.")
    finished.bonus_points, finished.bonus_reason = 0.5, "For the talk."
    page = result_page(finished, now)

    assert page.items[0].decision == "Adjusted from 0.75 to 1 point: The sign was smudged."
    assert page.items[0].score_words == "1 of 1 point"
    assert page.items[0].comment == "Well done."
    assert page.items[2].score_words == "does not count"
    assert "The task was unclear." in page.items[2].decision
    assert page.bonus_words == "+0.5 points for the attempt: For the talk."
    assert page.score_words.endswith("of 3 points")


def test_every_fingerprint_can_be_computed_again_and_stands_in_the_log(finished, now):
    audit.seal_entries()
    data = json.loads(json.dumps(receipt_of(read_attempt(finished, now)).to_json()))

    tries = [one for question in data["questions"] for one in question["tries"]]
    assert len(tries) == 3
    for one in tries:
        text = json.dumps(one["facts"], sort_keys=True, separators=(",", ":"))
        assert hashlib.sha256(text.encode()).hexdigest() == one["sha256"]
        assert one["log_entry"] is not None


def test_the_receipt_shows_the_try_that_counts(finished, now):
    item = receipt_of(read_attempt(finished, now)).items[0]

    (one,) = item.tries
    (part,) = one.parts
    assert (part.score, part.counts, part.costs) == (1.0, 0.75, ("try 2: -25 %",))
    assert part.understood == keys_as_text(finished, 1)["answer"]
    assert part.rule and part.tolerance


@pytest.mark.parametrize(
    ("scores", "verdict", "score", "counts", "costs"),
    [
        ((0.5, 1.0), "Accepted", 1.0, 0.75, ("try 2: -25 %",)),
        ((0.9, 1.0), "Wrong answer", 0.9, 0.9, ()),
        ((1.0, 1.0), "Accepted", 1.0, 1.0, ()),
    ],
)
def test_the_receipt_and_the_result_tell_of_code_what_it_counts(
    cast, bank, now, scores, verdict, score, counts, costs
):
    exam = make_exam(cast.course, "coded", ["code-task"], kind=Exam.Kind.QUIZ, try_penalty=0.25)
    attempt = start_attempt(user=cast.ada, exam_id=exam.pk, now=now)
    for n, one in enumerate(scores):
        sent = submit_code(attempt=attempt, number=1, part="answer", source=f"x = {n}", now=now)
        grade(sent.pk, score=one)
    finished = finish_attempt(attempt=attempt, now=now)
    (item,) = receipt_of(read_attempt(finished, now)).items
    (one,) = item.tries
    (part,) = one.parts

    assert (one.verdict, part.score, part.counts, part.costs) == (verdict, score, counts, costs)
    assert finished.score == pytest.approx(counts)
    (result,) = result_page(finished, now).items
    assert result.parts[0].submission.state_words == verdict
    assert result.parts[0].costs == costs


def test_of_equal_submissions_the_first_is_the_one_that_counts(practice, cast, now):
    attempt = start_attempt(user=cast.ada, exam_id=practice.pk, now=now)
    sent = []
    for n in range(2):
        one = submit_code(attempt=attempt, number=3, part="answer", source=f"x = {n}", now=now)
        grade(one.pk, score=1.0)
        sent.append(one.pk)
    page = result_page(finish_attempt(attempt=attempt, now=now), now)

    assert page.items[2].parts[0].submission.id == sent[0]


def test_while_marks_are_kept_back_only_what_was_received_is_in_it(timed, cast, now):
    attempt = start_attempt(user=cast.ada, exam_id=timed.pk, now=now)
    save_draft(attempt=attempt, number=1, answers={"answer": "5"}, now=now)
    receipt = receipt_of(read_attempt(attempt, now))

    assert [item.tries for item in receipt.items] == [(), (), ()]
    assert [text for _, text in receipt.items[0].received] == ["5"]


@pytest.mark.parametrize("questions", [["one-side"], ["one-side", "two-parts", "one-side"]])
def test_the_number_of_queries_is_constant(cast, bank, now, django_assert_num_queries, questions):
    exam = make_exam(cast.course, "any", questions, try_penalty=0.5)
    attempt = start_attempt(user=cast.ada, exam_id=exam.pk, now=now)
    check_response(attempt=attempt, number=1, answers=keys_as_text(attempt, 1), now=now)
    finished = finish_attempt(attempt=attempt, now=now)
    reading = read_attempt(finished, now)
    with django_assert_num_queries(2):
        receipt_of(reading)
    with django_assert_num_queries(5):
        result_page(finished, now)


def test_a_receipt_is_for_its_owner_alone(finished, cast, client):
    for user, status in ((cast.ada, 200), (cast.ben, 404), (cast.tess, 404)):
        client.force_login(user)
        for name in ("receipt/", "receipt.json"):
            assert client.get(f"/attempts/{finished.pk}/{name}").status_code == status


def test_code_stands_in_a_receipt_by_its_fingerprint_only(practice, cast, now):
    attempt = start_attempt(user=cast.ada, exam_id=practice.pk, now=now)
    sent = submit_code(attempt=attempt, number=3, part="answer", source=GOOD_SOURCE, now=now)
    grade(sent.pk, score=0.5)
    (one,) = receipt_of(read_attempt(attempt, now)).items[2].tries

    assert sent.source_sha256 in one.parts[0].answer
    assert GOOD_SOURCE not in json.dumps(one.facts)


@pytest.mark.parametrize(
    ("interval", "words"), [((12, 12), "12"), (("0.75", "0.76"), "0.75 to 0.76")]
)
def test_a_single_right_value_is_told_as_one(interval, words):
    assert right_values(interval) == words
