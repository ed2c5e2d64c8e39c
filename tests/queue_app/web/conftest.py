"""A small app that wires the tools and has one view for each thing they promise."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from config import Config
from queue_app import ids
from queue_app.people import passwords, sign_in
from queue_app.people.tokens import create_token
from queue_app.web.setup import install_web
from tests.queue_app.people.make import NOW, make_database, make_staff, open_database, writing
from tests.queue_app.web.views import door

TEMPLATES = Path(__file__).parents[3] / "queue_app"


def make_config(folder: Path, **settings: str) -> Config:
    return Config.from_env({"DATA_DIR": str(folder), "RATE_LIMITS": "off", **settings})


def make_app(engine: Engine, config: Config) -> Flask:
    ids.install(ids.Keyring(config.secret_key))
    app = Flask("queue_app", root_path=str(TEMPLATES))

    @contextmanager
    def reading() -> Iterator[Session]:
        with Session(engine) as session:
            yield session

    app.extensions["reading"] = reading
    install_web(app, config)
    app.register_blueprint(door)
    return app


@pytest.fixture(autouse=True)
def quick_hashing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=256, parallelism=1))


@pytest.fixture(scope="session")
def database_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with one site, made once and copied per test."""
    file = tmp_path_factory.mktemp("template") / "web.db"
    make_database(f"sqlite:///{file}").dispose()
    return file


@pytest.fixture
def engine(database_file: Path, tmp_path: Path) -> Iterator[Engine]:
    shutil.copy(database_file, tmp_path / "web.db")
    made = open_database(f"sqlite:///{tmp_path / 'web.db'}")
    yield made
    made.dispose()


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return make_config(tmp_path)


@pytest.fixture
def tiny(engine: Engine, config: Config) -> Flask:
    return make_app(engine, config)


@pytest.fixture
def client(tiny: Flask) -> FlaskClient:
    return tiny.test_client()


@pytest.fixture
def bearer(engine: Engine, tiny: Flask):
    """bearer(role, …) → headers of a fresh token of that role."""

    def headers(role: str, **bounds: int) -> dict[str, str]:
        with writing(engine) as session:
            shown = create_token(session, site_id=1, name=role, role=role, by="system", **bounds)
        return {"Authorization": f"Bearer {shown}"}

    return headers


@pytest.fixture
def signed_in(engine: Engine, tiny: Flask):
    """signed_in(role) → a client with the cookie of a fresh sign-in of a fresh person."""

    def client_of(role: str, login: str | None = None) -> FlaskClient:
        from queue_app import clock

        with writing(engine) as session:
            person = make_staff(session, login or f"orang.{role}", role)
            begun = sign_in.start_sign_in(session, person, at=clock.real_now())
        client = tiny.test_client()
        client.get(f"/test/sign-in/{begun.sign_in_id}")
        return client

    return client_of


__all__ = ["NOW", "make_app", "make_config"]
