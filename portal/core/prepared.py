"""Querysets that are compiled once and run many times: where building the SQL costs more than running it.

Django builds the SQL of a queryset anew each time, a millisecond for one with a dozen conditions. What calendar
programs ask every few hours for thousands of people differs in its values alone. Here a queryset is built with
stand-ins in place of the values, compiled, and the stand-ins found again among its parameters.

PostgreSQL plans a statement anew each time it is sent, which takes longer than running one like these. There they are
prepared on the server, once a connection, and planned once whatever the values.
"""

import datetime as dt
import functools
import sqlite3
import weakref
from collections.abc import Callable, Sequence

import psycopg
import psycopg.sql
from django.conf import settings
from django.core.exceptions import EmptyResultSet
from django.db import connection, connections
from psycopg.types.numeric import Int8

#: Far from any primary key, and still a bigint.
_FIRST_NUMBER = 7_000_000_000_000_000_000
_FIRST_DAY = dt.date(9001, 1, 1)
_FIRST_MOMENT = dt.datetime(9501, 1, 1, tzinfo=dt.UTC)
#: What a value is to PostgreSQL: without a word it would take "$1" for a text here and there.
_CASTS = {int: "bigint", str: "text", dt.date: "date", dt.datetime: "timestamptz"}
#: Connections that keep one plan for all values of a statement.
_PLANNING_ONCE: weakref.WeakSet = weakref.WeakSet()


class PreparedQuery:
    """``build(**values)`` returns a queryset of ``values_list``; calling the object runs it and returns raw rows.

    Values are whole numbers, texts, dates, aware datetimes, or lists of whole numbers; ``build`` must put each into
    the queryset as it is (it may use it several times) and read nothing from the database. One statement is kept for
    each length of the lists: lists are padded to powers of two by repeating their last number, which changes nothing
    for "in". Prepared on a PostgreSQL server (setting PREPARED_STATEMENTS), one serves any list that holds something;
    a list may then stand in "in" alone. Rows come as the database driver gives them: no converter of Django's runs.
    """

    def __init__(self, build: Callable):
        self.build = build
        functools.update_wrapper(self, build)
        self._compiled = functools.lru_cache(maxsize=512)(self._compile)
        self._prepared = functools.lru_cache(maxsize=512)(self._prepare)

    def __call__(self, **values) -> list[tuple]:
        """Run the query for ``values`` and return its rows."""
        # Who counts or watches statements sees none but those that pass through Django's cursor.
        watched = connection.queries_logged or connection.execute_wrappers
        if connection.vendor == "postgresql" and settings.PREPARED_STATEMENTS and not watched:
            return self._run_prepared(values)
        operations = connection.ops
        shape, given = [], {}
        for name, value in values.items():
            if isinstance(value, (list, tuple)):
                given[name] = value = _padded(value)
                shape.append((name, len(value)))
                continue
            given[name] = _adapted(value, operations)
            shape.append((name, type(value)))
        compiled = self._compiled(connection.alias, tuple(shape))
        if compiled is None:
            return []
        sql, marked, slots = compiled
        parameters = [
            constant if name is None else given[name] if index is None else given[name][index]
            for name, index, constant in slots
        ]
        with connection.cursor() as cursor:
            if marked and not watched:
                # Django would look for "%s" in the statement each time: as long as running it.
                with connection.wrap_database_errors:
                    sqlite3.Cursor.execute(cursor.cursor, marked, parameters)
            else:
                cursor.execute(sql, parameters)
            return cursor.fetchall()

    def _run_prepared(self, values: dict) -> list[tuple]:
        """Run the query on PostgreSQL as a statement that the server keeps."""
        shape = tuple(
            (name, min(len(value), 1) if isinstance(value, (list, tuple)) else type(value))
            for name, value in values.items()
        )
        prepared = self._prepared(connection.alias, shape)
        if prepared is None:
            return []
        sql, names = prepared
        parameters = [_typed(values[name]) for name in names]
        # Of Django's cursor its connection alone, found to be alive: it would write the values into the text.
        with connection.cursor() as outer, connection.wrap_database_errors:
            _plan_once(outer.connection)
            with psycopg.RawCursor(outer.connection) as cursor:
                return cursor.execute(sql, parameters, prepare=True).fetchall()

    def _prepare(self, alias: str, shape: tuple) -> tuple[str, list[str]] | None:
        """Return the statement with its constants in place and "$1" and so on for values, and the names of those."""
        compiled = self._compiled(alias, shape)
        if compiled is None:
            return None
        sql, _marked, slots = compiled
        kinds, numbers = dict(shape), {}
        first, *others = (part.replace("%%", "%") for part in sql.split("%s"))
        text = [first]
        for (name, index, constant), after in zip(slots, others, strict=True):
            if name is None:
                text.append(_literal(constant, alias))
            else:
                number = numbers.setdefault(name, len(numbers) + 1)
                if index is None:
                    text.append(f"${number}::{_CASTS[kinds[name]]}")
                elif text[-1].endswith(" IN (") and after.startswith(")"):
                    text[-1] = text[-1].removesuffix("IN (") + "= ANY ("
                    text.append(f"${number}::bigint[]")
                else:
                    raise TypeError(f"the list {name} stands elsewhere than in an 'in'")
            text.append(after)
        return "".join(text), list(numbers)

    def _compile(self, alias: str, shape: tuple) -> tuple[str, str, list] | None:
        stand_ins, places, number = {}, {}, 0
        for name, kind in shape:
            if isinstance(kind, int):
                stand_ins[name] = [_FIRST_NUMBER + number + index for index in range(kind)]
                for index, each in enumerate(stand_ins[name]):
                    places[each] = (name, index)
                number += kind
                continue
            stand_in = _stand_in(kind, number)
            stand_ins[name] = stand_in
            places[_adapted(stand_in, connections[alias].ops)] = (name, None)
            number += 1
        try:
            sql, parameters = self.build(**stand_ins).query.get_compiler(alias).as_sql()
        except EmptyResultSet:
            return None
        slots = [(*places.get(each, (None, None)), each) for each in parameters]
        # Constants are parameters too, so that no other mark of the kind stands in the text.
        marked = sql.replace("%s", "?") if connection.vendor == "sqlite" and "%%" not in sql else ""
        return sql, marked, slots


