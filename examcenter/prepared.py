"""Queries that Django compiles once: writing the SQL of a small one takes longer than running it.

For the few that every saved answer needs. They are built with querysets as everywhere else, so the
models stay the only place that knows the tables; it knows nothing of what is asked. PostgreSQL
keeps its plan of each, too: planning a join takes it longer than reading a row of each table.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connection, models
from django.db.backends.utils import CursorWrapper
from django.db.models.query import get_related_populators
from django.db.models.sql import UpdateQuery

M = TypeVar("M", bound=models.Model)
Fields = Mapping[str, "models.Field[Any, Any]"]
# Two values of each kind: where they make the parameters differ, a value belongs.
_SAMPLES: tuple[tuple[type[Any], tuple[Any, Any]], ...] = (
    (models.UUIDField, (UUID(int=1), UUID(int=2))),
    (models.DateTimeField, (datetime(2001, 1, 1, tzinfo=UTC), datetime(2002, 1, 1, tzinfo=UTC))),
    (models.JSONField, ({"sample": "1"}, {"sample": "2"})),
    (models.IntegerField, (1, 2)),
    (models.CharField, ("one", "two")),
    (models.TextField, ("one", "two")),
)


@dataclass(frozen=True)
class _Statement:
    """SQL with its parameters, and which of them are given each time."""

    sql: str
    params: tuple[Any, ...]
    places: Mapping[str, tuple[int, ...]]
    compiler: Any

    def bind(self, fields: Fields, values: Mapping[str, Any]) -> list[Any]:
        """Return the parameters with the values at their places."""
        params = list(self.params)
        for name, field in fields.items():
            adapted = field.get_db_prep_save(values[name], connection)
            for place in self.places[name]:
                params[place] = adapted
        return params


def _open_cursor() -> CursorWrapper:
    """Return a cursor that lets PostgreSQL see a query and its values apart.

    Django's own joins them to one text, which is another query each time; only what looks the same
    is planned once (after the number of times that ``prepare_threshold`` in the settings says).
    """
    if connection.vendor != "postgresql":
        return connection.cursor()
    from django.db.backends.postgresql.base import ServerBindingCursor  # no driver, no such module

    connection.ensure_connection()
    bound: CursorWrapper = connection._prepare_cursor(ServerBindingCursor(connection.connection))
    return bound


class _Prepared(ABC):
    """What both kinds of query share: compiled when first used, for each kind of database."""

    def __init__(self, fields: Fields) -> None:
        self._fields = fields
        self._statements: dict[str, _Statement] = {}

    @abstractmethod
    def _compiler(self, values: Mapping[str, Any]) -> Any:
        """Return Django's compiler of the query with these values."""

    def _statement(self) -> _Statement:
        found = self._statements.get(connection.vendor)
        if found is None:
            found = self._statements[connection.vendor] = self._compile()
        return found

    def _compile(self) -> _Statement:
        samples = {name: _samples_of(field) for name, field in self._fields.items()}
        ones = {name: one for name, (one, _) in samples.items()}
        compiler = self._compiler(ones)
        sql, params = compiler.as_sql()
        places = {}
        for name, (_, other) in samples.items():
            changed_sql, changed = self._compiler({**ones, name: other}).as_sql()
            assert changed_sql == sql, f"{name} changes the query and not its parameters"
            places[name] = tuple(
                place
                for place, (before, after) in enumerate(zip(params, changed, strict=True))
                if not _is_same(before, after)
            )
            assert places[name], f"{name} is no parameter of the query"
        return _Statement(sql, tuple(params), places, compiler)


class PreparedRead(_Prepared, Generic[M]):
    """A queryset whose values come later."""

    def __init__(self, build: Callable[..., models.QuerySet[M]], fields: Fields) -> None:
        super().__init__(fields)
        self._build = build
        self._makers: dict[str, Callable[[Any], M]] = {}

    def first(self, **values: Any) -> M | None:
        """Return the first object that the query finds."""
        statement = self._statement()
        with _open_cursor() as cursor:
            cursor.execute(statement.sql, statement.bind(self._fields, values))
            row = cursor.fetchone()
        return None if row is None else self._maker(statement)(row)

    def _compiler(self, values: Mapping[str, Any]) -> Any:
        return self._build(**values).query.get_compiler(DEFAULT_DB_ALIAS)

    def _maker(self, statement: _Statement) -> Callable[[Any], M]:
        found = self._makers.get(connection.vendor)
        if found is None:
            found = self._makers[connection.vendor] = _make_maker(statement.compiler)
        return found


class PreparedUpdate(_Prepared):
    """An update of the rows of a queryset, whose values come later."""

    def __init__(
        self,
        build: Callable[..., models.QuerySet[Any]],
        fields: Fields,
        *,
        sets: Mapping[str, str],
    ) -> None:
        super().__init__(fields)
        self._build = build
        # The column's field by the name of the value that it gets.
        self._sets = sets

    def run(self, **values: Any) -> int:
        """Update, and return how many rows there were."""
        statement = self._statement()
        with _open_cursor() as cursor:
            cursor.execute(statement.sql, statement.bind(self._fields, values))
            return int(cursor.rowcount)

    def _compiler(self, values: Mapping[str, Any]) -> Any:
        wheres = {name: value for name, value in values.items() if name not in self._sets.values()}
        query: Any = self._build(**wheres).query.chain(UpdateQuery)
        query.add_update_values({field: values[name] for field, name in self._sets.items()})
        return query.get_compiler(DEFAULT_DB_ALIAS)


def _make_maker(compiler: Any) -> Callable[[Any], Any]:
    """Return what makes an object of a row, as Django's own iteration over a queryset does."""
    select, info = compiler.select, compiler.klass_info
    wanted = info["select_fields"]
    start, stop = wanted[0], wanted[-1] + 1
    names = [column[0].target.attname for column in select[start:stop]]
    populators = get_related_populators(info, select, DEFAULT_DB_ALIAS)  # type: ignore[call-arg]
    expressions = [column[0] for column in select]
    converters = compiler.get_converters(expressions)
    model = info["model"]

    def make(row: Any) -> Any:
        values = list(row)
        for place, (converts, expression) in converters.items():
            for convert in converts:
                values[place] = convert(values[place], expression, connection)
        made = model.from_db(DEFAULT_DB_ALIAS, names, values[start:stop])
        for populator in populators:
            populator.populate(values, made)
        return made

    return make


def _samples_of(field: models.Field[Any, Any]) -> tuple[Any, Any]:
    for kind, samples in _SAMPLES:
        if isinstance(field, kind):
            return samples
    raise TypeError(f"{field}: found {type(field).__name__}, expected one that has samples")


def _is_same(one: Any, other: Any) -> bool:
    """Compare parameters; those that a driver wraps by what is in them."""
    return bool(getattr(one, "obj", one) == getattr(other, "obj", other))
