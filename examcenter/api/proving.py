"""Certificates of uploaded questions, made by a worker, and published if that was asked for."""

from __future__ import annotations

import time
from typing import Any
from uuid import UUID

from django.utils import timezone

from examcenter.api.jobs import JobRun, job_kind
from examcenter.authoring.access import find_seat
from examcenter.authoring.errors import CertificateFailed, NothingNew, ProofBroken
from examcenter.authoring.models import CertificateRun
from examcenter.authoring.services.proofs import is_alive, run_proof
from examcenter.authoring.services.releases import publish_text
from examcenter.exams.errors import NotPermitted

KIND = "question-proof"
_LOOKS_EVERY_S = 0.5


@job_kind(KIND)
def prove_question(run: JobRun) -> dict[str, Any]:
    """Prove a saved text, and publish it where that is wished and its proof is good."""
    wanted = run.job.arguments
    proof_id = UUID(wanted["proof"])
    run_proof(proof_id, on_progress=run.report)
    proof = _finished(proof_id)
    if proof.state != CertificateRun.State.DONE:
        raise ProofBroken(proof.failure)
    if not proof.is_good:
        raise CertificateFailed(proof.problems)
    revision = wanted.get("revision", proof.revision.number)
    version = _publish(run, wanted["slug"], revision) if wanted["publish"] else None
    return {
        "question": wanted["slug"],
        "revision": revision,
        "n_variants": proof.n_variants,
        "version": version,
    }


def _finished(proof_id: UUID) -> CertificateRun:
    """Return a proof when it is over; another worker may be at it, within its bound."""
    rows = CertificateRun.objects.filter(pk=proof_id).select_related("revision")
    proof = rows.defer("certified", "certificate").get()
    while proof.state == CertificateRun.State.RUNNING and is_alive(proof, timezone.now()):
        time.sleep(_LOOKS_EVERY_S)
        proof = rows.defer("certified", "certificate").get()
    return proof


def _publish(run: JobRun, slug: str, revision: int) -> int:
    seat = find_seat(run.job.user)
    if seat is None:
        raise NotPermitted("Only teachers and staff write questions.")
    try:
        return publish_text(slug=slug, revision=revision, seat=seat).number
    except NothingNew as nothing:
        # A job that crashed behind its work does it once more.
        return nothing.number
