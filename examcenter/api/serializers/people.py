"""People in bodies and addresses: by the LMS's own id, by username, or by our id."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from rest_framework import serializers

from examcenter.api.serializers.inputs import StrictSerializer
from examcenter.courses.errors import PersonNotFound
from examcenter.courses.models import LONGEST_EXTERNAL_ID
from examcenter.courses.naming import PersonName

_EXTERNAL, _USERNAME = "external:", "username:"
REF_WORDS = "A UUID, `external:` with the id that the LMS uses, or `username:` with a username."


class PersonRef(StrictSerializer):
    """One person of the course, named in exactly one of three ways; becomes a PersonName."""

    external_id = serializers.CharField(
        max_length=LONGEST_EXTERNAL_ID,
        required=False,
        help_text="What the LMS calls the person in this course.",
    )
    username = serializers.CharField(max_length=150, required=False)
    user_id = serializers.UUIDField(required=False, help_text="Our id of the person.")

    def to_internal_value(self, data: Any) -> PersonName:
        """Return who is named.

        Raises
        ------
        rest_framework.exceptions.ValidationError
            If the person is named in no way, or in two.
        """
        values = super().to_internal_value(data)
        if len(values) != 1:
            found = " and ".join(values) or "none of them"
            raise serializers.ValidationError(
                {
                    "non_field_errors": [
                        f"Found {found}, expected exactly one of external_id, username, user_id."
                    ]
                }
            )
        return PersonName(**values)


def read_person_ref(text: str) -> PersonName:
    """Return whom a text in an address names. Raises PersonNotFound for what names nobody."""
    external_id = text.removeprefix(_EXTERNAL).strip() if text.startswith(_EXTERNAL) else ""
    if external_id:
        return PersonName(external_id=external_id)
    if text.startswith(_USERNAME) and len(text) > len(_USERNAME):
        return PersonName(username=text.removeprefix(_USERNAME))
    try:
        return PersonName(user_id=UUID(text))
    except ValueError:
        raise PersonNotFound from None
