"""Publishing an exam, closing it for everybody, releasing its results."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from examcenter.api.serializers.exams import ClosingInput, ExamOutput
from examcenter.api.serializers.inputs import NothingInput
from examcenter.api.serializers.room import OutcomeOutput
from examcenter.api.views.base import BODY_PROBLEMS, ApiView, describe
from examcenter.api.views.exams import show_exam
from examcenter.exams.building import services
from examcenter.exams.building.access import get_taught_exam
from examcenter.exams.gradebook.rulings import release_results, withdraw_release

_PROBLEMS = (*BODY_PROBLEMS, 403, 404, 409)


class Publication(ApiView):
    """Whether students of the course see an exam."""

    @describe(
        "publish_exam",
        "Publish an exam (teachers)",
        request=NothingInput,
        responses={200: ExamOutput},
        problems=_PROBLEMS,
        scope="exams:write",
    )
    def post(self, request: Request, exam_id: UUID) -> Response:
        """Let students see it, once its check finds no error; publishing it again is once."""
        self.read(NothingInput)
        exam = get_taught_exam(self.person(), exam_id)
        services.publish_exam(exam=exam, actor=self.person(), now=timezone.now())
        return Response(show_exam(self.person(), exam_id))

    @describe(
        "unpublish_exam",
        "Make an exam a draft again (teachers)",
        responses={204: None},
        problems=(403, 404, 409),
        scope="exams:write",
    )
    def delete(self, request: Request, exam_id: UUID) -> Response:
        """Take it back, as long as nobody has started it."""
        exam = get_taught_exam(self.person(), exam_id)
        services.unpublish_exam(exam=exam, actor=self.person(), now=timezone.now())
        return Response(status=204)


class Closing(ApiView):
    """The end of an exam before its time."""

    @describe(
        "close_exam",
        "Close an exam for everybody now (teachers)",
        request=ClosingInput,
        responses={200: OutcomeOutput},
        problems=_PROBLEMS,
        scope="exams:write",
    )
    def post(self, request: Request, exam_id: UUID) -> Response:
        """End the window, and the attempts that run: their drafts count.

        Windows that were granted to single people or groups stay open.
        """
        values = self.read(ClosingInput)
        exam = get_taught_exam(self.person(), exam_id)
        outcome = services.close_exam(
            exam=exam, actor=self.person(), now=timezone.now(), reason=values["reason"]
        )
        told = {"n_done": len(outcome.done), "n_passed": len(outcome.passed)}
        return Response(OutcomeOutput(told).data)


class Release(ApiView):
    """The release of results by a teacher."""

    @describe(
        "release_results",
        "Release the results of an exam (teachers)",
        request=NothingInput,
        responses={200: ExamOutput},
        problems=_PROBLEMS,
        scope="grades:write",
    )
    def post(self, request: Request, exam_id: UUID) -> Response:
        """Show students what the policy keeps for the release; releasing again is once."""
        self.read(NothingInput)
        exam = get_taught_exam(self.person(), exam_id)
        release_results(exam=exam, actor=self.person(), now=timezone.now())
        return Response(show_exam(self.person(), exam_id))

    @describe(
        "withdraw_release",
        "Take the release of results back (teachers)",
        responses={204: None},
        problems=(403, 404),
        scope="grades:write",
    )
    def delete(self, request: Request, exam_id: UUID) -> Response:
        """Hide again what the policy keeps for the release."""
        exam = get_taught_exam(self.person(), exam_id)
        withdraw_release(exam=exam, actor=self.person(), now=timezone.now())
        return Response(status=204)
