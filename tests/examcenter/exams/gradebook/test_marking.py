"""Marking by hand, decisions for everybody, release: what they change, and what they record."""

import pytest

from examcenter.exams.gradebook.marking import (
    MarkRefused,
    adjust_response,
    comment_response,
    set_bonus,
    undo_adjustment,
)
from examcenter.exams.gradebook.rulings import (
    apply_ruling,
    preview_ruling,
    release_results,
    withdraw_release,
)
from examcenter.exams.models import Attempt, AuditEntry, Response, Slot
from examcenter.exams.selectors import result_page
from examcenter.exams.signals import attempt_scored
from tests.examcenter.exams.gradebook.conftest import sit


def response_of(attempt, number):
    return Response.objects.select_related("slot__section").get(attempt=attempt, number=number)


def score(attempt):
    return Attempt.objects.get(pk=attempt.pk).score


def entry():
    return AuditEntry.objects.latest("pk")


def test_an_adjustment_replaces_the_mark_and_is_taken_back(adas, cast, now):
    second = response_of(adas, 2)
    adjust_response(response=second, actor=cast.tess, points=1, reason="Half right.", now=now)
    assert score(adas) == pytest.approx(2 / 3)
    assert entry().actor == cast.tess
    assert entry().data["after"] == {"score": 0.5, "reason": "Half right."}
    adjust_response(response=second, actor=cast.tess, points=2, reason="All right.", now=now)
    assert score(adas) == 1.0

    undo_adjustment(response=second, actor=cast.tess, now=now)
    assert response_of(adas, 2).adjusted_reason == "Half right."
    undo_adjustment(response=second, actor=cast.tess, now=now)
    assert AuditEntry.objects.filter(action="adjusted").count() == 4


def test_an_undo_of_the_first_adjustment_brings_the_mark_back(adas, cast, now):
    first = response_of(adas, 1)
    adjust_response(response=first, actor=cast.tess, points=0, reason="Copied.", now=now)
    assert score(adas) == 0.0
    undo_adjustment(response=first, actor=cast.tess, now=now)

    assert response_of(adas, 1).adjusted_score is None
    assert score(adas) == pytest.approx(1 / 3)


def test_adjustments_that_are_taken_back_one_by_one_end_at_the_mark_as_computed(adas, cast, now):
    first = response_of(adas, 1)
    for points in (0, 0.5, 0.25):
        adjust_response(response=first, actor=cast.tess, points=points, reason="So.", now=now)

    seen = []
    for _ in range(3):
        undo_adjustment(response=first, actor=cast.tess, now=now)
        seen.append(response_of(adas, 1).adjusted_score)

    assert seen == [0.5, 0.0, None]
    assert score(adas) == pytest.approx(1 / 3)
    with pytest.raises(MarkRefused, match="nothing to take back"):
        undo_adjustment(response=first, actor=cast.tess, now=now)


@pytest.mark.parametrize(("points", "reason"), [(1, "  "), (-0.1, "x"), (1.01, "x")])
def test_a_mark_without_reason_or_out_of_range_is_refused(adas, cast, now, points, reason):
    with pytest.raises(MarkRefused):
        adjust_response(
            response=response_of(adas, 1), actor=cast.tess, points=points, reason=reason, now=now
        )
    assert AuditEntry.objects.filter(action="adjusted").count() == 0


def test_what_was_never_adjusted_cannot_be_taken_back(adas, cast, now):
    with pytest.raises(MarkRefused, match="nothing to take back"):
        undo_adjustment(response=response_of(adas, 1), actor=cast.tess, now=now)


def test_a_comment_reaches_the_student_and_not_the_log(adas, cast, now):
    comment_response(response=response_of(adas, 1), actor=cast.tess, comment="Neat way.", now=now)

    assert result_page(adas, now).items[0].comment == "Neat way."
    assert "Neat" not in str(entry().data)


def test_bonus_points_are_held_inside_the_range(adas, cast, now):
    set_bonus(attempt=adas, actor=cast.tess, points=0.5, reason="A talk.", now=now)
    assert score(adas) == 0.5
    set_bonus(attempt=adas, actor=cast.tess, points=99, reason="Two talks.", now=now)
    assert score(adas) == 1.0
    set_bonus(attempt=adas, actor=cast.tess, points=-99, reason="Noise.", now=now)
    assert score(adas) == 0.0
    set_bonus(attempt=adas, actor=cast.tess, points=0, reason="Settled.", now=now)

    assert score(adas) == pytest.approx(1 / 3)
    assert Attempt.objects.get(pk=adas.pk).bonus_reason == ""


@pytest.fixture
def bens(exam, cast, now, adas):
    return sit(exam, cast.ben, now, right=(1, 2))


