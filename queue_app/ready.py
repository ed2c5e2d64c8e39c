"""Floor: the statements of the hottest paths, compiled once and then sent as they are.

What a take or a call sends never changes; only the values do. SQLAlchemy's own execution looks up the compiled form by
a key, makes a context, a cursor and a description of the result each time: some 310 Python calls and returns for one
statement, of which all but 60 are spared here. A statement is written in SQLAlchemy as ever, its values pass the types
of their columns on the way in and the rows those of theirs on the way out, and it runs in the transaction of the
session it is given.
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

#: Where a session keeps the connection of the transaction it is in (`transaction.py`): asking it costs as much as all
#: the rest of sending a statement.
AT_HAND = "connection at hand"

_Convert = Callable[[Any], Any]
Row = tuple[Any, ...]
#: A value in the text of a psycopg statement.
_NAMED = re.compile(r"%\((\w+)\)s")


class _Form(NamedTuple):
    """A statement in the words of one database: its text (`numbered` is that of PostgreSQL with $1, $2 … for the values
    in their order), how each value gets in, how each column comes out.
    """

    said: str
    numbered: bytes
    given: tuple[tuple[str, _Convert | None], ...]
    fixed: dict[str, Any]
    by_place: bool
    columns: tuple[tuple[int, _Convert], ...]


class Ready:
    """A statement, ready to be sent. `names` are the columns of an INSERT that a value is given for. The list of an IN
    is written out in the statement (`among`), so that there is one Ready for each list.
    """

    def __init__(self, statement: ClauseElement, *names: str) -> None:
        self._statement, self._names = statement, names
        self._forms: dict[str, _Form] = {}

    def all(self, session: Session, values: Mapping[str, Any]) -> list[Row]:
        """Every row. Raises what SQLAlchemy raises."""
        [rows] = together(session, (self, values))
        return rows

    def first(self, session: Session, values: Mapping[str, Any]) -> Row | None:
        """The one row, or None; of a statement that answers with one row at most."""
        [rows] = together(session, (self, values))
        return rows[0] if rows else None

    def one(self, session: Session, values: Mapping[str, Any]) -> Row:
        """The one row that there always is."""
        [[row]] = together(session, (self, values))
        return row

    def run(self, session: Session, values: Mapping[str, Any]) -> None:
        """Send what answers with no rows."""
        together(session, (self, values))

    def form(self, dialect: Dialect) -> _Form:
        """The statement in the words of one database."""
        form = self._forms.get(dialect.name)
        if form is None:
            form = self._forms[dialect.name] = _form(self._statement, self._names, dialect)
        return form


def together(session: Session, *asked: tuple[Ready, Mapping[str, Any]]) -> list[list[Row]]:
    """The rows of each of these statements, done in this order. On PostgreSQL they travel together, so no value may
    depend on another's answer; each sees what those before it have written. Raises what SQLAlchemy raises.
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
    """Send words to the database, and answer with the driver's cursor. Raises what SQLAlchemy raises."""
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
    """Whether a column is one of these numbers, as words of a statement that is made once for them."""
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
