"""Exams, attempts and what was answered; what is right is known to the questions box alone."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q


def _between_0_and_1(field: str) -> Q:
    return Q(**{f"{field}__isnull": True}) | Q(**{f"{field}__gte": 0, f"{field}__lte": 1})


class Exam(models.Model):
    """What is sat: its questions stand in sections and slots."""

    class Kind(models.TextChoices):
        """What an exam is for; only practice hands out new variants on request."""

        EXAM = "exam", "Exam"
        QUIZ = "quiz", "Quiz"
        PRACTICE = "practice", "Practice"

    class Feedback(models.TextChoices):
        """When a student learns what was right."""

        DURING = "during", "after each check"
        AFTER = "after", "after the attempt is finished"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    course = models.ForeignKey("courses.Course", on_delete=models.PROTECT, related_name="exams")
    slug = models.SlugField(max_length=80)
    position = models.PositiveSmallIntegerField(default=0)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    title = models.CharField(max_length=200)
    intro = models.TextField(blank=True)
    opens_at = models.DateTimeField(null=True, blank=True)
    closes_at = models.DateTimeField(null=True, blank=True)
    time_limit_s = models.PositiveIntegerField(null=True, blank=True)
    feedback = models.CharField(max_length=6, choices=Feedback.choices, default=Feedback.DURING)
    # Tries for each part, and sittings for each person; null is without limit.
    max_tries = models.PositiveSmallIntegerField(null=True, blank=True)
    max_attempts = models.PositiveSmallIntegerField(null=True, blank=True)
    # Turns handed out to attempts, so that strata are dealt evenly; changed by `take_turn` only.
    n_dealt = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        ordering = ["course", "position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["course", "slug"], name="exam_slug_unique_in_course"),
            models.CheckConstraint(
                condition=Q(opens_at__isnull=True)
                | Q(closes_at__isnull=True)
                | Q(opens_at__lt=F("closes_at")),
                name="exam_opens_before_it_closes",
            ),
            models.CheckConstraint(
                condition=Q(time_limit_s__isnull=True) | Q(time_limit_s__gt=0),
                name="exam_time_limit_positive",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Section(models.Model):
    """A titled part of an exam."""

    exam = models.ForeignKey(Exam, on_delete=models.CASCADE, related_name="sections")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["exam", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["exam", "position"], name="section_position_unique_in_exam"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.exam_id} section {self.position}"


class Slot(models.Model):
    """A place in a section that draws one variant of a question for each attempt."""

    section = models.ForeignKey(Section, on_delete=models.CASCADE, related_name="slots")
    position = models.PositiveSmallIntegerField()
    question = models.ForeignKey(
        "questions.Question", on_delete=models.PROTECT, related_name="slots"
    )
    points = models.FloatField(default=1.0)

    class Meta:
        ordering = ["section", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["section", "position"], name="slot_position_unique_in_section"
            ),
            models.CheckConstraint(condition=Q(points__gte=0), name="slot_points_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.section_id} slot {self.position}"


class Attempt(models.Model):
    """One person's sitting of an exam."""

    class FinishReason(models.TextChoices):
        """Who or what ended a sitting."""

        STUDENT = "student", "finished by the student"
        TIME = "time", "ended by the clock"

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
    # Of all the points of the exam; kept up to date whenever a response's score changes.
    score = models.FloatField(default=0.0)
    scored_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-started_at", "id"]
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
                condition=_between_0_and_1("score"), name="attempt_score_between_0_and_1"
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
    # Of each part: the best score, the answers that used up a try, and what was said last.
    part_scores = models.JSONField(default=dict)
    part_tries = models.JSONField(default=dict)
    last_marks = models.JSONField(default=dict)
    # The best over tries; null until something was marked.
    score = models.FloatField(null=True, blank=True)

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
                condition=_between_0_and_1("score"), name="response_score_between_0_and_1"
            ),
        ]

    def __str__(self) -> str:
        return f"response {self.number} of attempt {self.attempt_id}"


class Check(models.Model):
    """One marked try at a response; never changed afterwards."""

    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="checks")
    answers = models.JSONField()
    marks = models.JSONField()
    score = models.FloatField()
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["response", "id"]
        constraints = [
            models.CheckConstraint(
                condition=_between_0_and_1("score"), name="check_score_between_0_and_1"
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
    # When its verdict was entered into the response; null before.
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["response", "id"]

    def __str__(self) -> str:
        return f"submission {self.submission_id} for response {self.response_id}"

    @property
    def is_pending(self) -> bool:
        """Tell whether a verdict is still to come or to be entered; as `PENDING` in a query."""
        return self.settled_at is None or self.submission.state != "graded"


# A teacher may have a submission that ended by our fault graded again, so both sides count.
PENDING = Q(settled_at__isnull=True) | ~Q(submission__state="graded")
