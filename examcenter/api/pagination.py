"""Pages of lists: by the values of a row and not by its place, with Link headers (RFC 8288).

A page begins behind the last row of the one before. Rows that are added, changed or removed
meanwhile move no other row across the border, so none is lost and none comes twice.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, cast
from urllib.parse import urlencode

from django.core import signing
from django.core.exceptions import FieldDoesNotExist, ImproperlyConfigured
from django.db import models
from django.db.models import Q, QuerySet
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from examcenter.api.errors import InvalidCursor

CURSOR, LIMIT = "cursor", "limit"
PAGE_SIZE = 50
MAX_LIMIT = 200
_SALT = "examcenter.api.cursor"


@dataclass(frozen=True)
class Page:
    """Some rows of a list, and where its neighbours are."""

    rows: list[Any]
    next: str | None
    previous: str | None

    @property
    def headers(self) -> dict[str, str]:
        """The neighbours as headers."""
        neighbours = (("next", self.next), ("prev", self.previous))
        links = ", ".join(f'<{url}>; rel="{rel}"' for rel, url in neighbours if url)
        return {"Link": links} if links else {}


@dataclass(frozen=True)
class _Cursor:
    """A border between rows: the values of the row beside it, and which way the page lies."""

    values: tuple[str, ...]
    is_backward: bool


class _Order:
    """A total order of rows: some columns, the primary key last."""

    def __init__(self, model: type[models.Model], names: Sequence[str]) -> None:
        plain = [name.removeprefix("-") for name in names]
        self.names = [*names] if plain[-1:] in (["pk"], ["id"]) else [*names, "pk"]
        self.columns = [
            (name.removeprefix("-").replace("__", "."), name.startswith("-")) for name in self.names
        ]
        self._fields = [_field_of(model, path) for path, _ in self.columns]
        # A position in one list means nothing in another.
        self.mark = f"{model._meta.label}:{','.join(self.names)}"

    def reversed(self) -> list[str]:
        return [
            path.replace(".", "__") if is_down else f"-{path.replace('.', '__')}"
            for path, is_down in self.columns
        ]

    def values_of(self, row: models.Model) -> tuple[str, ...]:
        values = []
        for (path, _), field in zip(self.columns, self._fields, strict=True):
            value: Any = row
            for name in path.split("."):
                value = getattr(value, name)
            values.append(field.value_to_string(_hold(field, value)))
        return tuple(values)

    def beyond(self, cursor: _Cursor) -> Q:
        """Return the condition for rows behind the border, or before it."""
        condition, same = Q(), Q()
        columns = zip(self.columns, self._fields, cursor.values, strict=True)
        for (path, is_down), field, text in columns:
            name, value = path.replace(".", "__"), field.to_python(text)
            word = "lt" if is_down is not cursor.is_backward else "gt"
            condition |= same & Q(**{f"{name}__{word}": value})
            same &= Q(**{name: value})
        return condition


def paginate(
    rows: QuerySet[Any, Any], request: Request, *, order: Sequence[str], max_limit: int = MAX_LIMIT
) -> Page:
    """Return the page that a request names.

    Raises
    ------
    InvalidCursor
        If the cursor was not made by this service, or for another list.
    rest_framework.exceptions.ValidationError
        If the limit is no number.
    """
    ordered = _Order(rows.model, order)
    limit = _limit_of(request, max_limit)
    cursor = _read_cursor(request, ordered.mark)
    is_backward = cursor is not None and cursor.is_backward
    if cursor is not None:
        rows = rows.filter(ordered.beyond(cursor))
    names = ordered.reversed() if is_backward else ordered.names
    found = list(rows.order_by(*names)[: limit + 1])
    is_more, page = len(found) > limit, found[:limit]
    if is_backward:
        page.reverse()
    borders = [ordered.values_of(row) for row in (page[:1] + page[-1:])]
    return _page(page, borders, request, ordered.mark, cursor, is_more=is_more)


def paginate_keys(
    keys: Sequence[str], request: Request, *, mark: str, max_limit: int = MAX_LIMIT
) -> Page:
    """Return the page of sorted keys that a request names; for a list that no column orders.

    Raises
    ------
    InvalidCursor, rest_framework.exceptions.ValidationError
    """
    limit = _limit_of(request, max_limit)
    cursor = _read_cursor(request, mark)
    if cursor is not None and cursor.is_backward:
        keys = keys[: bisect_left(keys, cursor.values[0])]
        page = list(keys[-limit:])
    else:
        keys = keys if cursor is None else keys[bisect_right(keys, cursor.values[0]) :]
        page = list(keys[:limit])
    borders = [(key,) for key in (page[:1] + page[-1:])]
    return _page(page, borders, request, mark, cursor, is_more=len(keys) > limit)


def _page(
    rows: list[Any],
    borders: Sequence[tuple[str, ...]],
    request: Request,
    mark: str,
    cursor: _Cursor | None,
    *,
    is_more: bool,
) -> Page:
    """Return rows with the links to what is behind the last of them and before the first."""
    if not rows:
        return Page([], None, None)
    is_backward = cursor is not None and cursor.is_backward
    has_next, has_previous = (True, is_more) if is_backward else (is_more, cursor is not None)
    return Page(
        rows=rows,
        next=_link(request, [mark, False, *borders[-1]]) if has_next else None,
        previous=_link(request, [mark, True, *borders[0]]) if has_previous else None,
    )


def _link(request: Request, content: list[Any]) -> str:
    text = signing.dumps(content, salt=_SALT, compress=True)
    query = [
        (name, value)
        for name, values in request.query_params.lists()
        for value in values
        if name != CURSOR
    ]
    address = request.build_absolute_uri(request.path)
    return f"{address}?{urlencode([(CURSOR, text), *query])}"


def _read_cursor(request: Request, expected: str) -> _Cursor | None:
    text = request.query_params.get(CURSOR)
    if text is None:
        return None
    try:
        mark, is_backward, *values = signing.loads(text, salt=_SALT)
    except (signing.BadSignature, ValueError):
        raise InvalidCursor from None
    if mark != expected:
        raise InvalidCursor
    return _Cursor(tuple(values), is_backward)


def _limit_of(request: Request, most: int) -> int:
    text = request.query_params.get(LIMIT)
    if text is None:
        return min(PAGE_SIZE, most)
    digits = text.strip()
    if not (digits.isascii() and digits.isdecimal()) or not digits.strip("0"):
        raise ValidationError({LIMIT: [f"Found {ascii(text)[:40]}, expected 1 to {most}."]})
    return most if len(digits) > 6 else min(int(digits), most)


def _field_of(model: type[models.Model], path: str) -> models.Field[Any, Any]:
    """Return the column at the end of a path such as ``user.username``."""
    *steps, last = path.split(".")
    for step in steps:
        field = model._meta.get_field(step)
        if not isinstance(field.related_model, type):
            raise ImproperlyConfigured(f"{path}: {step} is no relation")
        model = field.related_model
    try:
        found = model._meta.pk if last == "pk" else model._meta.get_field(last)
    except FieldDoesNotExist as error:
        raise ImproperlyConfigured(str(error)) from error
    if not isinstance(found, models.Field) or (found.null and last != "pk"):
        raise ImproperlyConfigured(f"{path}: a list is ordered by columns that are never null")
    return found


def _hold(field: models.Field[Any, Any], value: Any) -> models.Model:
    """Return what `value_to_string` wants of a row: the value under the column's name."""
    return cast(models.Model, SimpleNamespace(**{field.attname: value}))
