"""Pages of practice: each view calls one service or selector and shows what it said."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from examcenter.accounts.gate import PageRequest, signed_in
from examcenter.exams.pages import read_answers
from examcenter.practice import selectors, services

# Longer than any topic or misconception; what is longer is neither.
_LONGEST_NAME = 64


@require_GET
@signed_in
def desk(request: PageRequest) -> HttpResponse:
    """Show the topics."""
    now = timezone.now()
    services.learn_from_exams(user=request.user, now=now)
    page = selectors.desk_page(request.user, now)
    return render(request, "practice/desk.html", {"page": page})


@require_GET
@signed_in
def mistakes(request: PageRequest) -> HttpResponse:
    """Show the misconceptions met and overcome."""
    now = timezone.now()
    services.learn_from_exams(user=request.user, now=now)
    page = selectors.mistakes_page(request.user, now)
    return render(request, "practice/mistakes.html", {"page": page})


@require_POST
@signed_in
def draw(request: PageRequest) -> HttpResponse:
    """Hand out the next question."""
    sheet = services.draw_next(
        user=request.user,
        topic=_name(request, "topic"),
        misconception=_name(request, "misconception"),
        now=timezone.now(),
    )
    return redirect("practice:sheet", sheet.pk)


@require_POST
@signed_in
def again(request: PageRequest, sheet_id: UUID) -> HttpResponse:
    """Hand out the same question with other numbers."""
    sheet = services.draw_again(user=request.user, sheet_id=sheet_id, now=timezone.now())
    return redirect("practice:sheet", sheet.pk)


@require_POST
@signed_in
def harder(request: PageRequest, sheet_id: UUID) -> HttpResponse:
    """Hand out a harder question of the same topic."""
    sheet = services.draw_harder(user=request.user, sheet_id=sheet_id, now=timezone.now())
    return redirect("practice:sheet", sheet.pk)


@require_GET
@signed_in
def sheet(request: PageRequest, sheet_id: UUID) -> HttpResponse:
    """Show a practice question."""
    page = selectors.sheet_page(request.user, sheet_id, timezone.now())
    return render(request, "practice/sheet.html", {"page": page})


@require_POST
@signed_in
def check(request: PageRequest, sheet_id: UUID) -> HttpResponse:
    """Check the answers and say why."""
    now = timezone.now()
    typed = read_answers(request.POST)
    answers = {name: text.replace("\r\n", "\n") for name, text in typed.items()}
    services.check_answers(user=request.user, sheet_id=sheet_id, answers=answers, now=now)
    if not request.htmx:
        return redirect(f"{reverse('practice:sheet', args=[sheet_id])}#answers")
    page = selectors.sheet_page(request.user, sheet_id, now)
    return render(request, "practice/_checked.html", {"page": page})


@require_http_methods(["GET", "POST"])
@signed_in
def course(request: PageRequest, course_id: UUID) -> HttpResponse:
    """Show teachers how their class practises, and take their decision about coming exams."""
    if request.method == "POST":
        rules = services.set_practice_rules(
            user=request.user,
            course_id=course_id,
            hides_coming_exams=request.POST.get("hides_coming_exams") == "on",
        )
        messages.success(request, _hiding_words(rules.hides_coming_exams))
        return redirect("practice:course", course_id)
    page = selectors.class_page(request.user, course_id, timezone.now())
    return render(request, "practice/course.html", {"page": page})


def _hiding_words(is_hiding: bool) -> str:
    if is_hiding:
        return _("Questions of coming exams stay out of practice.")
    return _("Questions of coming exams may be practised with other numbers.")


def _name(request: HttpRequest, field: str) -> str:
    return request.POST.get(field, "")[:_LONGEST_NAME]
