"""The programs of the whole site in a course: who is there, who is let in, who is taken out."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from examcenter.api.serializers.inputs import NothingInput
from examcenter.api.serializers.integrations import GuestOutput, GuestsQuery
from examcenter.api.views.base import BODY_PROBLEMS, ApiView, describe, describe_list
from examcenter.courses.models import Course
from examcenter.exams.access import get_enrollment_for, require_teaching
from examcenter.integrations.access import require_owner
from examcenter.integrations.selectors import get_guest_of, list_guests_of
from examcenter.integrations.services import admit_integration, dismiss_integration


class CoursePrograms(ApiView):
    """The programs of the whole site, as a course sees them."""

    @describe_list(
        "list_course_programs",
        "List the programs of the whole site, and which of them work in a course (teachers)",
        GuestOutput,
        is_paged=False,
        problems=(403, 404),
        scope="tokens:write",
        query=GuestsQuery,
    )
    def get(self, request: Request, course_id: UUID) -> Response:
        """Return them by name, each with what its tokens are good for."""
        place = require_teaching(get_enrollment_for(self.person(), course_id))
        wanted = self.query(GuestsQuery).get("admitted")
        rows = list_guests_of(place.course, timezone.now())
        if wanted is not None:
            rows = [row for row in rows if row.is_admitted == wanted]
        return self.whole_page(rows, GuestOutput)


class CourseProgram(ApiView):
    """One program of the whole site in a course."""

    @describe(
        "read_course_program",
        "Read what a program of the whole site may do in a course (teachers)",
        responses={200: GuestOutput},
        problems=(403, 404),
        scope="tokens:write",
    )
    def get(self, request: Request, course_id: UUID, integration_id: UUID) -> Response:
        """Return whether it works here, and what its tokens are good for."""
        place = require_teaching(get_enrollment_for(self.person(), course_id))
        return Response(
            GuestOutput(get_guest_of(place.course, integration_id, timezone.now())).data
        )

    @describe(
        "admit_program",
        "Let a program of the whole site into a course (owners)",
        request=NothingInput,
        responses={200: GuestOutput},
        problems=(*BODY_PROBLEMS, 403, 404, 409),
        scope="tokens:write",
    )
    def put(self, request: Request, course_id: UUID, integration_id: UUID) -> Response:
        """Let it work here, as far as its tokens go. Doing it again changes nothing."""
        self.read(NothingInput)
        course, now = self._own_course(course_id), timezone.now()
        guest = get_guest_of(course, integration_id, now)
        admit_integration(integration=guest.program, course=course, now=now, actor=self.person())
        return Response(GuestOutput(get_guest_of(course, integration_id, now)).data)

    @describe(
        "dismiss_program",
        "Take a program of the whole site out of a course (owners)",
        responses={204: None},
        problems=(403, 404),
        scope="tokens:write",
    )
    def delete(self, request: Request, course_id: UUID, integration_id: UUID) -> Response:
        """Take it out; it keeps its other courses. Doing it again changes nothing."""
        course, now = self._own_course(course_id), timezone.now()
        guest = get_guest_of(course, integration_id, now)
        dismiss_integration(integration=guest.program, course=course, now=now, actor=self.person())
        return Response(status=204)

    def _own_course(self, course_id: UUID) -> Course:
        return require_owner(get_enrollment_for(self.person(), course_id)).course
