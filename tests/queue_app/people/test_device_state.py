"""Machines say how they are; staff hear of a problem when it begins and when it is over, and of nothing in between."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from queue_app import clock
from queue_app.catalogue.directory import directory
from queue_app.consequences import Scope, touched
from queue_app.errors import Forbidden, Invalid, Refused, Unknown
from queue_app.line.events import Event, Kind, read_after
from queue_app.live.snapshots import floor_view
from queue_app.people import device_state, tokens
from queue_app.people.actor import CITIZEN, Actor
from queue_app.people.device_models import KEPT, DeviceProblemRecord, DeviceStateRecord
from queue_app.people.device_state import DeviceState, Problem
from queue_app.people.models import AuditEntryRecord
from queue_app.transaction import announced, reading, transaction
from tests import make


def report(device: Actor, **told: Any) -> None:
    with transaction() as session:
        device_state.report_state(session, device, **told)


def devices() -> list[DeviceState]:
    with reading() as session:
        return device_state.device_states(session, directory(session))


def told() -> list[tuple[Kind, str, str]]:
    with reading() as session:
        return [(e.kind, str(e.data["problem"]), e.by) for e in read_after(session, 0, 500)]


def codes(state: DeviceState) -> list[str]:
    return [problem.code for problem in state.problems]


def test_a_device_that_was_paired_is_listed_before_it_says_anything(app: Flask) -> None:
    make.make_device("kiosk", board="H2")
    make.make_bearer("counter", counter="L4")
    (only,) = devices()
    assert (only.name, only.kind, only.hall, only.seen_at, only.problems) == ("kiosk", "kiosk", "H2", None, ())


def test_a_device_is_as_it_last_said(app: Flask) -> None:
    kiosk = make.make_device()
    report(kiosk, about={"screen": "1080x1920", "paper": 80})
    report(kiosk, about={"paper": 58})
    (only,) = devices()
    assert only.about == {"screen": "1080x1920", "paper": 58}
    assert only.seen_at is not None
    assert clock.real_now() - only.seen_at < timedelta(minutes=1)


def test_a_problem_is_told_once_when_it_begins_and_once_when_it_is_over(app: Flask) -> None:
    kiosk = make.make_device()
    for _ in range(3):
        report(kiosk, problems={"paper-out": True, "cover-open": False})
    assert told() == [(Kind.DEVICE_TROUBLED, "paper-out", kiosk.label)]
    assert codes(devices()[0]) == ["paper-out"]
    for _ in range(2):
        report(kiosk, problems={"paper-out": False})
    assert told()[1:] == [(Kind.DEVICE_RECOVERED, "paper-out", kiosk.label)]
    assert codes(devices()[0]) == []


def test_what_a_report_does_not_name_stays(app: Flask) -> None:
    kiosk = make.make_device()
    report(kiosk, problems={"help": True})
    report(kiosk, about={"paper": 80}, problems={"paper-out": True})
    assert sorted(codes(devices()[0])) == ["help", "paper-out"]


def test_staff_see_it_on_the_floor_and_every_console_hears_of_it(app: Flask) -> None:
    heard: list[Event] = []
    announced.append(heard.extend)
    kiosk = make.make_device(board="H2")
    report(kiosk, problems={"paper-out": True})
    with reading() as session:
        house = directory(session)
        scopes = touched(house, heard[0])
        (seen,) = floor_view(session, house)["devices"]
    assert Scope("floor", house.site.id, "") in scopes
    assert {s.name for s in scopes if s.kind == "counter"} == set(house.counters)
    assert (seen["name"], seen["kind"], seen["board"], seen["problem"]) == ("kiosk", "kiosk", "H2", "paper-out")


def test_a_device_that_says_nothing_for_a_minute_is_in_trouble(app: Flask) -> None:
    report(make.make_device())
    assert codes(devices()[0]) == []
    with transaction() as session:
        gone = clock.real_now() - device_state.SILENT_AFTER - timedelta(seconds=1)
        session.execute(update(DeviceStateRecord).values(seen_at=gone))
    assert devices()[0].problems == (Problem("silent", gone),)


def test_a_revoked_device_is_no_longer_listed(app: Flask) -> None:
    kiosk = make.make_device()
    report(kiosk, problems={"help": True})
    with transaction() as session:
        tokens.revoke_token(session, device_state.id_of(kiosk), by="test")
    assert devices() == []


def test_staff_may_settle_a_call_for_help(app: Flask) -> None:
    kiosk = make.make_device()
    report(kiosk, problems={"help": True})
    with transaction() as session:
        device_state.resolve(session, directory(session), device_state.id_of(kiosk), "help", by="staff:1")
    assert told()[-1] == (Kind.DEVICE_RECOVERED, "help", "staff:1")


@pytest.mark.parametrize(("end", "ended"), [("visitor", "visitor"), ("time", "time"), ("staff", "staff")])
def test_a_call_for_help_ends_once_by_staff_by_the_visitor_or_by_time(app: Flask, end: str, ended: str) -> None:
    kiosk = make.make_device()
    report(kiosk, problems={"help": True})
    with transaction() as session:
        assert device_state.calls_for_help(session, kiosk)
        if end == "time":
            long_ago = clock.real_now() - device_state.HELP_LASTS - timedelta(seconds=1)
            session.execute(update(DeviceProblemRecord).values(since=long_ago))
            assert not device_state.calls_for_help(session, kiosk)
    for _ in range(2):
        with transaction() as session:
            if end == "visitor":
                device_state.take_help_back(session, kiosk)
            elif end == "staff":
                device_state.resolve(session, directory(session), device_state.id_of(kiosk), "help", by="staff:1")
        report(kiosk)
    assert codes(devices()[0]) == []
    assert told() == [
        (Kind.DEVICE_TROUBLED, "help", kiosk.label),
        (Kind.DEVICE_RECOVERED, "help", "staff:1" if end == "staff" else kiosk.label),
    ]
    with reading() as session:
        over = [e.data["ended"] for e in read_after(session, 0, 500) if e.kind is Kind.DEVICE_RECOVERED]
    assert over == [ended]


def test_settings_are_merged_kept_and_audited(app: Flask) -> None:
    device_id = device_state.id_of(make.make_device())
    for settings in ({"volume": 80, "zone": "A"}, {"zone": None, "printer": {"way": "browser"}}):
        with transaction() as session:
            device_state.set_device(session, directory(session), device_id, settings, by="staff:1")
    with reading() as session:
        assert device_state.settings_of(session, device_id) == {"volume": 80, "printer": {"way": "browser"}}
        audited = select(AuditEntryRecord.subject).where(AuditEntryRecord.action == "device-set")
        assert session.scalars(audited).all() == [f"token:{device_id}"] * 2


@pytest.mark.parametrize(
    ("story", "refusal"),
    [({"problems": {"tidak-ada": True}}, Invalid), ({"about": {"x": "y" * 3000}}, Invalid)],
)
def test_nonsense_is_refused_whole(app: Flask, story: dict[str, Any], refusal: type[Refused]) -> None:
    kiosk = make.make_device()
    with pytest.raises(refusal):
        report(kiosk, **story)
    assert devices()[0].seen_at is None


def test_only_a_device_reports_itself_and_only_a_device_of_the_site_is_set(app: Flask) -> None:
    clerk = make.make_device("supervisor")
    for nobody in (CITIZEN, clerk):
        with pytest.raises(Forbidden):
            report(nobody)
    for device_id in (999, int(clerk.label.removeprefix("token:"))):
        with pytest.raises(Unknown), transaction() as session:
            device_state.set_device(session, directory(session), device_id, {"volume": 1}, by="test")


def test_every_problem_that_is_kept_may_be_kept(app: Flask) -> None:
    kiosk = make.make_device()
    report(kiosk, problems=dict.fromkeys(KEPT, True))
    assert sorted(codes(devices()[0])) == sorted(KEPT)
