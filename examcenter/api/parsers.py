"""Reading request bodies: bounded, strictly UTF-8, strictly JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import IO, Any, NoReturn

from django.conf import settings
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser

from examcenter.api.errors import BodyTooLarge, NotUtf8


class StrictJSONParser(BaseParser):
    """Parses JSON; what is too large, too deep, not UTF-8 or not JSON is refused in words."""

    media_type = "application/json"

    def parse(
        self,
        stream: IO[bytes],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        """Return the value of the body.

        Raises
        ------
        BodyTooLarge, NotUtf8, ParseError
        """
        own_limit = getattr((parser_context or {}).get("view"), "max_body_bytes", None)
        limit: int = own_limit or settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0
        body = stream.read(limit + 1)
        if len(body) > limit:
            raise BodyTooLarge(limit_bytes=limit)
        try:
            text = body.decode("utf-8")
        except UnicodeDecodeError as error:
            raise NotUtf8(
                f"Byte {error.start + 1} of the body is 0x{body[error.start]:02x}, "
                "which is not UTF-8; JSON is expected in UTF-8."
            ) from None
        try:
            return json.loads(text, parse_constant=_refuse_constant)
        except RecursionError:
            raise ParseError("The JSON is nested too deeply.") from None
        except ValueError as error:
            # Also a number of more than 4,300 digits, which Python refuses to convert.
            raise ParseError(f"The body is not JSON: {error}") from None


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a JSON number")
