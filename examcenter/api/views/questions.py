"""The bank: what there is, for everybody; drafts, for authors; never a key."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from examcenter.accounts.models import User
from examcenter.api.serializers import questions as shapes
from examcenter.api.serializers.inputs import NothingInput
from examcenter.api.serializers.questions import QuestionOutput
from examcenter.api.views.base import BODY_PROBLEMS, ApiView, describe, describe_list
from examcenter.authoring.access import Seat, find_seat
from examcenter.authoring.catalogue import (
    ARCHIVED,
    OF_DRAFTS,
    PUBLISHED,
    Wanted,
    list_drafts,
    list_published,
)
from examcenter.authoring.desk import Desk, get_desk
from examcenter.authoring.models import CertificateRun
from examcenter.authoring.reading import read_text
from examcenter.authoring.services.releases import set_archived
from examcenter.exams.access import get_enrollment_for, is_teaching_anywhere, require_teaching
from examcenter.exams.building.picking import questions_of_course
from examcenter.exams.errors import NotPermitted
from questions.answers import KINDS
from questions.models import Question, QuestionVersion
from questions.selectors import get_published

State = CertificateRun.State


def require_teacher(user: User) -> None:
    """Let only people who teach look into the bank.

    Raises
    ------
    NotPermitted
    """
    if not is_teaching_anywhere(user):
        raise NotPermitted("Only teachers may look into the bank.")


def require_seat(user: User) -> Seat:
    """Return the place at the workbench of who may write questions.

    Raises
    ------
    NotPermitted
    """
    seat = find_seat(user)
    if seat is None:
        raise NotPermitted("Only teachers and staff write questions.")
    return seat


def show_question(version: QuestionVersion) -> dict[str, Any]:
    """Return what everybody may know of a question."""
    question = version.question
    return {
        "slug": question.slug,
        "title": question.title,
        "topic": question.topic,
        "level": question.level,
        "kinds": [kind for kind in KINDS if f'"kind":"{kind}"' in version.document],
        "version": version.number,
        "n_variants": version.n_variants,
    }


def _show_published(rows: Iterable[Question]) -> list[dict[str, Any]]:
    shown = []
    for question in rows:
        version = question.current
        assert version is not None, "only published questions are listed"
        version.question = question
        shown.append(show_question(version))
    return shown


def _show_drafts(rows: Iterable[Any]) -> list[dict[str, Any]]:
    return [
        {
            "slug": draft.slug,
            "title": draft.newest.title or draft.slug,
            "topic": draft.newest.topic,
            "level": draft.newest.level,
            "kinds": [],
            "version": draft.version,
            "n_variants": None,
        }
        for draft in rows
    ]


class Questions(ApiView):
    """The questions of the bank."""

    @describe_list(
        "list_questions",
        "List questions",
        QuestionOutput,
        problems=(403,),
        scope="questions:read",
        query=shapes.QuestionsQuery,
    )
    def get(self, request: Request) -> Response:
        """Return the published questions, or for authors the drafts that stand somewhere."""
        wanted = self.query(shapes.QuestionsQuery)
        state = wanted.get("state", PUBLISHED)
        filters = self._wanted(wanted)
        if state in OF_DRAFTS:
            require_seat(self.person())
            drafts = list_drafts(filters, state)
            return self.page(drafts, QuestionOutput, _show_drafts, order=("slug",))
        rows = list_published(filters, is_archived=state == ARCHIVED)
        return self.page(rows, QuestionOutput, _show_published, order=("slug",))

    def _wanted(self, wanted: dict[str, Any]) -> Wanted:
        among = None
        if "course" in wanted:
            place = require_teaching(get_enrollment_for(self.person(), wanted["course"]))
            among = questions_of_course(place.course_id)
        return Wanted(
            topic=wanted.get("topic", ""),
            level=wanted.get("level"),
            kind=wanted.get("kind", ""),
            among=among,
            search=wanted.get("search", ""),
            searches_texts="search" in wanted and is_teaching_anywhere(self.person()),
        )


class QuestionDetail(ApiView):
    """One question."""

    @describe(
        "read_question",
        "Read a question",
        responses={200: QuestionOutput},
        problems=(404,),
        scope="questions:read",
    )
    def get(self, request: Request, slug: str) -> Response:
        """Return a question with its newest published version."""
        return Response(QuestionOutput(show_question(get_published(slug))).data)


class QuestionDraft(ApiView):
    """The working copy of a question."""

    @describe(
        "read_draft",
        "Read the newest text of a question (authors)",
        responses={200: shapes.DraftOutput},
        problems=(403, 404),
        scope="questions:read",
    )
    def get(self, request: Request, slug: str) -> Response:
        """Return the newest text, published or not, with its problems and its proof."""
        seat = require_seat(self.person())
        return Response(shapes.DraftOutput(show_draft(get_desk(slug, seat))).data)


def show_draft(desk: Desk) -> dict[str, Any]:
    """Return a question as its authors see it."""
    problems = read_text(desk.text, desk.slug).problems
    names = (
        *("slug", "title", "text", "revision", "version", "state", "saved_at", "saved_by"),
        *("is_archived", "is_new", "needs_review", "approved_by", "why_not"),
    )
    return {
        **{name: getattr(desk, name) for name in names},
        "problems": problems,
        "proof": None if desk.run is None else show_proof(desk.run, desk.revision),
    }


def show_proof(run: CertificateRun, revision: int) -> dict[str, Any]:
    """Return how far a certificate is."""
    state = {State.QUEUED: "queued", State.RUNNING: "running", State.BROKEN: "broken"}.get(
        State(run.state), "good" if run.is_good else "failed"
    )
    is_over = state in ("good", "failed")
    return {
        "pk": run.pk,
        "revision": {"number": revision},
        "state": state,
        "progress": 1.0 if is_over else min(1.0, run.n_done / max(run.n_total, 1)),
        "n_variants": run.n_variants,
        "problems": run.problems,
        "failure": run.failure,
        "created_at": run.created_at,
        "finished_at": run.finished_at,
    }


class QuestionArchive(ApiView):
    """A question's place in the archive."""

    @describe(
        "archive_question",
        "Offer a question no more (publishers)",
        request=NothingInput,
        responses={204: None},
        problems=(*BODY_PROBLEMS, 403, 404),
        scope="questions:write",
    )
    def put(self, request: Request, slug: str) -> Response:
        """Put a question away; exams and attempts that have it keep it."""
        self.read(NothingInput)
        return self._set(slug, is_archived=True)

    @describe(
        "unarchive_question",
        "Offer a question again (publishers)",
        responses={204: None},
        problems=(403, 404),
        scope="questions:write",
    )
    def delete(self, request: Request, slug: str) -> Response:
        """Take a question out of the archive. Doing it again changes nothing."""
        return self._set(slug, is_archived=False)

    def _set(self, slug: str, *, is_archived: bool) -> Response:
        seat = require_seat(self.person())
        set_archived(slug=slug, is_archived=is_archived, seat=seat, now=timezone.now())
        return Response(status=204)
