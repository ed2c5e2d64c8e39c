"""Codes of devices: shown for ten minutes, accepted once, one bearer for each, and nothing of them kept readable."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier

import pytest
from sqlalchemy import Engine, func, select, text
from sqlalchemy.orm import Session

from queue_app.errors import Invalid, Refused, TooMany
from queue_app.people import pairing
from queue_app.people.models import AccessTokenRecord, AuditEntryRecord, DevicePairingRecord
from queue_app.people.pairing import CodeExpired, CodeUsed, CodeWrong, NoCode
from queue_app.people.tokens import token_actor
from tests.queue_app.people.make import NOW, minutes, writing

#: Halls of the tests' site.
HERE, THERE = 1, 2
SECOND = timedelta(seconds=1)


def ask(session: Session, *, hall: int = HERE, kind: str = "display", at: datetime = NOW, earlier: str = "") -> str:
    return pairing.ask_code(session, site_id=1, hall_id=hall, kind=kind, at=at, earlier=earlier)


def accept(session: Session, code: str, *, name: str | None = None, at: datetime = NOW) -> pairing.Accepted:
    return pairing.accept(session, code, name=name, at=at, by="operator")


def take(session: Session, secret: str, *, hall: int = HERE, kind: str = "display", at: datetime = NOW) -> str | None:
    return pairing.take_bearer(session, secret, hall_id=hall, kind=kind, at=at)


def shown(session: Session, secret: str, *, at: datetime = NOW) -> pairing.Shown:
    return pairing.shown(session, secret, hall_id=HERE, kind="display", at=at)


def accepted(session: Session, **more: object) -> str:
    """The secret of a browser whose code was just accepted."""
    secret = ask(session)
    accept(session, pairing.code_of(secret), **more)
    return secret


def count(session: Session, table: type) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0


def test_a_code_has_six_digits_and_stays_the_same_for_its_browser(session: Session) -> None:
    secret = ask(session)
    code = shown(session, secret).code
    assert len(code) == 6
    assert code.isdecimal()
    assert shown(session, secret).code == code
    assert len({pairing.code_of(str(n)) for n in range(100)}) == 100


@pytest.mark.parametrize("kind", ["display", "kiosk"])
def test_an_accepted_code_gives_a_bearer_of_its_kind_and_hall(session: Session, kind: str) -> None:
    secret = ask(session, hall=THERE, kind=kind)
    told = accept(session, pairing.code_of(secret), name="  TV lobi ")
    assert told == pairing.Accepted(kind, "TV lobi", "L3", "L3")
    bearer = take(session, secret, hall=THERE, kind=kind)
    screen = token_actor(session, bearer or "")
    assert (screen.role, screen.hall_id, screen.site_id, screen.name) == (kind, THERE, 1, "TV lobi")


def test_there_is_no_bearer_until_somebody_accepts(session: Session) -> None:
    secret = ask(session)
    assert take(session, secret) is None
    assert not shown(session, secret).accepted
    accept(session, pairing.code_of(secret))
    assert shown(session, secret).accepted
    assert count(session, AccessTokenRecord) == 0
    assert take(session, secret)
    assert count(session, AccessTokenRecord) == 1


def test_a_code_may_be_typed_as_it_is_read(session: Session) -> None:
    for typed in ("{}{}", "{}-{}", "{} {}", " {}{}\n", "{}\u2013{}"):
        code = pairing.code_of(ask(session))
        assert accept(session, typed.format(code[:3], code[3:])).name == "TV L2", typed


def test_what_is_no_code_is_wrong(session: Session) -> None:
    ask(session)
    for typed in ("", "1", "12345678", "1234567", "abcdef", "\u0661" * 6, "12345\x00", "1" * 5000):
        with pytest.raises(CodeWrong):
            accept(session, typed)


def test_a_code_nobody_shows_is_wrong_and_accepts_nothing(session: Session) -> None:
    secret = ask(session)
    other = f"{(int(pairing.code_of(secret)) + 1) % 10**6:06d}"
    with pytest.raises(CodeWrong):
        accept(session, other)
    assert take(session, secret) is None


def test_a_code_dies_after_ten_minutes(session: Session) -> None:
    secret = ask(session)
    assert shown(session, secret, at=NOW + minutes(10) - SECOND).expires_at == NOW + minutes(10)
    for act in (shown, take, lambda s, x, at: accept(s, pairing.code_of(x), at=at)):
        with pytest.raises(CodeExpired):
            act(session, secret, at=NOW + minutes(10))


def test_a_code_accepted_in_its_last_second_still_installs_the_screen(session: Session) -> None:
    secret, last = ask(session), NOW + minutes(10) - SECOND
    accept(session, pairing.code_of(secret), at=last)
    with pytest.raises(CodeExpired):
        take(session, secret, at=last + minutes(10))
    assert take(session, secret, at=last + minutes(10) - SECOND)


def test_a_code_is_accepted_once(session: Session) -> None:
    secret = accepted(session)
    with pytest.raises(CodeUsed):
        accept(session, pairing.code_of(secret))


def test_a_bearer_is_taken_once(session: Session) -> None:
    secret = accepted(session)
    take(session, secret)
    for act in (shown, take, lambda s, x: accept(s, pairing.code_of(x))):
        with pytest.raises(CodeUsed):
            act(session, secret)
    assert count(session, AccessTokenRecord) == 1


@pytest.mark.parametrize("where", [{"hall": THERE}, {"kind": "kiosk"}])
def test_a_code_is_good_for_its_own_hall_and_kind_only(session: Session, where: dict[str, object]) -> None:
    secret = accepted(session)
    with pytest.raises(NoCode):
        take(session, secret, **where)
    assert take(session, secret)


def test_whoever_knows_the_code_but_not_the_secret_gets_nothing(session: Session) -> None:
    secret = accepted(session)
    row = session.execute(select(DevicePairingRecord)).scalar_one()
    for known in (pairing.code_of(secret), row.code_digest, row.secret_digest, "", secret[:-1]):
        with pytest.raises(NoCode):
            take(session, known)


def test_a_browser_has_one_code_and_the_newer_one_ends_the_older(session: Session) -> None:
    first = ask(session)
    second = ask(session, hall=THERE, earlier=first)
    with pytest.raises(CodeWrong):
        accept(session, pairing.code_of(first))
    assert accept(session, pairing.code_of(second)).board == "L3"
    assert count(session, DevicePairingRecord) == 1


def test_two_screens_never_show_the_same_code(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = iter(["111111", "111111", "111111", "222222"])
    monkeypatch.setattr(pairing, "code_of", lambda _secret: next(drawn))
    ask(session)
    ask(session)
    assert count(session, DevicePairingRecord) == 2
    assert next(drawn, None) is None


def test_neither_code_nor_secret_is_kept(session: Session) -> None:
    secret = accepted(session)
    bearer = take(session, secret)
    session.flush()
    tables = ("device_pairings", "access_tokens", "audit_entries")
    kept = str([session.execute(text(f"SELECT * FROM {table}")).all() for table in tables])
    for hidden in (secret, pairing.code_of(secret), bearer):
        assert str(hidden) not in kept


def test_the_audit_says_who_accepted_which_device_and_that_it_got_a_token(session: Session) -> None:
    take(session, accepted(session, name="TV lobi"))
    done = session.scalars(select(AuditEntryRecord).order_by(AuditEntryRecord.id)).all()
    assert [(entry.action, entry.by) for entry in done] == [
        ("device-accepted", "operator"),
        ("token-created", "operator"),
    ]
    assert done[0].data == {"kind": "display", "hall_id": HERE, "name": "TV lobi"}


def test_a_bad_name_is_refused_and_the_code_stays_open(session: Session) -> None:
    secret = ask(session)
    for name in ("x" * 81, "TV\x07", "   "):
        with pytest.raises(Invalid):
            accept(session, pairing.code_of(secret), name=name)
    assert accept(session, pairing.code_of(secret)).name == "TV L2"


def test_who_accepts_is_told_first_which_device_it_is(session: Session) -> None:
    secret = ask(session, hall=THERE, kind="kiosk")
    code = pairing.code_of(secret)
    told = pairing.asking(session, f"{code[:3]} {code[3:]}", at=NOW + minutes(4))
    assert told == pairing.Asking("kiosk", "L3", "L3", minutes(4))
    assert take(session, secret, hall=THERE, kind="kiosk") is None, "being told changes nothing"
    with pytest.raises(CodeExpired):
        pairing.asking(session, code, at=NOW + minutes(10))
    accept(session, code)
    with pytest.raises(CodeUsed):
        pairing.asking(session, code, at=NOW)


def test_so_few_codes_are_open_that_a_mistyped_one_is_hardly_anothers(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert pairing.MOST_OPEN * 10_000 <= 10**pairing.DIGITS
    monkeypatch.setattr(pairing, "MOST_OPEN", 2)
    mine = ask(session)
    ask(session)
    with pytest.raises(TooMany):
        ask(session)
    ask(session, earlier=mine)
    assert ask(session, at=NOW + minutes(10))


def test_what_is_over_is_forgotten_and_what_is_open_is_kept(session: Session) -> None:
    old, fresh = ask(session), ask(session, at=NOW + minutes(30))
    pairing.forget_before(session, NOW + minutes(10) + SECOND)
    pairing.forget_before(session, NOW + minutes(10) + SECOND)
    with pytest.raises(NoCode):
        shown(session, old)
    assert shown(session, fresh, at=NOW + minutes(30))


def test_two_claims_at_once_give_one_token(engine: Engine) -> None:
    for _ in range(5):
        with writing(engine) as session:
            secret = accepted(session)
        ended = at_once(engine, [lambda s, x=secret: take(s, x)] * 6)
        assert sorted(map(outcome, ended)) == ["token", *["token-used"] * 5]
    with writing(engine) as session:
        assert count(session, AccessTokenRecord) == 5


def test_two_operators_at_once_accept_one_device(engine: Engine) -> None:
    with writing(engine) as session:
        code = pairing.code_of(ask(session))
    ended = at_once(engine, [lambda s, n=n: accept(s, code, name=f"TV {n}").name for n in range(6)])
    assert sorted(map(outcome, ended)) == ["token", *["token-used"] * 5]
    with writing(engine) as session:
        (name,) = [one for one in ended if isinstance(one, str)]
        assert session.scalars(select(DevicePairingRecord.name)).all() == [name]
        assert count(session, AuditEntryRecord) == 1


def outcome(ended: object) -> str:
    return ended.type if isinstance(ended, Refused) else "token"


def at_once(engine: Engine, acts: list[Callable[[Session], object]]) -> list[object]:
    """Each in a transaction and thread of its own, at the same moment; a no is answered as itself."""
    start = Barrier(len(acts))

    def run(act: Callable[[Session], object]) -> object:
        start.wait()
        try:
            with writing(engine) as session:
                return act(session)
        except Refused as no:
            return no

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))
