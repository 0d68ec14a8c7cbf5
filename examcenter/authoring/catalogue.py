"""The questions as programs list them: published ones, and drafts by where they stand."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from examcenter.authoring.models import CertificateRun, Draft
from questions.models import Question

PUBLISHED, ARCHIVED = "published", "archived"
# What only authors may know of.
DRAFT, CHANGED, FAILING = "draft", "changed", "failing"
STATES = (PUBLISHED, ARCHIVED, DRAFT, CHANGED, FAILING)
OF_DRAFTS = (DRAFT, CHANGED, FAILING)


@dataclass(frozen=True)
class Wanted:
    """Which questions somebody looks for; ``searches_texts`` is for who may read documents."""

    topic: str = ""
    level: int | None = None
    kind: str = ""
    # Of these questions only, by their keys; None is any.
    among: QuerySet[Question] | None = None
    search: str = ""
    searches_texts: bool = False


def list_published(wanted: Wanted, *, is_archived: bool = False) -> QuerySet[Question]:
    """Return the questions that have a published version, with it, by slug."""
    rows = Question.objects.filter(
        current__isnull=False, archived_at__isnull=not is_archived
    ).select_related("current")
    rows = rows.defer("current__source_text", "current__certified", "current__certificate")
    if wanted.topic:
        rows = rows.filter(topic=wanted.topic)
    if wanted.level is not None:
        rows = rows.filter(level=wanted.level)
    if wanted.kind:
        rows = rows.filter(current__document__contains=f'"kind":"{wanted.kind}"')
    if wanted.among is not None:
        rows = rows.filter(pk__in=wanted.among.values("pk"))
    for word in wanted.search.split():
        found = Q(slug__icontains=word) | Q(title__icontains=word)
        if wanted.searches_texts:
            # Else somebody could guess a key word by word.
            found |= Q(current__document__icontains=word)
        rows = rows.filter(found)
    return rows.order_by("slug")


def list_drafts(wanted: Wanted, state: str) -> QuerySet[Draft]:
    """Return the drafts that stand so, with their newest texts, by slug; for authors."""
    current = Question.objects.filter(slug=OuterRef("slug"), current__isnull=False)
    rows = (
        Draft.objects.filter(newest__isnull=False, archived_at__isnull=True)
        .select_related("newest")
        .annotate(
            published=Subquery(current.values("current__digest")[:1]),
            version=Subquery(current.values("current__number")[:1]),
            is_good=Subquery(_runs().values("is_good")[:1]),
        )
    )
    if state == DRAFT:
        rows = rows.filter(published__isnull=True)
    elif state == CHANGED:
        rows = rows.filter(published__isnull=False).exclude(newest__document_digest=F("published"))
    else:
        rows = rows.filter(Q(newest__n_problems__gt=0) | Q(is_good=False))
    if wanted.topic:
        rows = rows.filter(newest__topic=wanted.topic)
    if wanted.level is not None:
        rows = rows.filter(newest__level=wanted.level)
    if wanted.among is not None:
        rows = rows.filter(slug__in=wanted.among.values("slug"))
    for word in wanted.search.split():
        rows = rows.filter(
            Q(slug__icontains=word)
            | Q(newest__title__icontains=word)
            | Q(newest__text__icontains=word)
        )
    return rows.order_by("slug")


def _runs() -> QuerySet[CertificateRun]:
    return CertificateRun.objects.filter(
        document_digest=OuterRef("newest__document_digest"), release=settings.VERSION
    ).order_by("-created_at")
