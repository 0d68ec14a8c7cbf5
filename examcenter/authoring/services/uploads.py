"""Texts that programs send: read first, kept as a draft, and proved in the background."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from examcenter.authoring.access import Seat
from examcenter.authoring.errors import DocumentRefused
from examcenter.authoring.models import Draft, Revision
from examcenter.authoring.reading import read_text
from examcenter.authoring.services.drafts import check_slug, save_text
from examcenter.authoring.services.transfer import store_text
from questions.models import Question, QuestionVersion


@dataclass(frozen=True)
class Uploaded:
    """What became of a text: the version that says the same, or the revision to be proved."""

    version: QuestionVersion | None = None
    revision: Revision | None = None


def upload_text(
    *, slug: str, text: str, seat: Seat, now: datetime, based_on: int | None = None
) -> Uploaded:
    """Keep a text as the newest one of a question; a text with problems is not kept.

    With ``based_on`` it is refused when somebody saved another text since that revision.

    Raises
    ------
    BadSlug, DocumentRefused, TextOutdated, TextTooLong
    """
    check_slug(slug)
    read = read_text(text, slug)
    if read.problems:
        raise DocumentRefused(read.problems)
    with transaction.atomic():
        current = _current(slug)
        draft = Draft.objects.filter(slug=slug).select_related("newest").first()
        newest = draft.newest if draft is not None else None
        is_published = current is not None and current.digest == read.document_digest
        if is_published and (newest is None or newest.document_digest == read.document_digest):
            return Uploaded(version=current)
        if based_on is None:
            store_text(slug, text, seat=seat, now=now)
        else:
            save_text(slug=slug, text=text, based_on=based_on, user=seat.user, now=now)
        saved = Draft.objects.select_related("newest").get(slug=slug).newest
        assert saved is not None, "what was saved is the newest text"
        return Uploaded(version=current) if is_published else Uploaded(revision=saved)


def _current(slug: str) -> QuestionVersion | None:
    question = Question.objects.filter(slug=slug).select_related("current").first()
    return question.current if question is not None else None
