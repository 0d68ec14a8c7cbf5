"""Orders proofs of saved texts and runs them: the row is the truth, the message only a call."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from celery import current_app
from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from kombu.exceptions import OperationalError as BrokerError

from examcenter.accounts.models import User
from examcenter.authoring.errors import DraftNotFound, NotReadable, QueueAway
from examcenter.authoring.models import CertificateRun, Draft, Revision
from examcenter.authoring.proving import Bounds, ProofStopped, prove_text

logger = logging.getLogger(__name__)

TASK_NAME = "authoring.certify_revision"
QUEUE = "maint"
State = CertificateRun.State
# Its process is gone when nothing was told for so long beyond the bound of a proof.
_GRACE_S = 15
# A run that no worker took for so long is ordered again by whoever looks.
_ORDER_AGAIN_S = 20
# Each holds its list of variants; a text that comes back is proved again.
_MOST_RUNS_KEPT = 5


def order_proof(*, slug: str, user: User, now: datetime) -> CertificateRun:
    """Return a run for the newest text, for which a worker is called; see `plan_proof`.

    Raises DraftNotFound, NotReadable, QueueAway.
    """
    run, is_new = plan_proof(slug=slug, user=user, now=now)
    if is_new:
        call_worker(run)
    return run


def plan_proof(*, slug: str, user: User, now: datetime) -> tuple[CertificateRun, bool]:
    """Return a run for the newest text, and whether it is new: no worker knows of it then.

    One that waits or is good already is taken again. Raises DraftNotFound, NotReadable.
    """
    with transaction.atomic():
        draft = Draft.objects.select_for_update().filter(slug=slug).first()
        revision = draft.revisions.order_by("-number").first() if draft else None
        if revision is None:
            raise DraftNotFound("draft")
        if not revision.document_digest:
            raise NotReadable(revision.n_problems)
        run = find_run(revision.document_digest)
        if run is not None and (run.is_good or is_alive(run, now)):
            return run, False
        run = CertificateRun.objects.create(
            revision=revision,
            document_digest=revision.document_digest,
            release=settings.VERSION,
            requested_by=user,
            created_at=now,
            told_at=now,
        )
    return run, True


def newest_number(slug: str) -> int:
    """Return the number of the newest text of a question; 0 while there is none."""
    numbers = Revision.objects.filter(draft__slug=slug).order_by("-number")
    return numbers.values_list("number", flat=True).first() or 0


def find_run(document_digest: str) -> CertificateRun | None:
    """Return the newest run of a document by this release; None while there is none."""
    return (
        CertificateRun.objects.filter(document_digest=document_digest, release=settings.VERSION)
        .defer("certified")
        .order_by("-created_at")
        .first()
    )


def is_alive(run: CertificateRun, now: datetime) -> bool:
    """Tell whether a run still waits for its worker, or its worker still tells of it."""
    if run.state == State.QUEUED:
        return True
    limit = timedelta(seconds=settings.AUTHORING_PROOF_TIME_LIMIT_S + _GRACE_S)
    return run.state == State.RUNNING and run.told_at > now - limit


def call_worker(run: CertificateRun) -> None:
    """Send the message that there is a run. Raises QueueAway; the row is marked then."""
    try:
        current_app.send_task(TASK_NAME, kwargs={"run_id": str(run.pk)}, queue=QUEUE)
    except (BrokerError, OSError):
        CertificateRun.objects.filter(pk=run.pk, state=State.QUEUED).update(
            state=State.BROKEN, failure=str(QueueAway()), finished_at=timezone.now()
        )
        raise QueueAway from None


def call_again(run: CertificateRun, now: datetime) -> None:
    """Send the message of a waiting run again if it may have been lost; at most now and then."""
    if run.state != State.QUEUED:
        return
    late = now - timedelta(seconds=_ORDER_AGAIN_S)
    if CertificateRun.objects.filter(pk=run.pk, state=State.QUEUED, told_at__lt=late).update(
        told_at=now
    ):
        call_worker(run)


def run_proof(run_id: UUID, *, on_progress: Callable[[float], None] | None = None) -> None:
    """Prove the text of a run; a run that somebody else has taken is left to them."""
    now = timezone.now()
    dead = now - timedelta(seconds=settings.AUTHORING_PROOF_TIME_LIMIT_S + _GRACE_S)
    claimed = CertificateRun.objects.filter(
        Q(state=State.QUEUED) | Q(state=State.RUNNING, told_at__lt=dead), pk=run_id
    ).update(state=State.RUNNING, started_at=now, told_at=now)
    if not claimed:
        return
    revision = Revision.objects.get(runs__pk=run_id)
    mine = CertificateRun.objects.filter(pk=run_id, state=State.RUNNING, started_at=now)

    def tell(n_done: int, n_total: int) -> None:
        mine.update(n_done=n_done, n_total=n_total, told_at=timezone.now())
        if on_progress is not None:
            on_progress(n_done / max(n_total, 1))

    bounds = Bounds(settings.AUTHORING_PROOF_MEMORY_BYTES, settings.AUTHORING_PROOF_TIME_LIMIT_S)
    try:
        proof = prove_text(revision.text, bounds, tell)
    except ProofStopped as stopped:
        logger.warning("Unable to finish the proof of run %s", run_id)
        mine.update(state=State.BROKEN, failure=str(stopped)[:300], finished_at=timezone.now())
        return
    mine.update(
        state=State.DONE,
        is_good=proof.is_good,
        certificate=proof.certificate,
        certified=proof.certified,
        n_variants=proof.n_variants,
        problems=list(proof.problems),
        finished_at=timezone.now(),
    )
    _forget_old_runs(revision.draft_id)


def _forget_old_runs(draft_id: int) -> None:
    """Delete all but a draft's newest runs; what was published keeps its proof in its version."""
    runs = CertificateRun.objects.filter(revision__draft=draft_id)
    newest = list(runs.order_by("-created_at").values_list("pk", flat=True)[:_MOST_RUNS_KEPT])
    runs.exclude(pk__in=newest).delete()
