"""The real servers of the tests are private to a worker, and gone with whoever started them."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest
import redis

from tests import servers

#: Start both servers, say their process ids, and wait to be killed.
STARTER = """
import time
from tests import servers
started = [servers.postgres(), servers.redis_server()]
print(*(server.process.pid for server in started), *(s.folder for s in started), flush=True)
time.sleep(60)
"""


def test_each_worker_has_a_database_of_its_own(postgres_url: str, postgres_server: str) -> None:
    other = servers.new_database(postgres_server)
    with psycopg.connect(postgres_url.replace("+psycopg", "")) as mine:
        mine.execute("CREATE TABLE only_here (id int)")
    with psycopg.connect(other.replace("+psycopg", "")) as theirs, pytest.raises(psycopg.Error):
        theirs.execute("SELECT * FROM only_here")


def test_a_new_database_can_be_a_copy(postgres_server: str) -> None:
    first = servers.new_database(postgres_server)
    with psycopg.connect(first.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute("CREATE TABLE counted AS SELECT 7 AS n")
    copy = servers.new_database(postgres_server, template=first.rpartition("/")[2])
    with psycopg.connect(copy.replace("+psycopg", "")) as connection:
        assert connection.execute("SELECT n FROM counted").fetchone() == (7,)


def test_redis_hears_what_another_client_says(redis_url: str) -> None:
    client = redis.Redis.from_url(redis_url, socket_timeout=60)
    with client.pubsub(ignore_subscribe_messages=True) as heard:
        heard.subscribe("bell")
        heard.get_message(timeout=60)
        assert client.publish("bell", "ding") == 1
        message = heard.get_message(timeout=60)
    assert message is not None
    assert message["data"] == b"ding"


def test_the_servers_end_with_tests_that_are_killed_outright() -> None:
    command = [sys.executable, "-c", STARTER]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as starter:
        assert starter.stdout is not None
        words = starter.stdout.readline().split()
        starter.kill()
    for folder in words[2:]:
        shutil.rmtree(folder, ignore_errors=True)  # nobody was left to do it
    assert [_gone(int(process)) for process in words[:2]] == [True, True]


def _gone(process: int) -> bool:
    """Whether the process ends within a minute."""
    for _ in range(1200):
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return True
        if Path(f"/proc/{process}/stat").read_text().split()[2] == "Z":
            return True
        time.sleep(0.05)
    os.kill(process, signal.SIGKILL)
    return False
