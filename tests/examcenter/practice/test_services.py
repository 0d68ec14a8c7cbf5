"""Drawing and checking: own variants, first answers only, and what they teach us."""

from datetime import timedelta

import pytest

from examcenter.exams import services as exam_services
from examcenter.exams.errors import AnswerRefused, CourseNotFound, NotPermitted
from examcenter.exams.models import Exam
from examcenter.practice import errors
from examcenter.practice.models import (
    MetMisconception,
    PracticeAnswer,
    PracticeRules,
    Repetition,
    Sheet,
    TopicBelief,
)
from examcenter.practice.services import (
    check_answers,
    draw_again,
    draw_harder,
    draw_next,
    set_practice_rules,
)
from examcenter.practice.services.drawing import KEPT_SHEETS
from questions.models import Question
from tests.examcenter.making import current, make_exam
from tests.examcenter.practice.answering import (
    MINUTE,
    mistaken_answers,
    practise,
    right_answers,
    wrong_answers,
)

DAY = timedelta(days=1)


@pytest.fixture
def ada(cast, bank):
    return cast.ada


def _draw(user, slug, now):
    """Return a sheet with a given question."""
    question = Question.objects.get(slug=slug)
    for number in range(40):
        sheet = draw_next(user=user, topic=question.topic, now=now + number * MINUTE)
        if sheet.version.question.slug == slug:
            return sheet
    raise AssertionError(f"{slug} was not drawn")


def test_a_topic_gives_its_questions_only_and_never_a_task_in_code(ada, now):
    sheets = practise(ada, "1" * 12, now, topic="output-size")

    slugs = {sheet.version.question.slug for sheet in sheets}
    assert slugs == {"one-side", "two-parts", "conv-output-size"}
    with pytest.raises(errors.NothingToPractise):
        draw_next(user=ada, topic="convolution", now=now)


def test_what_is_needed_most_reaches_every_topic(ada, now):
    topics = {sheet.version.question.topic for sheet in practise(ada, "1" * 16, now)}

    assert topics == {"output-size", "padding", "pooling", "concepts", "receptive-field"}


def test_no_variant_comes_twice_in_a_row_and_everybody_has_their_own(ada, cast, now):
    sheet = _draw(ada, "conv-output-size", now)
    indices = {sheet.variant_index}
    for number in range(12):
        sheet = draw_again(user=ada, sheet_id=sheet.pk, now=now + DAY + number * MINUTE)
        assert sheet.version.question.slug == "conv-output-size"
        assert sheet.variant_index not in indices
        indices.add(sheet.variant_index)
    others = [_draw(cast.ben, "conv-output-size", now).variant_index]
    assert set(others) != indices


def test_a_harder_one_is_harder_and_there_is_an_end(ada, now):
    sheet = _draw(ada, "one-side", now)

    harder = draw_harder(user=ada, sheet_id=sheet.pk, now=now + DAY)
    assert harder.version.question.level > 1
    with pytest.raises(errors.NothingToPractise):
        draw_harder(user=ada, sheet_id=_draw(ada, "two-parts", now + DAY).pk, now=now + 2 * DAY)


def test_somebody_elses_sheet_is_not_there(ada, cast, now):
    sheet = draw_next(user=ada, now=now)

    for act in (draw_again, draw_harder):
        with pytest.raises(errors.SheetNotFound):
            act(user=cast.ben, sheet_id=sheet.pk, now=now)
    with pytest.raises(errors.SheetNotFound):
        check_answers(user=cast.ben, sheet_id=sheet.pk, answers={}, now=now)


