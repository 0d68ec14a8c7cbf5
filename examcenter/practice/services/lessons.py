"""What exams tell practice: the misconceptions of a finished attempt, once its student sees them.

Nothing is taken before the review policy shows the diagnosis: a list of misconceptions met would
tell what was wrong. It is looked for when somebody comes to practise, because the clock alone may
release results. Each attempt is taken once; a release that is taken back later takes nothing away.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from examcenter.accounts.models import User
from examcenter.exams.models import Attempt, Check
from examcenter.exams.records import PartRecord, read_records
from examcenter.exams.review import releases_of, seen_of
from examcenter.practice.models import ExamLesson
from examcenter.practice.services.learning import Told, note_mistakes

# Of one visit; the next one goes on.
_MOST = 20


def learn_from_exams(*, user: User, now: datetime) -> int:
    """Take in what finished attempts show by now; return how many attempts that were.

    One query where there is nothing new, and one more while results wait for their release.
    """
    waiting = list(
        Attempt.objects.filter(user=user, finished_at__isnull=False, practice_lesson__isnull=True)
        .select_related("exam")
        .order_by("finished_at", "pk")
    )
    if not waiting:
        return 0
    releases = releases_of({attempt.exam_id: attempt.exam for attempt in waiting}.values(), now)
    shown = [
        attempt
        for attempt in waiting
        if seen_of(attempt.exam, releases[attempt.exam_id], is_finished=True).diagnosis
    ][:_MOST]
    for attempt in shown:
        _learn(attempt, now)
    return len(shown)


def _learn(attempt: Attempt, now: datetime) -> None:
    with transaction.atomic():
        _, is_new = ExamLesson.objects.get_or_create(attempt=attempt, defaults={"learnt_at": now})
        if is_new:
            note_mistakes(attempt.user_id, list(_told(attempt)))


def _told(attempt: Attempt) -> Iterable[Told]:
    """Yield the first marked answer to each part: later ones were given after what was said."""
    known: set[tuple[int, str]] = set()
    checks = (
        Check.objects.filter(response__attempt=attempt)
        .select_related("response")
        .defer("response__keys", "response__variant")
        .order_by("pk")
    )
    for check in checks:
        response = check.response
        for part, record in read_records(check.marks).items():
            if record.is_marked and (response.pk, part) not in known:
                known.add((response.pk, part))
                yield _tell(response.version_id, response.variant_index, part, record, check)


def _tell(version_id: int, index: int, part: str, record: PartRecord, check: Check) -> Told:
    return Told(version_id=version_id, index=index, part=part, record=record, at=check.created_at)
