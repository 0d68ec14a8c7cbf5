"""The record of everything that touched a score: entries are added, sealed, and never changed."""

from __future__ import annotations

from typing import Any, NoReturn

from django.conf import settings
from django.db import models
from django.db.models import Q


class AuditEntryFrozen(TypeError):
    """Somebody tried to change or delete an entry of the audit log; code has to change."""


def _refuse(*_: Any, **__: Any) -> NoReturn:
    raise AuditEntryFrozen("audit entries are added and sealed: found a change, expected none")


class AuditEntries(models.QuerySet["AuditEntry"]):
    """Entries to read and to add to; the database refuses the rest once more (migration 0051)."""

    update = _refuse
    aupdate = _refuse
    delete = _refuse
    bulk_update = _refuse
    update_or_create = _refuse


class AuditEntry(models.Model):
    """One thing that was done, by whom, and what it changed.

    It is written in the transaction of what it tells of, and sealed soon after: sealing numbers the
    entries of a course and chains each to the one before by a hash, so that none can be changed,
    taken out or put in without a trace.
    """

    course = models.ForeignKey("courses.Course", on_delete=models.PROTECT, related_name="+")
    exam = models.ForeignKey(
        "exams.Exam", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    attempt = models.ForeignKey(
        "exams.Attempt", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    # Null is the service itself, such as the clock.
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    action = models.SlugField(max_length=40)
    # Numbers before and after, reasons; never an answer's text and never a key.
    data = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    # Of the course's chain; null until it is sealed.
    sequence = models.PositiveBigIntegerField(null=True, blank=True, editable=False)
    hash = models.CharField(max_length=64, blank=True, default="", editable=False)

    objects = AuditEntries.as_manager()

    class Meta:
        ordering = ["course", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["course", "sequence"], name="audit_entry_sequence_unique_in_course"
            ),
        ]
        indexes = [
            models.Index(
                fields=["id"], condition=Q(sequence__isnull=True), name="audit_entry_unsealed"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.action} ({self.pk})"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Add the entry; one that is there is never saved again."""
        if not self._state.adding:
            _refuse()
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refuse: an entry stays."""
        _refuse()
