"""Machinery: begin → verb → consequences → commit → announce. The only place that commits.

    with transaction() as session:
        calling.call_next(session, house, counter, by="staff:7")

A block like this does four things when it ends: it writes the rows that follow from each event the verb recorded (the
table in `consequences.py`), commits once, wakes the live feeds, and returns. An exception in the block undoes all of
it. For pages that only read there are `reading()` and, for one short question, `glancing()`. All three hand out a plain
SQLAlchemy session.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask, current_app
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session as DatabaseSession
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session

from queue_app import consequences
from queue_app.catalogue import directory as catalogue
from queue_app.commits import Commits, OwnCommits, SharedCommits
from queue_app.db import Record, engine_options, prepare_engine
from queue_app.errors import Refused
from queue_app.line import crowd, lately
from queue_app.line.events import Event
from queue_app.line.refusals import AlreadyActive, CounterBusy
from queue_app.ready import AT_HAND, AtHand
from survey.consultation import AlreadyAnAction
from survey.imports import ImportedBefore

log = logging.getLogger("gmsc")


class OfOneDatabase(DatabaseSession):
    """A session that looks its engine up once, and joins the transaction of `transaction()` when it is asked something.

    Flask-SQLAlchemy asks for each statement which database it is meant for; here there is only one, and the question
    took a noticeable part of giving out a number.
    """

    _engine: Engine | None = None

    def in_transaction(self) -> bool:
        """Also in one of a connection's own, which the session has not joined yet (see `transaction`)."""
        return self.info.get(AT_HAND) is not None or super().in_transaction()

    def rollback(self) -> None:
        """Take everything back, also what was done in a transaction that the session has not joined."""
        super().rollback()
        if (hand := self.info.get(AT_HAND)) is not None:
            hand.undo()

    def get_bind(self, mapper: Any = None, clause: Any = None, bind: Any = None, **more: Any) -> Engine | Connection:
        """The connection of the transaction under way, else the engine, whoever asks; a `bind` that is given stays."""
        if isinstance(bind, Engine | Connection):
            return bind
        if (hand := self.info.get(AT_HAND)) is not None:
            return hand.connection  # type: ignore[no-any-return]
        if self._engine is None:
            self._engine = self._db.engine
        return self._engine


database = SQLAlchemy(
    model_class=Record, session_options={"class_": OfOneDatabase, "expire_on_commit": False, "autoflush": True}
)

#: Told after every commit that wrote events; `live` and `jobs` put their doorbells here.
announced: list[Callable[[list[Event]], None]] = []

#: Two people did the same at once, and a constraint of the database stopped the second: which refusal they are told.
#: PostgreSQL names the constraint, SQLite the column. It is the refusal that the check in the code would have given.
_CONSTRAINT_SAYS: dict[str, type[Refused]] = {
    "uq_tickets_active_device": AlreadyActive,
    "uq_tickets_active_phone": AlreadyActive,
    "tickets.device_digest": AlreadyActive,
    "tickets.phone_digest": AlreadyActive,
    "uq_tickets_open_at_counter": CounterBusy,
    "tickets.counter_id": CounterBusy,
    "uq_survey_imports_standing": ImportedBefore,
    "uq_survey_actions_commitment_id": AlreadyAnAction,
}


def install_database(app: Flask, url: str, connections: int) -> None:
    """Bind the database to the app: engine options, pragmas, writer queue. `connections`: see `db.engine_options`."""
    app.config["SQLALCHEMY_DATABASE_URI"] = url
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = engine_options(url, connections)
    database.init_app(app)
    with app.app_context():
        prepare_engine(database.engine)
    #: Writers of SQLite take turns, for its own busy handler is none (perf.md B2); PostgreSQL has many writers.
    app.extensions["commits"] = SharedCommits() if url.startswith("sqlite") else OwnCommits()


@contextmanager
def transaction() -> Iterator[Session]:
    """One short write transaction: what the block did and what follows from it is committed whole or not at all.

    On SQLite writers wait here for each other and may share a commit (`commits.py`), so do nothing slow inside (no
    network, no PDF). Raises a Refused instead of IntegrityError when a race was lost (`_CONSTRAINT_SAYS`).

    The transaction belongs to the connection. The session only joins it when something is asked of the session itself:
    the hottest verbs use the connection directly (`ready.py`), and a session's transaction costs more than all their
    statements.
    """
    session = database.session()
    _let_go(session)
    events: list[Event] = []
    commits: Commits = current_app.extensions["commits"]
    try:
        with commits.writing(session.get_bind().engine) as hand:
            session.info.update({AT_HAND: hand, "events": events})
            try:
                yield session
                for event in events:
                    consequences.write_rows(session, event)
                if session.get_transaction() is not None:
                    session.commit()  # what the ORM still holds, to the connection; lasting when this block is left
                if catalogue.CHANGED in session.info:
                    hand.then = catalogue.forget
            finally:
                _let_go(session)
    except IntegrityError as error:
        raise _refusal_of(error) from error
    except DBAPIError:
        _forget()  # what was remembered of it may never have been
        raise
    if events:
        _announce(events)


def _let_go(session: Session) -> None:
    """Let the session be in no transaction any more, whoever began it."""
    session.info.pop("events", None)
    session.info.pop(catalogue.CHANGED, None)
    session.info.pop(AT_HAND, None)
    try:
        session.rollback()
    except DBAPIError:  # the database has taken everything back by itself, or is away
        session.close()


def _forget() -> None:
    """Remember nothing that was read while somebody wrote."""
    catalogue.forget()
    crowd.forget()
    lately.forget()


def _announce(events: list[Event]) -> None:
    """Wake whoever listens to commits. A listener that fails is logged only: the commit has happened, and an error here
    would tell the caller that it had not.
    """
    for tell in announced:
        try:
            tell(events)
        except Exception:
            log.exception("a doorbell failed after a commit; its timer will find the events")


@contextmanager
def reading() -> Iterator[Session]:
    """A session for reading; its transaction ends with the block, so that nothing stays open while a page is sent.

    Inside a transaction it reads what that transaction sees, and leaves it open.
    """
    session = database.session()
    if _within(session):
        yield session
        return
    session.info[AT_HAND] = None
    try:
        yield session
    finally:
        session.info.pop(AT_HAND, None)
        session.rollback()


@contextmanager
def glancing() -> Iterator[Session]:
    """As `reading`, for one short question, such as who is asking: on PostgreSQL without the BEGIN and ROLLBACK that
    would travel with it. Several statements would not see one moment; nor do they in `reading`, unless it is told to.
    """
    within = _within(database.session())
    with reading() as session:
        if within or session.get_bind().dialect.name == "sqlite":
            yield session
            return
        session.info[AT_HAND] = hand = AtHand(session.connection())
        hand.driver.begins = False
        try:
            yield session
        finally:
            hand.driver.begins = True


def _within(session: Session) -> bool:
    """Whether something is being read or written with this session."""
    return AT_HAND in session.info or session.in_transaction()


def _refusal_of(error: IntegrityError) -> Exception:
    message = str(error.orig)
    for name, refusal in _CONSTRAINT_SAYS.items():
        if name in message:
            return refusal(number="", state="")
    return error
