"""How addresses name a row by our id or by the id of another system."""

from __future__ import annotations


class RefConverter:
    """``4f0e...`` (a UUID) or ``external:...``; an id of another system may hold a slash."""

    regex = r"external:.*[^/]|[0-9a-fA-F-]{36}"

    def to_python(self, value: str) -> str:
        """Return the text of the address."""
        return value

    def to_url(self, value: object) -> str:
        """Return the text for an address."""
        return str(value)
