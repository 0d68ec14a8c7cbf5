"""Who may fetch which events and endpoints: permission and fetch are one call."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q, QuerySet

from examcenter.accounts.models import User
from examcenter.courses.models import TEACHING_ROLES, Course, Enrollment
from examcenter.exams.access import get_enrollment_for, require_teaching
from examcenter.exams.errors import NotPermitted
from examcenter.webhooks.errors import DeliveryNotFound, EventNotFound, WebhookNotFound
from examcenter.webhooks.events import number_events
from examcenter.webhooks.kinds import TEST
from examcenter.webhooks.models import Delivery, Endpoint, Event


def get_course_for(user: User, course_id: UUID | None) -> Course | None:
    """Return the course whose endpoints a person may make; None is the whole site.

    Raises
    ------
    CourseNotFound, NotPermitted
    """
    if course_id is not None:
        return require_teaching(get_enrollment_for(user, course_id)).course
    if not user.is_staff:
        raise NotPermitted("Only staff may be told of the events of every course; name a course.")
    return None


def list_endpoints_for(user: User) -> QuerySet[Endpoint]:
    """Return the endpoints of the courses that a person teaches; staff see the site's as well."""
    mine = Q(course__in=_taught(user))
    if user.is_staff:
        mine |= Q(course__isnull=True)
    return Endpoint.objects.filter(mine).select_related("course")


def get_endpoint_for(user: User, endpoint_id: UUID) -> Endpoint:
    """Return an endpoint that a person may change. Raises WebhookNotFound."""
    endpoint = list_endpoints_for(user).filter(pk=endpoint_id).first()
    if endpoint is None:
        raise WebhookNotFound
    return endpoint


def get_delivery_of(endpoint: Endpoint, delivery_id: UUID) -> Delivery:
    """Return a delivery of an endpoint, with event and tries. Raises DeliveryNotFound."""
    delivery = list_deliveries_of(endpoint).filter(pk=delivery_id).first()
    if delivery is None:
        raise DeliveryNotFound
    return delivery


def list_deliveries_of(endpoint: Endpoint) -> QuerySet[Delivery]:
    """Return the log of an endpoint, the newest first."""
    return (
        Delivery.objects.filter(endpoint=endpoint)
        .select_related("event")
        .prefetch_related("tries")
        .order_by("-created_at", "id")
    )


def list_events_for(user: User) -> QuerySet[Event]:
    """Return the feed of a person: the courses that they teach, and the bank with any of them.

    What is committed has its place in it, and nothing will appear before what is returned.
    """
    number_events()
    mine = Q(course__in=_taught(user))
    if Enrollment.objects.filter(user=user, role__in=TEACHING_ROLES).exists():
        mine |= Q(course__isnull=True)
    return Event.objects.filter(mine, sequence__gt=0).exclude(kind=TEST).order_by("sequence")


def get_event_for(user: User, event_id: UUID) -> Event:
    """Return an event of a person's feed. Raises EventNotFound."""
    event = list_events_for(user).filter(pk=event_id).first()
    if event is None:
        raise EventNotFound
    return event


def _taught(user: User) -> QuerySet[Enrollment, UUID]:
    places = Enrollment.objects.filter(user=user, role__in=TEACHING_ROLES)
    return places.values_list("course_id", flat=True)
