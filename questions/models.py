"""The published bank: questions and their immutable versions."""

from django.db import models
from django.db.models import Q


class Question(models.Model):
    """A question by its slug; title, topic and level are those of its newest version."""

    slug = models.SlugField(max_length=64, unique=True)
    title = models.CharField(max_length=200)
    topic = models.CharField(max_length=32)
    level = models.PositiveSmallIntegerField()
    current = models.ForeignKey(
        "questions.QuestionVersion",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    # Since when it is not offered any more; exams and attempts that have it keep it.
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["slug"]
        constraints = [
            models.CheckConstraint(
                condition=Q(level__gte=1, level__lte=4), name="question_level_between_1_and_4"
            ),
        ]

    def __str__(self) -> str:
        """Return the slug."""
        return self.slug


class QuestionVersion(models.Model):
    """A published state of a question.

    Written once and never changed: attempts refer to it, and its variants are counted by index.
    """

    class Origin(models.TextChoices):
        """Where a version's document comes from."""

        FILE = "file", "a file of the bank"
        WORKBENCH = "workbench", "the workbench"

    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    # Canonical JSON. A text and no JSON column: the order of the parameters is the order of the
    # variants, and databases do not keep the order of keys.
    document = models.TextField()
    digest = models.CharField(max_length=64)
    # The file as its author wrote it, comments and all.
    source_text = models.TextField()
    certificate = models.JSONField()
    # One bit for each tuple of the domain, packed; kept so that a later change of a solver or a
    # misconception cannot renumber the variants of a version in use.
    certified = models.BinaryField()
    n_variants = models.PositiveIntegerField()
    published_at = models.DateTimeField()
    # A file of the bank never replaces what a teacher published; see `questions.publishing`.
    origin = models.CharField(max_length=9, choices=Origin, default=Origin.FILE)

    class Meta:
        ordering = ["question", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["question", "number"], name="question_version_number_unique"
            ),
            models.CheckConstraint(
                condition=Q(number__gte=1), name="question_version_number_from_1"
            ),
            models.CheckConstraint(
                condition=Q(n_variants__gte=1), name="question_version_has_variants"
            ),
        ]

    def __str__(self) -> str:
        """Return the slug and the number."""
        return f"{self.question.slug} v{self.number}"
