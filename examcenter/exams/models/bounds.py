"""Conditions that several tables state about their columns."""

from django.db.models import Q


def between_0_and_1(field: str) -> Q:
    """Return the condition that a score or a factor is in [0, 1], or not there at all."""
    return Q(**{f"{field}__isnull": True}) | Q(**{f"{field}__gte": 0, f"{field}__lte": 1})
