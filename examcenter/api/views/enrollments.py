"""The people of a course: listed, and brought to what another system says of them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from examcenter.accounts.names import username_key
from examcenter.api.serializers import enrollments as shapes
from examcenter.api.serializers.enrollments import EnrollmentOutput
from examcenter.api.views.base import BODY_PROBLEMS, ApiView, describe, describe_list
from examcenter.api.views.courses import teaching_place
from examcenter.courses.errors import GroupNotFound, PersonNotFound
from examcenter.courses.models import Departure, Enrollment, Group
from examcenter.courses.roster.entries import EXTERNAL, ROLES, Misread, read_entries, read_entry
from examcenter.courses.roster.matching import Meant
from examcenter.courses.roster.reporting import report_lines
from examcenter.courses.roster.writing import SyncWish, put_person, sync_roster
from examcenter.courses.services.people import remove_place

MAX_PEOPLE = 1000
# 10,000 people with long names and some groups.
MAX_ROSTER_BYTES = 8 * 1024 * 1024
REF = OpenApiParameter(
    "ref",
    str,
    OpenApiParameter.PATH,
    description="The UUID of the enrollment, or `external:` with the id that the LMS uses.",
)


def with_people(places: QuerySet[Enrollment]) -> QuerySet[Enrollment]:
    """Return the places with all that is shown of them; one more query for the groups."""
    return places.select_related("user").prefetch_related("groups")


def find_group(course_id: UUID, text: str) -> Group:
    """Return a group by its UUID or its external id. Raises GroupNotFound."""
    rows = Group.objects.filter(course=course_id)
    if text.startswith(EXTERNAL) and len(text) > len(EXTERNAL):
        found = rows.filter(external_id=text.removeprefix(EXTERNAL)).first()
    else:
        try:
            found = rows.filter(pk=UUID(text)).first()
        except ValueError:
            found = None
    if found is None:
        raise GroupNotFound
    return found


class Enrollments(ApiView):
    """The people of a course."""

    max_body_bytes = MAX_ROSTER_BYTES

    @describe_list(
        "list_enrollments",
        "List the people of a course (teachers)",
        EnrollmentOutput,
        problems=(403, 404),
        scope="roster:read",
        query=shapes.EnrollmentsQuery,
        max_limit=MAX_PEOPLE,
    )
    def get(self, request: Request, course_id: UUID) -> Response:
        """Return the people of a course with their roles and groups.

        Who was taken out is in no list; the event `roster.changed` tells of it.
        """
        place = teaching_place(self, course_id)
        wanted = self.query(shapes.EnrollmentsQuery)
        rows = with_people(Enrollment.objects.filter(course=place.course_id))
        for name in ("role", "external_id"):
            if name in wanted:
                rows = rows.filter(**{name: wanted[name]})
        if "username" in wanted:
            rows = rows.filter(user__username_key=username_key(wanted["username"]))
        if "group" in wanted:
            rows = rows.filter(groups=find_group(place.course_id, wanted["group"]))
        if "updated_since" not in wanted:
            return self.page(rows, EnrollmentOutput)
        rows = rows.filter(updated_at__gte=wanted["updated_since"])
        return self.page(rows, EnrollmentOutput, order=("updated_at",))

    @describe(
        "put_roster",
        "Bring the people of a course to what the LMS says (teachers)",
        request=shapes.RosterInput,
        responses={200: shapes.RosterReportOutput},
        problems=(*BODY_PROBLEMS, 403, 404),
        scope="roster:write",
        examples=[shapes.ROSTER_EXAMPLE, shapes.MERGE_EXAMPLE],
    )
    def put(self, request: Request, course_id: UUID) -> Response:
        """Add, change and, with `replace`, take out people; up to 10,000 in one call.

        A row is done whole or refused whole, and the report says what became of each. The same
        roster again changes nothing. A roster never changes the name, the address or the sign-in of
        an account that is known, never takes out the last owner, who asks, or a program, and takes
        nobody out while a refused row may mean anybody. Who is taken out keeps attempts and scores,
        and comes back as they were when a later roster names them.
        """
        place = teaching_place(self, course_id)
        values = self.read(shapes.RosterInput)
        rows = read_entries(values["enrollments"])
        wish = SyncWish(
            mode=values["mode"],
            roles=tuple(sorted(values.get("roles", ROLES))),
            is_dry_run=values["dry_run"],
            with_invitations=values["invite"],
        )
        synced = sync_roster(rows, actor=place, wish=wish, now=timezone.now())
        return Response(
            {
                "mode": wish.mode,
                "dry_run": wish.is_dry_run,
                "counts": synced.plan.counts,
                "rows": report_lines(synced, rows, is_done=not wish.is_dry_run),
            }
        )


class EnrollmentDetail(ApiView):
    """One person's place in a course."""

    @describe(
        "read_enrollment",
        "Read one person's place (teachers)",
        responses={200: EnrollmentOutput},
        problems=(403, 404),
        scope="roster:read",
        parameters=[REF],
    )
    def get(self, request: Request, course_id: UUID, ref: str) -> Response:
        """Return a person of the course, by our id or by the LMS's."""
        actor = teaching_place(self, course_id)
        return Response(EnrollmentOutput(_get(actor, ref)).data)

    @describe(
        "put_enrollment",
        "Add or change one person (teachers)",
        request=shapes.EnrollmentInput,
        responses={200: EnrollmentOutput, 201: EnrollmentOutput},
        problems=(*BODY_PROBLEMS, 403, 404, 409),
        scope="roster:write",
        parameters=[REF],
        examples=[shapes.ENROLLMENT_EXAMPLE],
    )
    def put(self, request: Request, course_id: UUID, ref: str) -> Response:
        """Bring one person to what is sent: added (201) or changed (200).

        With `external:` in the address, somebody who is not there yet is added. Who was taken out
        comes back by either address.
        """
        actor = teaching_place(self, course_id)
        body = self.read(shapes.EnrollmentInput)
        known = _find(actor, ref)
        entry = read_entry(_row(body, ref, known), needs_id=ref.startswith(EXTERNAL))
        if isinstance(entry, Misread):
            raise serializers.ValidationError(
                {str(entry.steps[0]) if entry.steps else "non_field_errors": [entry.why]}
            )
        meant = None
        if isinstance(known, Enrollment):
            meant = Meant(known, known.user)
        elif isinstance(known, Departure):
            meant = Meant(None, known.user)
        elif not ref.startswith(EXTERNAL):
            raise PersonNotFound
        place, is_new = put_person(entry, actor=actor, now=timezone.now(), meant=meant)
        shown = with_people(Enrollment.objects.filter(pk=place.pk)).get()
        headers = {"Location": reverse("api:enrollment", args=[course_id, str(place.pk)])}
        return Response(
            EnrollmentOutput(shown).data,
            status=201 if is_new else 200,
            headers=headers if is_new else {},
        )

    @describe(
        "delete_enrollment",
        "Take one person out of a course (teachers)",
        responses={204: None},
        problems=(403, 404, 409),
        scope="roster:write",
        parameters=[REF],
    )
    def delete(self, request: Request, course_id: UUID, ref: str) -> Response:
        """Take a person out; attempts and scores stay. PUT to the same address brings them back."""
        actor = teaching_place(self, course_id)
        remove_place(actor=actor, place_id=_get(actor, ref).pk, now=timezone.now())
        return Response(status=204)


