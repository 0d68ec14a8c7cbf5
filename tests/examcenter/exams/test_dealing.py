"""Students who start an exam one after another get the same profile of strata."""

from collections import Counter
from datetime import timedelta

import pytest

from examcenter.exams.models import Exam, Response
from examcenter.exams.services import finish_attempt, renew_variant, start_attempt
from questions.editions import get_edition
from questions.services import publish_bank
from tests.examcenter.making import enroll, make_exam, make_user
from tests.questions.engine.documents import DOCUMENT

HOUR = timedelta(hours=1)


@pytest.fixture
def stratified(cast, bank, tmp_path):
    """Return an exam with a question of three strata, twice, and another one between."""
    text = DOCUMENT.replace("strata: [S]", 'strata: ["W % 3"]').replace(
        "id: output-size", "id: three-strata"
    )
    (tmp_path / "three").mkdir()
    (tmp_path / "three" / "three-strata.yaml").write_text(text, encoding="utf-8")
    publish_bank(tmp_path / "three")
    return make_exam(cast.course, "dealt", ["three-strata", "one-side", "three-strata"])


def strata_of(attempt):
    """Return the strata of the two slots that draw from the same question."""
    found = []
    for response in attempt.responses.filter(number__in=(1, 3), round=0).order_by("number"):
        edition = get_edition(response.version_id)
        found.append(int(edition.certified.labels[response.variant_index]))
    return tuple(found)


def start_class(exam, cast, now, n_students):
    attempts = []
    for number in range(n_students):
        student = make_user(f"student-{number}")
        enroll(cast.course, student)
        attempts.append(start_attempt(user=student, exam_id=exam.pk, now=now))
    return attempts


def test_all_strata_come_equally_often_in_every_slot_and_no_quiz_has_one_twice(
    stratified, cast, now
):
    profiles = [strata_of(attempt) for attempt in start_class(stratified, cast, now, 9)]
    assert all(first != second for first, second in profiles)
    for slot in (0, 1):
        counts = Counter(profile[slot] for profile in profiles)
        assert counts == {0: 3, 1: 3, 2: 3}


def test_every_start_takes_the_next_turn_and_looking_again_takes_none(stratified, cast, now):
    attempt = start_attempt(user=cast.ada, exam_id=stratified.pk, now=now)
    start_attempt(user=cast.ada, exam_id=stratified.pk, now=now)
    assert Exam.objects.get(pk=stratified.pk).n_dealt == 1
    renew_variant(attempt=attempt, number=1, now=now)
    assert Exam.objects.get(pk=stratified.pk).n_dealt == 1
    finish_attempt(attempt=attempt, now=now)
    again = start_attempt(user=cast.ada, exam_id=stratified.pk, now=now + HOUR)
    assert Exam.objects.get(pk=stratified.pk).n_dealt == 2
    assert strata_of(again) != strata_of(attempt)


def test_exams_are_dealt_one_by_one(stratified, cast, now):
    other = make_exam(cast.course, "other", ["three-strata", "one-side", "three-strata"])
    start_attempt(user=cast.ada, exam_id=stratified.pk, now=now)
    start_attempt(user=cast.ada, exam_id=other.pk, now=now)
    assert Exam.objects.get(pk=other.pk).n_dealt == 1


def test_a_live_attempt_keeps_its_variants_whoever_starts_after_it(stratified, cast, now):
    attempt = start_attempt(user=cast.ada, exam_id=stratified.pk, now=now)
    before = list(attempt.responses.order_by("number").values("variant", "keys", "variant_index"))
    start_class(stratified, cast, now, 4)
    again = start_attempt(user=cast.ada, exam_id=stratified.pk, now=now)
    after = list(again.responses.order_by("number").values("variant", "keys", "variant_index"))
    assert after == before
    assert Response.objects.filter(attempt=attempt).count() == 3
