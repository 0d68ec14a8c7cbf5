"""Pages of exams and attempts: each view calls one service or selector and shows what it said.

Errors in words reach people by themselves (`examcenter.errors`); here they are caught only where
the page can show them beside what was typed.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from examcenter.accounts.gate import PageRequest, signed_in, wants_json
from examcenter.courses.zones import in_zone_of
from examcenter.errors import SourceNotTaken
from examcenter.exams import replies, selectors, services
from examcenter.exams.access import get_response_for
from examcenter.exams.building.gate import require_entry
from examcenter.exams.errors import ExamError, NotFound, SubmissionNotFound
from examcenter.exams.models import Attempt
from examcenter.exams.pages import read_answers
from examcenter.exams.taking.code_tasks import make_verdict, state_mark
from examcenter.exams.taking.errors import NothingSent
from examcenter.exams.taking.lateness import recording_late_answers
from examcenter.exams.taking.marks import mark_seen
from examcenter.templatetags.moments import at_words
from grader.errors import SourceRefused

# Where "Save and ..." leads after the last question.
_FINISH = "finish"
_LONGEST_NUMBER = 16
# What the form of a question sends even where no box of it is ticked.
_OF_EVERY_FORM = frozenset({"note", "round"})


@require_GET
@signed_in
def exam(request: PageRequest, exam_id: UUID) -> HttpResponse:
    """Show what an exam is before it is started."""
    page = selectors.exam_page(request.user, exam_id, timezone.now())
    return render(request, "exams/exam.html", {"page": page})


@require_POST
@signed_in
def start(request: PageRequest, exam_id: UUID) -> HttpResponse:
    """Start an attempt, or go on with the open one."""
    now = timezone.now()
    exam = selectors.get_exam_for(request.user, exam_id)
    require_entry(request, exam)
    try:
        attempt = services.start_attempt_at(user=request.user, exam=exam, now=now)
    except NotFound:
        raise
    except ExamError as error:
        page = selectors.exam_page(request.user, exam_id, now)
        context = {"page": page, "problem": error}
        return render(request, "exams/exam.html", context, status=error.status)
    # Whoever has just begun stopped nowhere.
    place = 1 if attempt.started_at == now else selectors.find_place(attempt)
    return redirect(replies.question_link(attempt.pk, place))


@require_GET
@signed_in
def resume(request: PageRequest, attempt_id: UUID) -> HttpResponse:
    """Lead back to where somebody stopped; to the result once the attempt is finished."""
    attempt = selectors.get_attempt_for(request.user, attempt_id)
    require_entry(request, attempt)
    if attempt.finished_at is not None:
        return redirect(reverse("exams:result", args=[attempt.pk]))
    return redirect(replies.question_link(attempt.pk, selectors.find_place(attempt)))


@require_GET
@signed_in
def question(request: PageRequest, attempt_id: UUID, number: int) -> HttpResponse:
    """Show one question of an attempt."""
    attempt = selectors.get_attempt_for(request.user, attempt_id)
    require_entry(request, attempt)
    now = timezone.now()
    page = selectors.question_page(attempt, number, now)
    if page.is_open and not page.is_seen:
        mark_seen(attempt_id=attempt_id, number=number, now=now)
    return replies.show_question(request, page)


@require_POST
@signed_in
def save(request: PageRequest, attempt_id: UUID, number: int) -> HttpResponse:
    """Save what is typed: for a script as it is typed, for a form before the next question."""
    response = get_response_for(request.user, attempt_id, number)
    require_entry(request, response.attempt)
    answers = _answers(request)
    now = timezone.now()
    try:
        if not answers and not request.POST.keys() & _OF_EVERY_FORM:
            raise NothingSent
        with _late(response.attempt, number, answers, "save", now):
            saved = services.store_draft(
                response=response,
                answers=answers,
                now=now,
                sequence=_sequence(request),
                note=request.POST.get("note"),
                round_=_number(request.POST.get("round", "")),
            )
    except ExamError as error:
        return replies.refuse(request, error, response.attempt, number, answers)
    if wants_json(request):
        return JsonResponse(
            {
                "saved_at": saved.saved_at.isoformat(),
                "saved_words": at_words(saved.saved_at, "clock"),
                "sequence": saved.sequence,
            }
        )
    return redirect(_next_link(request, attempt_id, number))


@require_POST
@signed_in
def check(request: PageRequest, attempt_id: UUID, number: int) -> HttpResponse:
    """Check the answers and say why."""
    attempt = selectors.get_attempt_for(request.user, attempt_id)
    require_entry(request, attempt)
    answers = _answers(request)
    now = timezone.now()
    try:
        with _late(attempt, number, answers, "check", now):
            services.check_response(attempt=attempt, number=number, answers=answers, now=now)
    except ExamError as error:
        return replies.refuse(request, error, attempt, number, answers)
    return replies.show_checked(request, selectors.question_page(attempt, number, now))


@require_POST
@signed_in
def renew(request: PageRequest, attempt_id: UUID, number: int) -> HttpResponse:
    """Draw another variant of the question."""
    attempt = selectors.get_attempt_for(request.user, attempt_id)
    require_entry(request, attempt)
    try:
        services.renew_variant(attempt=attempt, number=number, now=timezone.now())
    except ExamError as error:
        return replies.refuse(request, error, attempt, number, {})
    return redirect(replies.question_link(attempt_id, number))


@require_POST
@signed_in
def submit(request: PageRequest, attempt_id: UUID, number: int) -> HttpResponse:
    """Hand in code; its verdict comes later."""
    attempt = selectors.get_attempt_for(request.user, attempt_id)
    require_entry(request, attempt)
    answers = _answers(request)
    part = request.POST.get("part", "")
    now = timezone.now()
    try:
        with _late(attempt, number, answers, "submit", now):
            submitted = services.submit_code(
                attempt=attempt,
                number=number,
                part=part,
                source=answers.get(part, ""),
                now=now,
            )
    except ExamError as error:
        return replies.refuse(request, error, attempt, number, answers)
    except SourceRefused as error:
        return replies.refuse(request, SourceNotTaken(error), attempt, number, answers)
    if not request.htmx:
        return redirect(f"{replies.question_link(attempt_id, number)}#verdict-{part}")
    page = selectors.question_page(attempt, number, now)
    view = selectors.submission_page(request.user, submitted.pk, now)
    return replies.show_submitted(request, page, part, view)


@require_GET
@signed_in
def submission(
    request: PageRequest, attempt_id: UUID, number: int, submission_id: UUID
) -> HttpResponse:
    """Show one submission: as a page, or as the fragment that a waiting page asks for."""
    attempt = selectors.get_attempt_for(request.user, attempt_id)
    require_entry(request, attempt)
    link = selectors.get_submission_link_for(request.user, submission_id)
    if (link.response.attempt_id, link.response.number) != (attempt_id, number):
        raise SubmissionNotFound
    view = selectors.submission_page(request.user, submission_id, timezone.now())
    if request.htmx and not view.is_final and request.GET.get("seen") == state_mark(view):
        return HttpResponse(status=204)
    page = selectors.question_page(attempt, number, timezone.now())
    if request.htmx:
        return replies.show_submitted(request, page, link.part, view)
    context = {"page": page, "verdict": make_verdict(page, link.part, view)}
    return render(request, "exams/submission.html", context)


@require_http_methods(["GET", "POST"])
@signed_in
def finish(request: PageRequest, attempt_id: UUID) -> HttpResponse:
    """Ask once, naming what is unanswered; then finish the attempt."""
    attempt = selectors.get_attempt_for(request.user, attempt_id)
    require_entry(request, attempt)
    now = timezone.now()
    if request.method == "POST":
        services.finish_attempt(attempt=attempt, now=now)
        return redirect("exams:result", attempt_id)
    page = selectors.question_page(attempt, 1, now)
    if not page.is_open:
        return redirect("exams:result", attempt_id)
    context = {
        "page": page,
        "unanswered": [item for item in page.rail if item.state == "new"],
        "flagged": [item for item in page.rail if item.is_flagged],
        "back": replies.question_link(attempt_id, _number(request.GET.get("from", "")) or 1),
    }
    return render(request, "exams/finish.html", context)


@require_GET
@signed_in
def result(request: PageRequest, attempt_id: UUID) -> HttpResponse:
    """Show how a finished attempt went."""
    attempt = selectors.get_attempt_for(request.user, attempt_id)
    require_entry(request, attempt)
    page = selectors.result_page(attempt, timezone.now())
    with in_zone_of(attempt.exam.course):
        return render(request, "exams/result.html", {"page": page})


def _late(
    attempt: Attempt, number: int, answers: Mapping[str, str], action: str, now: datetime
) -> AbstractContextManager[None]:
    return recording_late_answers(
        attempt=attempt, number=number, answers=answers, action=action, now=now
    )


def _number(text: str) -> int | None:
    """Return a whole number that a form carried; None for anything else."""
    if len(text) > _LONGEST_NUMBER or not (text.isascii() and text.isdecimal()):
        return None
    return int(text)


def _sequence(request: HttpRequest) -> int | None:
    return _number(request.POST.get("sequence", ""))


def _next_link(request: HttpRequest, attempt_id: UUID, number: int) -> str:
    """Return where the pressed button leads."""
    target = request.POST.get("next", "")
    if target == _FINISH:
        return f"{reverse('exams:finish', args=[attempt_id])}?from={number}"
    return replies.question_link(attempt_id, _number(target) or number)


def _answers(request: HttpRequest) -> dict[str, str]:
    """Return what was typed, with the line ends that were typed; forms send CRLF."""
    typed = read_answers(request.POST)
    return {name: text.replace("\r\n", "\n") for name, text in typed.items()}
