"""Copies of exams and documents of them: whole, with dates moved, and nothing else taken along."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from examcenter.exams.building.copying import Shift, copy_exam, move_rules
from examcenter.exams.building.definition import ExamDefinition, SlotDefinition, define_exam
from examcenter.exams.building.validation import DefinitionError
from examcenter.exams.models import AuditEntry, Exam
from tests.examcenter.exams.building.conftest import DEFINITION, browser_of


def opens(exam, moment):
    exam.opens_at = moment
    exam.closes_at = moment.replace(hour=moment.hour + 2)
    exam.save()


def test_a_copy_is_a_draft_with_everything_in_it(draft, cast, now):
    Exam.objects.filter(pk=draft.pk).update(published_at=now, released_at=now)
    copy = copy_exam(exam=draft, course=cast.course, actor=cast.tess, now=now, title="Resit")
    rules = replace(DEFINITION.rules, title="Resit")
    assert define_exam(copy) == replace(DEFINITION, rules=rules)
    assert (copy.published_at, copy.released_at, copy.slug) == (None, None, "resit")
    assert copy.position > draft.position
    entry = AuditEntry.objects.get(data__title="Resit")
    assert entry.data["origin"] == f"copy of {draft.pk}"


def test_dates_move_with_the_terms_and_keep_their_time_on_the_wall(draft, cast, next_course, now):
    cast.course.starts_on, next_course.starts_on = date(2026, 9, 14), date(2027, 2, 22)
    cast.course.time_zone = next_course.time_zone = "Europe/Zurich"
    cast.course.save()
    next_course.save()
    draft.course = cast.course
    # 14:00 in summer time; 161 days later it is 14:00 in summer time again, after a winter.
    opens(draft, datetime(2026, 10, 20, 12, 0, tzinfo=UTC))
    copy = copy_exam(exam=draft, course=next_course, actor=cast.tess, now=now)
    copy.refresh_from_db()
    assert copy.opens_at == datetime(2027, 3, 30, 12, 0, tzinfo=UTC)
    later = copy_exam(exam=draft, course=next_course, actor=cast.tess, now=now, shift=Shift(14))
    later.refresh_from_db()
    # Two weeks later it is winter time: 14:00 is another moment.
    assert later.opens_at == datetime(2026, 11, 3, 13, 0, tzinfo=UTC)


def test_the_form_copies_and_says_what_is_missing(draft, cast, tess, next_course):
    opens(draft, datetime(2026, 12, 1, 9, 0, tzinfo=UTC))
    address = reverse("exams:copy_exam", args=[draft.pk])
    assert "Vision, next term" in tess.get(address).content.decode()
    form = {"title": "Midterm", "to": str(next_course.pk), "dates": "term"}
    refused = tess.post(address, form)
    assert refused.status_code == 400
    assert "has no first day of term" in refused.content.decode()
    assert tess.post(address, {**form, "dates": "days"}).status_code == 400
    made = tess.post(address, {**form, "dates": "days", "days": "7"})
    copy = Exam.objects.get(course=next_course)
    assert made["Location"] == reverse("exams:build_rules", args=[copy.pk])
    assert copy.opens_at == datetime(2026, 12, 8, 9, 0, tzinfo=UTC)


def test_nobody_copies_into_a_course_that_they_do_not_teach(draft, cast, tess, next_course):
    next_course.enrollments.update(role="assistant")
    address = reverse("exams:copy_exam", args=[draft.pk])
    form = {"title": "Midterm", "to": str(next_course.pk), "dates": "days", "days": "0"}
    assert tess.post(address, form).status_code == 400
    assert not Exam.objects.filter(course=next_course).exists()
    assert browser_of(cast.ada).post(address, form).status_code == 404


def test_a_file_goes_out_and_comes_in_again_without_the_password(draft, cast, tess, next_course):
    Exam.objects.filter(pk=draft.pk).update(room_password="Blue Heron")
    sent = tess.get(reverse("exams:export_exam", args=[draft.pk]))
    assert sent["Content-Disposition"] == 'attachment; filename="midterm.exam.json"'
    assert "Heron" not in sent.content.decode()
    address = reverse("exams:import_exam", args=[next_course.pk])
    tess.post(address, {"document": SimpleUploadedFile("midterm.exam.json", sent.content)})
    assert define_exam(Exam.objects.get(course=next_course)) == DEFINITION


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "The file is empty."),
        (b"\xff\xfe", "This is no exam"),
        (b"[]", "expected 1"),
        (b'{"format": 1, "rules": {"title": "A", "kind": "riddle"}}', "riddle"),
        (b'{"format": 1, "rules": {"title": "A"}, "extra": 1}', "extra"),
        (
            b'{"format": 1, "rules": {"title": "A"}, "sections": [{"slots": '
            b'[{"question": "no-such"}]}]}',
            "no-such",
        ),
    ],
)
def test_a_file_that_is_no_exam_is_refused_in_words(tess, cast, bank, content, words):
    address = reverse("exams:import_exam", args=[cast.course.pk])
    refused = tess.post(address, {"document": SimpleUploadedFile("x.json", content)})
    assert refused.status_code == 400
    assert words in refused.content.decode()
    assert not Exam.objects.exists()


KEYS = ["format", "rules", "sections", "slots", "title", "kind", "pool", "topics", "levels"]
KEYS += ["question", "source", "points", "networks", "review", "opens_at", "during", "choices"]
json_values = st.recursive(
    st.sampled_from([None, True, 0, 3, -1, 2**70, 0.5, float("nan"), "", "x", "pool", "\x00"]),
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=3)
    ),
    max_leaves=12,
)


@given(rules=json_values, sections=json_values)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_document_is_an_exam_or_refused_in_words(rules, sections):
    titled = {"title": "A", **rules} if isinstance(rules, dict) else rules
    document = {"format": 1, "rules": titled, "sections": sections}
    try:
        read = ExamDefinition.from_json(document)
    except DefinitionError as error:
        assert "found" in str(error) or "only" in str(error)
    else:
        assert ExamDefinition.from_json(json.loads(json.dumps(read.to_json()))) == read


@pytest.mark.parametrize(
    ("slot", "words"),
    [
        (
            {"question": "one-side", "choices": ["two-parts"]},
            "choices is for the source list, only",
        ),
        (
            {"source": "list", "choices": ["one-side"], "pool": {"topics": ["output-size"]}},
            "pool is for the source pool",
        ),
    ],
)
def test_what_a_slot_does_not_use_is_not_dropped_silently(slot, words):
    with pytest.raises(DefinitionError, match=words):
        SlotDefinition.from_json(slot)


def test_every_rule_survives_its_document():
    rules = replace(
        DEFINITION.rules,
        opens_at=datetime(2026, 12, 1, 9, 0, tzinfo=UTC),
        closes_at=datetime(2026, 12, 1, 11, 0, tzinfo=UTC),
        late_until_at=datetime(2026, 12, 1, 12, 0, tzinfo=UTC),
        time_limit_s=3600,
        networks=("192.0.2.0/24",),
        review={"format": 1, "during": [], "after": ["score"], "released": ["score"]},
        planned_points=10.0,
    )
    definition = replace(DEFINITION, rules=rules)
    assert ExamDefinition.from_json(json.loads(json.dumps(definition.to_json()))) == definition


@pytest.mark.parametrize("night", ["2027-03-28", "2027-10-31"])
def test_a_window_in_the_night_when_clocks_are_turned_stays_a_window(night):
    """Where an hour is left out, 02:30 comes after 03:15; where it comes twice, nothing is lost."""
    zone = ZoneInfo("Europe/Zurich")
    opens_at = datetime(2027, 1, 20, 2, 30, tzinfo=zone)
    rules = replace(
        DEFINITION.rules,
        opens_at=opens_at,
        closes_at=opens_at + timedelta(minutes=45),
        late_until_at=opens_at + timedelta(minutes=50),
    )
    shift = Shift((date.fromisoformat(night) - opens_at.date()).days)
    moved = move_rules(rules, shift, source="Europe/Zurich", target="Europe/Zurich")
    opens, closes, late = (
        moment.astimezone(UTC) for moment in (moved.opens_at, moved.closes_at, moved.late_until_at)
    )
    assert opens < closes < late
    assert closes - opens >= timedelta(minutes=45)
