"""What happened, for programs that ask instead of being told."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from rest_framework.request import Request
from rest_framework.response import Response

from examcenter.api.serializers.webhooks import EventOutput, EventsQuery
from examcenter.api.views.base import ApiView, describe, describe_list
from examcenter.webhooks.access import get_course_for, get_event_for, list_events_for
from examcenter.webhooks.models import Event


def after(rows: QuerySet[Event], since: Any, own: QuerySet[Event]) -> QuerySet[Event]:
    """Return the events after a moment, or after an event of one's own feed."""
    if isinstance(since, UUID):
        known = own.filter(pk=since).first()
        # One that is forgotten lies before everything that is kept.
        return rows.filter(sequence__gt=known.sequence if known else 0)
    return rows.filter(created_at__gt=since)


class Events(ApiView):
    """The feed."""

    @describe_list(
        "list_events",
        "List what happened, the oldest first",
        EventOutput,
        scope="events:read",
        query=EventsQuery,
        problems=(403, 404),
        max_limit=1000,
    )
    def get(self, request: Request) -> Response:
        """Return the events of one's courses in the order in which they became visible.

        Poll with `since` set to the id of the last event that you have.
        """
        wanted = self.query(EventsQuery)
        person = self.person()
        own = rows = list_events_for(person)
        if "course" in wanted:
            rows = rows.filter(course=get_course_for(person, wanted["course"]))
        if "kind" in wanted:
            rows = rows.filter(kind=wanted["kind"])
        if "since" in wanted:
            rows = after(rows, wanted["since"], own)
        return self.page(rows, EventOutput, order=("sequence",))


class EventDetail(ApiView):
    """One event."""

    @describe(
        "read_event",
        "Read an event",
        responses={200: EventOutput},
        scope="events:read",
        problems=(404,),
    )
    def get(self, request: Request, event_id: UUID) -> Response:
        """Return one event of one's courses."""
        return Response(EventOutput(get_event_for(self.person(), event_id)).data)
