"""Authors at their desks, and a question to work on."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from examcenter.authoring.access import Level, Seat
from examcenter.authoring.models import CertificateRun, Draft
from examcenter.authoring.proving import Bounds
from examcenter.authoring.services import proofs
from examcenter.authoring.services.drafts import start_draft
from examcenter.authoring.starters import start_text
from questions.engine.document import load_question
from questions.proof import Proof, prove
from tests.examcenter.authoring.desks import SLUG, browser_of


@pytest.fixture(autouse=True)
def messages(monkeypatch: pytest.MonkeyPatch) -> list[CertificateRun]:
    """Return the runs that a worker was called for; no broker is there."""
    called: list[CertificateRun] = []
    monkeypatch.setattr(proofs, "call_worker", called.append)
    return called


@pytest.fixture(autouse=True)
def _prove_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Prove in this process; starting one for each proof takes long, and has tests of its own."""

    def prove_here(text: str, _: Bounds, on_progress: Callable[[int, int], None]) -> Proof:
        return prove(load_question(text, filename="document"), on_progress=on_progress)

    monkeypatch.setattr(proofs, "prove_text", prove_here)


@pytest.fixture
def text() -> str:
    """Return a document that certifies."""
    return start_text("whole-number", slug=SLUG, title="Pool", topic="pooling", level=2)


@pytest.fixture
def seat(cast) -> Seat:
    """Return Tess's seat: she teaches, and may publish."""
    return Seat(cast.tess, Level.PUBLISHER)


@pytest.fixture
def draft(cast, text) -> Draft:
    """Return a draft that Tess saved once."""
    return start_draft(slug=SLUG, text=text, user=cast.tess, now=timezone.now())


@pytest.fixture
def tess(cast) -> Client:
    """Return Tess's browser."""
    return browser_of(cast.tess)
