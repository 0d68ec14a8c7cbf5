"""The order of the queue: fair between students, and oldest first within one of them.

Start-time fair queueing, counted in submissions. Each submission gets its turn when it is made:
one more than the last turn of the same fairness key, but never less than the turn that is being
served now; the lowest turn is graded next, the older first. So a flood of one student takes one
place in each coming turn, whoever comes new joins the turn that is being served, and nobody is
passed more than once in a turn by the same student. Earlier use is not held against anybody, nor
can waiting be saved up.

A turn never changes. What is given back keeps it, and hence is next when its pause is over. Two
submissions that one student makes in the same instant may get the same turn, which the age then
decides.
"""

from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from grader.models import Submission

State = Submission.State


def choose_turn(fairness_key: str) -> int:
    """Return the turn of a new submission; three look-ups in an index, however long the queue."""
    own = Submission.objects.filter(fairness_key=fairness_key)
    served = [_last_turn(Submission.objects.filter(state=s)) for s in (State.RUNNING, State.GRADED)]
    return max(_last_turn(own) + 1, *served, 0)


def find_next(*, now: datetime) -> Submission | None:
    """Return the queued submission whose turn it is."""
    return _due(now).defer("report").first()


def list_next(n: int, *, now: datetime) -> list[UUID]:
    """Return the ids of those whose turn is next, at most ``n``."""
    return list(_due(now).values_list("pk", flat=True)[:n])


def in_order() -> QuerySet[Submission]:
    """Return what is queued, the next one first."""
    queued = Submission.objects.filter(state=State.QUEUED)
    return queued.order_by("turn", "created_at", "pk")


def count_before(submission: Submission) -> int:
    """Return how many queued submissions are graded before this one."""
    turn, created_at = submission.turn, submission.created_at
    before = (
        Q(turn__lt=turn)
        | Q(turn=turn, created_at__lt=created_at)
        | Q(turn=turn, created_at=created_at, pk__lt=submission.pk)
    )
    # Says nothing new, but bounds the part of the index that is read.
    return Submission.objects.filter(before, turn__lte=turn, state=State.QUEUED).count()


def _due(now: datetime) -> QuerySet[Submission]:
    """Return what may be graded now: without what pauses after a lost run."""
    return in_order().filter(Q(not_before=None) | Q(not_before__lte=now))


def _last_turn(rows: QuerySet[Submission]) -> int:
    found = rows.order_by("-turn").values_list("turn", flat=True).first()
    return -1 if found is None else found
