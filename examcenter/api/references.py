"""How addresses name a row by our id or by the id of another system.

What stands behind ``external:`` is taken as it is: an id of another system may hold slashes, also
at its end, and leaving one out would mean somebody else.
"""

from __future__ import annotations

from examcenter.courses.roster.entries import EXTERNAL


class RefConverter:
    """``4f0e...`` (a UUID) or ``external:...``."""

    regex = r"external:.*|[0-9a-fA-F-]{36}"

    def to_python(self, value: str) -> str:
        """Return the text of the address; blanks round an id are none of it, as in bodies."""
        if not value.startswith(EXTERNAL):
            return value
        return EXTERNAL + value.removeprefix(EXTERNAL).strip()

    def to_url(self, value: object) -> str:
        """Return the text for an address."""
        return str(value)


class PersonConverter(RefConverter):
    """Whatever may name a person; what names nobody is told so by who looks for them."""

    regex = r"(?:external|username):.*|[^/]+"
