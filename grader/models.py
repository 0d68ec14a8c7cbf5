"""The judge's two tables: submissions, which are also the queue's truth, and worker heartbeats."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q


class Submission(models.Model):
    """One source sent in for a problem, from its arrival to its verdict.

    ``runs`` counts the times it was claimed and is written before the risky work, so that code
    which takes a worker down with it cannot do so for ever; a result is taken only from the run
    that it names. ``excused_runs`` are those that found no working sandbox or ended with their
    whole worker.
    """

    class State(models.TextChoices):
        """Where a submission stands."""

        QUEUED = "queued", "Queued"
        RUNNING = "running", "Running"
        GRADED = "graded", "Graded"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    problem = models.SlugField(max_length=60)
    problem_version = models.CharField(max_length=64)
    source = models.TextField()
    source_sha256 = models.CharField(max_length=64)
    # Run against the visible cases alone: it is told what they say, and has no score.
    is_examples_only = models.BooleanField(default=False)
    # Whose queue share this uses; opaque here, because the judge knows no people.
    fairness_key = models.CharField(max_length=100, blank=True)
    # Its place in the fair order, see grader.turns; given once, when it is made.
    turn = models.PositiveBigIntegerField(default=0)

    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    runs = models.PositiveIntegerField(default=0)
    excused_runs = models.PositiveIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    # Who claimed it last: the Celery worker by name, its main process and the process that grades,
    # both as grader.processes names them.
    worker = models.CharField(max_length=255, blank=True)
    worker_process = models.CharField(max_length=120, blank=True)
    process = models.CharField(max_length=120, blank=True)
    # After a lost run it is not claimed before this; see grader.retries.
    not_before = models.DateTimeField(null=True)

    verdict = models.CharField(max_length=30, blank=True)
    score = models.FloatField(null=True)
    message = models.TextField(blank=True)
    seed = models.CharField(max_length=64, blank=True)
    report = models.JSONField(null=True)
    time_s = models.FloatField(default=0)
    wall_s = models.FloatField(default=0)
    peak_memory_bytes = models.BigIntegerField(default=0)
    sandbox_tier = models.CharField(max_length=60, blank=True)

    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    graded_at = models.DateTimeField(null=True)

    class Meta:
        """Integrity is named here; services keep to it."""

        indexes: ClassVar = [
            models.Index(fields=["state", "created_at"], name="submission_by_state_and_age"),
            models.Index(fields=["state", "lease_until"], name="submission_by_lease"),
            models.Index(fields=["state", "turn", "created_at", "id"], name="submission_by_turn"),
            models.Index(fields=["fairness_key", "turn"], name="submission_by_key_and_turn"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="submission_state_is_known",
                condition=Q(state__in=["queued", "running", "graded"]),
            ),
            models.CheckConstraint(
                name="submission_score_between_0_and_1",
                condition=Q(score__isnull=True) | Q(score__gte=0, score__lte=1),
            ),
            models.CheckConstraint(
                name="submission_running_has_lease",
                condition=~Q(state="running") | Q(lease_until__isnull=False, runs__gte=1),
            ),
            models.CheckConstraint(
                name="submission_graded_has_verdict",
                condition=(
                    Q(state="graded", graded_at__isnull=False) & ~Q(verdict="")
                    | ~Q(state="graded") & Q(graded_at__isnull=True, verdict="", score=None)
                ),
            ),
            models.CheckConstraint(
                name="submission_system_error_has_no_score",
                condition=~Q(verdict="system_error") | Q(score__isnull=True),
            ),
            models.CheckConstraint(
                name="submission_excused_runs_were_runs",
                condition=Q(excused_runs__lte=F("runs")),
            ),
        ]

    def __str__(self) -> str:
        """Name the submission in logs and shells, without its source."""
        return f"{self.problem} {self.id} ({self.state})"


class WorkerHeartbeat(models.Model):
    """When a grading worker was last seen alive, and whether its sandbox works."""

    name = models.CharField(max_length=255)
    seen_at = models.DateTimeField()
    sandbox = models.JSONField()

    class Meta:
        """One row for each worker."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["name"], name="worker_heartbeat_unique_name"),
        ]

    def __str__(self) -> str:
        """Name the worker."""
        return f"{self.name} at {self.seen_at}"
