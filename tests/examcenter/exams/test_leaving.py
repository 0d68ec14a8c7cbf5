"""Who is removed from a course: their open attempts close to them at once, and nothing is lost."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from examcenter.courses.models import Enrollment
from examcenter.courses.services.people import remove_place, restore_place
from examcenter.exams.access import get_response_for
from examcenter.exams.behalf import PROGRAM, get_work_for
from examcenter.exams.errors import NotInCourse
from examcenter.exams.models import Attempt
from examcenter.exams.services import finish_attempt, save_draft, start_attempt, submit_code
from examcenter.exams.services.sweeping import settle_overdue_attempts
from examcenter.exams.taking.examples import run_examples
from tests.examcenter.making import GOOD_SOURCE, as_form, current, keys_as_text, make_user
from tests.examcenter.tokens import bearer_of

JSON = {"Accept": "application/json"}
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def now():
    """Pages read the clock."""
    return timezone.now().replace(microsecond=0)


@pytest.fixture
def attempt(cast, timed, now):
    """Ada sits an exam of ten minutes; her first answer is right and saved."""
    attempt = start_attempt(user=cast.ada, exam_id=timed.pk, now=now)
    save_draft(attempt=attempt, number=1, answers=keys_as_text(attempt, 1), now=now, sequence=1)
    return attempt


@pytest.fixture
def ada(cast):
    client = Client()
    client.force_login(cast.ada, backend=BACKEND)
    return client


@pytest.fixture
def remove(cast, now):
    """Return what takes Ada out of the course."""

    def act():
        teacher = Enrollment.objects.get(user=cast.tess)
        place = Enrollment.objects.get(user=cast.ada)
        return remove_place(actor=teacher, place_id=place.pk, now=now)

    return act


def pages_of(attempt, number=1, submission=None, run=None):
    """Yield every address that works in an open attempt, with its method."""
    for name in ("resume", "finish", "receipt", "receipt_json"):
        yield "get", reverse(f"exams:{name}", args=[attempt.pk])
    for name in ("finish", "presence"):
        yield "post", reverse(f"exams:{name}", args=[attempt.pk])
    yield "get", reverse("exams:question", args=[attempt.pk, number])
    for name in ("save", "check", "renew", "submit", "flag", "examples"):
        yield "post", reverse(f"exams:{name}", args=[attempt.pk, number])
    if submission and run:
        yield "get", reverse("exams:submission", args=[attempt.pk, 3, submission.pk])
        yield "get", reverse("exams:example_run", args=[attempt.pk, 3, run.pk])


def operations_of(attempt, submission):
    """Yield every operation that works in an open attempt, with its method."""
    for name in ("attempt", "responses"):
        yield "get", reverse(f"api:{name}", args=[attempt.pk])
    yield "post", reverse("api:finish", args=[attempt.pk])
    for method, name in (
        ("get", "response"),
        ("put", "response"),
        ("post", "check"),
        ("post", "response_variants"),
        ("get", "response_submissions"),
        ("post", "response_submissions"),
    ):
        yield method, reverse(f"api:{name}", args=[attempt.pk, 3 if "sub" in name else 1])
    yield "get", reverse("api:submission", args=[submission.pk])


def test_every_page_of_an_open_attempt_closes_with_the_removal(ada, attempt, remove, now):
    sent = submit_code(attempt=attempt, number=3, part="answer", source=GOOD_SOURCE, now=now)
    run = run_examples(attempt=attempt, number=3, part="answer", source="x = 1", now=now)
    addresses = list(pages_of(attempt, submission=sent, run=run))
    remove()
    for method, address in addresses:
        reply = getattr(ada, method)(address)
        assert reply.status_code == 404, address
        assert "You are no longer in this course" in reply.content.decode(), address
    assert Attempt.objects.get().finished_at is None


def test_every_operation_on_an_open_attempt_closes_with_the_removal(cast, attempt, remove, now):
    sent = submit_code(attempt=attempt, number=3, part="answer", source=GOOD_SOURCE, now=now)
    client = Client(HTTP_AUTHORIZATION=bearer_of(cast.ada))
    remove()
    body = {"answers": {"answer": "1"}, "part": "answer", "source": "x = 1"}
    bodies = {"save": ("answers",), "check": ("answers",), "submissions": ("part", "source")}
    for method, address in operations_of(attempt, sent):
        last = "save" if method == "put" else address.rstrip("/").rsplit("/", 1)[1]
        data = {name: body[name] for name in bodies.get(last, ())}
        options = {} if method == "get" else {"data": data, "content_type": "application/json"}
        reply = getattr(client, method)(address, **options)
        assert (reply.status_code, reply.json()["code"]) == (404, "not_in_course"), address
    assert current(attempt, 1).save_sequence == 1


def test_a_script_is_told_why_and_keeps_what_it_has(ada, attempt, remove):
    remove()
    reply = ada.post(
        reverse("exams:save", args=[attempt.pk, 1]),
        {**as_form({"answer": "99"}), "sequence": "2"},
        headers=JSON,
    )
    assert (reply.status_code, reply.json()["code"]) == (404, "not_in_course")
    assert "Your work is kept" in reply.json()["detail"]
    assert current(attempt, 1).draft == keys_as_text(attempt, 1)


def test_without_javascript_what_was_typed_comes_back_to_be_copied(ada, attempt, remove):
    remove()
    form = {**as_form({"answer": "<b>4711</b>"}), "note": "think again"}
    html = ada.post(reverse("exams:save", args=[attempt.pk, 1]), form).content.decode()
    assert "&lt;b&gt;4711&lt;/b&gt;" in html
    assert "think again" in html
    assert "<b>4711" not in html


def test_other_people_learn_nothing_from_it(cast, attempt, remove):
    remove()
    ben = Client()
    ben.force_login(cast.ben, backend=BACKEND)
    for method, address in pages_of(attempt):
        reply = getattr(ben, method)(address)
        assert reply.status_code == 404
        assert "no longer in this course" not in reply.content.decode()


def test_who_is_put_back_goes_on_where_they_stopped(cast, ada, attempt, remove, now):
    undo = remove()
    teacher = Enrollment.objects.get(user=cast.tess)
    restore_place(actor=teacher, undo=undo, now=now)
    html = ada.get(reverse("exams:question", args=[attempt.pk, 1])).content.decode()
    assert f'value="{keys_as_text(attempt, 1)["answer"]}"' in html
    reply = ada.post(
        reverse("exams:save", args=[attempt.pk, 2]), as_form({"width": "1"}), headers=JSON
    )
    assert reply.status_code == 200


def test_at_the_deadline_what_was_saved_counts(attempt, remove, now):
    remove()
    assert settle_overdue_attempts(now=now + timedelta(minutes=11)) == 1
    ended = Attempt.objects.get()
    assert (ended.finish_reason, ended.finished_at) == ("time", attempt.deadline_at)
    assert current(attempt, 1).score == 1


def test_a_result_stays_its_persons(ada, attempt, remove, now):
    finish_attempt(attempt=attempt, now=now)
    remove()
    assert ada.get(reverse("exams:result", args=[attempt.pk])).status_code == 200
    assert ada.get(reverse("exams:receipt", args=[attempt.pk])).status_code == 200


def test_the_enrolment_costs_a_save_no_query_of_its_own(
    cast, attempt, remove, django_assert_num_queries
):
    get_response_for(cast.ada, attempt.pk, 1)
    with django_assert_num_queries(1):
        get_response_for(cast.ada, attempt.pk, 2)
    remove()
    with pytest.raises(NotInCourse):
        get_response_for(cast.ada, attempt.pk, 2)


def test_no_program_works_on_for_who_is_gone(cast, attempt, remove):
    assert get_work_for(cast.ada, attempt.pk).program is None
    program = make_user("lms")
    Enrollment.objects.create(course=cast.course, user=program, role=PROGRAM)
    assert get_work_for(program, attempt.pk).program == program
    remove()
    for user in (cast.ada, program):
        with pytest.raises(NotInCourse):
            get_work_for(user, attempt.pk)