def _stand_in(kind: type, number: int):
    if kind is dt.date:
        return _FIRST_DAY + dt.timedelta(days=number)
    if kind is dt.datetime:
        return _FIRST_MOMENT + dt.timedelta(days=number)
    if kind is str:
        return f"stand-in:{number}"
    if kind is int:
        return _FIRST_NUMBER + number
    raise TypeError(f"no stand-in for {kind.__name__}")


def _literal(constant, alias: str) -> str:
    """Return a constant of the statement as PostgreSQL writes it."""
    return psycopg.sql.Literal(constant).as_string(connections[alias].connection)


def _typed(value):
    """Return a value of one and the same type each time: small and large numbers would be two statements."""
    if isinstance(value, (list, tuple)):
        return [Int8(each) for each in value]
    return Int8(value) if isinstance(value, int) else value


def _plan_once(raw) -> None:
    """Have the server keep statements, and one plan for each: it would plan the first five times, and then guess."""
    if raw not in _PLANNING_ONCE:
        raw.prepare_threshold = raw.prepare_threshold or 5
        raw.execute("SELECT set_config('plan_cache_mode', 'force_generic_plan', false)")
        _PLANNING_ONCE.add(raw)


def _adapted(value, operations):
    """Return a value as the compiled query holds it among its parameters."""
    if isinstance(value, dt.datetime):
        return operations.adapt_datetimefield_value(value)
    if isinstance(value, dt.date):
        return operations.adapt_datefield_value(value)
    return value


def _padded(numbers: Sequence[int]) -> list[int]:
    """Return distinct ``numbers`` in order, padded to the next power of two."""
    distinct = sorted(set(numbers))
    if not distinct:
        return []
    return distinct + distinct[-1:] * ((1 << (len(distinct) - 1).bit_length()) - len(distinct))


def moment_of(raw) -> dt.datetime | None:
    """Return an aware moment in UTC from a raw column: a text on SQLite, a datetime on PostgreSQL."""
    if isinstance(raw, str):
        raw = dt.datetime.fromisoformat(raw)
    if raw is None:
        return None
    return raw.replace(tzinfo=dt.UTC) if raw.tzinfo is None else raw.astimezone(dt.UTC)
