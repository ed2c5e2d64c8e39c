"""Machinery: check that the database at hand still has every constraint of the design, and nothing beside it.

A dump restored without its indexes, or a column added by hand, breaks no row today and every promise tomorrow.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from sqlalchemy import Inspector, Table, UniqueConstraint, inspect, text
from sqlalchemy.orm import Session

from queue_app.db import Record
from queue_app.schema import standing_at
from queue_app.violations import Violation

#: What is only ever added to; the guards by which the database refuses anything else (migration 0012).
RECORDED = ("ticket_events", "audit_entries")
_GUARDS = {f"{table}_no_{act}" for table in RECORDED for act in ("update", "delete")}

#: Alembic's own.
_BESIDE = {"alembic_version"}


def schema_violations(session: Session) -> Iterator[Violation]:
    """Every unique constraint, unique index and primary key that is missing, and every column that is too many.

    A later version of the program may have added to the database: what this one does not know is then no violation.
    """
    real = Real(inspect(session.connection()))
    for table in Record.metadata.sorted_tables:
        if table.name not in real.columns:
            yield Violation("schema", "the table is missing", table.name)
        else:
            yield from _missing_from(real, table)
    for guard in sorted(_GUARDS - _guards_of(session)):
        yield Violation("schema", f"the trigger {guard} is missing: what is recorded can be rewritten", guard)
    beside = list(_beside_the_design(real))
    if beside and not standing_at(session.connection()).newer:
        yield from beside


def _beside_the_design(real: Real) -> Iterator[Violation]:
    for table in Record.metadata.sorted_tables:
        for name in sorted(real.columns.get(table.name, set()) - set(table.columns.keys())):
            yield Violation("schema", f"column {name} is too many", table.name)
    for name in sorted(real.columns.keys() - set(Record.metadata.tables) - _BESIDE):
        yield Violation("schema", "a table that is not in the design", name)


def _guards_of(session: Session) -> set[str]:
    """The triggers that are there and work."""
    if session.get_bind().dialect.name == "postgresql":
        query = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"
    else:
        query = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    return set(session.scalars(text(query)))


class Real:
    """What the database itself says, read once: table → columns, primary key, and what is unique together."""

    def __init__(self, asked: Inspector) -> None:
        self.columns = {name: {c["name"] for c in held} for (_, name), held in asked.get_multi_columns().items()}
        self.keys = {
            name: set(held["constrained_columns"])
            for (_, name), held in asked.get_multi_pk_constraint().items()
            if held
        }
        self.unique: dict[str, set[frozenset[str]]] = defaultdict(set)
        self.indexes: set[str | None] = set()
        for (_, name), constraints in asked.get_multi_unique_constraints().items():
            self.unique[name] |= {frozenset(one["column_names"]) for one in constraints}
        for (_, name), indexes in asked.get_multi_indexes().items():
            unique = [one for one in indexes if one["unique"]]
            self.indexes |= {one["name"] for one in unique}
            self.unique[name] |= {frozenset(str(c) for c in one["column_names"]) for one in unique}


def _missing_from(real: Real, table: Table) -> Iterator[Violation]:
    for constraint in table.constraints:
        together = frozenset(constraint.columns.keys()) if isinstance(constraint, UniqueConstraint) else None
        if together is not None and together not in real.unique[table.name]:
            yield Violation("schema", f"{sorted(together)} is not unique any more", table.name)
    for index in table.indexes:
        if index.unique and index.name not in real.indexes:
            yield Violation("schema", f"the unique index {index.name} is missing", table.name)
    if real.keys.get(table.name) != set(table.primary_key.columns.keys()):
        yield Violation("schema", f"the primary key is {sorted(real.keys.get(table.name, ()))}", table.name)
    for name in sorted(set(table.columns.keys()) - real.columns[table.name]):
        yield Violation("schema", f"column {name} is missing", table.name)
