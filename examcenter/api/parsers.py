"""Reading request bodies: bounded, strictly UTF-8, strictly JSON or a document's own text."""

from __future__ import annotations

import json
import math
from collections import Counter
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
        text = _read_text(stream, parser_context, "JSON")
        try:
            return json.loads(
                text,
                parse_constant=_refuse_constant,
                parse_float=_fractional,
                object_pairs_hook=_without_doubles,
            )
        except RecursionError:
            raise ParseError("The JSON is nested too deeply.") from None
        except ValueError as error:
            # Also a number of more than 4,300 digits, which Python refuses to convert.
            raise ParseError(f"The body is not JSON: {error}") from None


class YamlTextParser(BaseParser):
    """Takes a document of a question as it is written: the body is the field ``document``."""

    media_type = "application/yaml"

    def parse(
        self,
        stream: IO[bytes],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        """Return the object that the same document as JSON would be.

        Raises
        ------
        BodyTooLarge, NotUtf8
        """
        return {"document": _read_text(stream, parser_context, "YAML")}


def _read_text(stream: IO[bytes], parser_context: Mapping[str, Any] | None, language: str) -> str:
    """Return a body as text. Raises BodyTooLarge, NotUtf8."""
    own_limit = getattr((parser_context or {}).get("view"), "max_body_bytes", None)
    limit: int = own_limit or settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0
    body = stream.read(limit + 1)
    if len(body) > limit:
        raise BodyTooLarge(limit_bytes=limit)
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise NotUtf8(
            f"Byte {error.start + 1} of the body is 0x{body[error.start]:02x}, "
            f"which is not UTF-8; {language} is expected in UTF-8."
        ) from None


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a JSON number")


def _fractional(text: str) -> float:
    number = float(text)
    if math.isinf(number):
        raise ValueError(f"the number {text[:40]} is too large")
    return number


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return an object; of two values under one name either could be meant."""
    found = dict(pairs)
    if len(found) < len(pairs):
        name, _ = Counter(name for name, _ in pairs).most_common(1)[0]
        raise ValueError(f"the name {ascii(name)[:60]} stands twice in an object")
    return found
