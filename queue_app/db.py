"""Floor: what every table is made of, and how each database is opened.

No Flask here: models are plain SQLAlchemy, usable with a bare Session. `Record.metadata` is the one schema that
Alembic compares with; the naming convention makes one history serve SQLite and PostgreSQL.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from functools import partial
from types import ModuleType
from typing import Any, cast

from sqlalchemy import JSON, BigInteger, DateTime, Engine, Integer, MetaData, NullPool, create_engine, event
from sqlalchemy.engine import Connection, Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, registry
from sqlalchemy.types import TypeDecorator

from queue_app.pool import FairPool
from queue_app.postgres import prepare_postgres
from queue_app.ready import send, tell

#: First SQLite without the WAL-reset corruption bug (trust.md 0.1).
SAFE_WAL = (3, 51, 3)

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

#: 64-bit keys on PostgreSQL; SQLite only auto-numbers plain INTEGER keys (which are 64-bit there).
BigKey = BigInteger().with_variant(Integer, "sqlite")


class UtcDateTime(TypeDecorator[datetime]):
    """The one time type: aware UTC in Python on both databases. Naive datetimes are refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("naive datetime: times come from clock.now()")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Record(DeclarativeBase):
    """Base of every mapped table."""

    registry = registry(
        metadata=MetaData(naming_convention=NAMING),
        type_annotation_map={
            datetime: UtcDateTime,
            dict[str, Any]: JSON,
            list[str]: JSON,
            list[dict[str, Any]]: JSON,
        },
    )


class ClockAnchor(Record):
    """Where simulated time starts; one row, so that every process and restart shows the same time."""

    __tablename__ = "clock_anchor"
    id: Mapped[int] = mapped_column(primary_key=True)
    start: Mapped[datetime]
    anchor: Mapped[datetime]
    speed: Mapped[float]


def sqlite_module() -> ModuleType:
    """The SQLite library to use: the packaged current one where it exists, else Python's own."""
    try:
        from pysqlite3 import dbapi2 as module
    except ImportError:
        import sqlite3 as module
    return cast(ModuleType, module)


def safe_wal() -> bool:
    """Whether the SQLite at hand may run in WAL mode; an older one must never."""
    return tuple(sqlite_module().sqlite_version_info) >= SAFE_WAL


#: To PostgreSQL, for the requests of one process. It has one interpreter, so more of them only wait for it, for each
#: other's rows and, as processes of PostgreSQL, for a processor.
CONNECTIONS = 5


def engine_options(url: str, connections: int = CONNECTIONS) -> dict[str, Any]:
    """Options for create_engine / Flask-SQLAlchemy, per database; `connections` at most to PostgreSQL."""
    if url.startswith("sqlite"):
        return {
            "module": sqlite_module(),
            "connect_args": {"check_same_thread": False, "timeout": 5},
            "hide_parameters": True,  # a log line that quotes a failed statement must not quote what it was about
            "pool_size": 8,
            "max_overflow": 24,
            "pool_use_lifo": True,  # the one used last has its pages and its statements still at hand
        }
    return {
        "hide_parameters": True,
        "poolclass": FairPool,
        "pool_size": connections,
        "max_overflow": 0,  # none is opened for a moment and closed again
        "pool_use_lifo": True,  # the one used last has its statements prepared
        "connect_args": {"connect_timeout": 5, **_lasting(f"-c lock_timeout={LOCKED_SECONDS}s")},
    }


#: Seconds that a request waits for what another one holds; then it is told to ask again (503). Transactions are short:
#: whoever holds something for so long is stuck, and five who wait for it would keep a whole process waiting.
LOCKED_SECONDS = 10
#: How soon the two ends of a lasting connection to PostgreSQL take the other for gone when it says nothing: the client
#: after 8 s and the server after 12, so that who holds a lock stops acting before the lock is given away. Less, and a
#: machine that is out of breath, or a switch that starts again, would cost a lead that nobody else could have. A
#: process that dies closes its connection, and that is noticed at once.
CLIENT_GIVES_UP, SERVER_GIVES_UP = 8, 12


def _keepalive(prefix: str, after: int) -> dict[str, int]:
    """Ask after a quarter of `after` seconds of silence, and so often that it ends with them; also count from what was
    sent and never received, for then nobody asks.
    """
    quarter = after // 4
    return {
        f"{prefix}keepalives_idle": quarter,
        f"{prefix}keepalives_interval": quarter,
        f"{prefix}keepalives_count": 3,
        "tcp_user_timeout": after * 1000,
    }


def unpooled(engine: Engine) -> Engine:
    """The same PostgreSQL database by connections that last and belong to who opened them, not to a pool: for holding
    a lock and for listening. Closing one ends it for the server as well.
    """
    options = {"connect_timeout": 3, **_lasting()}
    return create_engine(engine.url, poolclass=NullPool, connect_args=options)


def _lasting(more: str = "") -> dict[str, Any]:
    """What psycopg is told of a connection, and what PostgreSQL is asked of it (`more`)."""
    asked = " ".join(f"-c {name}={value}" for name, value in _keepalive("tcp_", SERVER_GIVES_UP).items())
    return {"options": f"{asked} -c timezone=UTC {more}".rstrip(), **_keepalive("", CLIENT_GIVES_UP)}


def prepare_engine(engine: Engine) -> None:
    """Attach the per-database rules to an engine: how PostgreSQL's connections are held (`postgres.py`), pragmas and
    explicit BEGIN for SQLite.

    SQLite's driver must not begin by itself: writers begin IMMEDIATE (a deferred transaction that writes later fails
    with busy-snapshot whatever the timeout, trust.md 0.2), readers begin deferred.
    """
    if engine.dialect.name != "sqlite":
        prepare_postgres(engine)
        return
    event.listen(engine, "connect", _open_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    for step, said in (("do_savepoint", "SAVEPOINT"), ("do_release_savepoint", "RELEASE")):
        setattr(engine.dialect, step, partial(_of_savepoint, said))


#: What a connection keeps of the file, in KiB. SQLite's own 2 MB hold no day of 20 000 tickets: 14 pages were read anew
#: for each number.
KEPT_KIB = 16_000


def _open_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None
    journal = "WAL" if safe_wal() else "DELETE"
    kept = f"cache_size=-{KEPT_KIB}"
    for pragma in ("busy_timeout=5000", "foreign_keys=ON", f"journal_mode={journal}", "synchronous=FULL", kept):
        connection.execute(f"PRAGMA {pragma}")


def _of_savepoint(said: str, connection: Connection, name: str) -> None:
    """As the dialect does it, without compiling a statement for each name: every writer has one (`commits.py`)."""
    tell(connection, f"{said} {name}")


def _begin_sqlite(connection: Connection) -> None:
    writing = connection.get_execution_options().get("writing", False)
    send(connection, "BEGIN IMMEDIATE" if writing else "BEGIN DEFERRED")


def in_check(column: str, values: Iterable[str]) -> str:
    """SQL text of a CHECK that a text column holds one of `values`."""
    return f"{column} IN ({', '.join(repr(str(value)) for value in values)})"
