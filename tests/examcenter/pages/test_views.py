"""The views: one service call each, with and without JavaScript, and everybody to their own."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from examcenter.exams import services
from examcenter.exams.models import Attempt, Exam
from tests.examcenter.making import (
    GOOD_SOURCE,
    as_form,
    current,
    grade,
    keys_as_text,
    make_exam,
    wrong_answers,
)

JSON = {"Accept": "application/json"}
HTMX = {"HX-Request": "true"}


@pytest.fixture
def attempt(cast, practice):
    """Return Ada's running attempt at the practice."""
    return services.start_attempt(user=cast.ada, exam_id=practice.pk, now=timezone.now())


@pytest.fixture
def ada(cast):
    """Return Ada's browser."""
    return _browser(cast.ada)


def _browser(user) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def _link(name: str, attempt: Attempt, number: int | None = None) -> str:
    return reverse(f"exams:{name}", args=[attempt.pk, *([number] if number else [])])


def _submit(client, attempt, source=GOOD_SOURCE, **headers):
    form = {"part": "code", **as_form({"code": source})}
    return client.post(_link("submit", attempt, 3), form, headers=headers)


def _code_part(attempt):
    return next(p["name"] for p in current(attempt, 3).variant["parts"] if p["kind"] == "code")


ADDRESSES = [
    ("get", "resume", None),
    ("get", "question", 1),
    ("post", "save", 1),
    ("post", "check", 1),
    ("post", "renew", 1),
    ("post", "submit", 3),
    ("get", "finish", None),
    ("post", "finish", None),
    ("get", "result", None),
]


@pytest.mark.parametrize(("method", "name", "number"), ADDRESSES)
def test_another_persons_attempt_is_not_there(cast, attempt, method, name, number):
    reply = getattr(_browser(cast.ben), method)(_link(name, attempt, number))
    assert reply.status_code == 404
    attempt.refresh_from_db()
    assert attempt.finished_at is None


@pytest.mark.parametrize(("method", "name", "number"), ADDRESSES)
def test_a_stranger_is_sent_to_the_sign_in_page(attempt, method, name, number):
    reply = getattr(Client(), method)(_link(name, attempt, number))
    assert reply.status_code == 302
    assert reply["Location"].startswith(reverse("accounts:sign_in"))


@pytest.mark.parametrize(
    ("method", "name", "number"), [row for row in ADDRESSES if row[1] not in {"finish"}]
)
def test_an_address_takes_one_method_only(ada, attempt, method, name, number):
    other = {"get": "post", "post": "get"}[method]
    assert getattr(ada, other)(_link(name, attempt, number)).status_code == 405


def test_after_signing_in_a_form_leads_back_to_its_page(attempt):
    page = _link("question", attempt, 1)
    headers = {"Referer": f"http://testserver{page}"}
    reply = Client().post(_link("check", attempt, 1), headers=headers)
    assert reply["Location"].endswith(f"?next={page}")


def test_signing_in_never_leads_to_another_site(attempt):
    headers = {"Referer": "https://elsewhere.example/phish"}
    reply = Client().post(_link("check", attempt, 1), headers=headers)
    assert reply["Location"].endswith("?next=/")


def test_a_script_is_told_that_it_is_signed_out(attempt):
    reply = Client().post(_link("save", attempt, 1), headers=JSON)
    assert reply.status_code == 401
    assert reply.json()["code"] == "signed_out"
    assert reply.json()["link"]["href"].startswith(reverse("accounts:sign_in"))


def test_a_fragment_that_is_signed_out_goes_to_the_problem_box(attempt):
    reply = Client().post(_link("check", attempt, 1), headers=HTMX)
    assert (reply.status_code, reply["HX-Retarget"]) == (401, "#problem")


def test_a_draft_is_saved_for_a_script(ada, attempt):
    form = {**as_form({"answer": "12"}), "sequence": "4"}
    reply = ada.post(_link("save", attempt, 1), form, headers=JSON)
    assert reply.json()["sequence"] == 4
    assert current(attempt, 1).draft == {"answer": "12"}


