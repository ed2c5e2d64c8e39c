"""Floor: the statements of the hottest paths, compiled once and then sent as they are.

What a take or a call sends never changes; only the values do. SQLAlchemy's own execution looks up the compiled form by
a key, makes a context, a cursor and a description of the result each time: some 310 Python calls and returns for one
statement, of which all but 60 are spared here. A statement is written in SQLAlchemy as ever, its values pass the types
of their columns on the way in and the rows those of theirs on the way out, and it runs in the transaction of the
session it is given.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from sqlalchemy import Connection, Dialect, TextClause, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from sqlalchemy.sql import ClauseElement

#: Where a session keeps the connection of the transaction it is in (`transaction.py`): asking it costs as much as all
#: the rest of sending a statement.
AT_HAND = "connection at hand"

_Convert = Callable[[Any], Any]
Row = tuple[Any, ...]


class _Form(NamedTuple):
    """A statement in the words of one database: its text, how each value gets in, how each column comes out."""

    said: str
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
        cursor, form = self._sent(session, values)
        rows: list[Row] = cursor.fetchall()
        for n, _ in form.columns:
            if [row[n] for row in rows].count(None) < len(rows):
                return [_converted(row, form.columns) for row in rows]
        return rows

    def first(self, session: Session, values: Mapping[str, Any]) -> Row | None:
        """The one row, or None; of a statement that answers with one row at most."""
        cursor, form = self._sent(session, values)
        rows: list[Row] = cursor.fetchall()  # to the end: only so is the statement over
        return _converted(rows[0], form.columns) if rows else None

    def one(self, session: Session, values: Mapping[str, Any]) -> Row:
        """The one row that there always is."""
        row = self.first(session, values)
        assert row is not None
        return row

    def run(self, session: Session, values: Mapping[str, Any]) -> None:
        """Send what answers with no rows."""
        self._sent(session, values)

    def _sent(self, session: Session, values: Mapping[str, Any]) -> tuple[Any, _Form]:
        connection: Connection = session.info.get(AT_HAND) or session.connection()
        dialect = connection.dialect
        form = self._forms.get(dialect.name)
        if form is None:
            form = self._forms[dialect.name] = _form(self._statement, self._names, dialect)
        return send(connection, form.said, _parameters(form, values)), form


def send(connection: Connection, said: str, parameters: Any = ()) -> Any:
    """Send words to the database, and answer with the driver's cursor. Raises what SQLAlchemy raises."""
    cursor = connection.connection.cursor()
    for note in connection.dispatch.before_cursor_execute:
        note(connection, cursor, said, parameters, None, False)
    try:
        cursor.execute(said, parameters)
    except connection.dialect.loaded_dbapi.Error as error:
        raise _raised(connection, said, error) from error
    return cursor


def among(column: str, numbers: Iterable[int]) -> TextClause:
    """Whether a column is one of these numbers, as words of a statement that is made once for them."""
    return text(f"{column} IN ({', '.join(str(int(number)) for number in numbers)})")


def _form(statement: ClauseElement, names: tuple[str, ...], dialect: Dialect) -> _Form:
    compiled: Any = statement.compile(dialect=dialect, column_keys=list(names) or None)
    binds = {name: bind for bind, name in compiled.bind_names.items()}
    into = {name: bind.type.dialect_impl(dialect).bind_processor(dialect) for name, bind in binds.items()}
    selected = getattr(statement, "exported_columns", ())
    out = [column.type.dialect_impl(dialect).result_processor(dialect, None) for column in selected]
    return _Form(
        said=compiled.string,
        given=tuple((name, into[name]) for name in (compiled.positiontup if compiled.positional else binds)),
        fixed={name: _through(into[name], bind.effective_value) for name, bind in binds.items() if not bind.required},
        by_place=compiled.positional,
        columns=tuple((n, convert) for n, convert in enumerate(out) if convert is not None),
    )


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
