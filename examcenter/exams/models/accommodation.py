"""What single students or groups get beyond an exam's own rules, and why."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q


class Accommodation(models.Model):
    """Other rules for one person or one group, in one exam or in all of a course.

    A field that is null leaves the exam's rule as it is. A person's own entry beats a group's, one
    for the exam beats one for the course, and the later beats the earlier: field by field.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    course = models.ForeignKey(
        "courses.Course", on_delete=models.CASCADE, related_name="accommodations"
    )
    exam = models.ForeignKey(
        "exams.Exam",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="accommodations",
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="accommodations",
    )
    group = models.ForeignKey(
        "courses.Group",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="accommodations",
    )
    # Added to the time limit: a share of it (0.25 is a quarter more), and seconds.
    extra_time_factor = models.FloatField(null=True, blank=True)
    extra_time_s = models.PositiveIntegerField(null=True, blank=True)
    opens_at = models.DateTimeField(null=True, blank=True)
    closes_at = models.DateTimeField(null=True, blank=True)
    extra_attempts = models.PositiveSmallIntegerField(null=True, blank=True)
    extra_tries = models.PositiveSmallIntegerField(null=True, blank=True)
    reason = models.CharField(max_length=300)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField()
    # Taken back, not deleted: what it did stays explained.
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["created_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(user__isnull=False, group__isnull=True)
                | Q(user__isnull=True, group__isnull=False),
                name="accommodation_for_a_person_or_a_group",
            ),
            models.CheckConstraint(
                condition=Q(extra_time_factor__isnull=True) | Q(extra_time_factor__gte=0),
                name="accommodation_extra_time_factor_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return f"accommodation {self.id}"
