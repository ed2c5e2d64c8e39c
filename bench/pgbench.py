"""The bound behind PostgreSQL: a C program that sends the two statements of giving a number, and nothing else."""

from __future__ import annotations

import re
import subprocess
import tempfile
from pathlib import Path

import psycopg

from tests import servers

SCHEMA = """
CREATE TABLE raw_lines (line int PRIMARY KEY, ordinal int NOT NULL);
CREATE TABLE raw_tickets (key bigserial PRIMARY KEY, line int NOT NULL, day date NOT NULL, ordinal int NOT NULL,
  at timestamptz NOT NULL DEFAULT now(), UNIQUE (day, line, ordinal));
INSERT INTO raw_lines SELECT line, 0 FROM generate_series(1, 4) AS line;
"""
TAKE = """
\\set line random(1, 4)
BEGIN;
UPDATE raw_lines SET ordinal = ordinal + 1 WHERE line = :line RETURNING ordinal \\gset
INSERT INTO raw_tickets (line, day, ordinal) VALUES (:line, current_date, :ordinal);
COMMIT;
"""


class RawDatabase:
    """A database of its own in a running PostgreSQL. Raises servers.NotHere where there is no pgbench."""

    def __init__(self, server: str) -> None:
        self._program = servers.postgres_programs() / "pgbench"
        if not self._program.exists():
            raise servers.NotHere("no pgbench beside this PostgreSQL")
        self._url = servers.new_database(server).replace("+psycopg", "")
        with psycopg.connect(self._url) as connection:
            connection.execute(SCHEMA)

    def per_second(self, clients: int, seconds: float) -> float:
        """Transactions of so many connections, prepared, in whole seconds."""
        with tempfile.TemporaryDirectory(prefix="gmsc-pgbench-") as folder:
            script = Path(folder, "take.sql")
            script.write_text(TAKE)
            how = ["-n", "-M", "prepared", "-c", str(clients), "-j", str(min(clients, 2)), "-f", str(script)]
            command = [str(self._program), *how, "-T", str(max(round(seconds), 1)), self._url]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
        found = re.search(r"^tps = ([\d.]+)", done.stdout, re.MULTILINE)
        if done.returncode or found is None:
            raise RuntimeError(f"pgbench: {done.stderr[-1000:]}")
        return float(found[1])
