"""What tests of the workbench do again and again."""

from __future__ import annotations

from django.test import Client
from django.utils import timezone

from examcenter.accounts.models import User
from examcenter.authoring.access import Seat
from examcenter.authoring.models import CertificateRun, Draft, Revision
from examcenter.authoring.services import proofs
from examcenter.authoring.services.releases import publish_text
from questions.models import QuestionVersion

SLUG = "pool-width"


def browser_of(user: User) -> Client:
    """Return a browser in which somebody is signed in."""
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def newest(slug: str = SLUG) -> Revision:
    """Return the newest saved text of a draft."""
    revision = Draft.objects.get(slug=slug).newest
    assert revision is not None
    return revision


def prove(seat: Seat, slug: str = SLUG) -> CertificateRun:
    """Order the proof of the newest text and do the worker's part of it."""
    run = proofs.order_proof(slug=slug, user=seat.user, now=timezone.now())
    proofs.run_proof(run.pk)
    run.refresh_from_db()
    return run


def publish(seat: Seat, slug: str = SLUG) -> QuestionVersion:
    """Prove and publish the newest text."""
    prove(seat, slug)
    return publish_text(slug=slug, revision=newest(slug).number, seat=seat)
