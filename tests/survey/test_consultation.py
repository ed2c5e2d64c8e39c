"""A public consultation: what it records, when it is final, and that promises become acts once."""

from datetime import date

import pytest

from queue_app.errors import Invalid
from survey import consultation, followup
from survey.consultation import AlreadyAnAction, ForumClosed, ForumUnknown, NotHeldYet
from tests.survey.make import NOON, SKM

TODAY = date(2026, 11, 23)
FORUM = {
    "held_on": "2026-08-12",
    "hours": "09.00–12.00 WIB",
    "place": "Aula",
    "mode": "luring",
    "chair": "Kepala DPMPTSP",
    "agenda": "Waktu penyelesaian\n\nSarana dan prasarana",
}
PROMISE = {"unsur": "waktu", "promise": "Buka loket ketiga", "owner": "Samsat Corner", "deadline": "2026-12-01"}


def begin(session, **other: str) -> int:
    return consultation.begin(session, FORUM | other, site_id=1, period="2026-S1", agency=None, by="staff:1", at=NOON)


def put(session, forum: int, part: str, **said: str) -> None:
    consultation.put(session, forum, part, said, site_id=1, used=SKM)


def guest(session, forum: int, kind: str, present: str = "3") -> None:
    put(session, forum, "guest", kind=kind, organisation=f"Lembaga {kind}", came=present)


def find(session, forum: int):
    return consultation.find(session, forum, site_id=1)


def close(session, forum: int, today: date = TODAY) -> None:
    consultation.close(session, forum, site_id=1, by="staff:1", at=NOON, today=today)


def adopt(session, forum: int) -> int:
    return consultation.adopt(session, forum, site_id=1, by="staff:1", at=NOON, today=TODAY)


def test_a_forum_is_found_again_as_it_was_recorded(session):
    found = find(session, begin(session))
    assert found.agenda == ("Waktu penyelesaian", "Sarana dan prasarana")
    assert (found.held_on, found.period, found.present) == (date(2026, 8, 12), "2026-S1", 0)
    with pytest.raises(ForumUnknown):
        consultation.find(session, found.id, site_id=2)


def test_every_wrong_field_of_a_forum_is_named(session):
    with pytest.raises(Invalid) as refused:
        begin(session, held_on="besok", mode="telepati", agenda="\n")
    assert {error["field"] for error in refused.value.errors} == {"held_on", "mode", "agenda"}


def test_three_kinds_of_participants_are_enough_and_the_invited_who_stayed_away_do_not_count(session):
    forum = begin(session)
    for kind in ("pengguna", "media"):
        guest(session, forum, kind)
    guest(session, forum, "ormas", present="0")
    assert not find(session, forum).enough_kinds
    guest(session, forum, "ahli")
    found = find(session, forum)
    assert found.enough_kinds
    assert found.by_kind == {"pengguna": 3, "ahli": 3, "instansi": 0, "ormas": 0, "media": 3}


@pytest.mark.parametrize(
    ("part", "said", "field"),
    [
        ("guest", {"kind": "tamu", "organisation": "X", "came": "1"}, "kind"),
        ("guest", {"kind": "media", "organisation": "X", "came": "-1"}, "came"),
        ("guest", {"kind": "media", "organisation": "X", "came": "٣"}, "came"),
        ("input", {"said_by": "media", "body": ""}, "body"),
        ("commitment", PROMISE | {"unsur": "u9"}, "unsur"),
        ("commitment", PROMISE | {"owner": "081234567890"}, "owner"),
    ],
)
def test_a_wrong_part_is_refused_whole(session, part, said, field):
    forum = begin(session)
    with pytest.raises(Invalid) as refused:
        put(session, forum, part, **said)
    assert [error["field"] for error in refused.value.errors] == [field]
    found = find(session, forum)
    assert (found.guests, found.inputs, found.commitments) == ((), (), ())


def test_promises_become_acts_of_the_plan_each_once(session):
    forum = begin(session)
    put(session, forum, "commitment", **PROMISE)
    put(session, forum, "commitment", **PROMISE | {"promise": "Ruang laktasi", "unsur": "sarpras"})
    assert (adopt(session, forum), adopt(session, forum)) == (2, 0)
    plan = followup.plan(session, site_id=1, period="2026-S1")
    assert {(act.unsur, act.action, act.status) for act in plan} == {
        ("waktu", "Buka loket ketiga", "planned"),
        ("sarpras", "Ruang laktasi", "planned"),
    }
    assert {one.action_id for one in find(session, forum).commitments} == {act.id for act in plan}


def test_a_promise_that_is_an_act_is_not_taken_out(session):
    forum = begin(session)
    put(session, forum, "commitment", **PROMISE)
    adopt(session, forum)
    with pytest.raises(AlreadyAnAction):
        consultation.take_out(session, forum, "commitment", find(session, forum).commitments[0].id, site_id=1)


def test_minutes_are_closed_after_the_day_with_somebody_present_and_then_nothing_changes(session):
    forum = begin(session)
    with pytest.raises(NotHeldYet):
        close(session, forum)
    guest(session, forum, "pengguna")
    with pytest.raises(NotHeldYet):
        close(session, forum, today=date(2026, 8, 11))
    close(session, forum)
    for again in (
        lambda: close(session, forum),
        lambda: guest(session, forum, "media"),
        lambda: consultation.change(session, forum, FORUM, site_id=1),
        lambda: consultation.take_out(session, forum, "guest", find(session, forum).guests[0].id, site_id=1),
    ):
        with pytest.raises(ForumClosed):
            again()
    assert len(find(session, forum).guests) == 1


def test_a_part_of_another_forum_is_not_taken_out(session):
    mine, other = begin(session), begin(session)
    guest(session, other, "media")
    with pytest.raises(ForumUnknown):
        consultation.take_out(session, mine, "guest", find(session, other).guests[0].id, site_id=1)
    assert len(find(session, other).guests) == 1
