"""What exams forget: pulses, old wrong guesses at rooms, and old runs of the examples.

Nothing of it is evidence of an attempt: answers, checks, submissions, signs of life, events of the
room and the audit log stay.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from examcenter.exams.building.gate import GUESSES_S
from examcenter.exams.models import EntryGuess, ExampleRun, Pulse
from examcenter.pruning import delete_some
from grader.services import forget_examples


def forget_pulses(now: datetime, most: int) -> int:
    """Delete notes of when an exam's pages were heard of; outages are given back long since."""
    since = now - timedelta(seconds=settings.KEEP_PULSES_S)
    return delete_some(Pulse.objects.filter(seen_at__lt=since), most)


def forget_guesses(now: datetime, most: int) -> int:
    """Delete counts of wrong room passwords that lock nobody any more."""
    since = now - timedelta(seconds=GUESSES_S)
    return delete_some(EntryGuess.objects.filter(first_at__lt=since), most)


def forget_example_runs(now: datetime, most: int) -> int:
    """Delete runs of the examples; the newest of a part stays while its attempt is open."""
    since = now - timedelta(seconds=settings.KEEP_EXAMPLE_RUNS_S)
    newer = ExampleRun.objects.filter(
        response=OuterRef("response"), part=OuterRef("part"), pk__gt=OuterRef("pk")
    )
    old = ExampleRun.objects.filter(
        Q(response__attempt__finished_at__isnull=False) | Exists(newer),
        created_at__lt=since,
        submission__state="graded",
    )
    with transaction.atomic():
        rows = list(old.order_by("pk").values_list("pk", "submission_id")[:most])
        ExampleRun.objects.filter(pk__in=[pk for pk, _ in rows]).delete()
        forget_examples([submission for _, submission in rows])
    return len(rows)
