"""Courses and who belongs to them; what is examined in them is the exams app's matter."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy

# Of what another system calls a course, a person or a group.
LONGEST_EXTERNAL_ID = 200


class Course(models.Model):
    """A group of people who learn together for one term."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    title = models.CharField(max_length=200)
    slug = models.SlugField(max_length=80, unique=True)
    term = models.CharField(max_length=80, blank=True)
    # Days of the term, in the course's own zone; the front page hides what is long over.
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    time_zone = models.CharField(max_length=64, default="UTC")
    # Set when the term is over and put away; everything stays to be read.
    archived_at = models.DateTimeField(null=True, blank=True)
    # What another system calls it, such as the LMS; empty where none does.
    external_id = models.CharField(max_length=LONGEST_EXTERNAL_ID, blank=True, default="")
    created_at = models.DateTimeField(auto_now_add=True)
    # Written by the services whenever something changes that programs are shown.
    updated_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["title", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["external_id"],
                condition=~Q(external_id=""),
                name="course_external_id_unique",
            ),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True)
                | Q(ends_on__isnull=True)
                | Q(starts_on__lte=F("ends_on")),
                name="course_starts_before_it_ends",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Enrollment(models.Model):
    """One person's place in one course."""

    class Role(models.TextChoices):
        """What a person may do in a course."""

        OWNER = "owner", gettext_lazy("Owner")
        TEACHER = "teacher", gettext_lazy("Teacher")
        ASSISTANT = "assistant", gettext_lazy("Assistant")
        STUDENT = "student", gettext_lazy("Student")
        # A program's own place; it is given and taken with the program (examcenter.integrations).
        PROGRAM = "program", gettext_lazy("Program")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="enrollments")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="enrollments"
    )
    role = models.CharField(max_length=12, choices=Role.choices, default=Role.STUDENT)
    # What another system calls the person in this course.
    external_id = models.CharField(max_length=LONGEST_EXTERNAL_ID, blank=True, default="")
    created_at = models.DateTimeField(auto_now_add=True)
    # Role, groups or external id; what the account says of itself does not count.
    updated_at = models.DateTimeField(default=timezone.now)
    # The account was made together with this place. Only then may teachers of this course hand out
    # its first sign-in link; an account of others' making is not theirs to open.
    made_account = models.BooleanField(default=False)
    # The outbox of invitations: asked for, and handed to the mail server.
    invite_asked_at = models.DateTimeField(null=True, blank=True)
    invited_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["course", "user"]
        constraints = [
            models.UniqueConstraint(
                fields=["course", "user"], name="enrollment_unique_per_course_and_user"
            ),
            models.UniqueConstraint(
                fields=["course", "external_id"],
                condition=~Q(external_id=""),
                name="enrollment_external_id_unique_in_course",
            ),
        ]
        indexes = [
            models.Index(fields=["course", "updated_at"], name="enrollment_by_change"),
            models.Index(
                fields=["invite_asked_at"],
                condition=Q(invite_asked_at__isnull=False, invited_at__isnull=True),
                name="enrollment_invite_waits",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.course_id} as {self.role}"


class Group(models.Model):
    """Some people of a course, such as a section or those with more time."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="groups")
    name = models.CharField(max_length=80)
    members = models.ManyToManyField(Enrollment, blank=True, related_name="groups")
    external_id = models.CharField(max_length=LONGEST_EXTERNAL_ID, blank=True, default="")
    updated_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["course", "name"]
        constraints = [
            models.UniqueConstraint(fields=["course", "name"], name="group_name_unique_in_course"),
            models.UniqueConstraint(
                fields=["course", "external_id"],
                condition=~Q(external_id=""),
                name="group_external_id_unique_in_course",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Departure(models.Model):
    """Somebody who was taken out of a course, with what brings them back as they were.

    Without it, a person known by an external id alone would come back as somebody else.
    """

    # The place that was; who comes back gets the same one.
    id = models.UUIDField(primary_key=True, editable=False)
    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="departures")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="departures"
    )
    external_id = models.CharField(max_length=LONGEST_EXTERNAL_ID, blank=True)
    role = models.CharField(max_length=12, choices=Enrollment.Role.choices)
    made_account = models.BooleanField()
    left_at = models.DateTimeField()

    class Meta:
        ordering = ["-left_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["course", "user"], name="departure_unique_per_course_and_user"
            ),
        ]
        indexes = [
            models.Index(fields=["course", "external_id"], name="departure_by_external_id"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} left {self.course_id}"


# Who may read keys, other people's attempts and the gradebook. Assistants may not see keys. What a
# program may do of it, the scopes of its token say.
TEACHING_ROLES = (Enrollment.Role.OWNER, Enrollment.Role.TEACHER, Enrollment.Role.PROGRAM)
# Who may see exams before they are published, watch the room and mark by hand.
STAFF_ROLES = (*TEACHING_ROLES, Enrollment.Role.ASSISTANT)