@pytest.mark.parametrize(("ruling", "ada"), [("full", 1.0), ("dropped", 1.0), ("", 1 / 3)])
def test_a_decision_counts_for_everybody_and_can_be_looked_at_before(
    exam, cast, now, adas, bens, ruling, ada, django_capture_on_commit_callbacks
):
    slot = response_of(adas, 2).slot
    looked = {change.attempt.pk: change.after for change in preview_ruling(slot, ruling)}
    assert score(adas) == pytest.approx(1 / 3)
    heard = []

    def hear(sender, *, attempt_id, score, **_):
        heard.append(attempt_id)

    attempt_scored.connect(hear)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            n = apply_ruling(slot=slot, ruling=ruling, reason="Unclear.", actor=cast.tess, now=now)
    finally:
        attempt_scored.disconnect(hear)

    assert score(adas) == pytest.approx(ada)
    assert score(bens) == 1.0
    changed = {} if ruling == "" else {adas.pk: 1.0}
    assert looked == changed
    assert (n, heard) == (len(changed), list(changed))
    assert AuditEntry.objects.filter(action="rescored").count() == len(changed)
    assert AuditEntry.objects.get(action="ruled").data["reason"] == "Unclear."


def test_a_decision_is_taken_back_by_another_and_keeps_adjustments(exam, cast, now, adas):
    second = response_of(adas, 2)
    adjust_response(response=second, actor=cast.tess, points=1, reason="Half.", now=now)
    for ruling, expected in (("full", 1.0), ("", 2 / 3), ("dropped", 1.0), ("", 2 / 3)):
        apply_ruling(slot=second.slot, ruling=ruling, reason="x", actor=cast.tess, now=now)
        assert score(adas) == pytest.approx(expected)


def test_who_finishes_after_the_decision_gets_it_too(exam, cast, now, adas):
    slot = response_of(adas, 2).slot
    apply_ruling(slot=slot, ruling="full", reason="x", actor=cast.tess, now=now)

    assert score(sit(exam, cast.ben, now, right=())) == pytest.approx(2 / 3)


@pytest.mark.parametrize(("ruling", "reason"), [("double", "x"), ("full", " ")])
def test_a_decision_needs_to_be_one_and_to_have_a_reason(adas, cast, now, ruling, reason):
    slot = response_of(adas, 1).slot
    with pytest.raises(MarkRefused):
        apply_ruling(slot=slot, ruling=ruling, reason=reason, actor=cast.tess, now=now)
    assert Slot.objects.exclude(ruling="").count() == 0


def test_releasing_twice_is_once(exam, cast, now):
    for _ in range(2):
        release_results(exam=exam, actor=cast.tess, now=now)
    exam.refresh_from_db()
    assert exam.released_at == now
    for _ in range(2):
        withdraw_release(exam=exam, actor=cast.tess, now=now)

    exam.refresh_from_db()
    assert exam.released_at is None
    assert [e.action for e in AuditEntry.objects.order_by("pk")] == [
        "released",
        "release-withdrawn",
    ]


def test_the_page_of_a_response_does_one_thing_and_comes_back(exam, cast, adas, browser):
    tess = browser(cast.tess)
    address = f"/exams/{exam.pk}/gradebook/{adas.pk}/2/"
    done = tess.post(address, {"deed": "adjust", "points": "1.5", "reason": "See page 3."})
    assert (done.status_code, done["Location"]) == (302, address)
    text = tess.get(address).content.decode()

    assert "The mark was adjusted." in text
    assert "1.5 of 2 points" in text and "See page 3." in text
    assert "mark adjusted" in text and "Worked solution" in text
    refused = tess.post(address, {"deed": "adjust", "points": "9", "reason": "x"})
    assert refused.status_code == 400
    assert "expected 0 to 2" in refused.content.decode()
    assert tess.post(address, {"deed": "other"}).status_code == 400


def test_a_student_marks_nothing(exam, cast, adas, browser):
    address = f"/exams/{exam.pk}/gradebook/{adas.pk}/2/"
    form = {"deed": "adjust", "points": "2", "reason": "Please."}

    assert browser(cast.ada).post(address, form).status_code == 403
    assert score(adas) == pytest.approx(1 / 3)


def test_a_decision_is_shown_before_it_is_taken(exam, cast, adas, browser):
    tess = browser(cast.tess)
    address = f"/exams/{exam.pk}/gradebook/decide/"
    form = {"slot": response_of(adas, 2).slot_id, "ruling": "dropped", "reason": "Typo."}
    looked = tess.post(address, form).content.decode()
    assert "33.3 %" in looked and "100.0 %" in looked
    assert score(adas) == pytest.approx(1 / 3)

    assert tess.post(address, {**form, "confirmed": "1"}).status_code == 302
    assert score(adas) == 1.0
    assert tess.post(address, {**form, "reason": ""}).status_code == 400


def test_the_release_is_asked_for_once_and_changes_what_students_see(exam, cast, adas, browser):
    exam.review = {"format": 1, "released": ["score"]}
    exam.release = "manual"
    exam.save()
    ada, tess = browser(cast.ada), browser(cast.tess)
    result, address = f"/attempts/{adas.pk}/result/", f"/exams/{exam.pk}/gradebook/release/"
    assert "of 3 points" not in ada.get(result).content.decode()
    assert "Release the results of Final?" in tess.get(address).content.decode()
    tess.post(address)
    assert "1 of 3 points" in ada.get(result).content.decode()
    tess.post(address)

    assert "of 3 points" not in ada.get(result).content.decode()
