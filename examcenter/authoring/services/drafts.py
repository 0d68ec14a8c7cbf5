"""Saves texts: every save is a revision of its own, and a save over another one is refused."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F

from examcenter.accounts.models import User
from examcenter.authoring.errors import BadSlug, DraftNotFound, SlugTaken, TextOutdated, TextTooLong
from examcenter.authoring.models import Draft, Revision
from examcenter.authoring.reading import read_text
from questions.engine.document import SLUG
from questions.engine.source import LARGEST_DOCUMENT_BYTES
from questions.models import Question, QuestionVersion

LONGEST_SLUG = 64
# A text that cannot be read may still be saved, within what a reader would open.
LARGEST_TEXT_BYTES = 2 * LARGEST_DOCUMENT_BYTES


def start_draft(*, slug: str, text: str, user: User, now: datetime, note: str = "") -> Draft:
    """Return the draft of a new question. Raises SlugTaken, BadSlug, TextTooLong."""
    check_slug(slug)
    if Question.objects.filter(slug=slug).exists():
        raise SlugTaken(slug)
    _check_size(text)
    try:
        with transaction.atomic():
            draft = Draft.objects.create(slug=slug, created_at=now)
            _add_revision(draft, text, user, now, note=note)
    except IntegrityError:
        raise SlugTaken(slug) from None
    return draft


def save_text(
    *, slug: str, text: str, based_on: int, user: User, now: datetime, note: str = ""
) -> Revision:
    """Save a text as the next revision; ``based_on`` is the revision that was opened.

    The same text again is no new revision. Raises TextOutdated if somebody saved since,
    DraftNotFound if there is no such question, TextTooLong.
    """
    _check_size(text)
    with transaction.atomic():
        draft = _lock_draft(slug, user, now)
        newest = draft.newest
        if newest is None:
            raise DraftNotFound
        if newest.text == text:
            return newest
        if newest.number != based_on:
            raise TextOutdated(who=newest.saved_by.display_name, number=newest.number)
        return _add_revision(draft, text, user, now, note=note)


def restore_text(*, slug: str, text: str, user: User, now: datetime, note: str) -> Revision:
    """Make an old text the newest one; what was newest stays in the history."""
    with transaction.atomic():
        draft = _lock_draft(slug, user, now)
        if draft.newest is not None and draft.newest.text == text:
            return draft.newest
        return _add_revision(draft, text, user, now, note=note)


def check_slug(slug: str) -> None:
    """Raise BadSlug for what cannot be the id of a question."""
    if len(slug) > LONGEST_SLUG or not SLUG.fullmatch(slug):
        raise BadSlug(slug)


def _check_size(text: str) -> None:
    n_bytes = len(text.encode(errors="surrogatepass"))
    if n_bytes > LARGEST_TEXT_BYTES:
        raise TextTooLong(n_bytes=n_bytes, limit=LARGEST_DOCUMENT_BYTES)


def _lock_draft(slug: str, user: User, now: datetime) -> Draft:
    """Return the locked draft; of a published question without one, a new draft of its text."""
    found = Draft.objects.select_for_update().filter(slug=slug).first()
    if found is not None:
        found.newest = found.revisions.select_related("saved_by").order_by("-number").first()
        return found
    version = QuestionVersion.objects.filter(question__slug=slug, question__current=F("pk")).first()
    if version is None:
        raise DraftNotFound
    draft, is_new = Draft.objects.get_or_create(slug=slug, defaults={"created_at": now})
    if is_new:
        _add_revision(
            draft, version.source_text, user, now, note=f"as published in version {version.number}"
        )
    return Draft.objects.select_for_update().select_related("newest__saved_by").get(pk=draft.pk)


def _add_revision(
    draft: Draft, text: str, user: User, now: datetime, *, note: str = ""
) -> Revision:
    read = read_text(text, draft.slug)
    before = draft.revisions.order_by("-number").first()
    question = read.question
    revision = Revision.objects.create(
        draft=draft,
        number=before.number + 1 if before else 1,
        text=text,
        text_digest=read.digest,
        document_digest=read.document_digest,
        # The list goes on to show what was last known of a text that cannot be read now.
        title=question.title if question else (before.title if before else ""),
        topic=question.topic if question else (before.topic if before else ""),
        level=question.level if question else (before.level if before else None),
        n_problems=len(read.problems),
        note=note[:200],
        saved_at=now,
        saved_by=user,
    )
    draft.newest = revision
    draft.save(update_fields=["newest"])
    return revision
