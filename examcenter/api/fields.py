"""`fields=id,user.name`: answers with only what somebody wants to read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers
from rest_framework.exceptions import APIException

PARAMETER = "fields"
# By name what is wanted of a field; nothing means all of it.
Selection = dict[str, "Selection"]


class UnknownField(APIException):
    """A field is asked for that the answer does not have."""

    status_code = 400
    default_code = "unknown_field"


def read_selection(text: str, output: type[serializers.BaseSerializer[Any]]) -> Selection:
    """Return what of an answer is wanted.

    Raises
    ------
    UnknownField
        If the answer has no such field; the message names those that it has.
    """
    selection: Selection = {}
    whole: set[str] = set()
    for path in text.split(","):
        known: Mapping[str, Any] | None = _fields_of(output())
        inner, walked = selection, ""
        for name in path.strip().split("."):
            if known is None or name not in known:
                there = ", ".join(known) if known else "no field"
                where = f" in {walked}" if walked else ""
                raise UnknownField(f"Unknown field {ascii(name)[:60]}{where}; there is: {there}.")
            inner = inner.setdefault(name, {})
            walked = f"{walked}.{name}" if walked else name
            known = _fields_of(known[name])
        whole.add(walked)
    for path in whole:
        *outer, last = path.split(".")
        inner = selection
        for name in outer:
            inner = inner.get(name, {})
        if last in inner:
            inner[last] = {}
    return selection


def select(data: Any, selection: Selection) -> Any:
    """Return of some data what is wanted."""
    if not selection:
        return data
    if isinstance(data, list):
        return [select(item, selection) for item in data]
    if isinstance(data, Mapping):
        return {
            name: select(value, selection[name])
            for name, value in data.items()
            if name in selection
        }
    return data


def _fields_of(field: Any) -> Mapping[str, Any] | None:
    """Return the fields below a field, through lists; None where there are none to name."""
    while isinstance(field, serializers.ListSerializer | serializers.ListField):
        field = field.child
    return field.fields if isinstance(field, serializers.Serializer) else None