def _get(actor: Enrollment, ref: str) -> Enrollment:
    found = _find(actor, ref)
    if not isinstance(found, Enrollment):
        raise PersonNotFound
    return found


def _find(actor: Enrollment, ref: str) -> Enrollment | Departure | None:
    """Return the place that an address names, or what is left of it."""
    places = with_people(Enrollment.objects.filter(course=actor.course_id))
    left = Departure.objects.filter(course=actor.course_id).select_related("user")
    if ref.startswith(EXTERNAL):
        external_id = ref.removeprefix(EXTERNAL)
        # Whom a departed external id means is decided with the rest of the row.
        return places.filter(external_id=external_id).first() if external_id else None
    try:
        key = UUID(ref)
    except ValueError:
        return None
    return places.filter(pk=key).first() or left.filter(pk=key).first()


def _row(body: dict[str, Any], ref: str, known: Enrollment | Departure | None) -> dict[str, Any]:
    """Return the row of a roster that a body at an address amounts to."""
    own = ref.removeprefix(EXTERNAL) if ref.startswith(EXTERNAL) else ""
    kept = own or (known.external_id if known is not None else "")
    said = body.get("external_id") or kept
    if known is None and said != kept:
        raise serializers.ValidationError(
            {"external_id": [f"Found {said!r}, expected {kept!r} as in the address."]}
        )
    return {**body, "external_id": said}
