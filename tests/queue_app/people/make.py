"""Small makers: a database of its own, a site with two halls and three counters, people with passwords."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import cache

from sqlalchemy import Engine, create_engine
from sqlalchemy.orm import Session

from queue_app.catalogue import models as catalogue
from queue_app.db import Record, engine_options, prepare_engine
from queue_app.people import passwords, sign_in, staff
from queue_app.people.models import StaffRecord

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
RIGHT = "sawah hijau kereta malam"
WRONG = "sawah kering kereta pagi"


def minutes(n: float) -> timedelta:
    return timedelta(minutes=n)


def open_database(url: str) -> Engine:
    engine = create_engine(url, **engine_options(url))
    prepare_engine(engine)
    return engine


def make_database(url: str) -> Engine:
    engine = open_database(url)
    Record.metadata.create_all(engine)
    with writing(engine) as session:
        make_site(session)
    return engine


def make_site(session: Session, code: str = "mojokerto") -> int:
    """Two halls and two agencies; counters 1 and 2 of the first agency, 3 of the second in the other hall."""
    site = catalogue.SiteRecord(
        code=code, name="MPP Gajah Mada", short_name="MPP Gajah Mada", owner="Kota Mojokerto",
        address="Jalan Gajah Mada 100", tz_name="Asia/Jakarta",
    )  # fmt: skip
    session.add(site)
    session.flush()
    halls = [catalogue.HallRecord(site_id=site.id, code=c, name=c, floor="2") for c in ("L2", "L3")]
    agencies = [
        catalogue.AgencyRecord(
            site_id=site.id, code=c, name=c, short_name=c, category="kota", source_url="", certainty="verified",
            hours_certainty="verified",
        )
        for c in ("dukcapil", "samsat")
    ]  # fmt: skip
    session.add_all([*halls, *agencies])
    session.flush()
    places = [(halls[0], agencies[0]), (halls[0], agencies[0]), (halls[1], agencies[1])]
    session.add_all(
        catalogue.CounterRecord(
            site_id=site.id, hall_id=hall.id, agency_id=agency.id, code=f"L0{n}", number=n, name=f"Loket {n}"
        )
        for n, (hall, agency) in enumerate(places, 1)
    )
    session.flush()
    return site.id


@cache
def hash_of(password: str) -> passwords.PasswordHash:
    return passwords.new_password(password, password, login="siapa")


def make_staff(session: Session, login: str = "siti.aminah", role: str = "counter", **more: object) -> StaffRecord:
    """A person who has already set the password RIGHT."""
    values = {"site_id": 1, "name": "Siti Aminah", "at": NOW, "by": "system", **more}
    row, token = staff.add_staff(session, login=login, role=role, **values)
    staff.set_password(session, token, hash_of(RIGHT), at=NOW)
    return row


def guess(engine: Engine, login: str, password: str, at: datetime, known: tuple[int, ...] = ()) -> bool:
    """One whole try to sign in, as the account door does it; False when refused."""
    with writing(engine) as session:
        attempt = sign_in.open_attempt(session, login, known=known, at=at)
    try:
        proved = sign_in.check(attempt, password)
    except sign_in.SignInRefused:
        return False
    with writing(engine) as session:
        sign_in.sign_in(session, proved, at=at)
    return True


@contextmanager
def writing(engine: Engine) -> Iterator[Session]:
    """A write transaction as the product opens them, committed at the end."""
    with Session(engine, expire_on_commit=False) as session:
        session.connection(execution_options={"writing": True})
        yield session
        session.commit()
