"""Serializers that are made once: to make one for each request takes longer than to use it."""

from __future__ import annotations

from functools import cache
from typing import Any

from rest_framework.serializers import Serializer


@cache
def form_of(serializer_class: type[Serializer[Any]]) -> Serializer[Any]:
    """Return the serializer of all requests.

    It keeps nothing of what it reads or writes, as long as neither `is_valid` nor `data` is asked.
    """
    return serializer_class()


def show(serializer_class: type[Serializer[Any]], row: Any) -> Any:
    """Return what is written of something, as ``serializer_class(row).data`` does."""
    return form_of(serializer_class).to_representation(row)
