"""The fair order of the queue: whose turn it is, at what price, and what a student is told."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from time import process_time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from grader import turns
from grader.claims import claim_next, finish_submission, give_back
from grader.models import Submission
from grader.report import Report
from grader.selectors import find_queue_position
from grader.services import create_submission, regrade_submission

pytestmark = pytest.mark.django_db
NOW = datetime(2030, 5, 1, 12, tzinfo=UTC)


@pytest.fixture
def hand_in(broker, monkeypatch):
    """Hand in for a student; each submission is a second younger than the one before."""
    seconds = iter(range(1_000_000))

    def hand_in_one(student: str) -> Submission:
        moment = NOW + timedelta(seconds=next(seconds))
        monkeypatch.setattr(timezone, "now", lambda: moment)
        return create_submission(problem="conv2d", source="# 1", fairness_key=student)

    return hand_in_one


def grade_next() -> str:
    """Grade the next submission and return whose it was."""
    claim = claim_next(now=NOW)
    assert claim is not None
    finish_submission(claim, Report("conv2d", "v", "accepted", 1.0), now=NOW)
    return Submission.objects.get(pk=claim.submission_id).fairness_key


def grade_all() -> list[str]:
    order = []
    while Submission.objects.filter(state="queued").exists():
        order.append(grade_next())
    return order


def test_alone_in_the_queue_the_oldest_is_next(hand_in):
    rows = [hand_in("ada") for _ in range(5)]
    taken = [claim_next(now=NOW) for _ in rows]
    assert [claim and claim.submission_id for claim in taken] == [row.pk for row in rows]
    assert claim_next(now=NOW) is None


def test_a_flood_waits_behind_those_who_come_later(hand_in):
    for student in [*["flood"] * 6, "ada", "ben", "ada"]:
        hand_in(student)
    assert grade_all() == ["flood", "ada", "ben", "flood", "ada", *["flood"] * 4]


def test_who_comes_while_a_flood_is_graded_is_next_but_one(hand_in):
    for _ in range(6):
        hand_in("flood")
    for _ in range(3):
        grade_next()
    hand_in("ada")
    assert grade_all()[:2] == ["ada", "flood"]


def test_a_flood_that_goes_on_keeps_nobody_waiting(hand_in):
    """One hands in two for each one graded; another, at any moment, waits for one turn only."""
    for n in range(60):
        hand_in("flood")
        hand_in("flood")
        if n % 10 == 5:
            hand_in("ada")
            assert "ada" in [grade_next() for _ in range(2)]
        else:
            grade_next()


def test_many_who_hand_in_again_at_once_do_not_starve_one_who_waits_twice(hand_in):
    """Whoever was served is behind: else first turns that never end would block every second."""
    hand_in("ada")
    hand_in("ada")
    others = [f"student {n}" for n in range(5)]
    for student in others:
        hand_in(student)
    order = []
    for _ in range(14):
        student = grade_next()
        order.append(student)
        if student != "ada":
            hand_in(student)
    assert order[:7] == ["ada", *others, "ada"]


def test_earlier_use_is_not_held_against_a_student(hand_in):
    for _ in range(20):
        hand_in("ada")
        grade_next()
    for student in ("new", "ada", "ada", "new"):
        hand_in(student)
    assert grade_all() == ["new", "ada", "new", "ada"]


def test_what_is_given_back_is_next_when_its_pause_is_over(hand_in):
    for student in ("ada", "ada", "ben"):
        hand_in(student)
    claim = claim_next(now=NOW)
    assert claim is not None
    give_back(claim.submission_id, claim.run, now=NOW)
    again = claim_next(now=NOW + timedelta(seconds=1))
    assert again is not None and (again.submission_id, again.run) == (claim.submission_id, 2)


def test_what_failed_by_our_fault_is_next_when_it_is_graded_again(hand_in, settings):
    settings.GRADER_MAX_RUNS = 1
    failed = hand_in("ada")
    claim = claim_next(now=NOW)
    assert claim is not None
    finish_submission(claim, Report("conv2d", "v", "system_error", None), now=NOW)
    hand_in("ben")
    hand_in("ada")
    assert regrade_submission(failed.pk)
    assert find_queue_position(Submission.objects.get(pk=failed.pk)) == 1
    again = claim_next(now=NOW)
    assert again is not None and again.submission_id == failed.pk


def test_the_position_that_is_told_is_the_order_of_grading(hand_in):
    rows = [hand_in(student) for student in ("a", "a", "a", "b", "c", "b", "a", "c", "d")]
    told = {find_queue_position(row): row.pk for row in rows}
    taken = []
    while (claim := claim_next(now=NOW)) is not None:
        taken.append(claim.submission_id)
    assert [told[place] for place in range(1, len(rows) + 1)] == taken


def fill(n_rows: int, *, n_students: int) -> None:
    """Put rows into the queue: half of them a flood of one student, the rest in equal shares."""
    Submission.objects.bulk_create(
        Submission(
            problem="conv2d",
            problem_version="v",
            source="x" * 200,
            source_sha256="0" * 64,
            fairness_key=("flood" if n % 2 else f"student {n // 2 % n_students}"),
            turn=(n // 2 if n % 2 else n // 2 // n_students),
            created_at=NOW + timedelta(seconds=n),
        )
        for n in range(n_rows)
    )


def queries_of(action) -> list[str]:
    with CaptureQueriesContext(
        connection,
    ) as caught:
        action()
    return [query["sql"] for query in caught.captured_queries]


def test_ten_thousand_wait_in_a_fair_order(broker):
    fill(10_000, n_students=50)
    assert turns.choose_turn("flood") == 5000
    assert turns.choose_turn("student 0") == 100
    assert turns.choose_turn("new") == 0
    first = list(turns.in_order().values_list("fairness_key", flat=True)[:1020])
    # Twenty turns of 51 students: the flood gets what everybody gets.
    assert set(Counter(first).values()) == {20}


def test_a_claim_costs_the_same_in_a_queue_of_ten_thousand(broker):
    fill(20, n_students=5)
    short = queries_of(lambda: claim_next(now=NOW))
    Submission.objects.all().delete()
    fill(10_000, n_students=50)
    started = process_time()
    long = queries_of(lambda: claim_next(now=NOW))
    took_s = process_time() - started
    assert len(long) == len(short) == 3
    # Half a millisecond each; a full scan with a sort takes thirty times that.
    assert took_s < 0.5


def test_handing_in_costs_the_same_in_a_queue_of_ten_thousand(hand_in):
    short = queries_of(lambda: hand_in("ada"))
    fill(10_000, n_students=50)
    assert len(queries_of(lambda: hand_in("ada"))) == len(short) <= 6


def test_a_place_in_the_queue_is_one_look_at_an_index(broker):
    fill(10_000, n_students=50)
    row = turns.in_order()[0]
    (sql,) = queries_of(lambda: find_queue_position(row))
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
        plan = [str(line[-1]) for line in cursor.fetchall()]
    assert len(plan) == 1, plan
    assert "USING COVERING INDEX submission_by_turn (state=? AND turn<?)" in plan[0]


def test_the_next_one_is_found_in_an_index_without_sorting(broker):
    plans = [
        turns._due(NOW).defer("report")[:1].explain(),
        Submission.objects.filter(fairness_key="ada").order_by("-turn").values("turn").explain(),
        Submission.objects.filter(state="graded").order_by("-turn").values("turn").explain(),
    ]
    for plan in plans:
        assert "USING" in plan and "INDEX" in plan, plan
        assert "SCAN" not in plan and "TEMP B-TREE" not in plan, plan
