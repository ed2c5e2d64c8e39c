"""A mall of these tests' own, on both databases: what they change in the catalogue must not reach other tests."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from queue_app import clock, create_app, ids
from queue_app.catalogue.directory import forget
from queue_app.transaction import announced, database
from tests.conftest import MONDAY, config_of, still
from tests.make import headers
from tests.servers import new_database

Send = Callable[..., TestResponse]


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def _mall(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    folder = tmp_path_factory.mktemp("mall")
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("sqlite_template"), folder / "gmsc.db")
        made = create_app(config_of(folder))
    else:
        template = request.getfixturevalue("postgres_template").rpartition("/")[2]
        made = create_app(config_of(folder, new_database(request.getfixturevalue("postgres_server"), template)))
    yield made
    with made.app_context():
        database.engine.dispose()
    forget()


@pytest.fixture
def mall(_mall: Flask) -> Iterator[Flask]:
    """The application on Monday 09.00 WIB; what earlier tests of the file changed is still there."""
    clock.install(still(MONDAY))
    announced.clear()
    ids.install(ids.Keyring(_mall.extensions["config"].secret_key))
    forget()
    with _mall.app_context():
        yield _mall
        database.session.remove()
    clock.install(None)
    forget()


@pytest.fixture
def browser(mall: Flask) -> FlaskClient:
    """A browser without JavaScript."""
    return mall.test_client()


@pytest.fixture
def send(browser: FlaskClient) -> Send:
    """Post a form as an admin: `send("/admin/kalender", day="2026-12-24")`; files as `file=(stream, name)`."""
    bearer = headers("admin")

    def post(path: str, **form: object) -> TestResponse:
        return browser.post(path, data=form, headers=bearer)

    return post
