"""Drafts with every text that was ever saved, their proofs, and who published what."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy

from questions.models import QuestionVersion


class Author(models.Model):
    """What a teacher may do in the workbench, where it differs from what all teachers may."""

    class Level(models.IntegerChoices):
        """Each level may also do what the ones before it may."""

        AUTHOR = 1, "author"
        REVIEWER = 2, "reviewer"
        PUBLISHER = 3, "publisher"

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="authoring"
    )
    level = models.PositiveSmallIntegerField(choices=Level)

    def __str__(self) -> str:
        return f"{self.user_id} as {self.get_level_display()}"


class Draft(models.Model):
    """The working copy of one question; it goes on after publishing."""

    slug = models.SlugField(max_length=64, unique=True)
    newest = models.ForeignKey(
        "authoring.Revision", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    created_at = models.DateTimeField()
    # For a question that was never published; a published one has a mark of its own.
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["slug"]

    def __str__(self) -> str:
        return self.slug


class Revision(models.Model):
    """One saved text of a draft; never changed, so that no save can lose another one."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    text = models.TextField()
    text_digest = models.CharField(max_length=64)
    # Of the document that the text describes; empty while it cannot be read.
    document_digest = models.CharField(max_length=64, blank=True)
    title = models.CharField(max_length=200, blank=True)
    topic = models.CharField(max_length=32, blank=True)
    level = models.PositiveSmallIntegerField(null=True, blank=True)
    n_problems = models.PositiveIntegerField(default=0)
    note = models.CharField(max_length=200, blank=True)
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )

    class Meta:
        ordering = ["draft", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["draft", "number"], name="revision_number_unique_in_draft"
            ),
            models.CheckConstraint(
                condition=Q(approved_at__isnull=True, approved_by__isnull=True)
                | Q(approved_at__isnull=False, approved_by__isnull=False),
                name="revision_approved_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.draft_id} revision {self.number}"


class CertificateRun(models.Model):
    """One proof of one saved text, made in the background."""

    class State(models.TextChoices):
        """Where the run is; ``broken`` is our failure and says nothing about the question."""

        QUEUED = "queued", gettext_lazy("waiting for a worker")
        RUNNING = "running", gettext_lazy("running")
        DONE = "done", "done"
        BROKEN = "broken", gettext_lazy("did not finish")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="runs")
    document_digest = models.CharField(max_length=64)
    # Another release may prove other things; such a run is made again before publishing.
    release = models.CharField(max_length=40)
    state = models.CharField(max_length=7, choices=State, default=State.QUEUED)
    n_done = models.PositiveIntegerField(default=0)
    n_total = models.PositiveIntegerField(default=0)
    is_good = models.BooleanField(null=True, blank=True)
    certificate = models.JSONField(null=True, blank=True)
    certified = models.BinaryField(null=True, blank=True)
    n_variants = models.PositiveIntegerField(default=0)
    problems = models.JSONField(default=list)
    failure = models.CharField(max_length=300, blank=True)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="done")
                | Q(is_good__isnull=False, certificate__isnull=False, certified__isnull=False),
                name="run_done_has_a_proof",
            ),
        ]
        indexes = [models.Index(fields=["document_digest"], name="run_by_document")]

    def __str__(self) -> str:
        return f"proof of {self.revision_id}: {self.state}"


class Release(models.Model):
    """Who published a version from which text; versions from files have none."""

    version = models.OneToOneField(
        QuestionVersion, on_delete=models.PROTECT, related_name="release"
    )
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="releases")
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["version"]

    def __str__(self) -> str:
        return f"release of {self.version_id}"
