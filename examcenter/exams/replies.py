"""Answers of the question pages: whole pages without JavaScript, fragments and JSON with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _

from examcenter.accounts.gate import PageRequest, wants_json
from examcenter.exams import selectors
from examcenter.exams.errors import AnswerRefused, ExamError
from examcenter.exams.models import Attempt
from examcenter.exams.pages import FeedbackView, PartView, QuestionPage
from examcenter.exams.taking.code_tasks import (
    make_examples,
    make_verdict,
    with_tasks,
)
from grader.services import SubmissionView

# htmx stops to poll when it gets this status.
STOP_POLLING = 286
_ENDED = frozenset({"attempt_closed", "answer_too_late"})


def show_question(
    request: PageRequest, page: QuestionPage, *, error: ExamError | None = None
) -> HttpResponse:
    """Return the page of a question, with an error where there was one."""
    context: dict[str, Any] = {
        "page": with_tasks(request.user, page),
        "problem": error,
        "result_link": result_link(error, page.attempt_id),
    }
    template = "exams/code.html" if page.is_bench else "exams/question.html"
    return render(request, template, context, status=error.status if error else 200)


def show_checked(request: PageRequest, page: QuestionPage) -> HttpResponse:
    """Return the answer to a check."""
    if request.htmx:
        context = {"page": with_tasks(request.user, page)}
        return render(request, "exams/_checked.html", context)
    return redirect(f"{question_link(page.attempt_id, page.number)}#answers")


def show_submitted(
    request: PageRequest, page: QuestionPage, part_name: str, view: SubmissionView
) -> HttpResponse:
    """Return the state of a submission as a fragment that asks again until it is final."""
    verdict = make_verdict(page, part_name, view)
    context = {"page": page, "verdict": verdict, "rows": history_of(page, part_name)}
    status = STOP_POLLING if view.is_final and request.method == "GET" else 200
    return render(request, "exams/_graded.html", context, status=status)


def show_examples(
    request: PageRequest, page: QuestionPage, part_name: str, view: SubmissionView
) -> HttpResponse:
    """Return the state of a run of the examples as a fragment that asks again until it is final."""
    context = {"page": page, "examples": make_examples(page, part_name, view)}
    status = STOP_POLLING if view.is_final and request.method == "GET" else 200
    return render(request, "exams/_ran.html", context, status=status)


def history_of(page: QuestionPage, part_name: str) -> tuple[Any, ...]:
    """Return the submissions of a part."""
    return next(
        (part.code.submissions for part in page.parts if part.name == part_name and part.code), ()
    )


def refuse(
    request: PageRequest,
    error: ExamError,
    attempt: Attempt,
    number: int,
    answers: Mapping[str, str],
) -> HttpResponse:
    """Return what was wrong, on the page where it happened, with everything that was typed."""
    link = result_link(error, attempt.pk)
    problem = {
        "code": error.code,
        "title": str(error.title),
        "detail": str(error),
        "action": str(error.action),
        "link": {"href": link, "words": _("Look at your result")} if link else None,
    }
    if wants_json(request):
        newer = getattr(error, "newer", None)
        response: HttpResponse = JsonResponse({**problem, "newer": newer}, status=error.status)
    elif request.htmx:
        response = render(request, "_refusal.html", problem, status=error.status)
        response["HX-Retarget"], response["HX-Reswap"] = "#problem", "innerHTML"
    else:
        page = selectors.question_page(attempt, number, timezone.now())
        response = show_question(request, with_typed(page, answers, error), error=error)
    retry_after_s = getattr(error, "retry_after_s", None)
    if retry_after_s is not None:
        response["Retry-After"] = str(retry_after_s)
    return response


def with_typed(page: QuestionPage, answers: Mapping[str, str], error: ExamError) -> QuestionPage:
    """Return the page with what was typed, and what is wrong with it at its field."""
    problems = error.problems if isinstance(error, AnswerRefused) else {}
    return replace(
        page,
        parts=tuple(
            _typed_part(part, answers[part.name], problems.get(part.name, ""))
            if part.name in answers
            else part
            for part in page.parts
        ),
    )


def _typed_part(part: PartView, text: str, problem: str) -> PartView:
    feedback = part.feedback
    if problem:
        feedback = FeedbackView(
            state="unreadable",
            sign="?",
            words=_("This could not be saved."),
            understood="",
            message_html=format_html("<p>{}</p>", problem),
            diagnosis=(),
            solution_html=(),
        )
    return replace(
        part,
        draft=text,
        feedback=feedback,
        options=tuple(replace(o, is_chosen=o.id in text.split(",")) for o in part.options),
        code=replace(part.code, source=text) if part.code else None,
    )


def result_link(error: ExamError | None, attempt_id: UUID) -> str:
    """Return where an attempt that is over is shown; "" when the error means something else."""
    if error is None or error.code not in _ENDED:
        return ""
    return reverse("exams:result", args=[attempt_id])


def question_link(attempt_id: UUID, number: int) -> str:
    """Return the address of a question."""
    return reverse("exams:question", args=[attempt_id, number])
