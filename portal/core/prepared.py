"""Querysets that are compiled once and run many times: where building the SQL costs more than running it.

Django builds the SQL of a queryset anew each time, a millisecond for one with a dozen conditions. What calendar
programs ask every few hours for thousands of people differs in its values alone. Here a queryset is built with
stand-ins in place of the values, compiled, and the stand-ins found again among its parameters.
"""

import datetime as dt
import functools
import sqlite3
from collections.abc import Callable, Sequence

from django.core.exceptions import EmptyResultSet
from django.db import connection, connections

#: Far from any primary key, and still a bigint.
_FIRST_NUMBER = 7_000_000_000_000_000_000
_FIRST_DAY = dt.date(9001, 1, 1)
_FIRST_MOMENT = dt.datetime(9501, 1, 1, tzinfo=dt.UTC)


class PreparedQuery:
    """``build(**values)`` returns a queryset of ``values_list``; calling the object runs it and returns raw rows.

    Values are whole numbers, texts, dates, aware datetimes, or lists of whole numbers; ``build`` must put each into
    the queryset as it is (it may use it several times) and read nothing from the database. One statement is kept for
    each length of the lists: lists are padded to powers of two by repeating their last number, which changes nothing
    for "in". Rows come as the database driver gives them: no converter of Django's runs.
    """

    def __init__(self, build: Callable):
        self.build = build
        functools.update_wrapper(self, build)
        self._compiled = functools.lru_cache(maxsize=512)(self._compile)

    def __call__(self, **values) -> list[tuple]:
        """Run the query for ``values`` and return its rows."""
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
            if marked and not connection.queries_logged and not connection.execute_wrappers:
                # Django would look for "%s" in the statement each time: as long as running it.
                with connection.wrap_database_errors:
                    sqlite3.Cursor.execute(cursor.cursor, marked, parameters)
            else:
                cursor.execute(sql, parameters)
            return cursor.fetchall()

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
