"""Who sat what, and what was answered; what is right is known to the questions box alone."""

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy

from examcenter.exams.models.bounds import between_0_and_1
from examcenter.exams.models.exam import Exam, Slot


class Attempt(models.Model):
    """One person's sitting of an exam."""

    class FinishReason(models.TextChoices):
        """Who or what ended a sitting."""

        STUDENT = "student", gettext_lazy("finished by the student")
        TIME = "time", gettext_lazy("ended by the clock")
        TEACHER = "teacher", gettext_lazy("ended by a teacher")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    exam = models.ForeignKey(Exam, on_delete=models.PROTECT, related_name="attempts")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="attempts"
    )
    number = models.PositiveIntegerField()
    started_at = models.DateTimeField()
    deadline_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    finish_reason = models.CharField(
        max_length=8, choices=FinishReason.choices, blank=True, default=""
    )
    # While it stands nothing can be answered and the clock does not run.
    paused_at = models.DateTimeField(null=True, blank=True)
    # Given by teachers on top of what the rules of the exam allow; part of `deadline_at`.
    extra_s = models.PositiveIntegerField(default=0)
    # Points that a teacher gave or took for the attempt as a whole.
    bonus_points = models.FloatField(default=0.0)
    bonus_reason = models.CharField(max_length=300, blank=True, default="")
    # Of all the points of the exam; kept up to date whenever a response's score changes.
    score = models.FloatField(default=0.0)
    scored_at = models.DateTimeField(null=True, blank=True)
    # Whether what it counts has changed since it was last handed to programs that poll for changes,
    # and under which moment that was (`exams.changes`).
    is_grade_new = models.BooleanField(default=True, editable=False)
    grade_changed_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-started_at", "id"]
        indexes = [
            models.Index(fields=["exam", "grade_changed_at", "id"], name="attempt_grade_changes"),
            models.Index(
                fields=["exam"], condition=Q(is_grade_new=True), name="attempt_grade_is_new"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["exam", "user", "number"], name="attempt_number_unique_per_exam_and_user"
            ),
            # A double click must not start two sittings.
            models.UniqueConstraint(
                fields=["exam", "user"],
                condition=Q(finished_at__isnull=True),
                name="attempt_one_open_per_exam_and_user",
            ),
            models.CheckConstraint(
                condition=between_0_and_1("score"), name="attempt_score_between_0_and_1"
            ),
            models.CheckConstraint(
                condition=Q(finished_at__isnull=True, finish_reason="")
                | (Q(finished_at__isnull=False) & ~Q(finish_reason="")),
                name="attempt_finished_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"attempt {self.id}"


class Response(models.Model):
    """The answers to one variant in an attempt; its variant and keys are frozen."""

    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="responses")
    slot = models.ForeignKey(Slot, on_delete=models.PROTECT, related_name="responses")
    number = models.PositiveSmallIntegerField()
    # Counts the variants that a student asked for in practice; only the last one is current.
    round = models.PositiveIntegerField(default=0)
    is_current = models.BooleanField(default=True)
    # False once the attempt is finished or a newer round exists: a save checks it in the same
    # statement that writes, so no draft is acknowledged after the answers were collected.
    is_open = models.BooleanField(default=True)
    version = models.ForeignKey(
        "questions.QuestionVersion", on_delete=models.PROTECT, related_name="responses"
    )
    variant_index = models.PositiveIntegerField()
    variant = models.JSONField()
    # Frozen right answers, for the server only: no serializer, page or log may carry them.
    keys = models.JSONField()
    draft = models.JSONField(default=dict)
    saved_at = models.DateTimeField(null=True, blank=True)
    save_sequence = models.PositiveBigIntegerField(default=0)
    # The student's own marks in the palette and notes, which nobody grades.
    is_flagged = models.BooleanField(default=False)
    note = models.TextField(blank=True, default="")
    seen_at = models.DateTimeField(null=True, blank=True)
    # Of each part: the best score that counts, the best one before penalties where that is
    # another, the answers that used up a try, and what was said last.
    part_scores = models.JSONField(default=dict)
    raw_scores = models.JSONField(default=dict)
    part_tries = models.JSONField(default=dict)
    last_marks = models.JSONField(default=dict)
    # The best over tries; null until something was marked.
    score = models.FloatField(null=True, blank=True)
    # Set by a person in place of the score, and what they say about it.
    adjusted_score = models.FloatField(null=True, blank=True)
    adjusted_reason = models.CharField(max_length=300, blank=True, default="")
    comment = models.TextField(blank=True, default="")
    # What the closing of the attempt changed, as it was before (`exams.services.closing`), so that
    # reopening can undo it; null while the attempt was never closed.
    before_closing = models.JSONField(null=True, blank=True)

    class Meta:
        ordering = ["attempt", "number", "round"]
        constraints = [
            models.UniqueConstraint(
                fields=["attempt", "slot", "round"], name="response_unique_per_slot_and_attempt"
            ),
            models.UniqueConstraint(
                fields=["attempt", "number"],
                condition=Q(is_current=True),
                name="response_one_current_per_number",
            ),
            models.CheckConstraint(
                condition=between_0_and_1("score"), name="response_score_between_0_and_1"
            ),
            models.CheckConstraint(
                condition=between_0_and_1("adjusted_score"),
                name="response_adjusted_score_between_0_and_1",
            ),
        ]

    def __str__(self) -> str:
        return f"response {self.number} of attempt {self.attempt_id}"


class Check(models.Model):
    """One marked try at a response; never changed afterwards."""

    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="checks")
    answers = models.JSONField()
    # Of each part the mark, what it counts, and why that is less (`records.PartRecord`).
    marks = models.JSONField()
    score = models.FloatField()
    # After penalties; null in checks from before there were any.
    counted_score = models.FloatField(null=True, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["response", "id"]
        constraints = [
            models.CheckConstraint(
                condition=between_0_and_1("score"), name="check_score_between_0_and_1"
            ),
            models.CheckConstraint(
                condition=between_0_and_1("counted_score"),
                name="check_counted_score_between_0_and_1",
            ),
        ]

    def __str__(self) -> str:
        return f"check {self.pk} of response {self.response_id}"


class ResponseSubmission(models.Model):
    """Says which part of which response a code submission answers."""

    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="submissions")
    submission = models.OneToOneField(
        "grader.Submission", on_delete=models.PROTECT, related_name="+"
    )
    part = models.CharField(max_length=80)
    # When the answer was given: a draft that is collected at the end was given when it was saved.
    answered_at = models.DateTimeField(null=True, blank=True)
    # When its verdict was entered into the response; null before.
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["response", "id"]

    def __str__(self) -> str:
        return f"submission {self.submission_id} for response {self.response_id}"

    @property
    def given_at(self) -> datetime:
        """When the answer was given, which says whether it is late."""
        return self.answered_at or self.submission.created_at

    @property
    def is_pending(self) -> bool:
        """Tell whether a verdict is still to come or to be entered; as `PENDING` in a query."""
        return self.settled_at is None or self.submission.state != "graded"


# A teacher may have a submission that ended by our fault graded again, so both sides count.
PENDING = Q(settled_at__isnull=True) | ~Q(submission__state="graded")
