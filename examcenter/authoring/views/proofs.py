"""The certificate's page: started in the background, watched, and shown with pictures."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from examcenter.authoring.access import DeskRequest, authors_only
from examcenter.authoring.desk import Desk, get_desk
from examcenter.authoring.errors import QueueAway
from examcenter.authoring.pictures import draw_pictures
from examcenter.authoring.proofpages import Proving, find_certificate, make_proving
from examcenter.authoring.services.proofs import call_again, order_proof
from examcenter.authoring.services.releases import approve_text, publish_text

# htmx stops to poll when it gets this status.
STOP_POLLING = 286


@authors_only
@require_GET
def certificate(request: DeskRequest, slug: str) -> HttpResponse:
    """Show the certificate of the saved text, or how far it is."""
    desk = get_desk(slug, request.seat)
    proving = _look(desk)
    if not request.htmx:
        return render(request, "authoring/certificate.html", _context(desk, proving))
    if proving.is_waiting and request.GET.get("seen") == proving.mark:
        return HttpResponse(status=204)
    status = 200 if proving.is_waiting else STOP_POLLING
    return render(request, "authoring/_proof.html", _context(desk, proving), status=status)


@authors_only
@require_POST
def start(request: DeskRequest, slug: str) -> HttpResponse:
    """Order the certificate of the saved text."""
    # Where the queue is away the run says so, and its page offers to start it again.
    with suppress(QueueAway):
        order_proof(slug=slug, user=request.seat.user, now=timezone.now())
    return redirect("authoring:certificate", slug)


@authors_only
@require_POST
def approve(request: DeskRequest, slug: str) -> HttpResponse:
    """Approve the saved text that was looked at."""
    approve_text(slug=slug, revision=_revision(request), seat=request.seat, now=timezone.now())
    return redirect("authoring:certificate", slug)


@authors_only
@require_POST
def publish(request: DeskRequest, slug: str) -> HttpResponse:
    """Publish the saved text that was looked at."""
    publish_text(slug=slug, revision=_revision(request), seat=request.seat)
    return redirect("authoring:certificate", slug)


def _look(desk: Desk) -> Proving:
    """Return how far the proof is; a message that was lost is sent again."""
    now = timezone.now()
    proving = make_proving(desk, now)
    if desk.run is not None and proving.is_waiting:
        try:
            call_again(desk.run, now)
        except QueueAway:
            return make_proving(desk, now)
    return proving


def _context(desk: Desk, proving: Proving) -> dict[str, Any]:
    found = find_certificate(desk)
    pictures = draw_pictures(found.data, found.question) if found is not None else None
    return {
        "desk": desk,
        "here": "certificate",
        "proving": proving,
        "found": found,
        "pictures": pictures,
    }


def _revision(request: DeskRequest) -> int:
    text = request.POST.get("revision", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0
