"""Signing in: guessing is slow, a person is never shut out, and nothing tells whether a login exists."""

from __future__ import annotations

import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import argon2
import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from queue_app.people import passwords, sign_in, staff
from queue_app.people.models import AuditEntryRecord, StaffRecord
from tests.queue_app.people.make import NOW, RIGHT, WRONG, guess, hash_of, make_staff, minutes, writing

#: As the product hashes; the other tests use a quick one.
REAL_HASHER = passwords._hasher


@pytest.fixture
def siti(engine: Engine) -> int:
    with writing(engine) as session:
        return make_staff(session).id


def fail(engine: Engine, times: int, **more: object) -> None:
    for _ in range(times):
        assert not guess(engine, "siti.aminah", WRONG, more.pop("at", NOW), **more)


def row_of(engine: Engine, staff_id: int) -> StaffRecord:
    with Session(engine) as session:
        return session.get_one(StaffRecord, staff_id)


def test_the_right_password_signs_in_whatever_the_case_of_the_login(engine: Engine, siti: int) -> None:
    assert guess(engine, "  Siti.AMINAH ", RIGHT, NOW)


def test_the_refusal_is_one_sentence_for_every_reason(engine: Engine, siti: int) -> None:
    with writing(engine) as session:
        gone = make_staff(session, "sudah.pergi")
        staff.deactivate_staff(session, gone, at=NOW, by="staff:1")
        staff.add_staff(session, site_id=1, name="Baru", login="baru", role="counter", at=NOW, by="staff:1")
        waiting = make_staff(session, "menunggu")
        waiting.locked_until = NOW + minutes(1)
    said = set()
    for login, password in [
        ("tidak.ada", RIGHT), ("siti.aminah", WRONG), ("sudah.pergi", RIGHT), ("baru", RIGHT), ("menunggu", RIGHT),
        ("", ""), ("x" * 500, "y" * 5000),
    ]:  # fmt: skip
        with writing(engine) as session:
            attempt = sign_in.open_attempt(session, login, at=NOW)
        with pytest.raises(sign_in.SignInRefused) as refused:
            sign_in.check(attempt, password)
        said.add((str(refused.value), refused.value.status, refused.value.type))
    assert len(said) == 1


def test_an_unknown_login_takes_as_long_as_a_wrong_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "_hasher", REAL_HASHER)
    passwords._nobodys.cache_clear()
    kept = passwords.new_password(RIGHT, RIGHT, login="siti")

    def seconds(attempt: sign_in.Attempt) -> float:
        started = time.perf_counter()
        with pytest.raises(sign_in.SignInRefused):
            sign_in.check(attempt, WRONG)
        return time.perf_counter() - started

    unknown, wrong = sign_in.Attempt(), sign_in.Attempt(1, kept)
    seconds(unknown)
    pairs = [(seconds(unknown), seconds(wrong)) for _ in range(7)]
    ratio = statistics.median(a for a, _ in pairs) / statistics.median(b for _, b in pairs)
    assert 0.5 < ratio < 2


def test_five_failures_are_free_then_each_try_waits_twice_as_long_up_to_fifteen_minutes(
    engine: Engine, siti: int
) -> None:
    fail(engine, 5)
    at, waits = NOW, []
    for _ in range(9):
        until = row_of(engine, siti).locked_until
        assert until is not None
        waits.append((until - at).total_seconds())
        assert not guess(engine, "siti.aminah", RIGHT, until - timedelta(seconds=1)), "the wait holds"
        at = until
        assert not guess(engine, "siti.aminah", WRONG, at)
    assert waits == [30, 60, 120, 240, 480, 900, 900, 900, 900]


def test_after_the_wait_the_right_password_works_and_forgives(engine: Engine, siti: int) -> None:
    fail(engine, 5)
    assert not guess(engine, "siti.aminah", RIGHT, NOW)
    assert guess(engine, "siti.aminah", RIGHT, NOW + minutes(0.5))
    fail(engine, 4, at=NOW + minutes(1))
    assert guess(engine, "siti.aminah", RIGHT, NOW + minutes(1))


def test_of_a_thousand_guesses_in_a_minute_at_most_ten_are_evaluated(engine: Engine, siti: int) -> None:
    evaluated = 0
    for n in range(1000):
        with writing(engine) as session:
            attempt = sign_in.open_attempt(session, "siti.aminah", at=NOW + timedelta(milliseconds=60 * n))
        evaluated += attempt.password_hash is not None
    assert 5 <= evaluated <= 10
    assert guess(engine, "siti.aminah", RIGHT, NOW + minutes(20))


