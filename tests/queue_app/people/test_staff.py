"""Staff: who is added, under which login, and what a person can do before setting a password: nothing."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from queue_app.errors import Invalid, Unknown
from queue_app.people import staff
from queue_app.people.models import AuditEntryRecord, StaffRecord
from tests.queue_app.people.make import NOW, RIGHT, guess, make_staff, writing


def add(session: Session, **more: object) -> tuple[StaffRecord, str]:
    values = {"site_id": 1, "name": "Budi", "login": "budi", "role": "counter", "at": NOW, "by": "staff:1", **more}
    return staff.add_staff(session, **values)


def test_a_new_person_has_no_password_and_cannot_sign_in(engine: Engine) -> None:
    with writing(engine) as session:
        person, _ = add(session)
        assert person.password_hash is None
    assert not any(guess(engine, "budi", password, NOW) for password in ("", "budi", "admin", RIGHT))


@pytest.mark.parametrize("login", ["budi", "BUDI", " Budi "])
def test_a_login_is_unique_whatever_its_case(session: Session, login: str) -> None:
    add(session)
    with pytest.raises(Invalid) as refused:
        add(session, login=login)
    assert refused.value.errors == [{"field": "login", "message": staff.LOGIN_TAKEN}]


def test_a_login_added_many_times_at_once_exists_once(engine: Engine) -> None:
    def one(_: int) -> bool:
        try:
            with writing(engine) as session:
                add(session)
        except Invalid:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(one, range(16))) == 1


@pytest.mark.parametrize("login", ["", "ab", "a b c", "-budi", "budi-", "a" * 33, "budi\x00", "büdi", "budi/../admin"])
def test_a_login_is_plain(session: Session, login: str) -> None:
    with pytest.raises(Invalid) as refused:
        add(session, login=login)
    assert refused.value.errors[0]["field"] == "login"


@pytest.mark.parametrize("name", ["", "   ", "x" * 81, "Budi\x00", "Budi\u202egnp"])
def test_a_name_is_printable_and_short(session: Session, name: str) -> None:
    with pytest.raises(Invalid) as refused:
        add(session, name=name)
    assert refused.value.errors[0]["field"] == "name"


@pytest.mark.parametrize("role", ["", "root", "kiosk", "public", "citizen"])
def test_a_person_has_a_role_of_people(session: Session, role: str) -> None:
    with pytest.raises(Invalid) as refused:
        add(session, role=role)
    assert refused.value.errors[0]["field"] == "role"


def test_a_suggested_login_is_free_and_plain(session: Session) -> None:
    assert staff.suggest_login(session, "Siti Nur Aminah, S.Kom.") == "siti.nur.aminah.s.kom"
    add(session, login="budi.santoso")
    assert staff.suggest_login(session, "Budi Santoso") == "budi.santoso2"
    for name in ("Ü", "", "ꦧꦸꦢꦶ", "x" * 90):
        add(session, login=staff.suggest_login(session, name))


def test_somebody_who_left_is_unknown_but_stays_on_record(session: Session) -> None:
    person, _ = add(session)
    staff.deactivate_staff(session, person, at=NOW, by="staff:1")
    with pytest.raises(Unknown):
        staff.find_staff(session, person.id)
    assert session.get(StaffRecord, person.id) is person


def test_the_own_page_names_the_counter(session: Session) -> None:
    person = make_staff(session, counter_id=2)
    assert staff.profile(session, person.id) == staff.Profile("Siti Aminah", "siti.aminah", "counter", "Loket 2")
    staff.place_staff(session, person, by="staff:1")
    assert staff.profile(session, person.id).counter is None


def test_every_act_on_a_person_is_in_the_audit_trail(session: Session) -> None:
    person = make_staff(session)
    staff.place_staff(session, person, counter_id=1, by="staff:9")
    staff.deactivate_staff(session, person, at=NOW, by="staff:9")
    session.flush()
    entries = session.scalars(select(AuditEntryRecord).order_by(AuditEntryRecord.id)).all()
    assert [e.action for e in entries] == [
        "staff-added", "password-set", "signed-in", "staff-placed", "staff-deactivated",
    ]  # fmt: skip
    assert [e.by for e in entries] == ["system", f"staff:{person.id}", f"staff:{person.id}", "staff:9", "staff:9"]
    assert {e.subject for e in entries} == {f"staff:{person.id}"}
    assert "$argon2" not in str([e.data for e in entries])
