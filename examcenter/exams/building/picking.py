"""The questions to choose from: searched by text, topic, level and kind of answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from examcenter.exams.building.pages import Head, PickerPage, QuestionRow
from examcenter.exams.models import Exam, Slot
from examcenter.exams.services.drawing import Pool
from examcenter.paging import leaf_of, read_choice, read_page, read_words
from examcenter.sentences.topics import kind_words, topic_words
from questions.answers import KINDS
from questions.engine.question import TOPICS
from questions.models import Question
from questions.selectors import list_questions

PAGE_SIZE = 20
LEVELS = ("1", "2", "3", "4")
_MOST_CHOSEN = 200


@dataclass(frozen=True)
class Search:
    """What somebody looks for; what is unknown is left out."""

    text: str = ""
    topic: str = ""
    level: str = ""
    kind: str = ""
    page: int = 1

    @classmethod
    def from_form(cls, form: Mapping[str, str]) -> Search:
        """Return the search of a form."""
        return cls(
            text=read_words(form),
            topic=read_choice(form, "topic", TOPICS),
            level=read_choice(form, "level", LEVELS),
            kind=read_choice(form, "kind", KINDS),
            page=read_page(form),
        )


def picker_page(exam: Exam, head: Head, wanted: Search, chosen: Sequence[str]) -> PickerPage:
    """Return a page of what was found, and what was chosen before; five queries."""
    used = _used_in(exam)
    found = _found(wanted)
    n_found = found.count()
    leaf = leaf_of(n_found, page=wanted.page, size=PAGE_SIZE)
    shown = found[leaf.rows]
    picked = list(dict.fromkeys(chosen))[:_MOST_CHOSEN]
    by_slug = {one.slug: one for one in _offered().filter(slug__in=picked)}
    return PickerPage(
        head=head,
        chosen=tuple(
            _row(by_slug[slug], used, is_chosen=True) for slug in picked if slug in by_slug
        ),
        found=tuple(_row(one, used, is_chosen=False) for one in shown if one.slug not in by_slug),
        n_found=n_found,
        page=leaf.page,
        n_pages=leaf.n_pages,
        text=wanted.text,
        topic=wanted.topic,
        level=wanted.level,
        kind=wanted.kind,
    )


def _offered() -> QuerySet[Question]:
    return list_questions().defer(
        "current__source_text", "current__certified", "current__certificate"
    )


def _found(wanted: Search) -> QuerySet[Question]:
    found = _offered()
    if wanted.topic:
        found = found.filter(topic=wanted.topic)
    if wanted.level:
        found = found.filter(level=int(wanted.level))
    if wanted.kind:
        found = found.filter(current__document__contains=f'"kind":"{wanted.kind}"')
    for word in wanted.text.split():
        found = found.filter(
            Q(slug__icontains=word)
            | Q(title__icontains=word)
            | Q(current__document__icontains=word)
        )
    return found


def _used_in(exam: Exam) -> set[str]:
    slots = Slot.objects.filter(section__exam=exam)
    named = slots.filter(question__isnull=False).values_list("question__slug", flat=True)
    listed = slots.filter(source=Slot.Source.LIST).values_list("choices__slug", flat=True)
    return {slug for slug in [*named, *listed] if slug}


def questions_of_course(course_id: UUID) -> QuerySet[Question]:
    """Return the questions that exams of a course name; those of pools by topic are not named."""
    slots = Slot.objects.filter(section__exam__course=course_id)
    return Question.objects.filter(
        Q(pk__in=slots.filter(question__isnull=False).values("question"))
        | Q(pk__in=slots.filter(choices__isnull=False).values("choices"))
    )


def _row(question: Question, used: set[str], *, is_chosen: bool) -> QuestionRow:
    version = question.current
    assert version is not None, "questions on offer have a version"
    kinds = [kind for kind in KINDS if f'"kind":"{kind}"' in version.document]
    return QuestionRow(
        slug=question.slug,
        title=question.title,
        topic_words=topic_words(question.topic),
        level=question.level,
        kind_words=", ".join(kind_words(kind) for kind in kinds),
        n_variants=version.n_variants,
        is_chosen=is_chosen,
        is_used=question.slug in used,
    )


def count_pool(pool: Pool) -> int:
    """Return how many questions a pool has now; one query."""
    rows = list_questions()
    if pool.topics:
        rows = rows.filter(topic__in=pool.topics)
    if pool.levels:
        rows = rows.filter(level__in=pool.levels)
    return rows.count()


def count_topics() -> list[tuple[str, str, int]]:
    """Return each topic with its words and how many questions it has now; one query."""
    counts = dict(list_questions().order_by().values_list("topic").annotate(n=Count("pk")))
    return [(topic, topic_words(topic), counts.get(topic, 0)) for topic in TOPICS]