def test_guesses_posted_at_once_are_counted_one_by_one(engine: Engine, siti: int) -> None:
    def one(_: int) -> bool:
        with writing(engine) as session:
            return sign_in.open_attempt(session, "siti.aminah", at=NOW).password_hash is not None

    with ThreadPoolExecutor(8) as pool:
        evaluated = list(pool.map(one, range(40)))
    assert sum(evaluated) == 5


def test_a_strangers_guessing_does_not_keep_the_person_out_of_a_known_device(engine: Engine, siti: int) -> None:
    fail(engine, 12)
    assert not guess(engine, "siti.aminah", RIGHT, NOW)
    assert guess(engine, "siti.aminah", RIGHT, NOW, known=(siti,))


def test_guessing_from_a_known_device_is_delayed_too(engine: Engine, siti: int) -> None:
    fail(engine, 5, known=(siti,))
    assert not guess(engine, "siti.aminah", RIGHT, NOW, known=(siti,))
    assert guess(engine, "siti.aminah", RIGHT, NOW + minutes(0.5), known=(siti,))


def test_a_delay_is_in_the_audit_trail_once(engine: Engine, siti: int) -> None:
    fail(engine, 8)
    with Session(engine) as session:
        found = session.scalars(select(AuditEntryRecord).where(AuditEntryRecord.action == "sign-in-delayed")).all()
    assert [entry.subject for entry in found] == [f"staff:{siti}"]


def start(engine: Engine, staff_id: int) -> sign_in.SignInId:
    with writing(engine) as session:
        return sign_in.sign_in(session, sign_in.Proved(staff_id), at=NOW).sign_in_id


def actor_of(engine: Engine, sign_in_id: int, at=NOW) -> str | None:
    with Session(engine) as session:
        actor = sign_in.signed_in_actor(session, sign_in_id, at=at)
    return actor.label if actor else None


def test_a_sign_in_lasts_twelve_hours_at_most(engine: Engine, siti: int) -> None:
    one = start(engine, siti)
    assert actor_of(engine, one, NOW + timedelta(hours=11, minutes=59)) == f"staff:{siti}"
    assert actor_of(engine, one, NOW + timedelta(hours=12)) is None


def test_signing_out_ends_one_browser_only(engine: Engine, siti: int) -> None:
    one, other = start(engine, siti), start(engine, siti)
    with writing(engine) as session:
        sign_in.end_sign_in(session, one, at=NOW)
    assert (actor_of(engine, one), actor_of(engine, other)) == (None, f"staff:{siti}")


@pytest.mark.parametrize("way", ["everywhere", "password", "deactivated"])
def test_these_end_every_sign_in(engine: Engine, siti: int, way: str) -> None:
    both = start(engine, siti), start(engine, siti)
    with writing(engine) as session:
        if way == "everywhere":
            sign_in.sign_out_everywhere(session, siti, at=NOW)
        elif way == "password":
            staff.change_password(session, siti, hash_of(RIGHT), at=NOW)
        else:
            staff.deactivate_staff(session, staff.find_staff(session, siti), at=NOW, by="staff:1")
    assert [actor_of(engine, one) for one in both] == [None, None]


def test_a_person_deactivated_between_password_and_sign_in_stays_out(engine: Engine, siti: int) -> None:
    with writing(engine) as session:
        staff.deactivate_staff(session, staff.find_staff(session, siti), at=NOW, by="staff:1")
    with writing(engine) as session, pytest.raises(sign_in.SignInRefused):
        sign_in.sign_in(session, sign_in.Proved(siti), at=NOW)


def test_a_hash_with_old_parameters_is_renewed_at_sign_in(engine: Engine, siti: int) -> None:
    weak = argon2.PasswordHasher(time_cost=1, memory_cost=16, parallelism=1).hash(RIGHT)
    with writing(engine) as session:
        staff.find_staff(session, siti).password_hash = weak
    assert guess(engine, "siti.aminah", RIGHT, NOW)
    kept = row_of(engine, siti).password_hash
    assert kept != weak
    assert passwords.matches(RIGHT, passwords.PasswordHash(kept or ""))
