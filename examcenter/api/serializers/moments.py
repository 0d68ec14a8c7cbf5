"""Moments in requests: with their zone, because a clock without one stands elsewhere."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from rest_framework import serializers

_LIKE = "expected a moment with its zone, such as 2026-11-22T14:00:00Z"


class MomentField(serializers.DateTimeField):
    """A moment as RFC 3339 has it; its offset may be any."""

    default_error_messages = {
        "invalid": f"Found none, {_LIKE}. In an address, + is written %2B.",
        "date": f"Found a day, {_LIKE}.",
        "naive": f"Found no zone, {_LIKE}.",
    }

    def enforce_timezone(self, value: datetime) -> datetime:
        """Return the moment in UTC."""
        if timezone.is_naive(value):
            self.fail("naive")
        return super().enforce_timezone(value)
