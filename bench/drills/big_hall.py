"""A hall whose server is all of `deploy/`: two `web`, two `live` and `jobs` behind nginx, over PostgreSQL and Redis."""

from __future__ import annotations

from contextlib import ExitStack
from urllib.parse import urlsplit

from bench.drills.hall import Hall, a_hall
from bench.parts import PARTS
from tests import servers
from tests.deployed import Deployed, deployed


def a_big_hall(stack: ExitStack) -> tuple[Hall, Deployed]:
    """Furnished and running until the stack ends; people outside come through nginx. Raises servers.NotHere."""
    database = servers.postgres()
    stack.callback(database.stop)
    processes = str(len(PARTS))
    hall = stack.enter_context(a_hall(postgres=database.url, TRUSTED_PROXIES="1", SERVER_PROCESSES=processes))
    folder = hall.folder / "parts"
    folder.mkdir()
    made = stack.enter_context(deployed(folder, hall.env, PARTS, tls=False))
    hall.env["PORT"] = str(urlsplit(made.url).port)
    return hall, made
