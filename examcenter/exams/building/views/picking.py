"""Choosing what slots draw from: questions, lists and pools."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from examcenter.accounts.gate import PageRequest, signed_in
from examcenter.exams.building import services
from examcenter.exams.building.access import get_section, get_slot, get_taught_exam
from examcenter.exams.building.contentforms import PoolForm
from examcenter.exams.building.definition import SlotDefinition
from examcenter.exams.building.picking import (
    LEVELS,
    Search,
    count_pool,
    count_topics,
    picker_page,
)
from examcenter.exams.building.selectors import head_of
from examcenter.exams.models import Exam, Slot
from examcenter.exams.services.drawing import Pool
from questions.answers import KINDS
from questions.engine.question import TOPICS
from questions.rendering import render_markdown
from questions.services import issue_variant


@require_http_methods(["GET", "POST"])
@signed_in
def add(request: PageRequest, exam_id: UUID, section_id: int) -> HttpResponse:
    """Choose questions for a section: each for a slot of its own, or a list for one slot."""
    exam = get_taught_exam(request.user, exam_id)
    section = get_section(exam, section_id)
    section.exam = exam
    chosen = request.POST.getlist("chosen")
    action = request.POST.get("do", "")
    if action in {"each", "list"} and chosen:
        slots = services.add_slots(section=section, definitions=_definitions(chosen, action))
        return _back(exam, slots[0])
    problem = _("Choose at least one question.") if action in {"each", "list"} else ""
    context = {
        "address": request.path,
        "where": section.title or _("Section %(n)d") % {"n": section.position},
        "pool_link": reverse("exams:build_add_pool", args=[exam.pk, section.pk]),
    }
    return _show(request, exam, chosen, problem, context)


def _definitions(chosen: list[str], action: str) -> list[SlotDefinition]:
    slugs = list(dict.fromkeys(chosen))
    if action == "list" and len(slugs) > 1:
        return [SlotDefinition(source=Slot.Source.LIST, choices=tuple(sorted(slugs)))]
    return [SlotDefinition(question=slug) for slug in slugs]


@require_http_methods(["GET", "POST"])
@signed_in
def change(request: PageRequest, exam_id: UUID, slot_id: int) -> HttpResponse:
    """Choose what a slot draws from: one question is that question, several are a list."""
    exam = get_taught_exam(request.user, exam_id)
    slot = get_slot(exam, slot_id)
    slot.section.exam = exam
    before = SlotDefinition.of_slot(slot)
    chosen = request.POST.getlist("chosen") if request.method == "POST" else [*before.slugs]
    if request.POST.get("do") == "keep" and chosen:
        (after,) = _definitions(chosen, "list")[:1]
        changed = SlotDefinition(
            source=after.source,
            points=before.points,
            question=after.question,
            choices=after.choices,
        )
        services.change_slot(slot=slot, definition=changed)
        return _back(exam, slot)
    problem = _("Choose at least one question.") if request.POST.get("do") == "keep" else ""
    context = {"address": request.path, "slot": slot}
    return _show(request, exam, chosen, problem, context)


def _show(
    request: PageRequest, exam: Exam, chosen: list[str], problem: str, context: Mapping[str, object]
) -> HttpResponse:
    wanted = Search.from_form(_pressed(request.POST or request.GET))
    page = picker_page(exam, head_of(exam), wanted, chosen)
    return render(
        request,
        "exams/building/picker.html",
        {
            **context,
            "page": page,
            "head": page.head,
            "problem": problem,
            "topics": TOPICS,
            "levels": LEVELS,
            "kinds": list(KINDS),
        },
        status=400 if problem else 200,
    )


def _pressed(form: QueryDict) -> dict[str, str]:
    """Return what was searched; the buttons of the pages carry the number of a page."""
    values = {name: value for name, value in form.items() if isinstance(value, str)}
    values["page"] = values.get("go", "") if values.get("do") != "search" else "1"
    return values


def _back(exam: Exam, slot: Slot) -> HttpResponse:
    return redirect(f"{reverse('exams:build', args=[exam.pk])}#slot-{slot.pk}")


@require_http_methods(["GET", "POST"])
@signed_in
def add_pool(request: PageRequest, exam_id: UUID, section_id: int) -> HttpResponse:
    """Add slots that draw from a pool to a section."""
    exam = get_taught_exam(request.user, exam_id)
    section = get_section(exam, section_id)
    section.exam = exam
    form = PoolForm(request.POST if request.method == "POST" else None)
    if form.is_bound and request.POST.get("do") != "count" and form.is_valid():
        definition = SlotDefinition(
            source=Slot.Source.POOL, points=form.cleaned_data["points"], pool=form.pool()
        )
        slots = services.add_slots(
            section=section, definitions=[definition] * form.cleaned_data["n_slots"]
        )
        return _back(exam, slots[0])
    return _show_pool(request, exam, form, is_new=True)


@require_http_methods(["GET", "POST"])
@signed_in
def change_pool(request: PageRequest, exam_id: UUID, slot_id: int) -> HttpResponse:
    """Change the pool and the points of a slot."""
    exam = get_taught_exam(request.user, exam_id)
    slot = get_slot(exam, slot_id)
    slot.section.exam = exam
    pool = Pool.from_json(slot.pool)
    initial = {"topics": pool.topics, "levels": pool.levels, "points": slot.points, "n_slots": 1}
    form = PoolForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_bound and request.POST.get("do") != "count" and form.is_valid():
        changed = SlotDefinition(
            source=Slot.Source.POOL, points=form.cleaned_data["points"], pool=form.pool()
        )
        services.change_slot(slot=slot, definition=changed)
        return _back(exam, slot)
    return _show_pool(request, exam, form, is_new=False)


def _show_pool(request: PageRequest, exam: Exam, form: PoolForm, *, is_new: bool) -> HttpResponse:
    is_wrong = form.is_bound and not form.is_valid()
    context = {
        "form": form,
        "head": head_of(exam),
        "topics": count_topics(),
        "levels": LEVELS,
        "n_now": count_pool(form.pool_now()),
        "address": request.path,
        "is_new": is_new,
    }
    template = "exams/building/pool.html"
    if request.htmx:
        template = "exams/building/_pool_now.html"
    is_counted = request.POST.get("do") == "count"
    return render(request, template, context, status=400 if is_wrong and not is_counted else 200)


@require_GET
@signed_in
def sample(request: PageRequest, exam_id: UUID, slug: str) -> HttpResponse:
    """Show the prompt of one variant of a question, without its key."""
    exam = get_taught_exam(request.user, exam_id)
    variant = issue_variant(slug=slug, seed=f"sample:{request.GET.get('n', '0')[:9]}")
    prompts = [variant.prompt, *(part.prompt for part in variant.parts)]
    context = {
        "head": head_of(exam),
        "title": variant.title,
        "prompts_html": [render_markdown(text) for text in prompts if text],
    }
    template = "exams/building/_sample.html" if request.htmx else "exams/building/sample.html"
    return render(request, template, context)
