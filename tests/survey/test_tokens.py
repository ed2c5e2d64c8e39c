from datetime import timedelta

import pytest
from sqlalchemy import func, select

from queue_app import ids
from survey import tokens
from survey.tokens import (
    AlreadyGranted,
    RightRecord,
    RightUsed,
    SpentRecord,
    TokenExpired,
    TokenUnknown,
    TokenUsed,
    TokenWithdrawn,
)
from tests.survey.make import DAY, NOON, make_right

WEEK = timedelta(days=7)
MOMENT = timedelta(microseconds=1)


def make_count(session, record) -> int:
    return session.scalar(select(func.count()).select_from(record))


def test_a_token_is_twelve_crockford_letters_the_same_every_time_and_stored_nowhere(session):
    token = tokens.token_for("kunjungan-rahasia")
    assert token == tokens.token_for("kunjungan-rahasia")
    assert token != tokens.token_for("kunjungan-lain")
    assert len(token) == 12
    assert set(token) <= set(ids.CROCKFORD)
    make_right(session)
    stored = [str(value) for row in session.execute(select(RightRecord.__table__)) for value in row]
    assert token not in " ".join(stored)


def test_a_granted_right_is_open_and_says_nothing_of_the_visit(session):
    right = tokens.look(session, make_right(session, counter_code="L3"), NOON)
    assert (right.state, right.service_code, right.agency_code) == (
        "open",
        "ktp-el",
        "dispendukcapil",
    )
    assert (right.site_id, right.day, right.expires_at) == (1, DAY, NOON + WEEK)
    assert not {"subject", "counter_code", "digest"} & set(right.__dataclass_fields__)


def test_a_token_may_be_typed_with_hyphens_small_letters_and_look_alikes(session):
    token = make_right(session)
    typed = "-".join((token[:4], token[4:8], token[8:])).lower().replace("0", "o").replace("1", "l")
    assert tokens.look(session, f" {typed} ", NOON).state == "open"


def test_looking_any_number_of_times_spends_nothing(session):
    token = make_right(session)
    session.commit()
    for _ in range(50):
        assert tokens.look(session, token, NOON).state == "open"
    assert not session.new
    assert not session.dirty
    assert make_count(session, SpentRecord) == 0
    assert tokens.spend(session, token, NOON).state == "open"


def test_a_token_is_spent_once_and_then_says_thank_you_even_after_its_time(session):
    token = make_right(session)
    tokens.spend(session, token, NOON)
    assert tokens.look(session, token, NOON).state == "used"
    for at in (NOON, NOON + 2 * WEEK):
        with pytest.raises(TokenUsed) as no:
            tokens.spend(session, token, at)
    assert (no.value.type, no.value.status) == ("token-used", 409)
    assert make_count(session, SpentRecord) == 1


def test_a_token_works_until_its_seven_days_are_over(session):
    token = make_right(session)
    assert tokens.look(session, token, NOON + WEEK - MOMENT).state == "open"
    assert tokens.look(session, token, NOON + WEEK).state == "expired"
    with pytest.raises(TokenExpired) as no:
        tokens.spend(session, token, NOON + WEEK)
    assert (no.value.type, no.value.status) == ("token-expired", 410)
    assert make_count(session, SpentRecord) == 0


@pytest.mark.parametrize("token", ["", "0", "AAAAAAAAAAAA", "x" * 10_000, "\x00", "💚"])
def test_an_unknown_token_is_not_found_and_leaves_no_trace(session, token):
    make_right(session)
    for verb in (tokens.look, tokens.spend):
        with pytest.raises(TokenUnknown) as no:
            verb(session, token, NOON)
        assert (no.value.type, no.value.status) == ("unknown", 404)
    assert make_count(session, SpentRecord) == 0


def test_an_undone_finish_takes_the_right_back_and_the_next_finish_gives_it_again(session):
    token = make_right(session, subject="REF-1")
    tokens.withdraw(session, "REF-1", at=NOON)
    assert tokens.look(session, token, NOON).state == "withdrawn"
    with pytest.raises(TokenWithdrawn) as no:
        tokens.spend(session, token, NOON)
    assert no.value.status == 404
    later = NOON + timedelta(minutes=4)
    tokens.grant(
        session,
        token,
        site_id=1,
        subject="REF-1",
        service_code="akta",
        agency_code="dispendukcapil",
        day=DAY,
        at=later,
    )
    right = tokens.look(session, token, later)
    assert (right.state, right.service_code, right.expires_at) == ("open", "akta", later + WEEK)
    assert make_count(session, RightRecord) == 1


def test_a_used_right_cannot_be_taken_back_and_the_no_does_not_say_why(session):
    tokens.spend(session, make_right(session, subject="REF-1"), NOON)
    with pytest.raises(RightUsed) as no:
        tokens.withdraw(session, "REF-1", at=NOON)
    assert (no.value.type, no.value.status) == ("ticket-moved-on", 409)
    assert not any(word in no.value.sentence.lower() for word in ("survei", "penilaian", "jawab"))


def test_a_right_that_is_not_there_or_already_withdrawn_cannot_be_taken_back(session):
    make_right(session, subject="REF-1")
    tokens.withdraw(session, "REF-1", at=NOON)
    for subject in ("REF-1", "REF-2"):
        with pytest.raises(TokenUnknown):
            tokens.withdraw(session, subject, at=NOON)


def test_one_visit_gets_no_second_right_by_another_token_either(session):
    make_right(session, subject="REF-1")
    with pytest.raises(AlreadyGranted):
        make_right(session, subject="REF-1")


def test_one_visit_gets_one_right_and_a_second_grant_changes_nothing(session):
    token = make_right(session, subject="REF-1")
    before = tokens.look(session, token, NOON)
    with pytest.raises(AlreadyGranted):
        tokens.grant(
            session,
            token,
            site_id=1,
            subject="REF-1",
            service_code="akta",
            agency_code="lain",
            day=DAY,
            at=NOON + WEEK,
        )
    assert tokens.look(session, token, NOON) == before


def test_another_installations_key_opens_nothing(session, monkeypatch):
    token = make_right(session)
    monkeypatch.setattr(ids, "_installed", ids.Keyring("kunci-lain"))
    with pytest.raises(TokenUnknown):
        tokens.look(session, token, NOON)