def test_an_older_save_is_refused_in_words_for_a_script(ada, attempt):
    for text, sequence in (("new", "7"), ("old", "6")):
        form = {**as_form({"answer": text}), "sequence": sequence}
        reply = ada.post(_link("save", attempt, 1), form, headers=JSON)
    assert reply.status_code == 409
    problem = reply.json()
    assert problem["code"] == "draft_outdated"
    assert problem["title"]
    assert problem["detail"]
    assert problem["action"]
    assert current(attempt, 1).draft == {"answer": "new"}


@pytest.mark.parametrize("sequence", ["", "x", "-1", "1e3", "٣", "9" * 5000])
def test_a_save_number_that_is_none_does_not_lose_the_answer(ada, attempt, sequence):
    form = {**as_form({"answer": "12"}), "sequence": sequence}
    assert ada.post(_link("save", attempt, 1), form, headers=JSON).status_code == 200
    assert current(attempt, 1).draft == {"answer": "12"}


@pytest.mark.parametrize(
    ("target", "leads_to"),
    [
        ("2", "/2/"),
        ("finish", "/finish/?from=1"),
        ("", "/1/"),
        ("x", "/1/"),
        ("//evil.example", "/1/"),
    ],
)
def test_a_saved_form_leads_where_its_button_says(ada, attempt, target, leads_to):
    form = {**as_form({"answer": "12"}), "next": target}
    reply = ada.post(_link("save", attempt, 1), form)
    assert reply["Location"] == f"/attempts/{attempt.pk}{leads_to}"


def test_a_check_without_javascript_leads_back_to_the_answers(ada, attempt):
    reply = ada.post(_link("check", attempt, 1), as_form(wrong_answers(attempt, 1)), follow=True)
    assert reply.redirect_chain[-1][0].endswith("/1/#answers")
    assert "Not yet." in reply.content.decode()


def test_a_check_by_htmx_changes_answers_rail_and_score(ada, attempt):
    form = as_form(keys_as_text(attempt, 1))
    text = ada.post(_link("check", attempt, 1), form, headers=HTMX).content.decode()
    assert "<html" not in text
    assert 'id="answers"' in text
    assert 'id="rail"' in text
    assert 'id="score" hx-swap-oob' in text
    assert 'id="announce" hx-swap-oob="innerHTML">Right.' in text


def test_an_answer_that_cannot_be_read_says_so_at_its_field(ada, attempt):
    ada.post(_link("check", attempt, 1), as_form({"answer": "a dozen"}))
    text = ada.get(_link("question", attempt, 1)).content.decode()
    assert 'aria-errormessage="feedback-answer"' in text
    assert "This could not be read." in text
    assert 'value="a dozen"' in text


def test_an_answer_that_is_too_long_is_refused_at_its_field_and_kept(ada, attempt):
    reply = ada.post(_link("save", attempt, 1), as_form({"answer": "9" * 300}))
    assert reply.status_code == 400
    text = reply.content.decode()
    assert "300 characters long" in text
    assert f'value="{"9" * 300}"' in text
    assert "This could not be saved." in text


def test_what_is_typed_is_never_markup(ada, attempt):
    typed = '"><script>alert(1)</script>'
    ada.post(_link("check", attempt, 1), as_form({"answer": typed}))
    text = ada.get(_link("question", attempt, 1)).content.decode()
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert" in text


def test_an_answer_to_a_finished_attempt_shows_the_way_to_the_result(ada, attempt):
    services.finish_attempt(attempt=attempt, now=timezone.now())
    reply = ada.post(_link("check", attempt, 1), as_form({"answer": "12"}))
    assert reply.status_code == 409
    text = reply.content.decode()
    assert "The attempt is finished." in text
    assert _link("result", attempt) in text
    assert 'value="12"' in text


def test_another_variant_is_drawn_on_request(ada, attempt):
    before = current(attempt, 1)
    ada.post(_link("renew", attempt, 1))
    after = current(attempt, 1)
    assert after.round == before.round + 1


def test_no_other_variant_is_drawn_in_an_exam(cast, ada, timed):
    attempt = services.start_attempt(user=cast.ada, exam_id=timed.pk, now=timezone.now())
    reply = ada.post(_link("renew", attempt, 1))
    assert reply.status_code == 409
    assert "No new variant." in reply.content.decode()


def test_line_ends_of_a_form_are_those_that_were_typed(ada, attempt):
    part = _code_part(attempt)
    source = "def conv2d(image, kernel):\r\n    return image\r\n"
    ada.post(_link("save", attempt, 3), as_form({part: source}))
    assert current(attempt, 3).draft[part] == source.replace("\r\n", "\n")


