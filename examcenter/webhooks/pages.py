"""What the pages of webhooks show, ready to be written down."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from examcenter.courses.models import Course
from examcenter.webhooks.access import list_deliveries_of
from examcenter.webhooks.models import Delivery, Endpoint, Try

_PAGE = 25
# Signs of the interface, each with its word.
_SIGNS = {"active": "right", "off": "note", "failed": "wrong"}
_DELIVERY_SIGNS = {"delivered": "right", "pending": "note", "failed": "wrong"}


@dataclass(frozen=True)
class EndpointRow:
    """An endpoint in the list."""

    id: UUID
    url: str
    description: str
    kinds: tuple[str, ...]
    sign: str
    state_words: str
    is_active: bool
    n_waiting: int
    n_failed: int


@dataclass(frozen=True)
class DeliveryRow:
    """A delivery in the log."""

    id: UUID
    kind: str
    created_at: datetime
    sign: str
    state_words: str
    answer: str
    n_tries: int
    next_try_at: datetime | None


def list_endpoints(course: Course) -> list[EndpointRow]:
    """Return the endpoints of a course with what waits for them; one query."""
    deliveries = Endpoint.objects.filter(course=course).annotate(
        n_waiting=Count("deliveries", filter=Q(deliveries__state=Delivery.State.PENDING)),
        n_failed=Count("deliveries", filter=Q(deliveries__state=Delivery.State.FAILED)),
    )
    return [show_endpoint(row, row.n_waiting, row.n_failed) for row in deliveries]


def show_endpoint(endpoint: Endpoint, n_waiting: int = 0, n_failed: int = 0) -> EndpointRow:
    """Return an endpoint as the pages show it."""
    return EndpointRow(
        id=endpoint.pk,
        url=endpoint.url,
        description=endpoint.description,
        kinds=tuple(endpoint.kinds),
        sign=_SIGNS[endpoint.state] if endpoint.failing_since is None else "note",
        state_words=_state_words(endpoint),
        is_active=endpoint.state == Endpoint.State.ACTIVE,
        n_waiting=n_waiting,
        n_failed=n_failed,
    )


def _state_words(endpoint: Endpoint) -> str:
    if endpoint.state == Endpoint.State.OFF:
        return _("switched off")
    if endpoint.state == Endpoint.State.FAILED:
        return {
            "gone": _("given up: it answered that it wants to hear no more"),
            "revoked": _("given up: the program that made it was sent away"),
            "key": _("given up: the key of the service is another one, so make a new secret"),
        }.get(endpoint.reason, _("given up: it has taken nothing for days"))
    return _("active") if endpoint.failing_since is None else _("failing; tried again")


def list_log(endpoint: Endpoint, page: str) -> tuple[list[DeliveryRow], int, int]:
    """Return a page of the log, its number and how many pages there are."""
    pages = Paginator(list_deliveries_of(endpoint), _PAGE)
    shown = pages.get_page(page)
    return [show_delivery(row) for row in shown], shown.number, pages.num_pages


def show_delivery(delivery: Delivery) -> DeliveryRow:
    """Return a delivery as the log shows it."""
    words = {
        Delivery.State.PENDING: _("waits"),
        Delivery.State.DELIVERED: _("delivered"),
        Delivery.State.FAILED: _("given up"),
    }
    return DeliveryRow(
        id=delivery.pk,
        kind=delivery.event.kind,
        created_at=delivery.created_at,
        sign=_DELIVERY_SIGNS[delivery.state],
        state_words=words[Delivery.State(delivery.state)],
        answer=answer_of(delivery.tries.all()),
        n_tries=delivery.n_tries,
        next_try_at=delivery.next_try_at,
    )


def answer_of(tries: Iterable[Try]) -> str:
    """Return what came of the last request."""
    listed = list(tries)
    if not listed:
        return ""
    last = listed[-1]
    return str(last.status) if last.status is not None else last.error
