"""What a student sees and when: every policy, moment and surface."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine

from examcenter.courses.models import Enrollment
from examcenter.exams import review
from examcenter.exams.models import Accommodation, Attempt, Exam
from examcenter.exams.selectors import result_page
from examcenter.exams.services import (
    check_response,
    finish_attempt,
    save_draft,
    start_attempt,
    submit_code,
)
from tests.examcenter.making import GOOD_SOURCE, enroll, grade, keys_as_text, make_exam, make_user
from tests.examcenter.publishing import publish_quickly

HOUR = timedelta(hours=1)
MOMENTS = review.MOMENTS
SINGLE = [{"format": 1, moment: [item]} for moment in MOMENTS for item in review.ITEMS]
WHOLE = [None, review.CAREFUL.to_json(), {"format": 1}]
TABLE = [
    *((policy, "during") for policy in (*WHOLE, *SINGLE)),
    *((policy, "after") for policy in (*WHOLE, *SINGLE[: len(review.ITEMS)])),
]
LARGE = Path(__file__).parent / "large"
IMPLIED = {"diagnosis": {"correctness"}, "key": {"correctness"}, "solution": {"correctness", "key"}}


def named(policy):
    if isinstance(policy, str):
        return f"feedback {policy}"
    if policy is None:
        return "usual"
    return "+".join(f"{m}:{','.join(policy.get(m, []))}" for m in MOMENTS if policy.get(m)) or "no"


def expected(policy, feedback, moment):
    """Return the items that a student has a right to see, worked out from the contract's words."""
    if policy is None:
        everything = set(review.ITEMS)
        if moment == "during":
            return everything - {"key"} if feedback == "during" else set()
        return everything
    items = set()
    for earlier in MOMENTS[: MOMENTS.index(moment) + 1]:
        if earlier == "during" and feedback == "after":
            continue
        for item in policy.get(earlier, []):
            items |= {item} | IMPLIED.get(item, set())
    return items


class Sitting:
    """An attempt with a named mistake, a wrong part and code that half works in it."""

    def __init__(self, exam, user, now):
        self.exam, self.now = exam, now
        self.attempt = start_attempt(user=user, exam_id=exam.pk, now=now)
        keys = keys_as_text(self.attempt, 1)
        self.area = int(keys["area"])
        self.slip = {"width": str(int(keys["width"]) - 1), "area": str(self.area + 7)}
        check_response(attempt=self.attempt, number=1, answers=self.slip, now=now)
        save_draft(attempt=self.attempt, number=1, answers=self.slip, now=now)
        self.sent = submit_code(
            attempt=self.attempt, number=2, part="answer", source=GOOD_SOURCE, now=now
        )
        grade(self.sent.pk, score=0.25)

    @property
    def addresses(self):
        """Return everything of the attempt that can be opened."""
        pages, rest = f"/attempts/{self.attempt.pk}", f"/api/v1/attempts/{self.attempt.pk}"
        return [
            f"/courses/{self.exam.course_id}/",
            f"/exams/{self.exam.pk}/",
            f"{pages}/1/",
            f"{pages}/2/",
            f"{pages}/2/submissions/{self.sent.pk}/",
            f"{pages}/result/",
            f"{pages}/receipt/",
            f"{pages}/receipt.json",
            rest,
            f"{rest}/responses",
            f"{rest}/responses/1",
            f"{rest}/responses/2/submissions",
            f"/api/v1/submissions/{self.sent.pk}",
        ]

    def found(self, client):
        """Return the items that stand somewhere."""
        texts = [client.get(address).content.decode() for address in self.addresses]
        text = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "", "\n".join(texts))
        key = rf"{self.area}|{self.area:,}"
        words = {
            "correctness": r'Not yet\.|Not right\.|Wrong answer|"state":"(wrong|partly|right)"',
            "score": r'0\.5 of 3 points|"score": ?0\.\d',
            "diagnosis": r"forgot-plus-one|add 1",
            "solution": rf"cdot \d+ = {self.area}",
            "key": rf"\b({key})\b",
        }
        return {item for item, pattern in words.items() if re.search(pattern, text)}


@pytest.fixture
def sitting(cast, now):
    publish_quickly(LARGE)

    def sit(policy, feedback, **rules):
        exam = make_exam(
            cast.course,
            "reviewed",
            ["large-parts", "code-task"],
            kind=Exam.Kind.QUIZ,
            review=policy,
            feedback=feedback,
            closes_at=now + HOUR,
            **rules,
        )
        return Sitting(exam, cast.ada, now)

    return sit


@pytest.fixture
def ada(client, cast):
    client.force_login(cast.ada)
    return client


@pytest.mark.parametrize(("policy", "feedback"), TABLE, ids=named)
def test_a_student_sees_exactly_what_the_policy_says_at_every_moment(
    sitting, ada, now, policy, feedback
):
    sat = sitting(policy, feedback)
    with time_machine.travel(now, tick=False):
        # A worked solution of a wrong answer waits for the end even where the policy shows it.
        assert sat.found(ada) == expected(policy, feedback, "during") - {"key", "solution"}
        finish_attempt(attempt=sat.attempt, now=now)
        assert sat.found(ada) == expected(policy, feedback, "after")
    with time_machine.travel(now + 2 * HOUR, tick=False):
        assert sat.found(ada) == expected(policy, feedback, "released")


