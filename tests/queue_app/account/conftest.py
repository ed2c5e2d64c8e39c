"""The real app on SQLite, without a context pushed around its requests (each request has its own `g`, as served)."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from queue_app import clock, create_app, ids
from queue_app.catalogue.directory import directory
from queue_app.people import passwords, staff
from queue_app.transaction import announced, database, reading, transaction
from tests.conftest import config_of
from tests.emptying import empty
from tests.queue_app.people.make import RIGHT, hash_of


@pytest.fixture(autouse=True)
def quick_hashing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=256, parallelism=1))


@pytest.fixture(scope="session")
def account_app(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """One application for all of them: making one takes longer than most tests."""
    folder = tmp_path_factory.mktemp("account")
    shutil.copy(sqlite_template, folder / "gmsc.db")
    return create_app(config_of(folder))


@pytest.fixture
def app(account_app: Flask) -> Flask:
    """The application, in which nothing has happened yet."""
    announced.clear()
    ids.install(ids.Keyring(account_app.extensions["config"].secret_key))
    with account_app.app_context():
        empty()
        database.session.remove()
    return account_app


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def do(app: Flask):
    """do(verb) → what the verb returns, run with a session in a transaction of its own."""

    def run(verb: Callable[[Session], object]) -> object:
        with app.app_context(), transaction() as session:
            return verb(session)

    return run


@pytest.fixture
def see(app: Flask):
    """see(read) → what it reads."""

    def run(read: Callable[[Session], object]) -> object:
        with app.app_context(), reading() as session:
            return read(session)

    return run


@pytest.fixture
def person(do):
    """person(role, login, counter=…) → id of a new person with the password RIGHT."""

    def make(role: str = "counter", login: str = "siti.aminah", counter: str | None = None) -> int:
        def add(session: Session) -> int:
            house = directory(session)
            row, token = staff.add_staff(
                session,
                site_id=house.site.id,
                name="Siti Aminah",
                login=login,
                role=role,
                at=clock.real_now(),
                by="system",
                counter_id=house.counter(counter).id if counter else None,
            )
            staff.set_password(session, token, hash_of(RIGHT), at=clock.real_now())
            return row.id

        return do(add)

    return make