def test_a_first_answer_is_recorded_without_a_key_and_later_ones_are_not(ada, now):
    sheet = _draw(ada, "one-side", now)
    wrong = mistaken_answers(sheet, "answer", "forgot-plus-one")
    check_answers(user=ada, sheet_id=sheet.pk, answers=wrong, now=now)
    (before,) = TopicBelief.objects.filter(user=ada).values()
    check_answers(user=ada, sheet_id=sheet.pk, answers=right_answers(sheet), now=now + MINUTE)

    (row,) = PracticeAnswer.objects.filter(user=ada).values()
    assert (row["part"], row["score"], row["diagnosis"]) == ("answer", 0.0, ["forgot-plus-one"])
    assert set(row) == {
        "id",
        "user_id",
        "version_id",
        "variant_index",
        "part",
        "answered_at",
        "score",
        "diagnosis",
    }
    assert list(TopicBelief.objects.filter(user=ada).values()) == [before]


def test_what_cannot_be_read_costs_nothing(ada, now):
    sheet = _draw(ada, "one-side", now)
    check_answers(user=ada, sheet_id=sheet.pk, answers={"answer": "seven-ish"}, now=now)
    assert not PracticeAnswer.objects.exists()
    check_answers(user=ada, sheet_id=sheet.pk, answers=right_answers(sheet), now=now)

    assert PracticeAnswer.objects.get().score == 1.0


def test_parts_may_be_answered_one_by_one_and_count_as_one_question(ada, now):
    sheet = _draw(ada, "two-parts", now)
    answers = right_answers(sheet)
    for part, text in answers.items():
        check_answers(user=ada, sheet_id=sheet.pk, answers={part: text}, now=now)

    assert PracticeAnswer.objects.count() == 2
    assert TopicBelief.objects.get(user=ada, topic="output-size").n_questions == 1


def test_an_answer_that_is_no_answer_is_refused(ada, now):
    sheet = _draw(ada, "one-side", now)

    with pytest.raises(AnswerRefused):
        check_answers(user=ada, sheet_id=sheet.pk, answers={"nobody": "1"}, now=now)
    with pytest.raises(AnswerRefused):
        check_answers(user=ada, sheet_id=sheet.pk, answers={"answer": "1" * 5000}, now=now)


def test_right_answers_raise_a_topic_and_wrong_ones_lower_it(ada, cast, now):
    practise(ada, "1111", now, topic="padding")
    practise(cast.ben, "0000", now, topic="padding")

    means = dict(TopicBelief.objects.values_list("user__username", "mean"))
    assert means["ada"] > 0.5
    assert means["ben"] < -0.5


def test_a_missed_topic_comes_back_and_a_topic_never_missed_does_not(ada, now):
    practise(ada, "11", now, topic="pooling")
    assert not Repetition.objects.exists()
    practise(ada, "0", now, topic="padding")

    card = Repetition.objects.get(user=ada)
    assert card.topic == "padding"
    assert now < card.due_at < now + DAY
    practise(ada, "1", card.due_at, topic="padding")
    practise(ada, "1", Repetition.objects.get(user=ada).due_at, topic="padding")
    assert Repetition.objects.get(user=ada).due_at > card.due_at + DAY


def test_a_misconception_is_met_and_overcome_by_three_answers_that_would_have_shown_it(ada, now):
    sheet = _draw(ada, "one-side", now)
    wrong = mistaken_answers(sheet, "answer", "forgot-plus-one")
    check_answers(user=ada, sheet_id=sheet.pk, answers=wrong, now=now)
    met = MetMisconception.objects.get(user=ada)
    assert (met.misconception, met.n_met, met.n_passed) == ("forgot-plus-one", 1, 0)
    assert met.explanation

    later = now + DAY
    for number in range(3):
        assert MetMisconception.objects.get(user=ada).overcome_at is None
        moment = later + number * MINUTE
        sheet = draw_next(user=ada, misconception="forgot-plus-one", now=moment)
        check_answers(user=ada, sheet_id=sheet.pk, answers=right_answers(sheet), now=moment)
    assert MetMisconception.objects.get(user=ada).overcome_at == moment


def test_an_answer_that_would_not_have_shown_it_overcomes_nothing(ada, now):
    sheet = _draw(ada, "one-side", now)
    wrong = mistaken_answers(sheet, "answer", "forgot-plus-one")
    check_answers(user=ada, sheet_id=sheet.pk, answers=wrong, now=now)
    practise(ada, "111", now + DAY, topic="pooling")

    assert MetMisconception.objects.get(user=ada).n_passed == 0


