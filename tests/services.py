"""Pytest plugin: hands the tests real servers and a real browser.

One PostgreSQL and one Redis serve a whole run. Under xdist the controller starts them and tells the
workers where they are; each worker has a database and a Redis number of its own. Without xdist they
start on first use. What cannot run on this machine skips the tests that need it, with the reason;
`tests/gate.py` repeats the reason in its last lines.
"""

from __future__ import annotations

import functools
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests import browser, servers

#: What a worker is told of each server: {"url": …} or {"reason": …}.
Told = dict[str, str]


@functools.cache
def _started(start: Callable[[], servers.Server]) -> Told:
    try:
        return {"url": start().url}
    except servers.NotHere as reason:
        return {"reason": str(reason)}


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Tell a new xdist worker where the servers are, starting them for the first one."""
    node.workerinput["postgres"] = _started(servers.postgres)
    node.workerinput["redis"] = _started(servers.redis_server)


def _url(config: pytest.Config, name: str, start: Callable[[], servers.Server]) -> str:
    told = getattr(config, "workerinput", {}).get(name) or _started(start)
    if "reason" in told:
        pytest.skip(told["reason"])
    return str(told["url"])


@pytest.fixture(scope="session")
def postgres_server(pytestconfig: pytest.Config) -> str:
    """URL of the run's PostgreSQL; `servers.new_database(url)` makes another database in it."""
    return _url(pytestconfig, "postgres", servers.postgres)


@pytest.fixture(scope="session")
def postgres_url(postgres_server: str) -> str:
    """URL of a PostgreSQL database that this worker has to itself, empty when the run starts."""
    return servers.new_database(postgres_server)


@pytest.fixture(scope="session")
def redis_url(pytestconfig: pytest.Config) -> str:
    """URL of a Redis database number that this worker has to itself."""
    url = _url(pytestconfig, "redis", servers.redis_server)
    worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
    return f"{url.rpartition('/')[0]}/{worker}"


@pytest.fixture(scope="session")
def chromium_path() -> Path:
    """The browser for Playwright: `launch(executable_path=…, args=browser.ARGUMENTS)`."""
    try:
        return browser.chromium()
    except servers.NotHere as reason:
        pytest.skip(str(reason))
