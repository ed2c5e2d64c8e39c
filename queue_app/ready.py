"""Floor: prepared statements for the hottest paths (giving a number, calling, checking who asks).

    _BY_REF = Ready(select(Ticket.key, Ticket.status).where(Ticket.ref == bindparam("ref")))
    row = _BY_REF.first(session, {"ref": ref})

The statement is written with SQLAlchemy as everywhere else, but compiled to SQL once and afterwards sent straight to
the driver. SQLAlchemy's own execution makes some 310 Python calls for each statement; this path makes about 30. Values
and results are still converted by the types of their columns, and the statement runs inside the session's transaction.
Use it only where a measurement says so; everything else uses the session directly.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, Dialect, TextClause, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from sqlalchemy.sql import ClauseElement

from queue_app.compiled import Convert, Form, Row, compiled_for, with_unseen_values
from queue_app.postgres import Asked, LastingConnection

#: Key in `session.info` under which `transaction.py` leaves the open connection. `session.connection()` would find it,
#: too, but costs as much as everything else that sending a statement needs.
AT_HAND = "connection at hand"


class AtHand:
    """An open connection, with what would otherwise be looked up for each statement: `driver` is psycopg's or SQLite's
    own connection, `notes` are the listeners (`before_cursor_execute`), `travels` whether it can send several at once,
    `undo` takes back what was written with it, where a session cannot know that; `then`, if there is one, is done after
    the commit and before anybody else writes on the same connection.
    """

    __slots__ = ("connection", "dialect", "driver", "notes", "then", "travels", "undo")

    def __init__(self, connection: Connection, undo: Callable[[], None] = lambda: None) -> None:
        self.connection = connection
        self.dialect = connection.dialect
        self.driver: Any = connection.connection.driver_connection
        self.notes = [note for note in connection.dispatch.before_cursor_execute]
        self.travels = isinstance(self.driver, LastingConnection)
        self.undo = undo
        self.then: Callable[[], None] | None = None


class Ready:
    """A statement, ready to be sent. `names`: for an INSERT, the columns that get a value. A list for `IN` cannot be a
    value: it is written into the statement (`among`), which makes one Ready for each list.

    `planned_once`: PostgreSQL plans a prepared statement anew each time when its values promise a cheaper plan, and
    then planning costs more than the rest. Set it where one plan is right for every value.
    """

    def __init__(self, statement: ClauseElement, *names: str, planned_once: bool = False) -> None:
        self._statement, self._names, self._planned_once = statement, names, planned_once
        self._forms: dict[str, Form] = {}

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

    def form(self, dialect: Dialect) -> Form:
        """The statement compiled for a database; compiled at the first use."""
        form = self._forms.get(dialect.name)
        if form is None:
            unseen = self._planned_once and dialect.name == "postgresql"
            statement = with_unseen_values(self._statement) if unseen else self._statement
            form = self._forms[dialect.name] = compiled_for(dialect, statement, self._names)
        return form


def together(session: Session, *asked: tuple[Ready, Mapping[str, Any]]) -> list[list[Row]]:
    """Do several statements in this order and answer with the rows of each.

    On PostgreSQL all are sent in one round trip, so no value may depend on the answer to another; each statement does
    see what those before it have written. Raises what SQLAlchemy raises.
    """
    hand = _at_hand(session)
    forms = [ready.form(hand.dialect) for ready, _ in asked]
    given = [_given(form, values) for form, (_, values) in zip(forms, asked, strict=True)]
    sent = _travelled if hand.travels else _one_by_one
    return [_rows(form, rows) for form, rows in zip(forms, sent(hand, forms, given), strict=True)]


def along(session: Session, ready: Ready, values: Mapping[str, Any], hears: Callable[[list[Row]], None]) -> None:
    """Send a statement together with whatever this transaction sends next, at the latest with its COMMIT.

    On PostgreSQL it then needs no round trip of its own; `hears` is given its rows when they come. On SQLite it is sent
    at once. An error it causes is raised where it is sent.
    """
    hand = _at_hand(session)
    form = ready.form(hand.dialect)
    if hand.travels and AT_HAND in session.info:
        given = _given(form, values)
        _note(hand, form, given)
        hand.driver.later(Asked(form.numbered, given), lambda rows: hears(_rows(form, rows)))
    else:
        hears(ready.all(session, values))


def send(connection: Connection, said: str, parameters: Any = ()) -> Any:
    """Send SQL to the driver and answer with its cursor. Raises what SQLAlchemy raises."""
    return _send(AtHand(connection), said, parameters)


def tell(connection: Connection, word: str) -> None:
    """Send a word about the transaction that asks and writes nothing, so that nobody listens to it. Raises what
    SQLAlchemy raises.
    """
    try:
        connection.connection.driver_connection.execute(word)  # type: ignore[union-attr]
    except connection.dialect.loaded_dbapi.Error as error:
        raise _raised(connection, word, error) from error


def _at_hand(session: Session) -> AtHand:
    """The open connection of the session. A block for reading (`transaction.reading`) finds it with its first statement
    and keeps it until it ends.
    """
    hand: AtHand | None = session.info.get(AT_HAND)
    if hand is None:
        hand = AtHand(session.connection())
        if AT_HAND in session.info:
            session.info[AT_HAND] = hand
    return hand


def _send(hand: AtHand, said: str, parameters: Any) -> Any:
    for note in hand.notes:
        note(hand.connection, None, said, parameters, None, False)
    try:
        return hand.driver.execute(said, parameters)
    except hand.dialect.loaded_dbapi.Error as error:
        raise _raised(hand.connection, said, error) from error


def _one_by_one(hand: AtHand, forms: list[Form], given: list[Row]) -> list[list[Row]]:
    answers = []
    for form, values in zip(forms, given, strict=True):
        cursor = _send(hand, form.said, values if form.by_place else dict(zip(form.names, values, strict=True)))
        answers.append(cursor.fetchall() if cursor.description else [])  # to the end: only so is a statement over
    return answers


def _travelled(hand: AtHand, forms: list[Form], given: list[Row]) -> list[list[Row]]:
    for form, values in zip(forms, given, strict=True):
        _note(hand, form, values)
    try:
        rows: list[list[Row]] = hand.driver.journey(
            [Asked(form.numbered, values) for form, values in zip(forms, given, strict=True)]
        )
    except hand.dialect.loaded_dbapi.Error as error:
        raise _raised(hand.connection, "; ".join(form.said for form in forms), error) from error
    return rows


def _note(hand: AtHand, form: Form, values: Row) -> None:
    for note in hand.notes:
        note(hand.connection, None, form.said, dict(zip(form.names, values, strict=True)), None, False)


def among(column: str, numbers: Iterable[int]) -> TextClause:
    """SQL for `column IN (numbers)`, with the numbers written out."""
    return text(f"{column} IN ({', '.join(str(int(number)) for number in numbers)})")


def _given(form: Form, values: Mapping[str, Any]) -> Row:
    """The values as the driver takes them, in their order."""
    known = {**values, **form.fixed}
    for name, convert in form.typed:
        known[name] = convert(known[name])
    return form.in_order(known)


def _rows(form: Form, rows: list[Row]) -> list[Row]:
    for n, _ in form.columns:
        if [row[n] for row in rows].count(None) < len(rows):
            return [_converted(row, form.columns) for row in rows]
    return rows


def _converted(row: Row, columns: tuple[tuple[int, Convert], ...]) -> Row:
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
