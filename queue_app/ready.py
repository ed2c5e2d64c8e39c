"""Floor: prepared statements for the hottest paths (giving a number, calling, checking who asks).

    _BY_REF = Ready(select(Ticket.key, Ticket.status).where(Ticket.ref == bindparam("ref")))
    row = _BY_REF.first(session, {"ref": ref})

The statement is written with SQLAlchemy as everywhere else, but compiled to SQL once and afterwards sent straight to
the driver. SQLAlchemy's own execution makes some 310 Python calls for each statement; this path makes about 60. Values
and results are still converted by the types of their columns, and the statement runs inside the session's transaction.
Use it only where a measurement says so; everything else uses the session directly.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from sqlalchemy import Connection, Dialect, TextClause, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from sqlalchemy.sql import ClauseElement

from queue_app.postgres import Asked, LastingConnection

#: Key in `session.info` under which `transaction.py` leaves the open connection. `session.connection()` would find it,
#: too, but costs as much as everything else that sending a statement needs.
AT_HAND = "connection at hand"

_Convert = Callable[[Any], Any]
Row = tuple[Any, ...]
#: A value in the text of a psycopg statement.
_NAMED = re.compile(r"%\((\w+)\)s")


class _Form(NamedTuple):
    """A statement compiled for one database.

    `said`: its text for the driver; `numbered`: the same with $1, $2 … for PostgreSQL. `given`: each value's name and
    conversion, in order; `fixed`: values that are part of the statement. `by_place`: the driver takes a list
    instead of names. `columns`: place and conversion of each result column that needs one.
    """

    said: str
    numbered: bytes
    given: tuple[tuple[str, _Convert | None], ...]
    fixed: dict[str, Any]
    by_place: bool
    columns: tuple[tuple[int, _Convert], ...]


class Ready:
    """A statement, ready to be sent. `names`: for an INSERT, the columns that get a value. A list for `IN` cannot be a
    value: it is written into the statement (`among`), which makes one Ready for each list.
    """

    def __init__(self, statement: ClauseElement, *names: str) -> None:
        self._statement, self._names = statement, names
        self._forms: dict[str, _Form] = {}

    def all(self, session: Session, values: Mapping[str, Any]) -> list[Row]:
        """Every row. Raises what SQLAlchemy raises."""
        [rows] = together(session, (self, values))
        return rows

    def first(self, session: Session, values: Mapping[str, Any]) -> Row | None:
        """The row, or None. For statements that answer with one row at most."""
        [rows] = together(session, (self, values))
        return rows[0] if rows else None

    def one(self, session: Session, values: Mapping[str, Any]) -> Row:
        """The row. For statements that always answer with exactly one; raises ValueError otherwise."""
        [[row]] = together(session, (self, values))
        return row

    def run(self, session: Session, values: Mapping[str, Any]) -> None:
        """Send a statement that answers with no rows."""
        together(session, (self, values))

    def form(self, dialect: Dialect) -> _Form:
        """The statement compiled for a database; compiled at the first use."""
        form = self._forms.get(dialect.name)
        if form is None:
            form = self._forms[dialect.name] = _form(self._statement, self._names, dialect)
        return form


def together(session: Session, *asked: tuple[Ready, Mapping[str, Any]]) -> list[list[Row]]:
    """Do several statements in this order and answer with the rows of each.

    On PostgreSQL all are sent in one round trip, so no value may depend on the answer to another; each statement does
    see what those before it have written. Raises what SQLAlchemy raises.
    """
    connection: Connection = session.info.get(AT_HAND) or session.connection()
    forms = [ready.form(connection.dialect) for ready, _ in asked]
    given = [_parameters(form, values) for form, (_, values) in zip(forms, asked, strict=True)]
    driver = connection.connection.driver_connection
    if isinstance(driver, LastingConnection):
        answers = _travelled(connection, driver, forms, given)
    else:
        answers = [_sent(connection, form.said, values) for form, values in zip(forms, given, strict=True)]
    return [_rows(form, rows) for form, rows in zip(forms, answers, strict=True)]


def send(connection: Connection, said: str, parameters: Any = ()) -> Any:
    """Send SQL to the driver and answer with its cursor. Raises what SQLAlchemy raises."""
    cursor = connection.connection.cursor()
    _note(connection, said, parameters)
    try:
        cursor.execute(said, parameters)
    except connection.dialect.loaded_dbapi.Error as error:
        raise _raised(connection, said, error) from error
    return cursor


def _sent(connection: Connection, said: str, parameters: Any) -> list[Row]:
    cursor = send(connection, said, parameters)
    return cursor.fetchall() if cursor.description else []  # to the end: only so is a statement over


def _travelled(
    connection: Connection, driver: LastingConnection, forms: list[_Form], given: list[dict[str, Any]]
) -> list[list[Row]]:
    for form, values in zip(forms, given, strict=True):
        _note(connection, form.said, values)
    try:
        return driver.journey(
            [Asked(form.numbered, [*values.values()]) for form, values in zip(forms, given, strict=True)]
        )
    except connection.dialect.loaded_dbapi.Error as error:
        raise _raised(connection, "; ".join(form.said for form in forms), error) from error


def _note(connection: Connection, said: str, parameters: Any) -> None:
    for note in connection.dispatch.before_cursor_execute:
        note(connection, None, said, parameters, None, False)


def among(column: str, numbers: Iterable[int]) -> TextClause:
    """SQL for `column IN (numbers)`, with the numbers written out."""
    return text(f"{column} IN ({', '.join(str(int(number)) for number in numbers)})")


def _form(statement: ClauseElement, names: tuple[str, ...], dialect: Dialect) -> _Form:
    compiled: Any = statement.compile(dialect=dialect, column_keys=list(names) or None)
    binds = {name: bind for bind, name in compiled.bind_names.items()}
    into = {name: bind.type.dialect_impl(dialect).bind_processor(dialect) for name, bind in binds.items()}
    selected = getattr(statement, "exported_columns", ())
    out = [column.type.dialect_impl(dialect).result_processor(dialect, None) for column in selected]
    order: list[str] = (
        compiled.positiontup if compiled.positional else [*dict.fromkeys(_NAMED.findall(compiled.string))]
    )
    return _Form(
        said=compiled.string,
        numbered=b"" if compiled.positional else _numbered(compiled.string, order),
        given=tuple((name, into[name]) for name in order),
        fixed={name: _through(into[name], bind.effective_value) for name, bind in binds.items() if not bind.required},
        by_place=compiled.positional,
        columns=tuple((n, convert) for n, convert in enumerate(out) if convert is not None),
    )


def _numbered(said: str, names: list[str]) -> bytes:
    place = {name: f"${n}" for n, name in enumerate(names, 1)}
    return _NAMED.sub(lambda found: place[found[1]], said).replace("%%", "%").encode()


def _parameters(form: _Form, values: Mapping[str, Any]) -> Any:
    fixed = form.fixed
    if form.by_place:
        return [
            fixed[name] if name in fixed else values[name] if into is None else into(values[name])
            for name, into in form.given
        ]
    return {
        name: fixed[name] if name in fixed else values[name] if into is None else into(values[name])
        for name, into in form.given
    }


def _through(convert: _Convert | None, value: Any) -> Any:
    return value if convert is None else convert(value)


def _rows(form: _Form, rows: list[Row]) -> list[Row]:
    for n, _ in form.columns:
        if [row[n] for row in rows].count(None) < len(rows):
            return [_converted(row, form.columns) for row in rows]
    return rows


def _converted(row: Row, columns: tuple[tuple[int, _Convert], ...]) -> Row:
    if not columns:
        return row
    values = list(row)
    for n, convert in columns:
        if values[n] is not None:
            values[n] = convert(values[n])
    return tuple(values)


def _raised(connection: Connection, said: str, error: Exception) -> BaseException:
    """The driver's error as SQLAlchemy raises it, without the values; a connection that is gone leaves the pool."""
    dialect = connection.dialect
    gone = dialect.is_disconnect(error, connection.connection.driver_connection, None)  # type: ignore[arg-type]
    if gone:
        connection.invalidate(error)
    return DBAPIError.instance(
        said,
        None,
        error,
        dialect.loaded_dbapi.Error,
        hide_parameters=True,
        connection_invalidated=gone,
        dialect=dialect,
    )
