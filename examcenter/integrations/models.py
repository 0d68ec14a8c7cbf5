"""Programs, and the tokens by which programs and people reach the REST interface."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from examcenter.courses.models import Course


class Integration(models.Model):
    """A program that works in one course, or in those of the whole site that let it in.

    It acts as a user of its own, who has a place in each course where it works and cannot sign in,
    so who may do what is decided in the same place for programs as for people.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=120)
    # Without one it may be let into any course.
    course = models.ForeignKey(
        Course, on_delete=models.CASCADE, null=True, blank=True, related_name="integrations"
    )
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="integration"
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    # Whether one of the whole site may found courses, and accounts for their owners.
    may_create_courses = models.BooleanField(default=False)

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["course", "name"],
                condition=Q(revoked_at__isnull=True),
                name="integration_name_unique_in_course",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class AccessToken(models.Model):
    """What a program shows to be let in; only a hash of the secret is kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # As whom its holder acts: a person, or the user of an integration.
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="access_tokens"
    )
    # None for a person's own.
    integration = models.ForeignKey(
        Integration, on_delete=models.CASCADE, null=True, blank=True, related_name="tokens"
    )
    # The longer-lived one that this was given out for; it does not outlive that one.
    made_from = models.ForeignKey(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="made"
    )
    name = models.CharField(max_length=120, blank=True)
    # The part of the text that lists may show, and by which the row is found.
    prefix = models.CharField(max_length=8, unique=True)
    digest = models.CharField(max_length=64)
    scopes = models.JSONField(default=list)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    # To the minute.
    last_used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("created_at")), name="token_expires_after_it_is_made"
            ),
        ]
        indexes = [models.Index(fields=["user", "created_at"], name="token_by_user")]

    def __str__(self) -> str:
        return f"token {self.prefix}"

    def is_good(self, now: datetime) -> bool:
        """Tell whether it opens anything."""
        return self.revoked_at is None and now < self.expires_at
