"""Signs of life, flags, and runs of the examples."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from examcenter.accounts.gate import PageRequest, signed_in, wants_json
from examcenter.clients import address_of
from examcenter.errors import SourceNotTaken
from examcenter.exams import replies, selectors
from examcenter.exams.access import get_response_for
from examcenter.exams.building.gate import is_at_the_door, require_entry
from examcenter.exams.errors import ExamError, SubmissionNotFound
from examcenter.exams.pages import read_answers
from examcenter.exams.taking.code_tasks import state_mark
from examcenter.exams.taking.examples import get_example_run_for, run_examples
from examcenter.exams.taking.lateness import recording_late_answers
from examcenter.exams.taking.marks import set_flag
from examcenter.exams.taking.presence import Sign, hear_page
from grader.errors import SourceRefused
from grader.services import get_submission_view

_LONGEST_NUMBER = 16
_LONGEST_PAGE = 40
_LONGEST_AGENT = 200
# Of the save numbers that a page tells; more questions than any exam has.
_MOST_SEQUENCES = 500


@require_POST
@signed_in
def presence(request: PageRequest, attempt_id: UUID) -> HttpResponse:
    """Take a sign of life of a page and tell it what changed."""
    heard = hear_page(
        user=request.user,
        attempt_id=attempt_id,
        sign=_read_sign(request),
        now=timezone.now(),
        may_read=lambda attempt: not is_at_the_door(request, attempt),
    )
    return JsonResponse(heard.to_json())


def _read_sign(request: PageRequest) -> Sign:
    """Return what a page says of itself; what cannot be read counts as not said."""
    form = request.POST
    return Sign(
        number=min(_whole(form.get("number", "")), 32767),
        page=form.get("page", "")[:_LONGEST_PAGE].replace("\x00", ""),
        address=address_of(request) or None,
        agent=request.headers.get("User-Agent", "")[:_LONGEST_AGENT].replace("\x00", ""),
        sequences=_read_sequences(form.get("sequences", "")),
        message_id=_whole(form.get("message", "")),
    )


def _read_sequences(text: str) -> dict[int, int]:
    """Return the save numbers of ``1:4,2:0``."""
    pairs = [pair.split(":") for pair in text.split(",", _MOST_SEQUENCES)[:_MOST_SEQUENCES]]
    return {_whole(pair[0]): _whole(pair[1]) for pair in pairs if len(pair) == 2}


def _whole(text: str) -> int:
    is_number = len(text) <= _LONGEST_NUMBER and text.isascii() and text.isdecimal()
    return int(text) if is_number else 0


@require_POST
@signed_in
def flag(request: PageRequest, attempt_id: UUID, number: int) -> HttpResponse:
    """Flag a question, or take its flag away, as the form says."""
    response = get_response_for(request.user, attempt_id, number)
    require_entry(request, response.attempt)
    is_flagged = request.POST.get("flagged") == "1"
    set_flag(response=response, is_flagged=is_flagged)
    if wants_json(request):
        return JsonResponse({"is_flagged": is_flagged})
    return redirect(replies.question_link(attempt_id, number))


@require_POST
@signed_in
def examples(request: PageRequest, attempt_id: UUID, number: int) -> HttpResponse:
    """Run what is typed against the visible cases; what they say comes later."""
    attempt = selectors.get_attempt_for(request.user, attempt_id)
    require_entry(request, attempt)
    answers = {k: v.replace("\r\n", "\n") for k, v in read_answers(request.POST).items()}
    part = request.POST.get("part", "")
    now = timezone.now()
    try:
        with recording_late_answers(
            attempt=attempt, number=number, answers=answers, action="examples", now=now
        ):
            run = run_examples(
                attempt=attempt, number=number, part=part, source=answers.get(part, ""), now=now
            )
    except ExamError as error:
        return replies.refuse(request, error, attempt, number, answers)
    except SourceRefused as error:
        return replies.refuse(request, SourceNotTaken(error), attempt, number, answers)
    if not request.htmx:
        return redirect(f"{replies.question_link(attempt_id, number)}#examples-{part}")
    page = selectors.question_page(attempt, number, now)
    return replies.show_examples(request, page, part, get_submission_view(run.pk))


@require_GET
@signed_in
def example_run(
    request: PageRequest, attempt_id: UUID, number: int, submission_id: UUID
) -> HttpResponse:
    """Show what became of one run: the fragment that a waiting page asks for."""
    attempt = selectors.get_attempt_for(request.user, attempt_id)
    require_entry(request, attempt)
    run = get_example_run_for(request.user, submission_id)
    if (run.response.attempt_id, run.response.number) != (attempt_id, number):
        raise SubmissionNotFound
    if not request.htmx:
        return redirect(f"{replies.question_link(attempt_id, number)}#examples-{run.part}")
    view = get_submission_view(submission_id)
    if not view.is_final and request.GET.get("seen") == state_mark(view):
        return HttpResponse(status=204)
    page = selectors.question_page(attempt, number, timezone.now())
    return replies.show_examples(request, page, run.part, view)
