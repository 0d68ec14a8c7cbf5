"""Query parameters: declared by a serializer, documented by it, and refused when unknown."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from django.http import QueryDict
from rest_framework import serializers
from rest_framework.exceptions import APIException, ValidationError

from examcenter.api.fields import PARAMETER as FIELDS
from examcenter.api.pagination import CURSOR, LIMIT
from examcenter.api.serializers.inputs import StrictSerializer
from examcenter.api.serializers.moments import MomentField


class UnknownParameter(APIException):
    """A query parameter that the operation does not know; ignored, it would seem to have worked."""

    status_code = 400
    default_code = "unknown_parameter"


# Of each of these one is read, whatever an operation declares.
_SINGLE = (CURSOR, LIMIT, FIELDS)


class ChangesQuery(StrictSerializer):
    """What polls ask of a list of things that change."""

    updated_since = MomentField(
        required=False,
        help_text="Only what was changed at this time or later, the oldest change first. Go on "
        "from the newest change that you have seen, and reach back a minute for changes that were "
        "under way meanwhile.",
    )


def refuse_unknown(parameters: QueryDict, known: Collection[str]) -> None:
    """Refuse a query with a parameter that is not known, or comes twice where one is read.

    Raises
    ------
    UnknownParameter
        If there is one; the message names those that are known.
    rest_framework.exceptions.ValidationError
    """
    unknown = [name for name in parameters if name not in known]
    if unknown:
        expected = ", ".join(sorted(known)) or "none"
        raise UnknownParameter(f"Unknown parameter {ascii(unknown[0])[:60]}; expected: {expected}.")
    for name in _SINGLE:
        _require_one(name, parameters.getlist(name))


def _require_one(name: str, values: Sequence[object]) -> None:
    if len(values) > 1:
        raise ValidationError({name: [f"Found {len(values)} values, expected one."]})


def read_query(
    parameters: QueryDict, serializer_class: type[serializers.Serializer[Any]]
) -> dict[str, Any]:
    """Return the validated values of the parameters that a serializer declares.

    Raises
    ------
    rest_framework.exceptions.ValidationError
        If a value does not fit, or comes twice where one is expected.
    """
    declared = serializer_class().fields
    data: dict[str, Any] = {}
    for name in (name for name in parameters if name in declared):
        values = parameters.getlist(name)
        is_list = isinstance(
            declared[name], serializers.ListField | serializers.MultipleChoiceField
        )
        if not is_list:
            _require_one(name, values)
        data[name] = values if is_list else values[0]
    serializer = serializer_class(data=data)
    serializer.is_valid(raise_exception=True)
    validated: dict[str, Any] = serializer.validated_data
    return validated
