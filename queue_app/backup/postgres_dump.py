"""PostgreSQL: dumped by `pg_dump -Fc` while others write; restored beside the database and renamed into its place."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, text
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from queue_app.apart import run_apart
from queue_app.backup.files import BackupFailed
from queue_app.db import engine_options

#: Where Debian keeps the programs of each version, for machines that have them on no PATH.
_DEBIAN = Path("/usr/lib/postgresql")
#: The database that one is connected to while another is renamed.
_MAINTENANCE = "postgres"


def copy(url: URL, into: Path) -> None:
    """Write one moment of a database into a new file. Raises BackupFailed, also when `pg_dump` is missing."""
    _run("pg_dump", url, "--format=custom", "--no-owner", "--no-privileges", f"--file={into}")


def stage(file: Path, url: URL) -> Engine:
    """A new database beside the one of `url`, filled from a backup. Raises BackupFailed."""
    fresh = url.set(database=f"{url.database}_restoring")
    with _maintaining(url) as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {_quoted(connection, fresh)}"))
        connection.execute(text(f"CREATE DATABASE {_quoted(connection, fresh)} TEMPLATE template0"))
    engine = create_engine(fresh, **engine_options("postgresql"))
    try:
        _run("pg_restore", fresh, "--exit-on-error", "--no-owner", "--no-privileges", str(file))
    except BackupFailed:
        drop_stage(engine)
        raise
    return engine


def drop_stage(staged: Engine) -> None:
    """Throw a staged database away."""
    staged.dispose()
    with _maintaining(staged.url) as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {_quoted(connection, staged.url)}"))


def put_in_place(staged: Engine, url: URL, aside: str) -> str | None:
    """Give the staged database the name of `url`; answers under which name what had it is kept. One transaction."""
    staged.dispose()
    kept = url.set(database=f"{url.database}_{aside}"[:63])
    with _maintaining(url, autocommit=False) as connection:
        there = _exists(connection, url)
        if there:
            _rename(connection, url, kept)
        _rename(connection, staged.url, url)
    return kept.database if there else None


@contextmanager
def nobody_else(url: URL, _data_dir: Path) -> Iterator[None]:
    """Raises BackupFailed when somebody is connected to the database; the rename itself refuses later comers."""
    asked = text("SELECT count(*) FROM pg_stat_activity WHERE datname = :name")
    with _maintaining(url) as connection:
        others = connection.execute(asked, {"name": url.database}).scalar_one()
    if others:
        raise BackupFailed(f"{url.database} sedang dipakai oleh {others} sambungan: hentikan server dahulu")
    yield


def exists(url: URL) -> bool:
    """Whether there is a database of this name."""
    with _maintaining(url) as connection:
        return _exists(connection, url)


def _exists(connection: Connection, url: URL) -> bool:
    asked = text("SELECT count(*) FROM pg_database WHERE datname = :name")
    return bool(connection.execute(asked, {"name": url.database}).scalar_one())


def _rename(connection: Connection, url: URL, to: URL) -> None:
    connection.execute(text(f"ALTER DATABASE {_quoted(connection, url)} RENAME TO {_quoted(connection, to)}"))


def _quoted(connection: Connection, url: URL) -> str:
    return connection.dialect.identifier_preparer.quote_identifier(url.database or "")


@contextmanager
def _maintaining(url: URL, *, autocommit: bool = True) -> Iterator[Connection]:
    """A connection from which databases are made and renamed. Raises BackupFailed for what PostgreSQL refuses."""
    level = "AUTOCOMMIT" if autocommit else "READ COMMITTED"
    engine = create_engine(url.set(database=_MAINTENANCE), isolation_level=level, **engine_options("postgresql"))
    try:
        with engine.begin() as connection:
            yield connection
    except OperationalError as error:
        raise BackupFailed(f"PostgreSQL: {_first_line(str(error.orig))}") from error
    except SQLAlchemyError as error:
        why = _first_line(str(getattr(error, "orig", error)))
        raise BackupFailed(f"PostgreSQL menolak (perannya memerlukan CREATEDB dan basis data itu): {why}") from error
    finally:
        engine.dispose()


def _run(program: str, url: URL, *arguments: str) -> None:
    """Run a program of PostgreSQL on a database; the password reaches it in a file, never on the command line."""
    with tempfile.TemporaryDirectory() as folder:
        secret = Path(folder) / "pgpass"
        secret.touch(mode=0o600)
        password = (url.password or "").replace("\\", "\\\\").replace(":", "\\:")
        secret.write_text(f"*:*:*:*:{password}\n", encoding="utf-8")
        plain = url.set(drivername="postgresql", password=None)
        if url.password:
            plain = plain.update_query_dict({"passfile": str(secret)})
        where = f"--dbname={plain.render_as_string(hide_password=False)}"
        status, _, wrong = run_apart([_program(program), where, *arguments])
    if status != 0:
        raise BackupFailed(f"{program}: {_first_line(wrong)}")


def _program(name: str) -> str:
    """The program's path: on the PATH, else Debian's newest. Raises BackupFailed when there is none."""
    debian = sorted(_DEBIAN.glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3]))
    found = shutil.which(name) or (str(debian[-1]) if debian else None)
    if found is None:
        raise BackupFailed(f"{name} belum terpasang: apt-get install postgresql-client")
    return found


def _first_line(words: str) -> str:
    return next((line.strip() for line in words.splitlines() if line.strip()), "no reason given")
