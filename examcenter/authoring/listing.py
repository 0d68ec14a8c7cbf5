"""The list of all questions: published ones and drafts side by side, searched and sorted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Count, F, Q
from django.utils.translation import gettext_lazy

from examcenter.authoring.models import CertificateRun, Draft
from examcenter.paging import leaf_of, read_choice, read_order, read_page, read_words
from questions.engine.question import TOPICS
from questions.models import Question, QuestionVersion

PAGE_SIZE = 25
STATES = {
    "certified": gettext_lazy("certified"),
    "failing": gettext_lazy("failing"),
    "draft": gettext_lazy("draft"),
    "changed": gettext_lazy("changed"),
    "archived": gettext_lazy("archived"),
}
USES = {"used": gettext_lazy("used in an exam"), "unused": gettext_lazy("in no exam")}
SORTS = ("slug", "title", "topic", "level", "version", "state", "variants", "exams", "saved")
LEVELS = ("1", "2", "3", "4")


@dataclass(frozen=True)
class Filter:
    """What somebody looks for."""

    text: str = ""
    topic: str = ""
    level: str = ""
    use: str = ""
    state: str = ""
    sort: str = "slug"
    is_descending: bool = False
    page: int = 1

    @classmethod
    def from_form(cls, form: Mapping[str, str]) -> Filter:
        """Return the filter of a query string; what is unknown there is left out."""
        sort, is_descending = read_order(form, SORTS, default="slug")
        return cls(
            text=read_words(form),
            topic=read_choice(form, "topic", TOPICS),
            level=read_choice(form, "level", LEVELS),
            use=read_choice(form, "use", USES),
            state=read_choice(form, "state", STATES),
            sort=sort,
            is_descending=is_descending,
            page=read_page(form),
        )


@dataclass(frozen=True)
class Row:
    """One question in the list."""

    slug: str
    title: str
    topic: str
    level: int
    version: int
    state: str
    state_words: str
    sign: str
    variants: int
    exams: int
    saved_at: datetime | None
    saved_by: str
    is_archived: bool

    @property
    def saved(self) -> float:
        """When it was saved last, as a number that sorts."""
        return self.saved_at.timestamp() if self.saved_at else 0.0


@dataclass(frozen=True)
class Listing:
    """One page of the list."""

    rows: tuple[Row, ...]
    n_rows: int
    n_all: int
    page: int
    n_pages: int
    filter: Filter


_SIGNS = {
    "certified": "right",
    "failing": "wrong",
    "draft": "new",
    "changed": "partly",
    "archived": "saved",
}


def list_items(wanted: Filter) -> Listing:
    """Return a page of the questions that a filter leaves, with four queries whatever their number.

    The rows hold no texts, so thousands of questions fit; searching in texts is the database's.
    """
    drafts = {draft.slug: draft for draft in _drafts()}
    questions = {question.slug: question for question in _questions()}
    runs = _runs(draft.newest.document_digest for draft in drafts.values() if draft.newest)
    matching = _matching(wanted.text) if wanted.text else None
    rows = [
        _row(slug, questions.get(slug), drafts.get(slug), runs)
        for slug in sorted({*questions, *drafts})
        if matching is None or slug in matching
    ]
    left = [row for row in rows if _is_wanted(row, wanted)]
    left.sort(key=lambda row: (getattr(row, wanted.sort), row.slug), reverse=wanted.is_descending)
    leaf = leaf_of(len(left), page=wanted.page, size=PAGE_SIZE)
    n_all = len({*questions, *drafts})
    return Listing(tuple(left[leaf.rows]), len(left), n_all, leaf.page, leaf.n_pages, wanted)


def list_texts() -> list[tuple[str, str]]:
    """Return the newest text of every question that is not archived, by slug."""
    texts = dict(
        QuestionVersion.objects.filter(
            question__current=F("pk"), question__archived_at__isnull=True
        ).values_list("question__slug", "source_text")
    )
    texts |= dict(
        Draft.objects.filter(archived_at__isnull=True, newest__isnull=False).values_list(
            "slug", "newest__text"
        )
    )
    return sorted(texts.items())


def _drafts() -> Iterable[Draft]:
    return (
        Draft.objects.filter(newest__isnull=False)
        .select_related("newest__saved_by")
        .defer("newest__text")
    )


def _questions() -> Iterable[Question]:
    n_exams = Count("slots__section__exam", distinct=True)
    return (
        Question.objects.filter(current__isnull=False)
        .select_related("current")
        .defer("current__document", "current__source_text", "current__certified")
        .defer("current__certificate")
        .annotate(n_exams=n_exams)
    )


def _runs(digests: Iterable[str]) -> dict[str, CertificateRun]:
    """Return the newest run of each document."""
    runs = (
        CertificateRun.objects.filter(
            document_digest__in={digest for digest in digests if digest}, release=settings.VERSION
        )
        .only("document_digest", "state", "is_good", "n_variants")
        .order_by("created_at")
    )
    return {run.document_digest: run for run in runs}


def _matching(text: str) -> set[str]:
    """Return the slugs whose id, title or text holds every word."""
    in_drafts, in_questions = Q(), Q()
    for word in text.split():
        in_drafts &= Q(slug__icontains=word) | Q(newest__text__icontains=word)
        in_questions &= Q(slug__icontains=word) | Q(current__source_text__icontains=word)
    found = set(Question.objects.filter(in_questions).values_list("slug", flat=True))
    return found | set(Draft.objects.filter(in_drafts).values_list("slug", flat=True))


def _row(
    slug: str, question: Question | None, draft: Draft | None, runs: Mapping[str, CertificateRun]
) -> Row:
    version = question.current if question else None
    newest = draft.newest if draft else None
    archived_at = question.archived_at if question else (draft.archived_at if draft else None)
    run = runs.get(newest.document_digest) if newest else None
    state = "archived" if archived_at else state_of(version, newest, run)
    about = newest or question
    n_variants = version.n_variants if version else 0
    return Row(
        slug=slug,
        title=(about.title if about else "") or slug,
        topic=about.topic if about else "",
        level=(about.level if about else 0) or 0,
        version=version.number if version else 0,
        state=state,
        state_words=str(STATES[state]),
        sign=_SIGNS[state],
        variants=(run.n_variants if run and run.is_good else 0) or n_variants,
        exams=int(getattr(question, "n_exams", 0)),
        saved_at=newest.saved_at if newest else (version.published_at if version else None),
        saved_by=newest.saved_by.display_name if newest else "",
        is_archived=archived_at is not None,
    )


def state_of(version: QuestionVersion | None, newest: object, run: CertificateRun | None) -> str:
    """Return where a question stands: certified, failing, draft or changed."""
    digest = getattr(newest, "document_digest", None)
    if version is not None and (newest is None or digest == version.digest):
        return "certified"
    if getattr(newest, "n_problems", 0) or (run is not None and run.is_good is False):
        return "failing"
    if run is not None and run.is_good:
        return "certified"
    return "changed" if version is not None else "draft"


def _is_wanted(row: Row, wanted: Filter) -> bool:
    return (
        (not wanted.topic or row.topic == wanted.topic)
        and (not wanted.level or row.level == int(wanted.level))
        and (not wanted.use or (row.exams > 0) == (wanted.use == "used"))
        # Archived questions are out of the way until somebody asks for them.
        and (row.state == wanted.state if wanted.state else not row.is_archived)
    )
