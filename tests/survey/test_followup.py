"""The follow-up plan: what an act must say, what its history keeps, what the public is told."""

from datetime import date

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from queue_app.errors import Invalid
from survey import followup
from survey.action import STATUSES, ActionRecord, read
from survey.followup import ActionUnknown, ChangedMeanwhile
from tests.survey.make import NOON, SKM

TODAY = date(2026, 11, 23)
HERE = {"site_id": 1, "period": "2026-S1", "agency": None}


def typed(**other: str) -> dict[str, str]:
    said = {"unsur": "waktu", "action": "Buka loket ketiga pada Senin", "owner": "Koordinator Samsat Corner"}
    return {**said, "deadline": "2026-10-31", **other}


def put(session, *, where=HERE, **other: str) -> int:
    return followup.add(session, read(SKM, typed(**other)), **where, by="staff:1", at=NOON, today=TODAY)


def change(session, act: int, version: int = 1, **other: str):
    columns = read(SKM, typed(**other))
    return followup.change(
        session, act, columns, site_id=1, version=version, by="staff:2", by_name="Ratna", at=NOON, today=TODAY
    )


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"unsur": "u3"}, "unsur"),
        ({"action": "   "}, "action"),
        ({"action": "x" * 401}, "action"),
        ({"owner": "Pak Budi 0812-3456-7890"}, "owner"),
        ({"owner": "budi@contoh.go.id"}, "owner"),
        ({"deadline": "31-10-2026"}, "deadline"),
        ({"deadline": "9999-10-31"}, "deadline"),
        ({"status": "beres"}, "status"),
        ({"status": "done"}, "evidence"),
        ({"status": "cancelled"}, "reason"),
        ({"link": "javascript:alert(1)"}, "link"),
        ({"link": "https://[bad"}, "link"),
    ],
)
def test_a_wrong_field_is_named(wrong, field):
    with pytest.raises(Invalid) as refused:
        read(SKM, typed(**wrong))
    assert [error["field"] for error in refused.value.errors] == [field]


def test_a_plan_holds_the_acts_of_its_own_period_agency_and_site(session):
    mine = put(session)
    put(session, where={**HERE, "agency": "DKC"})
    put(session, where={**HERE, "period": "2026-S2"})
    put(session, where={**HERE, "site_id": 2})
    assert [act.id for act in followup.plan(session, site_id=1, period="2026-S1")] == [mine]


def test_the_same_act_sent_twice_is_one(session):
    assert put(session) == put(session)


def test_an_act_is_overdue_after_its_deadline_until_it_is_done_or_cancelled(session):
    for number, status in enumerate(STATUSES):
        put(session, action=f"Tindakan {number}", status=status, evidence="foto", reason="diganti")
    late = followup.overdue(session, site_id=1, today=TODAY)
    assert sorted(act.status for act in late) == ["planned", "running"]
    assert followup.overdue(session, site_id=1, today=date(2026, 10, 31)) == []


def test_every_change_is_kept_with_who_made_it(session):
    act = put(session)
    change(session, act, status="running")
    changed = change(session, act, version=2, status="done", evidence="Surat tugas")
    assert changed == {"status": ("running", "done"), "evidence": ("", "Surat tugas")}
    newest, middle, first = followup.history(session, act, site_id=1)
    assert (newest.by_name, newest.changes["status"]) == ("Ratna", ("running", "done"))
    assert middle.changes == {"status": ("planned", "running")}
    assert (first.by, first.changes) == ("staff:1", {})
    assert followup.find(session, act, site_id=1).done_on == TODAY


def test_saving_without_a_change_writes_nothing(session):
    act = put(session)
    assert change(session, act) == {}
    assert len(followup.history(session, act, site_id=1)) == 1


def test_who_changes_an_older_version_is_told_so(session):
    act = put(session)
    change(session, act, status="running")
    with pytest.raises(ChangedMeanwhile):
        change(session, act, version=1, status="cancelled", reason="terlambat")
    assert followup.find(session, act, site_id=1).status == "running"


def test_another_site_neither_finds_nor_changes_an_act(session):
    act = put(session)
    with pytest.raises(ActionUnknown):
        followup.find(session, act, site_id=2)


def test_the_public_hears_of_finished_acts_newest_first(session):
    for number, status in enumerate(("done", "planned", "done", "cancelled")):
        put(session, action=f"Tindakan {number}", status=status, evidence="foto", reason="x")
    told = followup.improvements(session, site_id=1, limit=5)
    assert [one.action for one in told] == ["Tindakan 2", "Tindakan 0"]
    assert followup.improvements(session, site_id=1, agency="DKC") == []


@pytest.mark.parametrize("columns", [{"status": "done"}, {"status": "cancelled"}, {"status": "beres"}])
def test_the_database_itself_refuses_an_act_that_says_too_little(session, columns):
    put(session)
    with pytest.raises(IntegrityError):
        session.execute(update(ActionRecord).values(**columns))