def test_only_the_newest_sheets_are_kept(ada, now):
    for number in range(KEPT_SHEETS + 8):
        newest = draw_next(user=ada, now=now + number * MINUTE)

    assert Sheet.objects.filter(user=ada).count() <= KEPT_SHEETS + 1
    assert Sheet.objects.filter(pk=newest.pk).exists()


def test_a_question_with_few_variants_stays_out_while_an_exam_asks_it(ada, cast, now):
    slug, topic = "field-of-named-networks", "receptive-field"
    exam = make_exam(
        cast.course,
        "coming",
        [slug, "same-padding"],
        kind=Exam.Kind.EXAM,
        feedback=Exam.Feedback.AFTER,
        closes_at=now + DAY,
    )
    with pytest.raises(errors.NothingToPractise):
        draw_next(user=ada, topic=topic, now=now)
    assert draw_next(user=ada, topic="padding", now=now)
    assert draw_next(user=cast.tess, topic=topic, now=now)

    assert draw_next(user=ada, topic=topic, now=now + 2 * DAY)
    Exam.objects.filter(pk=exam.pk).update(release=Exam.Release.MANUAL)
    with pytest.raises(errors.NothingToPractise):
        draw_next(user=ada, topic=topic, now=now + 2 * DAY)
    Exam.objects.filter(pk=exam.pk).update(released_at=now)
    assert draw_next(user=ada, topic=topic, now=now + 2 * DAY)


def test_a_draft_of_an_exam_tells_nothing_by_what_is_hidden(ada, cast, now):
    make_exam(
        cast.course,
        "draft",
        ["field-of-named-networks"],
        kind=Exam.Kind.EXAM,
        published_at=None,
    )

    assert draw_next(user=ada, topic="receptive-field", now=now)


def test_teachers_keep_questions_of_coming_exams_out(ada, cast, now):
    make_exam(cast.course, "coming", ["same-padding", "same-padding-even"], kind=Exam.Kind.EXAM)
    set_practice_rules(user=cast.tess, course_id=cast.course.pk, hides_coming_exams=True)
    with pytest.raises(errors.NothingToPractise):
        draw_next(user=ada, topic="padding", now=now)
    set_practice_rules(user=cast.tess, course_id=cast.course.pk, hides_coming_exams=False)

    assert draw_next(user=ada, topic="padding", now=now)


def test_only_teachers_of_the_course_decide(cast, now):
    with pytest.raises(NotPermitted):
        set_practice_rules(user=cast.ada, course_id=cast.course.pk, hides_coming_exams=True)
    with pytest.raises(CourseNotFound):
        set_practice_rules(user=cast.carol, course_id=cast.course.pk, hides_coming_exams=True)
    assert not PracticeRules.objects.exists()


@pytest.mark.parametrize("name", ["ada", "ben"])
def test_practice_never_hands_out_the_variant_of_an_attempt(bank, cast, now, name):
    user, slug = cast.named(name), "field-of-named-networks"
    exam = make_exam(cast.course, "sheet", [slug])
    attempt = exam_services.start_attempt(user=user, exam_id=exam.pk, now=now)
    taken = {current(attempt, 1).variant_index}
    while len(taken) < Question.objects.get(slug=slug).current.n_variants - 1:
        taken.add(exam_services.renew_variant(attempt=attempt, number=1, now=now).variant_index)
    exam_services.finish_attempt(attempt=attempt, now=now)

    assert draw_next(user=user, topic="receptive-field", now=now).variant_index not in taken


def test_a_wrong_answer_is_one_that_looks_like_nothing(ada, now):
    sheet = _draw(ada, "one-side", now)
    check_answers(user=ada, sheet_id=sheet.pk, answers=wrong_answers(sheet), now=now)

    assert not MetMisconception.objects.exists()
