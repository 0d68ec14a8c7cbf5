"""Flags, and the palette that shows them."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from examcenter.exams import services
from examcenter.exams.selectors import question_page
from examcenter.exams.services import finish_attempt, save_draft
from examcenter.exams.taking.marks import mark_seen, set_flag
from tests.examcenter.making import current

JSON = {"Accept": "application/json"}
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def attempt(practice, cast):
    return services.start_attempt(user=cast.ada, exam_id=practice.pk, now=timezone.now())


@pytest.fixture
def ada(cast):
    client = Client()
    client.force_login(cast.ada, backend=BACKEND)
    return client


def flag(client, attempt, value, number=2, **headers):
    address = reverse("exams:flag", args=[attempt.pk, number])
    return client.post(address, {"flagged": value}, headers=headers)


def test_a_flag_is_one_cheap_write_and_setting_it_again_changes_nothing(
    ada, attempt, django_assert_num_queries
):
    with django_assert_num_queries(3) as queries:
        assert flag(ada, attempt, "1", **JSON).json() == {"is_flagged": True}
    assert queries.captured_queries[-1]["sql"].startswith("UPDATE")
    flag(ada, attempt, "1", **JSON)
    assert current(attempt, 2).is_flagged
    flag(ada, attempt, "0", **JSON)
    assert not current(attempt, 2).is_flagged


def test_a_flag_without_javascript_leads_back_to_its_question(ada, attempt):
    reply = flag(ada, attempt, "1")
    assert reply["Location"] == reverse("exams:question", args=[attempt.pk, 2])
    text = ada.get(reply["Location"]).content.decode()
    assert "Remove the flag" in text
    assert "0 of 3 answered, 1 flagged" in text


def test_another_persons_question_cannot_be_flagged(cast, attempt):
    ben = Client()
    ben.force_login(cast.ben, backend=BACKEND)
    assert flag(ben, attempt, "1", **JSON).status_code == 404
    assert not current(attempt, 2).is_flagged


def test_a_finished_attempt_takes_no_flag_and_says_so(ada, attempt):
    finish_attempt(attempt=attempt, now=timezone.now())
    reply = flag(ada, attempt, "1", **JSON)
    assert (reply.status_code, reply.json()["code"]) == (409, "attempt_closed")


def test_the_palette_tells_seen_saved_flagged_and_current_in_words(attempt, now):
    mark_seen(attempt_id=attempt.pk, number=2, now=now)
    save_draft(attempt=attempt, number=3, answers={"answer": "x = 1"}, now=now)
    set_flag(response=current(attempt, 3), is_flagged=True)
    page = question_page(attempt, 1, now)
    assert [item.state_words for item in page.rail] == [
        "not answered",
        "seen, not answered",
        "saved",
    ]
    assert [item.is_flagged for item in page.rail] == [False, False, True]
    assert [item.sequence for item in page.rail] == [0, 0, 1]
    assert page.summary_words == "1 of 3 answered, 1 flagged"


def test_the_finish_page_lists_what_is_unanswered_and_flagged_with_links(ada, attempt, now):
    save_draft(attempt=attempt, number=1, answers={"answer": "7"}, now=now)
    set_flag(response=current(attempt, 1), is_flagged=True)
    text = ada.get(reverse("exams:finish", args=[attempt.pk])).content.decode()
    unanswered, _, rest = text.partition("Flagged</h2>")
    flagged = rest.partition("All questions</h2>")[0].partition("All questions")[0]
    assert "2 of 3 questions have no answer yet." in unanswered
    links = {number: reverse("exams:question", args=[attempt.pk, number]) for number in (1, 2, 3)}
    assert f'href="{links[2]}"' in unanswered
    assert f'href="{links[3]}"' in unanswered
    assert f'href="{links[1]}"' in flagged
    assert f'href="{links[2]}"' not in flagged
