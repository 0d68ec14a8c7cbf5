"""What a certificate's page shows: how far a run is, and the checks that a proof made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import F
from django.utils.translation import gettext as _

from examcenter.authoring.desk import Desk
from examcenter.authoring.models import CertificateRun
from examcenter.authoring.reading import read_text
from examcenter.authoring.services.proofs import is_alive
from examcenter.numerals import grouped
from questions.engine.certified import Certified
from questions.engine.distribution import SPREAD_FORMAT, spread_of
from questions.engine.document import load_question
from questions.engine.question import Question
from questions.models import QuestionVersion

State = CertificateRun.State


@dataclass(frozen=True)
class Proving:
    """How far a proof is; ``percent`` is of the tuples, ``mark`` changes when there is news."""

    state: str
    words: str
    is_waiting: bool
    percent: int
    mark: str
    failure: str = ""


@dataclass(frozen=True)
class TupleLink:
    """A tuple that breaks a check, and the query that shows it in the preview."""

    words: str
    query: str

    @classmethod
    def of(cls, row: Mapping[str, object]) -> TupleLink:
        """Return the link of one tuple."""
        params = {f"param-{name}": str(value) for name, value in row.items()}
        words = ", ".join(f"{name} = {value}" for name, value in row.items())
        return cls(words, urlencode({**params, "go": "params"}))


@dataclass(frozen=True)
class CheckLine:
    """One check of a certificate, with the tuples that break it."""

    name: str
    is_good: bool
    detail: str
    tuples: tuple[TupleLink, ...]


@dataclass(frozen=True)
class FoundCertificate:
    """A certificate that was made: of the saved text, or of the published version."""

    data: Mapping[str, Any]
    question: Question
    is_good: bool
    checks: tuple[CheckLine, ...]
    n_variants: int
    of_words: str
    made_at: datetime | None


def make_proving(desk: Desk, now: datetime) -> Proving:
    """Return how far the proof of the saved text is."""
    run = desk.run
    if run is None:
        return Proving("none", _("Not started."), False, 0, "")
    if run.state == State.QUEUED:
        return Proving("queued", _("Waiting for a worker."), True, 0, "queued")
    if run.state == State.RUNNING and is_alive(run, now):
        percent = 100 * run.n_done // run.n_total if run.n_total else 0
        words = (
            _("%(n_done)s of %(n_total)s tuples enumerated.")
            % {"n_done": grouped(run.n_done), "n_total": grouped(run.n_total)}
            if run.n_total
            else _("Begun.")
        )
        if percent == 100:
            words = _("All tuples enumerated; checking texts and tests.")
        return Proving("running", words, True, percent, f"running-{run.n_done}")
    if run.state == State.DONE:
        return Proving("done", "", False, 100, "done")
    failure = run.failure or _("The worker ended before the proof did.")
    return Proving("broken", _("The certificate did not finish."), False, 0, "broken", failure)


def find_certificate(desk: Desk) -> FoundCertificate | None:
    """Return the certificate of the saved text; without changes, of the published version."""
    run = desk.run
    if run is not None and run.certificate is not None:
        question = read_text(desk.text, desk.slug).question
        if question is not None:
            words = _("revision %(revision)s") % {"revision": desk.revision}
            packed = CertificateRun.objects.values_list("certified", flat=True).get(pk=run.pk)
            data = _with_spread(run.certificate, question, packed)
            return _make(data, question, words, run.finished_at)
    if desk.is_new or not desk.version:
        return None
    version = QuestionVersion.objects.get(question__slug=desk.slug, question__current=F("pk"))
    question = load_question(version.document, filename=f"{desk.slug}.yaml")
    data = _with_spread(version.certificate, question, version.certified)
    return _make(
        data, question, _("version %(number)s") % {"number": version.number}, version.published_at
    )


def _with_spread(
    certificate: Mapping[str, Any], question: Question, packed: bytes | memoryview | None
) -> Mapping[str, Any]:
    """Return a certificate with its distributions; computed if it has none, or older ones."""
    known = certificate.get("spread", {}).get("format") == SPREAD_FORMAT
    if known or not certificate["ok"] or packed is None:
        return certificate
    return {**certificate, "spread": spread_of(Certified.unpack(question, bytes(packed)))}


def _make(
    data: Mapping[str, Any], question: Question, of_words: str, made_at: datetime | None
) -> FoundCertificate:
    checks = tuple(
        CheckLine(
            name=check["name"],
            is_good=check["ok"],
            detail=check["detail"],
            tuples=tuple(TupleLink.of(row) for row in check["tuples"]),
        )
        # What fails stands first; the rest keeps the order in which it was proved.
        for check in sorted(data["checks"], key=lambda check: bool(check["ok"]))
    )
    return FoundCertificate(
        data, question, bool(data["ok"]), checks, int(data["n_variants"]), of_words, made_at
    )
