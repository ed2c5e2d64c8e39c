"""One-time links: the only way to a first password; each works once, for a while."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Engine, inspect, select, text
from sqlalchemy.orm import Session

from queue_app.errors import Unknown
from queue_app.people import links, staff
from queue_app.people.links import LinkExpired, LinkUsed
from queue_app.people.models import OneTimeLinkRecord, StaffRecord
from tests.queue_app.people.make import NOW, RIGHT, hash_of, make_staff, minutes, writing


def first_admin(session: Session, token: str, login: str = "kepala") -> None:
    staff.start_first_admin(session, token, site_id=1, name="Kepala", login=login, password=hash_of(RIGHT), at=NOW)


def test_the_first_admin_link_is_renewed_until_somebody_uses_it(session: Session) -> None:
    first = links.first_admin_link(session, at=NOW)
    second = links.first_admin_link(session, at=NOW)
    assert first
    assert second
    with pytest.raises(Unknown):
        first_admin(session, first)
    first_admin(session, second)
    assert links.first_admin_link(session, at=NOW) is None


def test_a_first_admin_link_dies_when_there_is_an_admin(session: Session) -> None:
    token = links.first_admin_link(session, at=NOW)
    make_staff(session, "admin.lain", "admin")
    with pytest.raises(LinkUsed):
        first_admin(session, token or "")


def test_other_staff_do_not_end_the_first_admin_link(session: Session) -> None:
    make_staff(session, "petugas.satu", "counter")
    assert links.first_admin_link(session, at=NOW)


def test_looking_at_a_link_changes_nothing(session: Session) -> None:
    _, token = staff.add_staff(session, site_id=1, name="Budi", login="budi", role="counter", at=NOW, by="staff:1")
    for _ in range(3):
        assert links.open_link(session, token, at=NOW).login == "budi"
    staff.set_password(session, token, hash_of(RIGHT), at=NOW)


def test_a_link_works_once(session: Session) -> None:
    _, token = staff.add_staff(session, site_id=1, name="Budi", login="budi", role="counter", at=NOW, by="staff:1")
    staff.set_password(session, token, hash_of(RIGHT), at=NOW)
    with pytest.raises(LinkUsed):
        staff.set_password(session, token, hash_of(RIGHT), at=NOW)
    with pytest.raises(LinkUsed):
        links.open_link(session, token, at=NOW)


def test_a_link_posted_many_times_at_once_is_spent_once(engine: Engine) -> None:
    with writing(engine) as session:
        token = links.first_admin_link(session, at=NOW) or ""

    def post(n: int) -> bool:
        try:
            with writing(engine) as session:
                first_admin(session, token, f"kepala{n}")
        except LinkUsed:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(post, range(24))) == 1
    with Session(engine) as session:
        assert len(session.scalars(select(StaffRecord)).all()) == 1


def test_a_link_grows_old(session: Session) -> None:
    token = links.first_admin_link(session, at=NOW) or ""
    with pytest.raises(LinkExpired):
        links.open_link(session, token, at=NOW + minutes(30))
    with pytest.raises(LinkExpired):
        links.spend_link(session, token, at=NOW + minutes(30))
    assert links.open_link(session, token, at=NOW + minutes(29))


def test_a_new_link_for_a_person_ends_the_older_one(session: Session) -> None:
    person, older = staff.add_staff(session, site_id=1, name="Budi", login="budi", role="counter", at=NOW, by="staff:1")
    newer = links.password_link(session, person, at=NOW)
    with pytest.raises(Unknown):
        links.open_link(session, older, at=NOW)
    assert links.open_link(session, newer, at=NOW)


def test_a_link_of_somebody_who_left_does_not_work(session: Session) -> None:
    person, token = staff.add_staff(session, site_id=1, name="Budi", login="budi", role="counter", at=NOW, by="staff:1")
    staff.deactivate_staff(session, person, at=NOW, by="staff:1")
    with pytest.raises(Unknown):
        staff.set_password(session, token, hash_of(RIGHT), at=NOW)


def test_links_of_different_purpose_do_not_stand_in_for_each_other(session: Session) -> None:
    admins = links.first_admin_link(session, at=NOW) or ""
    _, persons = staff.add_staff(session, site_id=1, name="Budi", login="budi", role="counter", at=NOW, by="staff:1")
    with pytest.raises(Unknown):
        staff.set_password(session, admins, hash_of(RIGHT), at=NOW)
    with pytest.raises(Unknown):
        first_admin(session, persons)


def test_the_database_knows_no_link_bearer_or_password(engine: Engine) -> None:
    from queue_app.people.tokens import create_token

    with writing(engine) as session:
        _, link = staff.add_staff(session, site_id=1, name="Budi", login="budi", role="counter", at=NOW, by="staff:1")
        make_staff(session, "siti")
        bearer = create_token(session, site_id=1, name="TV", role="display", by="staff:1")
    with Session(engine) as session:
        tables = inspect(engine).get_table_names()
        kept = "".join(str(row) for table in tables for row in session.execute(text(f'SELECT * FROM "{table}"')).all())
    assert "budi" in kept
    assert not any(secret in kept for secret in (link, bearer, RIGHT))


def test_at_most_one_unused_first_admin_link_can_exist(engine: Engine) -> None:
    def row(digest: str) -> OneTimeLinkRecord:
        return OneTimeLinkRecord(digest=digest, staff_id=None, purpose="first-admin", expires_at=NOW, used_at=None)

    from sqlalchemy.exc import IntegrityError

    with writing(engine) as session:
        session.add(row("a"))
    with pytest.raises(IntegrityError), writing(engine) as session:
        session.add(row("b"))
