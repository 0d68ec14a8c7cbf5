"""What happens in the room while an exam is sat: who is there, and what they are told."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy

from examcenter.exams.models.attempt import Attempt


class Presence(models.Model):
    """The last sign of life of a student's page."""

    attempt = models.OneToOneField(
        Attempt, on_delete=models.CASCADE, primary_key=True, related_name="presence"
    )
    seen_at = models.DateTimeField()
    # Of the question that is looked at; 0 is none.
    number = models.PositiveSmallIntegerField(default=0)
    address = models.GenericIPAddressField(null=True, blank=True)
    agent = models.CharField(max_length=200, blank=True, default="")
    # Of the tab that was heard last, and of the one that was heard before it.
    page = models.CharField(max_length=40, blank=True, default="")
    other_page = models.CharField(max_length=40, blank=True, default="")

    def __str__(self) -> str:
        return f"presence in attempt {self.attempt_id}"


class Pulse(models.Model):
    """When pages in an exam were last heard of; noted while it runs, so that outages show."""

    exam = models.ForeignKey("exams.Exam", on_delete=models.CASCADE, related_name="pulses")
    seen_at = models.DateTimeField()

    class Meta:
        ordering = ["exam", "seen_at"]
        constraints = [
            models.UniqueConstraint(fields=["exam", "seen_at"], name="pulse_unique_in_exam"),
        ]

    def __str__(self) -> str:
        return f"pulse of exam {self.exam_id} at {self.seen_at:%H:%M:%S}"


class Message(models.Model):
    """Something that a student's page says once, such as minutes given."""

    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="messages")
    text = models.CharField(max_length=500)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["attempt", "id"]

    def __str__(self) -> str:
        return f"message {self.pk} to attempt {self.attempt_id}"


class RoomEvent(models.Model):
    """Something worth a teacher's look, such as another address; evidence, not a verdict."""

    class Kind(models.TextChoices):
        """What was noticed or done."""

        STARTED = "started", gettext_lazy("Started")
        FINISHED = "finished", gettext_lazy("Finished")
        ADDRESS = "address", gettext_lazy("Another address")
        AGENT = "agent", gettext_lazy("Another browser")
        TWO_PAGES = "two_pages", gettext_lazy("Open in two places")
        LATE_ANSWER = "late_answer", gettext_lazy("Answer after the end")
        REFUSED = "refused", gettext_lazy("Request refused")
        EXTENDED = "extended", gettext_lazy("More time")
        PAUSED = "paused", gettext_lazy("Paused")
        RESUMED = "resumed", gettext_lazy("Resumed")
        REOPENED = "reopened", gettext_lazy("Reopened")
        CLOSED = "closed", gettext_lazy("Closed by a teacher")

    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    data = models.JSONField(default=dict)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["attempt", "id"]

    def __str__(self) -> str:
        return f"{self.kind} in attempt {self.attempt_id}"
