"""Queries that Django compiles once: writing the SQL of a small one takes longer than running it.

For the few that everybody needs at once: saving, starting, the first page. They are built with
querysets as everywhere else, so the models stay the only place that knows the tables; it knows
nothing of what is asked (docs/adr/0019-prepared-queries.md). PostgreSQL keeps its plan of each,
too: planning a join takes it longer than reading a row of each table.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connection, models
from django.db.backends.utils import CursorWrapper
from django.db.models.query import get_related_populators
from django.db.models.sql import InsertQuery, UpdateQuery

M = TypeVar("M", bound=models.Model)
Fields = Mapping[str, "models.Field[Any, Any]"]
# Two values of each kind: where they make the parameters differ, a value belongs.
_SAMPLES: tuple[tuple[type[Any], tuple[Any, Any]], ...] = (
    (models.UUIDField, (UUID(int=1), UUID(int=2))),
    (models.DateTimeField, (datetime(2001, 1, 1, tzinfo=UTC), datetime(2002, 1, 1, tzinfo=UTC))),
    (models.JSONField, ({"sample": "1"}, {"sample": "2"})),
    (models.IntegerField, (1, 2)),
    (models.FloatField, (0.25, 0.75)),
    (models.BooleanField, (False, True)),
    (models.CharField, ("one", "two")),
    (models.TextField, ("one", "two")),
)
# Values that no database has to be given in another form, by the kind of their field.
_PLAIN: Mapping[type[Any], type[Any]] = {
    models.BooleanField: bool,
    models.CharField: str,
    models.TextField: str,
    models.FloatField: float,
}


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
    wrapper: Any = connection
    make_cursor: Any = ServerBindingCursor
    bound: CursorWrapper = wrapper._prepare_cursor(make_cursor(wrapper.connection))
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

    def all(self, **values: Any) -> list[M]:
        """Return all objects that the query finds."""
        statement = self._statement()
        with _open_cursor() as cursor:
            cursor.execute(statement.sql, statement.bind(self._fields, values))
            rows = cursor.fetchall()
        return [self._maker(statement)(row) for row in rows] if rows else []

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
        adds: Mapping[str, models.expressions.Combinable] | None = None,
    ) -> None:
        super().__init__(fields)
        self._build = build
        # The column's field by the name of the value that it gets; and what the database computes.
        self._sets = sets
        self._adds = adds or {}

    def run(self, **values: Any) -> int:
        """Update, and return how many rows there were."""
        statement = self._statement()
        with _open_cursor() as cursor:
            cursor.execute(statement.sql, statement.bind(self._fields, values))
            return int(cursor.rowcount)

    def run_returning(self, field: str, **values: Any) -> Any:
        """Update one row and return what it holds now in a field; None where there is no row."""
        statement = self._statement()
        column = statement.compiler.query.get_meta().get_field(field).column
        sql = f"{statement.sql} RETURNING {connection.ops.quote_name(column)}"
        with _open_cursor() as cursor:
            cursor.execute(sql, statement.bind(self._fields, values))
            # SQLite has committed when it was asked for the row after the last.
            rows = cursor.fetchall()
        return rows[0][0] if rows else None

    def run_all(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """Update with the values of each row, as one query to many."""
        statement = self._statement()
        bound = [statement.bind(self._fields, values) for values in rows]
        if bound:
            with _open_cursor() as cursor:
                cursor.executemany(statement.sql, bound)

    def _compiler(self, values: Mapping[str, Any]) -> Any:
        wheres = {name: value for name, value in values.items() if name not in self._sets.values()}
        query: Any = self._build(**wheres).query.chain(UpdateQuery)
        sets = {field: values[name] for field, name in self._sets.items()}
        query.add_update_values({**sets, **self._adds})
        return query.get_compiler(DEFAULT_DB_ALIAS)


@dataclass(frozen=True)
class Bound(Generic[M]):
    """New objects, and what the database gets of each."""

    objects: Sequence[M]
    rows: Sequence[Sequence[Any]]


class PreparedInsert(Generic[M]):
    """New rows of a model. They are bound first, so that a transaction is not kept open meanwhile.

    Keys that the database gives are not read back.
    """

    def __init__(self, model: type[M]) -> None:
        self._model = model
        self._columns: tuple[models.Field[Any, Any], ...] = ()
        self._sql: dict[str, str] = {}

    def bind(self, objects: Sequence[M]) -> Bound[M]:
        """Return new objects as `run` takes them."""
        columns = self._columns = self._columns or self._find_columns()
        rows = [
            [_bind(field, field.pre_save(one, add=True)) for field in columns] for one in objects
        ]
        return Bound(objects, rows)

    def run(self, bound: Bound[M]) -> None:
        """Add the rows, on PostgreSQL in one round trip."""
        if not bound.rows:
            return
        # The statement of one row for each of them: that of all is so long that no driver keeps
        # what it has found out about it.
        with _open_cursor() as cursor:
            if len(bound.rows) == 1:
                cursor.execute(self._statement(), bound.rows[0])
            else:
                cursor.executemany(self._statement(), bound.rows)
        for one in bound.objects:
            one._state.adding, one._state.db = False, DEFAULT_DB_ALIAS

    def _find_columns(self) -> tuple[models.Field[Any, Any], ...]:
        fields = self._model._meta.local_concrete_fields
        return tuple(field for field in fields if not isinstance(field, models.AutoField))

    def _statement(self) -> str:
        found = self._sql.get(connection.vendor)
        if found is None:
            query = InsertQuery(self._model)
            query.insert_values(self._columns, [self._model()])
            ((found, params),) = query.get_compiler(DEFAULT_DB_ALIAS).as_sql()
            is_plain = found.endswith(f" VALUES ({', '.join(['%s'] * len(self._columns))})")
            assert is_plain and len(params) == len(self._columns), f"{found}: expected parameters"
            self._sql[connection.vendor] = found
        return found


def _make_maker(compiler: Any) -> Callable[[Any], Any]:
    """Return what makes an object of a row, as Django's own iteration over a queryset does."""
    select, info = compiler.select, compiler.klass_info
    wanted = info["select_fields"]
    start, stop = wanted[0], wanted[-1] + 1
    names = [column[0].target.attname for column in select[start:stop]]
    populators = get_related_populators(info, select, DEFAULT_DB_ALIAS)  # type: ignore[call-arg]
    expressions = [column[0] for column in select]
    annotations = compiler.annotation_col_map or {}
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
        for name, place in annotations.items():
            setattr(made, name, values[place])
        return made

    return make


def _bind(field: models.Field[Any, Any], value: Any) -> Any:
    """Return what the database gets of a value; most values of a row are what it takes already."""
    if value is None or type(value) is _PLAIN.get(type(field)):
        return value
    return field.get_db_prep_save(value, connection)


def _samples_of(field: models.Field[Any, Any]) -> tuple[Any, Any]:
    for kind, samples in _SAMPLES:
        if isinstance(field, kind):
            return samples
    raise TypeError(f"{field}: found {type(field).__name__}, expected one that has samples")


def _is_same(one: Any, other: Any) -> bool:
    """Compare parameters; those that a driver wraps by what is in them."""
    return bool(getattr(one, "obj", one) == getattr(other, "obj", other))
