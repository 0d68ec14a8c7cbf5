"""The list of questions, and the form that starts a new one."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from examcenter.authoring.access import DeskRequest, authors_only
from examcenter.authoring.errors import AuthoringError
from examcenter.authoring.listing import LEVELS, SORTS, STATES, USES, Filter, list_items
from examcenter.authoring.services.drafts import start_draft
from examcenter.authoring.starters import STARTERS, start_text
from questions.engine.question import TOPICS

_LONGEST_TITLE = 200
_HEADINGS = {
    "title": gettext_lazy("Question"),
    "state": gettext_lazy("State"),
    "topic": gettext_lazy("Topic"),
    "level": gettext_lazy("Level"),
    "version": gettext_lazy("Version"),
    "variants": gettext_lazy("Variants"),
    "exams": gettext_lazy("Exams"),
    "saved": gettext_lazy("Saved"),
}


@authors_only
@require_GET
def index(request: DeskRequest) -> HttpResponse:
    """Show the questions that a search leaves."""
    wanted = Filter.from_form(request.GET.dict())
    listing = list_items(wanted)
    query = request.GET.copy()
    query.pop("page", None)
    query.pop("sort", None)
    context = {
        "listing": listing,
        "topics": TOPICS,
        "levels": LEVELS,
        "states": STATES,
        "uses": USES,
        "headings": [(name, words) for name, words in _HEADINGS.items() if name in SORTS],
        "query": query.urlencode(),
        "sort": ("-" if wanted.is_descending else "") + wanted.sort,
        "pages": range(1, listing.n_pages + 1),
    }
    template = "authoring/_rows.html" if request.htmx else "authoring/index.html"
    return render(request, template, context)


@authors_only
@require_http_methods(["GET", "POST"])
def new(request: DeskRequest) -> HttpResponse:
    """Ask for the id and the title of a new question, and start its draft."""
    form = request.POST.dict() if request.method == "POST" else {}
    context: dict[str, object] = {
        "form": form,
        "starters": STARTERS,
        "topics": TOPICS,
        "levels": LEVELS,
    }
    if request.method == "GET":
        return render(request, "authoring/new.html", context)
    slug, title = form.get("id", "").strip(), " ".join(form.get("title", "").split())
    starter, topic, level = form.get("starter", ""), form.get("topic", ""), form.get("level", "")
    problems = {}
    if not title or len(title) > _LONGEST_TITLE:
        problems["title"] = _("Write a title of at most %(longest_title)s characters.") % {
            "longest_title": _LONGEST_TITLE
        }
    if starter not in STARTERS or topic not in TOPICS or level not in LEVELS:
        problems["starter"] = _("Choose a kind of answer, a topic and a level.")
    try:
        if not problems:
            text = start_text(starter, slug=slug, title=title, topic=topic, level=int(level))
            start_draft(slug=slug, text=text, user=request.seat.user, now=timezone.now())
            return redirect("authoring:edit", slug)
    except AuthoringError as error:
        problems["id"] = f"{error} {error.action}"
    return render(request, "authoring/new.html", {**context, "problems": problems}, status=400)
