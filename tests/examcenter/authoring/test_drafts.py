"""Saving: every text is kept, nobody saves over somebody else, and old texts come back."""

import pytest
from django.db.models import ProtectedError
from django.urls import reverse
from django.utils import timezone

from examcenter.authoring.errors import BadSlug, SlugTaken, TextOutdated, TextTooLong
from examcenter.authoring.models import Draft, Revision
from examcenter.authoring.services.copies import duplicate_text
from examcenter.authoring.services.drafts import restore_text, save_text, start_draft
from examcenter.courses.models import Enrollment
from questions.models import Question, QuestionVersion
from tests.examcenter.authoring.desks import SLUG, browser_of, newest, publish
from tests.examcenter.making import enroll, make_exam, make_user

HTMX = {"HX-Request": "true"}
pytestmark = pytest.mark.django_db


def _save(user, text, based_on, slug=SLUG):
    return save_text(slug=slug, text=text, based_on=based_on, user=user, now=timezone.now())


def test_every_save_is_a_revision_of_its_own(cast, draft, text):
    _save(cast.tess, text + "# one\n", 1)
    _save(cast.tess, text + "# two\n", 2)
    texts = list(Revision.objects.order_by("number").values_list("text", flat=True))
    assert texts == [text, text + "# one\n", text + "# two\n"]


def test_the_same_text_is_no_new_revision(cast, draft, text):
    assert _save(cast.tess, text, 1).number == 1


def test_the_second_of_two_authors_is_told_and_both_texts_are_kept(cast, draft, text):
    _save(cast.tess, text + "# hers\n", 1)
    with pytest.raises(TextOutdated, match="tess saved revision 2"):
        _save(cast.carol, text + "# mine\n", 1)
    assert newest().text == text + "# hers\n"


def test_a_refused_save_shows_the_difference_and_keeps_what_was_typed(cast, tess, draft, text):
    other = make_user("rita")
    enroll(cast.course, other, Enrollment.Role.TEACHER)
    _save(other, text + "# hers\n", 1)
    address = reverse("authoring:save", args=[SLUG])
    mine = {"text": text + "# mine\n", "revision": "1"}
    page = tess.post(address, mine)
    assert page.status_code == 409
    assert page.context["text"] == text + "# mine\n"
    assert (page.context["diff"].n_removed, page.context["diff"].n_added) == (1, 1)
    assert 'name="revision" value="1"' in page.content.decode()
    fragment = tess.post(address, mine, headers=HTMX)
    assert (fragment.status_code, fragment["HX-Retarget"]) == (409, "#problem")
    assert tess.post(address, {**mine, "over": "2"}, headers=HTMX).status_code == 200
    texts = list(Revision.objects.order_by("number").values_list("text", flat=True))
    assert texts == [text, text + "# hers\n", text + "# mine\n"]


def test_a_text_that_cannot_be_read_is_saved_all_the_same(cast, draft, text):
    revision = _save(cast.tess, text.replace("level: 2", "level: 9"), 1)
    assert (revision.n_problems, revision.document_digest) == (1, "")
    assert (revision.title, revision.level) == ("Pool", 2)


def test_a_published_question_gets_its_draft_with_the_first_save(cast, bank):
    source = QuestionVersion.objects.get(question__slug="one-side").source_text
    revision = _save(cast.tess, source + "# more\n", 1, slug="one-side")
    assert revision.number == 2
    assert Revision.objects.get(draft__slug="one-side", number=1).text == source


def test_two_authors_who_open_a_published_question_do_not_lose_a_text(cast, tess, bank):
    source = QuestionVersion.objects.get(question__slug="one-side").source_text
    address = reverse("authoring:save", args=["one-side"])
    first = tess.post(address, {"text": source + "# a\n", "revision": "0"})
    second = tess.post(address, {"text": source + "# b\n", "revision": "0"})
    assert (first.status_code, second.status_code) == (302, 409)
    assert newest("one-side").text == source + "# a\n"


@pytest.mark.parametrize("slug", ["", "Big", "a b", "../etc", "x" * 65, "a--b"])
def test_an_id_that_is_none_is_refused(cast, slug, text):
    with pytest.raises(BadSlug):
        start_draft(slug=slug, text=text, user=cast.tess, now=timezone.now())


def test_an_id_names_one_question(cast, bank, draft, text):
    for slug in (SLUG, "one-side"):
        with pytest.raises(SlugTaken):
            start_draft(slug=slug, text=text, user=cast.tess, now=timezone.now())


def test_a_text_beyond_the_limit_is_refused(cast, draft):
    with pytest.raises(TextTooLong, match="at most 65,536"):
        _save(cast.tess, "x" * 200_000, 1)


def test_restoring_makes_a_new_revision_of_an_old_text(cast, draft, text):
    _save(cast.tess, text + "# two\n", 1)
    revision = restore_text(
        slug=SLUG, text=text, user=cast.tess, now=timezone.now(), note="restored from revision 1"
    )
    assert (revision.number, revision.text) == (3, text)
    assert Revision.objects.filter(draft__slug=SLUG).count() == 3


def test_a_duplicate_differs_in_its_id_alone(cast, draft, text):
    copy = duplicate_text(text, slug=SLUG, new_slug="copy", user=cast.tess, now=timezone.now())
    assert copy.newest.text == text.replace(f"id: {SLUG}", "id: copy")
    assert copy.newest.n_problems == 0


def test_another_id_in_the_text_is_a_problem_at_its_line(cast, draft, text):
    changed = "# first\n" + text.replace(f"id: {SLUG}", "id: other")
    assert _save(cast.tess, changed, 1).n_problems == 1


def test_what_an_attempt_used_cannot_be_deleted_and_goes_on(cast, seat, draft, text):
    from examcenter.exams.services import start_attempt

    first = publish(seat)
    exam = make_exam(cast.course, "quiz", [SLUG])
    attempt = start_attempt(user=cast.ada, exam_id=exam.pk, now=timezone.now())
    with pytest.raises(ProtectedError):
        first.delete()
    with pytest.raises(ProtectedError):
        Question.objects.get(slug=SLUG).delete()
    _save(cast.tess, text.replace("How many", "Say how many"), 1)
    second = publish(seat)
    assert (first.number, second.number) == (1, 2)
    assert attempt.responses.get().version_id == first.pk
    assert QuestionVersion.objects.get(pk=first.pk).source_text == text
    page = browser_of(cast.ada).get(f"/attempts/{attempt.pk}/1/").content.decode()
    assert "How many pixels wide is the output?" in page


def test_nothing_deletes_a_draft(tess, draft):
    assert tess.delete(reverse("authoring:edit", args=[SLUG])).status_code == 405
    assert Draft.objects.filter(slug=SLUG).exists()