def test_what_a_check_answers_follows_the_policy(sitting, ada, now):
    sat = sitting({"format": 1, "during": ["score"]}, "during")
    with time_machine.travel(now, tick=False):
        told = ada.post(
            f"/api/v1/attempts/{sat.attempt.pk}/responses/1/check",
            {"answers": {**sat.slip, "area": "7"}},
            content_type="application/json",
        ).json()

    assert told["score"] is None
    assert [part["state"] for part in told["parts"].values()] == ["saved", "saved"]
    assert not any(part["understood"] or part["feedback"] for part in told["parts"].values())


@pytest.mark.parametrize("moment", ["open", "finished", "released"])
@pytest.mark.parametrize("role", ["student", "assistant", "stranger"])
def test_an_attempt_is_shown_to_nobody_else_at_any_moment(sitting, cast, client, now, role, moment):
    sat = sitting(None, "during")
    somebody = make_user("somebody")
    if role != "stranger":
        enroll(cast.course, somebody, Enrollment.Role(role))
    client.force_login(somebody)
    if moment != "open":
        finish_attempt(attempt=sat.attempt, now=now)
    late = now + (2 * HOUR if moment == "released" else timedelta())
    with time_machine.travel(late, tick=False):
        addresses = [address for address in sat.addresses if str(sat.attempt.pk) in address]
        answers = {address: client.get(address) for address in addresses}
    assert {address: reply.status_code for address, reply in answers.items()} == dict.fromkeys(
        addresses, 404
    )


WAITS = {"format": 1, "after": ["score"], "released": ["key"]}


def test_the_release_waits_for_the_last_window_and_the_late_rule(sitting, cast, now):
    exam = sitting(WAITS, "after", late_until_at=now + 2 * HOUR, late_factor=0.5).exam
    Attempt.objects.update(finished_at=now, finish_reason="student")
    Accommodation.objects.create(
        course=cast.course,
        user=cast.ben,
        closes_at=now + 5 * HOUR,
        reason="Ill",
        created_by=cast.tess,
        created_at=now,
    )

    def released(hours):
        return review.release_of(exam, now + hours * HOUR).is_released

    assert [hours for hours in range(8) if released(hours)] == [6, 7]
    assert review.release_of(exam, now).at == now + 5 * HOUR
    Accommodation.objects.update(revoked_at=now)
    assert [hours for hours in range(8) if released(hours)] == [3, 4, 5, 6, 7]


def test_the_release_waits_for_whoever_still_sits(sitting, now):
    exam = sitting(WAITS, "after").exam
    Attempt.objects.update(deadline_at=now + 3 * HOUR)

    assert not review.release_of(exam, now + 2 * HOUR).is_released
    assert review.release_of(exam, now + 4 * HOUR).is_released


def test_a_manual_release_waits_for_the_teacher(sitting, now):
    exam = sitting(WAITS, "after", release=Exam.Release.MANUAL).exam
    assert not review.release_of(exam, now + 9 * HOUR).is_released

    exam.released_at = now
    assert review.release_of(exam, now).is_released


def test_an_open_attempt_sees_nothing_of_what_is_released(sitting, now):
    sat = sitting(WAITS, "after")
    sat.exam.released_at = now

    assert review.seen_of(sat.exam, review.release_of(sat.exam, now), is_finished=False) == (
        review.NOTHING
    )


def test_an_assistant_sees_keys_once_the_exam_is_over_for_everybody(sitting, now):
    exam = sitting(WAITS, "after").exam
    Attempt.objects.update(finished_at=now, finish_reason="student")

    assert review.may_see_keys(exam, Enrollment.Role.TEACHER, now)
    assert not review.may_see_keys(exam, Enrollment.Role.ASSISTANT, now)
    assert review.may_see_keys(exam, Enrollment.Role.ASSISTANT, now + 2 * HOUR)


def test_asking_costs_one_query_where_somebody_waits_and_none_elsewhere(
    sitting, cast, now, django_assert_num_queries
):
    waiting = [
        sitting(WAITS, "after").exam,
        make_exam(cast.course, "two", ["code-task"], review=WAITS, closes_at=now),
    ]
    usual = [make_exam(cast.course, f"usual-{n}", ["code-task"]) for n in range(3)]
    with django_assert_num_queries(1):
        review.releases_of([*waiting, *usual], now)
    with django_assert_num_queries(0):
        review.releases_of(usual, now)


def test_the_result_says_what_is_kept_back_and_from_when_on_it_is_shown(sitting, now):
    sat = sitting(WAITS, "after")
    words = result_page(finish_attempt(attempt=sat.attempt, now=now), now).kept_back

    assert "15:00" in words
    assert "the right answers" in words and "which answers are right" in words


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({}, "expected 1"),
        ({"format": 1, "later": []}, "expected during, after, released"),
        ({"format": 1, "after": ["keys"]}, "found 'keys'"),
    ],
)
def test_a_policy_of_another_form_is_refused(data, words):
    with pytest.raises(ValueError, match=words):
        review.Policy.from_json(data)


@pytest.mark.parametrize("policy", [review.USUAL, review.CAREFUL])
def test_a_policy_survives_its_column(policy):
    assert review.Policy.from_json(policy.to_json()).after == policy.after
