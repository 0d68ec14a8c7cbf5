"""Events, who wants to hear of them, and every delivery with every try."""

import secrets
import time
import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q


def ordered_id() -> uuid.UUID:
    """Return an id that is greater than those of before (UUID version 7, by the nanosecond)."""
    now = time.time_ns()
    # Milliseconds in 48 bits, what is left of them in 12, then chance.
    milliseconds, rest = divmod(now, 1_000_000)
    fraction = rest * 4096 // 1_000_000
    value = milliseconds << 80 | 7 << 76 | fraction << 64 | 2 << 62 | secrets.randbits(62)
    return uuid.UUID(int=value)


class Event(models.Model):
    """Something that happened; written in the transaction in which it did, never changed."""

    # Also the `webhook-id` of its deliveries, so that whoever listens and asks hears it once.
    id = models.UUIDField(primary_key=True, default=ordered_id, editable=False)
    # Its place in the feed, from 1 on: given once it is committed, so that no reader passes one by
    # (`events.number_events`); 0 before.
    sequence = models.PositiveBigIntegerField(default=0, editable=False)
    kind = models.CharField(max_length=32)
    # Null for the bank, which belongs to no course.
    course = models.ForeignKey(
        "courses.Course", on_delete=models.CASCADE, null=True, related_name="+"
    )
    # Ids of what it is about, and nothing else: whoever may know more asks for it.
    data = models.JSONField()
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["sequence", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["sequence"], condition=Q(sequence__gt=0), name="event_sequence_unique"
            ),
        ]
        indexes = [
            models.Index(fields=["course", "sequence"], name="event_of_course"),
            models.Index(fields=["created_at"], condition=Q(sequence=0), name="event_unnumbered"),
            models.Index(fields=["created_at"], name="event_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


class ToldClosing(models.Model):
    """That the end of an exam was told, and when; it outlives the event, which is forgotten."""

    exam = models.OneToOneField(
        "exams.Exam", on_delete=models.CASCADE, primary_key=True, related_name="told_closing"
    )
    told_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"closing of {self.exam_id}"


class FeedHead(models.Model):
    """The last number of the feed; whoever numbers events holds this row."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    sequence = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="feed_has_one_head")]

    def __str__(self) -> str:
        return f"feed at {self.sequence}"


class Endpoint(models.Model):
    """An address that is told of events, of one course or of the whole site."""

    class State(models.TextChoices):
        """Whether something is sent."""

        ACTIVE = "active", "active"
        OFF = "off", "switched off"
        FAILED = "failed", "given up"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    course = models.ForeignKey(
        "courses.Course", on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    url = models.CharField(max_length=2000)
    description = models.CharField(max_length=200, blank=True)
    # Of `kinds.KINDS`; an empty list is all of them, also those to come.
    kinds = models.JSONField(default=list, blank=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.ACTIVE)
    # Why it was given up: "gone", "failing", "key" or "revoked"; empty otherwise.
    reason = models.CharField(max_length=16, blank=True, default="")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField()
    # Since when nothing was taken any more; null after a delivery that was.
    failing_since = models.DateTimeField(null=True, blank=True)
    n_silent = models.PositiveIntegerField(default=0)
    # Until then a worker has it, or it rests; one request at a time.
    busy_until = models.DateTimeField(null=True, blank=True)
    rests_until = models.DateTimeField(null=True, blank=True)
    # The outbox of the mail that says that it was given up.
    notice_asked_at = models.DateTimeField(null=True, blank=True)
    noticed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["created_at", "id"]

    def __str__(self) -> str:
        return f"endpoint {self.id}"


class Secret(models.Model):
    """The stored half of a secret (`signing`); two are valid while one is replaced."""

    endpoint = models.ForeignKey(Endpoint, on_delete=models.CASCADE, related_name="secrets")
    salt = models.CharField(max_length=64)
    # Another one is computed when the service's key is not the same any more.
    fingerprint = models.CharField(max_length=16)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return f"secret {self.pk} of {self.endpoint_id}"


class Delivery(models.Model):
    """One event for one endpoint: the outbox row, written together with the event."""

    class State(models.TextChoices):
        """What became of it."""

        PENDING = "pending", "waits"
        DELIVERED = "delivered", "delivered"
        FAILED = "failed", "given up"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="deliveries")
    endpoint = models.ForeignKey(Endpoint, on_delete=models.CASCADE, related_name="deliveries")
    state = models.CharField(max_length=9, choices=State.choices, default=State.PENDING)
    # Of this round; a replay begins another.
    n_tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    delivered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "endpoint"], name="delivery_unique_per_event_and_endpoint"
            ),
            models.CheckConstraint(
                condition=Q(state="pending", next_try_at__isnull=False)
                | (~Q(state="pending") & Q(next_try_at__isnull=True)),
                name="delivery_waits_for_a_moment",
            ),
        ]
        indexes = [
            models.Index(
                fields=["endpoint", "next_try_at"],
                condition=Q(state="pending"),
                name="delivery_due",
            ),
            models.Index(fields=["endpoint", "-created_at"], name="delivery_log"),
        ]

    def __str__(self) -> str:
        return f"delivery {self.id}"


class Try(models.Model):
    """One request that was made for a delivery; never changed."""

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="tries")
    started_at = models.DateTimeField()
    duration_ms = models.PositiveIntegerField()
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    # Of `sending.Outcome`: why no answer came.
    error = models.CharField(max_length=32, blank=True)
    detail = models.CharField(max_length=300, blank=True)
    response = models.TextField(blank=True)

    class Meta:
        ordering = ["started_at", "id"]

    def __str__(self) -> str:
        return f"try {self.pk} of {self.delivery_id}"
