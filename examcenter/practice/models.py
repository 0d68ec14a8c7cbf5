"""What was practised and what is believed after it; rows are small: answers come by the million.

No row holds a key. Beliefs, repetitions and misconceptions are kept up to date with each answer, so
no page ever walks through the answers.
"""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from examcenter.practice.mastery import PRIOR_MEAN, PRIOR_VARIANCE


class Sheet(models.Model):
    """One question handed out for practice; only the newest of a person are kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="practice_sheets",
        db_index=False,
    )
    version = models.ForeignKey(
        "questions.QuestionVersion", on_delete=models.PROTECT, related_name="+"
    )
    variant_index = models.PositiveIntegerField()
    # What the person asked for, which "next" goes on with; both empty is "what I need most".
    topic = models.CharField(max_length=32, blank=True, default="")
    misconception = models.CharField(max_length=64, blank=True, default="")
    # Why this question was chosen: a `choosing.Reason`.
    reason = models.CharField(max_length=8)
    # What was typed last into each part, and the parts whose first answer was recorded.
    answers = models.JSONField(default=dict)
    recorded = models.JSONField(default=list)
    drawn_at = models.DateTimeField()

    class Meta:
        ordering = ["user", "-drawn_at"]
        indexes = [models.Index(fields=["user", "-drawn_at"], name="practice_sheet_newest")]

    def __str__(self) -> str:
        return f"sheet {self.id}"


class PracticeAnswer(models.Model):
    """The first marked answer to one part of a sheet; what follows the solution shows nothing."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="practice_answers",
        db_index=False,
    )
    version = models.ForeignKey(
        "questions.QuestionVersion", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    variant_index = models.PositiveIntegerField()
    part = models.CharField(max_length=80)
    answered_at = models.DateTimeField()
    score = models.FloatField()
    # Ids of the misconceptions that the answer fits; more than one cannot be told apart.
    diagnosis = models.JSONField(default=list)

    class Meta:
        ordering = ["user", "id"]
        indexes = [models.Index(fields=["user", "id"], name="practice_answer_of_user")]
        constraints = [
            models.CheckConstraint(
                condition=Q(score__gte=0, score__lte=1),
                name="practice_answer_score_between_0_and_1",
            ),
        ]

    def __str__(self) -> str:
        return f"practice answer {self.pk}"


class TopicBelief(models.Model):
    """What is believed about one person's ability in one topic, as it was after the last answer."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="topic_beliefs"
    )
    topic = models.CharField(max_length=32)
    mean = models.FloatField(default=PRIOR_MEAN)
    variance = models.FloatField(default=PRIOR_VARIANCE)
    n_questions = models.PositiveIntegerField(default=0)
    answered_at = models.DateTimeField()

    class Meta:
        ordering = ["user", "topic"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "topic"], name="topic_belief_unique_per_user_and_topic"
            ),
            models.CheckConstraint(
                condition=Q(variance__gt=0), name="topic_belief_variance_positive"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.topic} of {self.user_id}"


class Repetition(models.Model):
    """A missed topic on its way back: the scheduler's card, and when it is due."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="repetitions"
    )
    topic = models.CharField(max_length=32)
    # In the form of the library `fsrs`.
    card = models.JSONField()
    due_at = models.DateTimeField()

    class Meta:
        ordering = ["user", "due_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "topic"], name="repetition_unique_per_user_and_topic"
            ),
        ]

    def __str__(self) -> str:
        return f"repetition of {self.topic} by {self.user_id}"


class MetMisconception(models.Model):
    """A misconception that one person met, and how far it is overcome."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="met_misconceptions"
    )
    misconception = models.CharField(max_length=64)
    n_met = models.PositiveIntegerField(default=0)
    met_at = models.DateTimeField()
    # Markdown: what was said about it last, with the numbers of that question.
    explanation = models.TextField(blank=True, default="")
    # Right answers since then where it would have shown.
    n_passed = models.PositiveIntegerField(default=0)
    overcome_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["user", "-met_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "misconception"],
                name="met_misconception_unique_per_user",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.misconception} met by {self.user_id}"


class PracticeRules(models.Model):
    """What a course's teachers decided about practice; without a row the defaults hold."""

    course = models.OneToOneField(
        "courses.Course",
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="practice_rules",
    )
    # Questions of exams that are not over stay out of practice.
    hides_coming_exams = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"practice rules of {self.course_id}"


class ExamLesson(models.Model):
    """Says that an attempt at an exam has told practice which misconceptions it shows."""

    attempt = models.OneToOneField(
        "exams.Attempt", on_delete=models.CASCADE, primary_key=True, related_name="practice_lesson"
    )
    learnt_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"lesson of attempt {self.attempt_id}"
