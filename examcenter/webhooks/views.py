"""The pages of a course's webhooks: list, add, change, look at the log, send again."""

from __future__ import annotations

import json
from dataclasses import replace
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from examcenter.accounts.gate import PageRequest
from examcenter.courses.models import Enrollment
from examcenter.courses.teaching.gate import head_of, teachers_only
from examcenter.webhooks.access import get_delivery_of
from examcenter.webhooks.errors import (
    TooManyWebhooks,
    UrlRefused,
    WebhookNotFound,
    WebhooksUnavailable,
)
from examcenter.webhooks.events import body_of
from examcenter.webhooks.forms import EndpointForm, facts_of
from examcenter.webhooks.models import Endpoint
from examcenter.webhooks.pages import (
    list_endpoints,
    list_log,
    show_delivery,
    show_endpoint,
)
from examcenter.webhooks.services.deliveries import replay, send_test
from examcenter.webhooks.services.endpoints import (
    Wishes,
    change_endpoint,
    delete_endpoint,
    make_endpoint,
    rotate_secret,
)


def _get(place: Enrollment, endpoint_id: UUID) -> Endpoint:
    """Return an endpoint of the course at hand. Raises WebhookNotFound."""
    row = Endpoint.objects.filter(course=place.course_id, pk=endpoint_id).first()
    if row is None:
        raise WebhookNotFound
    row.course = place.course
    return row


@never_cache
@require_http_methods(["GET", "POST"])
@teachers_only
def endpoints(request: PageRequest, place: Enrollment) -> HttpResponse:
    """Show the webhooks of a course, and add one; its secret is shown once."""
    form = EndpointForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            row, secret = make_endpoint(
                actor=request.user, course=place.course, wishes=form.wishes(), now=timezone.now()
            )
            return _show_secret(request, place, row, secret)
        except (UrlRefused, TooManyWebhooks, WebhooksUnavailable) as error:
            form.add_error("url", str(error))
    context = {
        "head": head_of(place),
        "form": form,
        "rows": list_endpoints(place.course),
        "is_available": settings.HAS_WEBHOOKS,
    }
    return render(request, "webhooks/endpoints.html", context, status=400 if form.errors else 200)


def _show_secret(
    request: PageRequest, place: Enrollment, row: Endpoint, secret: str
) -> HttpResponse:
    context = {"head": head_of(place), "row": show_endpoint(row), "secret": secret}
    return render(request, "webhooks/secret.html", context)


@require_http_methods(["GET", "POST"])
@teachers_only
def endpoint(request: PageRequest, place: Enrollment, endpoint_id: UUID) -> HttpResponse:
    """Show one webhook with its log, and change it."""
    row = _get(place, endpoint_id)
    form = EndpointForm(request.POST or None, initial=facts_of(row))
    if request.method == "POST" and form.is_valid():
        wishes = form.wishes(is_active=row.state == Endpoint.State.ACTIVE)
        try:
            change_endpoint(endpoint=row, actor=request.user, wishes=wishes, now=timezone.now())
            messages.success(request, _("The webhook is saved."))
            return redirect("webhooks:endpoint", place.course_id, row.pk)
        except UrlRefused as error:
            form.add_error("url", str(error))
    log, page, n_pages = list_log(row, request.GET.get("page", "1"))
    context = {
        "head": head_of(place),
        "form": form,
        "row": show_endpoint(row),
        "log": log,
        "page": page,
        "pages": range(1, n_pages + 1) if n_pages > 1 else (),
    }
    return render(request, "webhooks/endpoint.html", context, status=400 if form.errors else 200)


@require_POST
@teachers_only
def switch(request: PageRequest, place: Enrollment, endpoint_id: UUID) -> HttpResponse:
    """Switch a webhook on or off; what waits is kept."""
    row = _get(place, endpoint_id)
    is_active = request.POST.get("active") == "yes"
    wishes = replace(_wishes_of(row), is_active=is_active)
    change_endpoint(endpoint=row, actor=request.user, wishes=wishes, now=timezone.now())
    words = _("The webhook is switched on.") if is_active else _("The webhook is switched off.")
    messages.success(request, words)
    return redirect("webhooks:endpoint", place.course_id, row.pk)


def _wishes_of(row: Endpoint) -> Wishes:
    return Wishes(url=row.url, kinds=tuple(row.kinds), description=row.description)


@never_cache
@require_POST
@teachers_only
def rotate(request: PageRequest, place: Enrollment, endpoint_id: UUID) -> HttpResponse:
    """Make another secret and show it once; the old one stays valid for a day."""
    row = _get(place, endpoint_id)
    secret = rotate_secret(endpoint=row, actor=request.user, now=timezone.now())
    return _show_secret(request, place, row, secret)


@require_POST
@teachers_only
def test(request: PageRequest, place: Enrollment, endpoint_id: UUID) -> HttpResponse:
    """Send an event that says nothing else, and show what comes of it."""
    row = _get(place, endpoint_id)
    sent = send_test(endpoint=row, now=timezone.now())
    messages.success(request, _("A test is on its way. Look again in a moment."))
    return redirect("webhooks:delivery", place.course_id, row.pk, sent.pk)


@require_POST
@teachers_only
def delete(request: PageRequest, place: Enrollment, endpoint_id: UUID) -> HttpResponse:
    """Delete a webhook with its log."""
    row = _get(place, endpoint_id)
    delete_endpoint(endpoint=row, actor=request.user, now=timezone.now())
    messages.success(request, _("The webhook is deleted."))
    return redirect("webhooks:endpoints", place.course_id)


@require_GET
@teachers_only
def delivery(
    request: PageRequest, place: Enrollment, endpoint_id: UUID, delivery_id: UUID
) -> HttpResponse:
    """Show a delivery: what is sent, and every request that was made."""
    row = _get(place, endpoint_id)
    found = get_delivery_of(row, delivery_id)
    context = {
        "head": head_of(place),
        "row": show_endpoint(row),
        "delivery": show_delivery(found),
        "event": found.event,
        "body": json.dumps(json.loads(body_of(found.event)), indent=2),
        "tries": list(found.tries.all()),
    }
    return render(request, "webhooks/delivery.html", context)


@require_POST
@teachers_only
def send_again(
    request: PageRequest, place: Enrollment, endpoint_id: UUID, delivery_id: UUID
) -> HttpResponse:
    """Send a delivery again, under the same id."""
    row = _get(place, endpoint_id)
    replay(delivery=get_delivery_of(row, delivery_id), now=timezone.now())
    messages.success(request, _("It is sent again. Look again in a moment."))
    return redirect("webhooks:delivery", place.course_id, row.pk, delivery_id)
