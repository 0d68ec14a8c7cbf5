"""The list: searched, filtered, sorted, paged, with the same few queries whatever its length."""

import pytest
from django.urls import reverse
from django.utils import timezone

from examcenter.authoring.listing import Filter, list_items
from examcenter.authoring.services.drafts import save_text, start_draft
from examcenter.authoring.services.releases import set_archived
from examcenter.authoring.starters import start_text
from tests.examcenter.authoring.desks import SLUG, prove, publish
from tests.examcenter.making import make_exam

pytestmark = pytest.mark.django_db


def _slugs(**wanted):
    return [row.slug for row in list_items(Filter.from_form(wanted)).rows]


def _state(slug=SLUG):
    (row,) = [row for row in list_items(Filter()).rows if row.slug == slug]
    return row.state


def test_published_questions_and_drafts_stand_side_by_side(bank, draft):
    assert _slugs() == ["code-task", "one-side", SLUG, "two-parts"]


def test_a_search_looks_into_ids_titles_and_texts(bank, draft):
    assert _slugs(q="pooling window") == [SLUG]
    assert _slugs(q="ONE-side") == ["one-side"]
    assert _slugs(q="nowhere at all") == []


def test_a_search_by_words_needs_all_of_them(bank, draft):
    assert _slugs(q="stride pooling") == [SLUG]
    assert _slugs(q="pooling nowhere") == []


@pytest.mark.parametrize(
    ("wanted", "slugs"),
    [
        ({"topic": "pooling"}, [SLUG]),
        ({"topic": "no-such-topic"}, ["code-task", "one-side", SLUG, "two-parts"]),
        ({"level": "1", "topic": "output-size"}, ["one-side"]),
        ({"use": "used"}, ["one-side"]),
        ({"use": "unused"}, ["code-task", SLUG, "two-parts"]),
        ({"state": "draft"}, [SLUG]),
        ({"state": "certified"}, ["code-task", "one-side", "two-parts"]),
        ({"sort": "-slug"}, ["two-parts", SLUG, "one-side", "code-task"]),
        ({"sort": "drop table"}, ["code-task", "one-side", SLUG, "two-parts"]),
    ],
    ids=str,
)
def test_a_filter_leaves_what_it_says(cast, bank, draft, wanted, slugs):
    make_exam(cast.course, "quiz", ["one-side"])
    make_exam(cast.course, "other", ["one-side"])
    assert _slugs(**wanted) == slugs


def test_the_state_follows_a_question_through_its_life(cast, seat, draft, text):
    def save(changed, based_on):
        user = seat.user
        save_text(slug=SLUG, text=changed, based_on=based_on, user=user, now=timezone.now())

    assert _state() == "draft"
    prove(seat)
    assert _state() == "certified"
    publish(seat)
    assert _state() == "certified"
    save(text + "# a remark\n", 1)
    assert _state() == "certified"
    save(text.replace("[8, 64]", "[8, 32]"), 2)
    assert _state() == "changed"
    save("id: x\n", 3)
    assert _state() == "failing"
    save(text.replace('accepts: ["4"', 'accepts: ["9"'), 4)
    prove(seat)
    assert _state() == "failing"


def test_archived_questions_are_out_of_the_way_until_asked_for(seat, bank, draft):
    set_archived(slug="one-side", is_archived=True, seat=seat, now=timezone.now())
    set_archived(slug=SLUG, is_archived=True, seat=seat, now=timezone.now())
    assert _slugs() == ["code-task", "two-parts"]
    assert _slugs(state="archived") == ["one-side", SLUG]


def _add_drafts(user, n_drafts):
    for number in range(n_drafts):
        slug = f"more-{number}"
        text = start_text("decimal", slug=slug, title="More", topic="pooling", level=1)
        start_draft(slug=slug, text=text, user=user, now=timezone.now())


def test_a_long_list_has_pages(cast, bank):
    _add_drafts(cast.tess, 30)
    first = list_items(Filter.from_form({}))
    second = list_items(Filter.from_form({"page": "2"}))
    beyond = list_items(Filter.from_form({"page": "999"}))
    assert (len(first.rows), len(second.rows), first.n_pages) == (25, 8, 2)
    assert beyond.rows == second.rows


@pytest.mark.parametrize("n_drafts", [1, 30])
def test_the_number_of_queries_does_not_grow(cast, bank, n_drafts, django_assert_num_queries):
    _add_drafts(cast.tess, n_drafts)
    with django_assert_num_queries(3):
        list_items(Filter())
    with django_assert_num_queries(5):
        list_items(Filter(text="pooling"))


def test_the_page_shows_and_keeps_the_search(tess, bank, draft):
    page = tess.get(reverse("authoring:index"), {"q": "pooling", "sort": "-title"})
    text = page.content.decode()
    assert 'value="pooling"' in text
    assert 'aria-sort="descending"' in text
    assert "1 question of 4" in text


def test_typing_asks_for_the_table_alone(tess, bank):
    reply = tess.get(reverse("authoring:index"), {"q": "x"}, headers={"HX-Request": "true"})
    assert "<html" not in reply.content.decode()
    assert 'id="rows"' in reply.content.decode()
