"""Approves, publishes, archives; what an attempt used is never touched, only followed."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction

from examcenter.authoring.access import Level, Seat
from examcenter.authoring.errors import (
    DraftNotFound,
    NotCertified,
    NothingNew,
    NotReadable,
    NotReviewed,
    OwnReview,
    TextOutdated,
)
from examcenter.authoring.models import CertificateRun, Draft, Release, Revision
from examcenter.authoring.reading import read_text
from examcenter.authoring.services.proofs import find_run
from questions.engine.canonical import digest_of
from questions.models import Question, QuestionVersion
from questions.proof import Proof
from questions.publishing import Manuscript, publish_manuscript


def approve_text(*, slug: str, revision: int, seat: Seat, now: datetime) -> Revision:
    """Approve the newest text, which must be the one that was looked at.

    Raises LevelTooLow, OwnReview, TextOutdated, DraftNotFound.
    """
    seat.require(Level.REVIEWER)
    with transaction.atomic():
        newest = _lock_newest(slug, revision)
        if newest.saved_by_id == seat.user.pk:
            raise OwnReview
        newest.approved_at, newest.approved_by = now, seat.user
        newest.save(update_fields=["approved_at", "approved_by"])
    return newest


def publish_text(*, slug: str, revision: int, seat: Seat) -> QuestionVersion:
    """Publish the newest text, which must be the one that was looked at.

    Raises LevelTooLow, TextOutdated, NotReadable, NotCertified, NotReviewed, NothingNew.
    """
    seat.require(Level.PUBLISHER)
    with transaction.atomic():
        newest = _lock_newest(slug, revision)
        question = read_text(newest.text, slug).question
        if question is None:
            raise NotReadable(newest.n_problems)
        current = Question.objects.filter(slug=slug).select_related("current").first()
        if current and current.current and current.current.digest == digest_of(question):
            raise NothingNew(current.current.number)
        if settings.AUTHORING_NEEDS_REVIEW and newest.approved_at is None:
            raise NotReviewed
        version = publish_manuscript(
            Manuscript(question, newest.text, _find_proof(digest_of(question))),
            origin=QuestionVersion.Origin.WORKBENCH,
        )
        Release.objects.get_or_create(
            version=version, defaults={"revision": newest, "published_by": seat.user}
        )
        Draft.objects.filter(slug=slug).update(archived_at=None)
    return version


def set_archived(*, slug: str, is_archived: bool, seat: Seat, now: datetime) -> None:
    """Offer a question no more, or again; exams and attempts that have it keep it.

    Raises LevelTooLow, DraftNotFound.
    """
    seat.require(Level.PUBLISHER)
    archived_at = now if is_archived else None
    n_rows = Question.objects.filter(slug=slug).update(archived_at=archived_at)
    n_rows += Draft.objects.filter(slug=slug).update(archived_at=archived_at)
    if not n_rows:
        raise DraftNotFound


def _lock_newest(slug: str, looked_at: int) -> Revision:
    draft = Draft.objects.select_for_update().filter(slug=slug).first()
    newest = (
        draft.revisions.select_related("saved_by").order_by("-number").first() if draft else None
    )
    if newest is None:
        raise DraftNotFound("draft")
    if newest.number != looked_at:
        raise TextOutdated(who=newest.saved_by.display_name, number=newest.number)
    return newest


def _find_proof(document_digest: str) -> Proof:
    """Return the good proof of a document by this release. Raises NotCertified."""
    known = find_run(document_digest)
    run = CertificateRun.objects.filter(pk=known.pk, is_good=True).first() if known else None
    if run is None or run.certificate is None or run.certified is None:
        raise NotCertified
    return Proof(run.certificate, bytes(run.certified), run.n_variants, ())