def test_submitting_code_counts_down_the_tries_beside_the_button(ada, attempt, practice):
    Exam.objects.filter(pk=practice.pk).update(max_tries=3)
    assert ">3 of 3 tries left.</span>" in ada.get(_link("question", attempt, 3)).content.decode()
    form = {"part": _code_part(attempt), **as_form({_code_part(attempt): GOOD_SOURCE})}
    text = ada.post(_link("submit", attempt, 3), form, headers=HTMX).content.decode()

    assert 'id="tries-answer" hx-swap-oob="true">2 of 3 tries left.</span>' in text


def test_submitted_code_waits_and_its_page_asks_again(ada, attempt):
    form = {"part": _code_part(attempt), **as_form({_code_part(attempt): GOOD_SOURCE})}
    text = ada.post(_link("submit", attempt, 3), form, headers=HTMX).content.decode()
    assert "hx-trigger" in text
    assert "is not running" in text
    page = ada.get(_link("question", attempt, 3)).content.decode()
    assert "hx-trigger" in page


@pytest.fixture
def submitted(ada, attempt):
    """Return the address of a submission that waits."""
    part = _code_part(attempt)
    submission = services.submit_code(
        attempt=attempt, number=3, part=part, source=GOOD_SOURCE, now=timezone.now()
    )
    return reverse("exams:submission", args=[attempt.pk, 3, submission.pk])


def test_asking_again_without_news_changes_nothing(ada, submitted):
    first = ada.get(submitted, headers=HTMX).content.decode()
    poll = first.split('hx-get="')[1].split('"')[0]
    assert ada.get(poll, headers=HTMX).status_code == 204


def test_a_verdict_ends_the_asking_and_changes_the_score(ada, attempt, submitted):
    grade(submitted.rstrip("/").rpartition("/")[2], score=1.0)
    reply = ada.get(submitted, headers=HTMX)
    assert reply.status_code == 286
    text = reply.content.decode()
    assert "Accepted" in text
    assert "hx-trigger" not in text
    assert "3 of 3 points" in text


def test_a_submission_has_a_page_of_its_own(ada, submitted):
    text = ada.get(submitted).content.decode()
    assert "<html" in text
    assert "return image" in text


def test_a_submission_is_found_below_its_own_question_only(ada, attempt, submitted):
    assert ada.get(submitted.replace("/3/sub", "/1/sub")).status_code == 404


def test_another_persons_submission_is_not_there(cast, submitted):
    assert _browser(cast.ben).get(submitted).status_code == 404


def test_a_source_that_is_too_large_is_refused_on_the_page_with_the_source(ada, attempt):
    part = _code_part(attempt)
    source = "x = 1\n" * 12_000
    form = {"part": part, **as_form({part: source})}
    reply = ada.post(_link("submit", attempt, 3), form)
    assert reply.status_code == 413
    text = reply.content.decode()
    assert "The code was not taken." in text
    assert text.count("x = 1") == 12_000


def test_finishing_asks_first_and_names_what_is_unanswered(ada, attempt):
    ada.post(_link("check", attempt, 1), as_form(keys_as_text(attempt, 1)))
    text = ada.get(_link("finish", attempt) + "?from=2").content.decode()
    assert "2 of 3 questions have no answer yet." in text
    assert f'href="{_link("question", attempt, 2)}">Go on working' in text
    attempt.refresh_from_db()
    assert attempt.finished_at is None


def test_finishing_leads_to_the_result(ada, attempt):
    reply = ada.post(_link("finish", attempt), follow=True)
    assert reply.redirect_chain[-1][0] == _link("result", attempt)
    assert "of 6 points" in reply.content.decode()


def test_a_finished_attempt_is_not_asked_again(ada, attempt):
    services.finish_attempt(attempt=attempt, now=timezone.now())
    assert ada.get(_link("finish", attempt))["Location"] == _link("result", attempt)


def test_the_result_of_a_running_attempt_is_not_shown(ada, attempt):
    assert ada.get(_link("result", attempt)).status_code == 409


def test_starting_twice_is_one_attempt(ada, practice):
    address = reverse("exams:start", args=[practice.pk])
    assert ada.post(address)["Location"] == ada.post(address)["Location"]


