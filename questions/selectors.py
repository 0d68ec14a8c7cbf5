"""What may be read of the published bank."""

from collections.abc import Collection
from pathlib import Path

from django.db import DatabaseError, connection
from django.db.models import F, QuerySet

from questions.errors import QuestionNotFound
from questions.models import Question, QuestionVersion


def get_published(slug: str) -> QuestionVersion:
    """Return the newest published version of a question, with its question.

    Raises QuestionNotFound.
    """
    version = (
        QuestionVersion.objects.select_related("question")
        .filter(question__slug=slug, question__current=F("pk"))
        .defer("document", "source_text", "certified")
        .first()
    )
    if version is None:
        raise QuestionNotFound(f"question: found {slug[:64]!r}, expected a published one")
    return version


def get_version(slug: str, number: int | None = None) -> QuestionVersion:
    """Return a published version of a question with the question; without a number, the newest.

    Raises QuestionNotFound.
    """
    if number is None:
        return get_published(slug)
    version = (
        QuestionVersion.objects.select_related("question")
        .filter(question__slug=slug, number=number)
        .defer("document", "source_text", "certified")
        .first()
    )
    if version is None:
        raise QuestionNotFound(f"question: found no version {number} of {slug[:64]!r}")
    return version


def get_published_digests(slugs: Collection[str]) -> dict[str, tuple[int, str]]:
    """Return id and digest of the newest published version of each question, by its slug.

    One query for all. Raises QuestionNotFound.
    """
    rows = QuestionVersion.objects.filter(
        question__slug__in=set(slugs), question__current=F("pk")
    ).values_list("question__slug", "pk", "digest")
    found = {slug: (pk, digest) for slug, pk, digest in rows}
    for slug in slugs:
        if slug not in found:
            raise QuestionNotFound(f"question: found {slug[:64]!r}, expected a published one")
    return found


def list_questions(topic: str | None = None, level: int | None = None) -> QuerySet[Question]:
    """Return the questions on offer by slug, of one topic or level if asked; none archived."""
    questions = Question.objects.filter(
        current__isnull=False, archived_at__isnull=True
    ).select_related("current")
    if topic is not None:
        questions = questions.filter(topic=topic)
    if level is not None:
        questions = questions.filter(level=level)
    return questions.order_by("slug")


def find_published_numbers() -> dict[str, int]:
    """Return the newest version number of every published question, none without a database.

    For the authors' commands, which work on a fresh checkout; they must not create a database
    file by looking for one.
    """
    name = str(connection.settings_dict["NAME"])
    is_in_memory = name == ":memory:" or "mode=memory" in name
    is_file = connection.vendor == "sqlite" and not is_in_memory
    if is_file and not Path(name).exists():
        return {}
    try:
        rows = Question.objects.filter(current__isnull=False).values_list("slug", "current__number")
        return dict(rows)
    except DatabaseError:
        return {}
