"""One question at the workbench, as every page about it needs it; read with a few queries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _

from examcenter.authoring.access import Seat
from examcenter.authoring.errors import DraftNotFound
from examcenter.authoring.listing import STATES, state_of
from examcenter.authoring.models import CertificateRun, Draft, Revision
from examcenter.authoring.services.proofs import find_run
from questions.models import Question, QuestionVersion

# A publication and its revision have the same text; more than a few in a row are a rarity.
_MOST_COMPARED = 4


@dataclass(frozen=True)
class Desk:
    """A question with its draft, its newest text, what is published of it, and what may be done.

    ``revision`` is 0 while only a published version is there; ``overtaken_by`` is the version that
    was published, by somebody else or from a file, after the newest text was saved.
    """

    slug: str
    title: str
    text: str
    revision: int
    version: int
    state: str
    state_words: str
    sign: str
    saved_at: datetime | None
    saved_by: str
    is_archived: bool
    document_digest: str
    is_new: bool
    needs_review: bool
    approved_by: str
    may_publish: bool
    may_approve: bool
    run: CertificateRun | None
    n_problems: int
    overtaken_by: int

    @property
    def next_version(self) -> int:
        """The number that publishing would give."""
        return self.version + 1

    @property
    def is_provable(self) -> bool:
        """Whether there is a saved document that differs from the published one."""
        return bool(self.is_new and self.document_digest)

    @property
    def why_not(self) -> str:
        """Why the saved text cannot be published now; empty if it can."""
        if not self.is_new:
            return _("This is what version %(version)s says.") % {"version": self.version}
        if self.n_problems:
            return _("The saved text has problems.")
        if self.run is None or not self.run.is_good:
            return _("The saved text is not certified yet.")
        if self.needs_review and not self.approved_by:
            return _("Another person has to approve this text first.")
        return ""


_SIGNS = {"certified": "right", "failing": "wrong", "draft": "new", "changed": "partly"}


def get_desk(slug: str, seat: Seat) -> Desk:
    """Return a question of the workbench. Raises DraftNotFound."""
    draft = find_draft(slug)
    question = Question.objects.filter(slug=slug).select_related("current").first()
    version = question.current if question else None
    newest = draft.newest if draft else None
    if newest is None and version is None:
        raise DraftNotFound
    digest = newest.document_digest if newest else (version.digest if version else "")
    run = find_run(digest) if newest and digest else None
    archived_at = question.archived_at if question else (draft.archived_at if draft else None)
    state = state_of(version, newest, run)
    return Desk(
        slug=slug,
        title=(newest.title if newest else question.title if question else "") or slug,
        text=newest.text if newest else version.source_text if version else "",
        revision=newest.number if newest else 0,
        version=version.number if version else 0,
        state=state,
        state_words=str(STATES[state]),
        sign=_SIGNS[state],
        saved_at=newest.saved_at if newest else None,
        saved_by=newest.saved_by.display_name if newest else "",
        is_archived=archived_at is not None,
        document_digest=digest,
        is_new=newest is not None and (version is None or digest != version.digest),
        needs_review=settings.AUTHORING_NEEDS_REVIEW,
        approved_by=newest.approved_by.display_name if newest and newest.approved_by else "",
        may_publish=seat.may_publish,
        may_approve=seat.may_review and newest is not None and newest.saved_by_id != seat.user.pk,
        run=run,
        n_problems=newest.n_problems if newest else 0,
        overtaken_by=_overtaking(newest, version),
    )


def _overtaking(newest: Revision | None, version: QuestionVersion | None) -> int:
    """Return the version that is newer than a text and says something else; 0 if there is none."""
    if newest is None or version is None or newest.document_digest == version.digest:
        return 0
    return version.number if version.published_at > newest.saved_at else 0


def find_draft(slug: str) -> Draft | None:
    """Return a draft with its newest text and who saved and approved it."""
    return (
        Draft.objects.filter(slug=slug)
        .select_related("newest__saved_by", "newest__approved_by")
        .first()
    )


@dataclass(frozen=True)
class Chapter:
    """One entry of a question's history: a published version or a saved text."""

    key: str
    words: str
    is_version: bool
    at: datetime
    who: str
    note: str
    is_newest: bool


def list_history(slug: str) -> list[Chapter]:
    """Return versions and saved texts, newest first. Raises DraftNotFound."""
    versions = (
        QuestionVersion.objects.filter(question__slug=slug)
        .select_related("release__published_by")
        .defer("document", "source_text", "certified", "certificate")
    )
    revisions = Revision.objects.filter(draft__slug=slug).select_related("saved_by").defer("text")
    chapters = [
        Chapter(
            key=f"v{version.number}",
            words=_("Version %(number)s") % {"number": version.number},
            is_version=True,
            at=version.published_at,
            who=_publisher_of(version),
            note=f"published, {version.n_variants:,} variants",
            is_newest=False,
        )
        for version in versions
    ]
    rows = list(revisions)
    chapters += [
        Chapter(
            key=f"r{revision.number}",
            words=_("Revision %(number)s") % {"number": revision.number},
            is_version=False,
            at=revision.saved_at,
            who=revision.saved_by.display_name,
            note=revision.note
            or (f"{revision.n_problems} problems" if revision.n_problems else ""),
            is_newest=revision is rows[-1],
        )
        for revision in rows
    ]
    if not chapters:
        raise DraftNotFound
    return sorted(chapters, key=lambda chapter: chapter.at, reverse=True)


def get_chapter_text(slug: str, key: str) -> str:
    """Return the text of a chapter by its key, such as v2 or r7. Raises DraftNotFound."""
    number = int(key[1:]) if key[1:].isascii() and key[1:].isdecimal() and len(key) < 8 else 0
    text: str | None = None
    if key.startswith("v"):
        versions = QuestionVersion.objects.filter(question__slug=slug, number=number)
        text = versions.values_list("source_text", flat=True).first()
    elif key.startswith("r"):
        revisions = Revision.objects.filter(draft__slug=slug, number=number)
        text = revisions.values_list("text", flat=True).first()
    if text is None:
        raise DraftNotFound("version")
    return text


def find_difference(slug: str, chapters: list[Chapter]) -> str:
    """Return the key of the newest chapter whose text is not that of the first one."""
    first = get_chapter_text(slug, chapters[0].key)
    for chapter in chapters[1 : 1 + _MOST_COMPARED]:
        if get_chapter_text(slug, chapter.key) != first:
            return chapter.key
    return chapters[-1].key


def _publisher_of(version: QuestionVersion) -> str:
    if version.origin == QuestionVersion.Origin.FILE:
        return _("from a file of the bank")
    release = getattr(version, "release", None)
    return release.published_by.display_name if release else ""
