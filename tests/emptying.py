"""One database for all tests of a worker: what happened is forgotten between them, the catalogue stays."""

from __future__ import annotations

import dataclasses
import re

from sqlalchemy import Engine, Table, delete, event, exists, func, select, text
from sqlalchemy.orm import Session

from queue_app.catalogue import directory as catalogue
from queue_app.catalogue.models import CatalogueChangeRecord
from queue_app.db import Record
from queue_app.line import lately
from queue_app.transaction import transaction
from tests.history import open_to_change

#: What `empty` keeps.
CATALOGUE = {
    "sites",
    "halls",
    "agencies",
    "lines",
    "services",
    "service_standards",
    "counters",
    "counter_services",
    "opening_hours",
    "closures",
    "occasions",
    "catalogue_changes",
}

#: Statements that changed a catalogue since `empty` looked: what the process holds of it is dropped only then, for
#: reading a catalogue again costs more than most tests.
_touched: list[str] = []
_CHANGE = re.compile(rf'\s*(INSERT INTO|UPDATE|DELETE FROM)\s+"?({"|".join(CATALOGUE)})\b', re.IGNORECASE)


@event.listens_for(Engine, "before_cursor_execute")
def _note_change(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
    if _CHANGE.match(statement):
        _touched.append(statement)


def empty() -> None:
    """Forget everything that happened; the catalogue stays."""
    grown = [table for table in reversed(Record.metadata.sorted_tables) if table.name not in CATALOGUE]
    with transaction() as session:
        empty_tables(session, grown)
        _forget_edits(session)
    _recall()


def _forget_edits(session: Session) -> None:
    """Of a catalogue that was edited and put back only its first loading stays: what counters did before the last edit
    is judged by nobody, and a command puts it back at the machine's own time, which is past that of the tests.
    """
    first = select(func.min(CatalogueChangeRecord.id)).scalar_subquery()
    later = CatalogueChangeRecord.id > first
    if session.scalar(select(exists().where(later))):
        with open_to_change(session):
            session.execute(delete(CatalogueChangeRecord).where(later))


def empty_tables(session: Session, tables: list[Table]) -> None:
    """Delete all rows of these tables, named in the order in which nothing stands in the way, and count from one."""
    held = _holding_rows(session, tables)
    if held:
        with open_to_change(session):
            _delete(session, held)
    if session.get_bind().dialect.name == "postgresql":
        _count_from_one(session, tables)


def _recall() -> None:
    """Keep the catalogues that nothing has changed, as other objects: what is known of the old ones goes with them."""
    kept = {} if _touched else {engine: dict(sites) for engine, sites in catalogue._held.items()}
    _touched.clear()
    catalogue.forget()
    lately.forget()
    for engine, sites in kept.items():
        anew = {id(one): dataclasses.replace(one) for _at, one in sites.values()}
        catalogue._held[engine] = {name: (at, anew[id(one)]) for name, (at, one) in sites.items()}


def _holding_rows(session: Session, tables: list[Table]) -> list[str]:
    """Which of them hold any: asking all at once costs less than emptying one."""
    asked = " UNION ALL ".join(f"SELECT '{t.name}' WHERE EXISTS (SELECT 1 FROM {t.name})" for t in tables)
    held = {row[0] for row in session.execute(text(asked))}
    return [table.name for table in tables if table.name in held]


def _delete(session: Session, names: list[str]) -> None:
    """Few rows each: TRUNCATE, which makes new files for each table and index, takes longer."""
    for name in names:
        session.execute(text(f"DELETE FROM {name}"))


def _count_from_one(session: Session, grown: list[Table]) -> None:
    numbered = [(table.name, table.autoincrement_column) for table in grown]
    again = [
        f"setval(pg_get_serial_sequence('{name}', '{key.name}'), 1, false)" for name, key in numbered if key is not None
    ]
    session.execute(text(f"SELECT {', '.join(again)}"))
