"""What is sat: exams, their sections and the slots that draw questions."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy

from examcenter.exams.models.bounds import between_0_and_1


class Exam(models.Model):
    """What is sat: its questions stand in sections and slots."""

    class Kind(models.TextChoices):
        """What an exam is for; only practice hands out new variants on request."""

        EXAM = "exam", gettext_lazy("Exam")
        QUIZ = "quiz", gettext_lazy("Quiz")
        PRACTICE = "practice", gettext_lazy("Practice")

    class Feedback(models.TextChoices):
        """When a student learns what was right."""

        DURING = "during", gettext_lazy("after each check")
        AFTER = "after", gettext_lazy("after the attempt is finished")

    class Release(models.TextChoices):
        """What lets students see what the review policy keeps for the end."""

        CLOSING = "closing", gettext_lazy("when the exam has closed for everybody")
        MANUAL = "manual", gettext_lazy("when a teacher releases it")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    course = models.ForeignKey("courses.Course", on_delete=models.PROTECT, related_name="exams")
    slug = models.SlugField(max_length=80)
    # What an LMS calls it; empty where none does.
    external_id = models.CharField(max_length=200, blank=True, default="")
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
    # Share of a part that each further try costs; a try never lowers what was reached before.
    try_penalty = models.FloatField(default=0.0)
    # From closing until then answers still count, times the factor.
    late_until_at = models.DateTimeField(null=True, blank=True)
    late_factor = models.FloatField(default=1.0)
    # Questions keep their sections and change places within them, anew for each attempt.
    is_shuffled = models.BooleanField(default=False)
    has_calculator = models.BooleanField(default=False)
    # Said aloud in the room, so teachers read it again; empty asks for none.
    room_password = models.CharField(max_length=80, blank=True)
    # Address ranges in CIDR notation from which it may be taken; empty is from everywhere.
    networks = models.JSONField(default=list, blank=True)
    # What a student sees when (`exams.review`); null is the usual for `feedback`.
    review = models.JSONField(null=True, blank=True)
    release = models.CharField(max_length=8, choices=Release.choices, default=Release.CLOSING)
    released_at = models.DateTimeField(null=True, blank=True)
    # Whoever marks by hand sees numbers in place of names until the results are released.
    is_anonymous = models.BooleanField(default=False)
    # What the points should add up to, for the check before publishing; null is whatever they do.
    planned_points = models.FloatField(null=True, blank=True)
    # A draft, seen by those who teach, until then.
    published_at = models.DateTimeField(null=True, blank=True)
    # When its rules, its questions or its state were changed last.
    updated_at = models.DateTimeField(default=timezone.now, editable=False)
    # Turns handed out to attempts, so that strata are dealt evenly; changed by `take_turn` only.
    n_dealt = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        ordering = ["course", "position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["course", "slug"], name="exam_slug_unique_in_course"),
            models.UniqueConstraint(
                fields=["course", "external_id"],
                condition=~Q(external_id=""),
                name="exam_external_id_unique_in_course",
            ),
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
            models.CheckConstraint(
                condition=between_0_and_1("try_penalty"), name="exam_try_penalty_between_0_and_1"
            ),
            models.CheckConstraint(
                condition=between_0_and_1("late_factor"), name="exam_late_factor_between_0_and_1"
            ),
            models.CheckConstraint(
                condition=Q(late_until_at__isnull=True)
                | Q(closes_at__isnull=False, late_until_at__gt=F("closes_at")),
                name="exam_late_after_it_closes",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Section(models.Model):
    """A titled part of an exam."""

    exam = models.ForeignKey(Exam, on_delete=models.CASCADE, related_name="sections")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200, blank=True)
    intro = models.TextField(blank=True)
    planned_points = models.FloatField(null=True, blank=True)

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

    class Source(models.TextChoices):
        """Where the question of a slot comes from."""

        QUESTION = "question", gettext_lazy("One question")
        LIST = "list", gettext_lazy("One of a list")
        POOL = "pool", gettext_lazy("One of a topic and level")

    class Ruling(models.TextChoices):
        """What was decided about a question for everybody."""

        NONE = "", gettext_lazy("Counts as marked")
        FULL = "full", gettext_lazy("Full marks for everybody")
        DROPPED = "dropped", gettext_lazy("Does not count")

    section = models.ForeignKey(Section, on_delete=models.CASCADE, related_name="slots")
    position = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=8, choices=Source.choices, default=Source.QUESTION)
    question = models.ForeignKey(
        "questions.Question",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="slots",
    )
    # Of a list: what is drawn from.
    choices = models.ManyToManyField("questions.Question", blank=True, related_name="+")
    # Of a pool: ``{"topics": [slug, ...], "levels": [1, ...]}``; an empty list is all of them.
    pool = models.JSONField(default=dict, blank=True)
    points = models.FloatField(default=1.0)
    ruling = models.CharField(max_length=8, choices=Ruling.choices, blank=True, default=Ruling.NONE)
    ruling_reason = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        ordering = ["section", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["section", "position"], name="slot_position_unique_in_section"
            ),
            models.CheckConstraint(condition=Q(points__gte=0), name="slot_points_not_negative"),
            models.CheckConstraint(
                condition=Q(source="question", question__isnull=False)
                | (~Q(source="question") & Q(question__isnull=True)),
                name="slot_question_where_it_is_the_source",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.section_id} slot {self.position}"