def test_an_exam_that_is_not_open_says_when_it_opens(cast, ada, bank):
    opens_at = timezone.now() + timedelta(days=1)
    exam = make_exam(cast.course, "later", ["one-side"], opens_at=opens_at)
    page = reverse("exams:exam", args=[exam.pk])
    assert "Start" not in ada.get(page).content.decode()
    reply = ada.post(reverse("exams:start", args=[exam.pk]))
    assert reply.status_code == 403
    assert "The exam is not open." in reply.content.decode()
    assert not Attempt.objects.exists()


def test_an_exam_of_another_course_is_not_there(cast, practice):
    client = _browser(cast.carol)
    assert client.get(reverse("exams:exam", args=[practice.pk])).status_code == 404
    assert client.post(reverse("exams:start", args=[practice.pk])).status_code == 404
    assert client.get(reverse("courses:course", args=[cast.course.pk])).status_code == 404


def test_the_front_page_shows_what_is_open(ada, practice, attempt, cast, bank):
    make_exam(cast.course, "another", ["one-side"])
    text = ada.get(reverse("courses:home")).content.decode()
    assert "In progress" in text
    assert "Continue" in text
    assert "Open now" in text


def test_somebody_without_a_course_is_told_so(cast):
    text = _browser(cast.carol).get(reverse("courses:home")).content.decode()
    assert "You are in no course yet." in text


def test_the_course_lists_its_exams(ada, cast, practice, timed):
    text = ada.get(reverse("courses:course", args=[cast.course.pk])).content.decode()
    assert "Practice" in text
    assert "Timed" in text
    assert "10 min" in text


def test_a_page_that_is_nowhere_says_so(ada):
    reply = ada.get(f"/exams/{uuid4()}/nothing")
    assert reply.status_code == 404
    assert "Nothing is here" in reply.content.decode()


def test_nothing_inline_is_allowed_and_the_editor_has_its_nonce(ada, attempt):
    reply = ada.get(_link("question", attempt, 3))
    policy = reply["Content-Security-Policy"]
    assert "unsafe" not in policy
    nonce = policy.split("'nonce-")[1].split("'")[0]
    assert f'data-nonce="{nonce}"' in reply.content.decode()


def test_keys_are_on_no_page_before_they_are_due(cast, ada, timed):
    attempt = services.start_attempt(user=cast.ada, exam_id=timed.pk, now=timezone.now())
    keys = keys_as_text(attempt, 1)
    # The number of a key may stand on the page for another reason, such as that of a question.
    before = ada.get(_link("question", attempt, 1)).content.decode()
    reply = ada.post(_link("check", attempt, 1), as_form(wrong_answers(attempt, 1)), follow=True)
    text = reply.content.decode()
    assert "Saved." in text
    assert "Worked solution" not in text
    for key in keys.values():
        assert text.count(f">{key}<") == before.count(f">{key}<")


def test_a_question_page_costs_the_same_however_long_the_history(
    ada, attempt, django_assert_max_num_queries
):
    for text in ("1", "2", "3", "4"):
        ada.post(_link("check", attempt, 1), as_form({"answer": text}))
    with django_assert_max_num_queries(14):
        ada.get(_link("question", attempt, 1))


def test_an_exam_with_feedback_after_the_end_says_so(ada, timed):
    text = ada.get(reverse("exams:exam", args=[timed.pk])).content.decode()
    assert Exam.Feedback.AFTER in json.dumps([timed.feedback])
    assert "feedback when you have finished" in text
    assert "10 minutes from the moment you start" in text


def test_going_on_leads_to_the_question_that_was_saved_last(ada, attempt):
    assert ada.get(_link("resume", attempt)).url == _link("question", attempt, 1)

    for number in (1, 2):
        services.save_draft(
            attempt=attempt,
            number=number,
            answers=wrong_answers(attempt, number),
            now=timezone.now(),
            sequence=1,
        )

    assert ada.get(_link("resume", attempt)).url == _link("question", attempt, 2)
    restarted = ada.post(reverse("exams:start", args=[attempt.exam_id]))
    assert restarted.url == _link("question", attempt, 2)


def test_going_on_with_a_finished_attempt_leads_to_its_result(ada, attempt):
    services.finish_attempt(attempt=attempt, now=timezone.now())

    assert ada.get(_link("resume", attempt)).url == _link("result", attempt)
