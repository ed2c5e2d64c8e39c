"""How the machines of the house are: kiosks, screens, tablets.

A device says how it is (`report_state`, every twenty seconds and at once when something changes); people read it
(`device_states`) and set it (`set_device`). When a problem begins or ends, and only then, an event is written: the feed
carries it to the floor and to every console within a second, and it stays in the log. Instants here are the machine's
own (`clock.real_now()`); the events are at the product's time, as all events are.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from queue_app import clock
from queue_app.catalogue.directory import Directory, directory
from queue_app.errors import N_, Forbidden, Invalid, Unknown
from queue_app.line import events
from queue_app.line.events import Kind
from queue_app.line.numbers import dialect_of
from queue_app.people.actor import DEVICE_ROLES, Actor
from queue_app.people.audit import audit
from queue_app.people.device_models import KEPT, DeviceProblemRecord, DeviceStateRecord
from queue_app.people.models import AccessTokenRecord

#: A device that is on says so every twenty seconds; after this it counts as gone.
SILENT_AFTER = timedelta(seconds=60)
#: Who called for help is not waiting there any more after this.
HELP_LASTS = timedelta(minutes=10)
#: Settings that are kept as digests; the audit only says that they were changed.
_SECRETS = ("pin",)
#: What a device may say of itself, and what may be set, in bytes of JSON.
MOST = 2000


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: a code of `device_models.PROBLEMS`, and since when."""

    code: str
    since: datetime


@dataclass(frozen=True, slots=True)
class DeviceState:
    """One device as staff see it. `hall` is the code of its hall, None for one of the whole house; `seen_at` is None
    for one that was never heard.
    """

    device_id: int
    name: str
    kind: str
    hall: str | None
    seen_at: datetime | None
    about: Mapping[str, Any]
    settings: Mapping[str, Any]
    problems: tuple[Problem, ...]


def report_state(
    session: Session,
    device: Actor,
    *,
    about: Mapping[str, object] | None = None,
    problems: Mapping[str, bool] | None = None,
) -> None:
    """Keep that the device is there, what it says of itself, and which problems begin (True) or are over (False).

    Keys and problems that are not named stay as they are. Raises Forbidden for an actor that is no device, Invalid for
    an unknown problem or too long a story.
    """
    device_id = id_of(device)
    unknown = set(problems or {}) - set(KEPT)
    if unknown:
        raise Invalid([{"field": "problems", "message": N_("Masalah perangkat ini tidak dikenal.")}])
    row = _row(session, device_id, device.site_id or 0)
    row.about = _bounded({**row.about, **(about or {})})
    row.seen_at = clock.real_now()
    for code, present in (problems or {}).items():
        if present:
            _begin(session, device_id, row.site_id, code, by=device.label)
        else:
            _end(session, device_id, row.site_id, code, by=device.label, ended="machine")
    _end(session, device_id, row.site_id, "help", by=device.label, ended="time", older_than=HELP_LASTS)


def take_help_back(session: Session, device: Actor) -> None:
    """The visitor who called for help does not need it any more. What is over already stays over."""
    _end(session, id_of(device), device.site_id or 0, "help", by=device.label, ended="visitor")


def calls_for_help(session: Session, device: Actor) -> bool:
    """Whether a visitor waits for somebody at this device."""
    p = DeviceProblemRecord
    waits = (p.device_id == id_of(device), p.code == "help", p.since > clock.real_now() - HELP_LASTS)
    return session.execute(select(p.code).where(*waits)).first() is not None


def resolve(session: Session, house: Directory, device_id: int, code: str, *, by: str) -> None:
    """A member of staff has seen to a problem, such as a call for help. What is over already stays over.

    Raises Unknown for a device that is none of this site.
    """
    _of_site(session, house, device_id)
    _end(session, device_id, house.site.id, code, by=by, ended="staff")


def set_device(
    session: Session, house: Directory, device_id: int, settings: Mapping[str, object], *, by: str
) -> Mapping[str, Any]:
    """Set something of a device (None forgets a key) and answer with all that is set now. Audited.

    Raises Unknown for a device that is none of this site, Invalid for too much.
    """
    _of_site(session, house, device_id)
    row = _row(session, device_id, house.site.id)
    merged = {**row.settings, **settings}
    row.settings = _bounded({key: value for key, value in merged.items() if value is not None})
    audit(
        session,
        by=by,
        action="device-set",
        subject=f"token:{device_id}",
        data={key: "…" if key in _SECRETS and value else value for key, value in settings.items()},
        site_id=house.site.id,
    )
    return row.settings


def settings_of(session: Session, device_id: int) -> Mapping[str, Any]:
    """What is set for a device; empty while nobody has set anything."""
    query = select(DeviceStateRecord.settings).where(DeviceStateRecord.device_id == device_id)
    return session.execute(query).scalar_one_or_none() or {}


def device_states(session: Session, house: Directory) -> list[DeviceState]:
    """Every device of the site whose token works, oldest first, with what is wrong with it now."""
    token, state = AccessTokenRecord, DeviceStateRecord
    found = session.execute(
        select(token, state)
        .outerjoin(state, state.device_id == token.id)
        .where(token.site_id == house.site.id, token.role.in_(DEVICE_ROLES), token.revoked_at.is_(None))
        .order_by(token.id)
        .execution_options(populate_existing=True)
    ).all()
    wrong = _problems(session, house.site.id)
    halls = {hall.id: hall.code for hall in house.halls.values()}
    return [_state(one, kept, wrong.get(one.id, []), halls) for one, kept in found]


def id_of(device: Actor) -> int:
    """The device behind an actor. Raises Forbidden for anybody else."""
    if device.kind != "token" or device.role not in DEVICE_ROLES:
        raise Forbidden()
    return int(device.label.removeprefix("token:"))


def _state(
    token: AccessTokenRecord, kept: DeviceStateRecord | None, wrong: list[Problem], halls: Mapping[int, str]
) -> DeviceState:
    seen_at = kept.seen_at if kept else None
    silent = seen_at is not None and clock.real_now() - seen_at > SILENT_AFTER
    return DeviceState(
        device_id=token.id,
        name=token.name,
        kind=token.role,
        hall=halls.get(token.hall_id or 0),
        seen_at=seen_at,
        about=kept.about if kept else {},
        settings=kept.settings if kept else {},
        problems=(*([Problem("silent", seen_at)] if silent and seen_at else []), *wrong),
    )


def _problems(session: Session, site_id: int) -> dict[int, list[Problem]]:
    p = DeviceProblemRecord
    query = select(p.device_id, p.code, p.since).where(p.site_id == site_id).order_by(p.since, p.code)
    found: dict[int, list[Problem]] = {}
    for device_id, code, since in session.execute(query):
        found.setdefault(device_id, []).append(Problem(code, since))
    return found


def _row(session: Session, device_id: int, site_id: int) -> DeviceStateRecord:
    """The device's row, made when it is the first word about it; two that say it at once make one."""
    values = {"device_id": device_id, "site_id": site_id, "about": {}, "settings": {}}
    insert = dialect_of(session).insert(DeviceStateRecord)
    session.execute(insert.values(values).on_conflict_do_nothing())
    return session.get_one(DeviceStateRecord, device_id, populate_existing=True, with_for_update=True)


def _begin(session: Session, device_id: int, site_id: int, code: str, *, by: str) -> None:
    """Note a problem; one that is noted already is none that begins."""
    values = {"device_id": device_id, "site_id": site_id, "code": code, "since": clock.real_now()}
    insert = dialect_of(session).insert(DeviceProblemRecord).values(values).on_conflict_do_nothing()
    if session.execute(insert.returning(DeviceProblemRecord.code)).first() is not None:
        _tell(session, Kind.DEVICE_TROUBLED, device_id, site_id, code, by)


def _end(
    session: Session,
    device_id: int,
    site_id: int,
    code: str,
    *,
    by: str,
    ended: str,
    older_than: timedelta | None = None,
) -> None:
    """Note that a problem is over, and what ended it: staff, the machine itself, the visitor or time."""
    p = DeviceProblemRecord
    over = delete(p).where(p.device_id == device_id, p.code == code)
    if older_than is not None:
        over = over.where(p.since <= clock.real_now() - older_than)
    if session.execute(over.returning(p.code)).first() is not None:
        _tell(session, Kind.DEVICE_RECOVERED, device_id, site_id, code, by, ended=ended)


def _tell(session: Session, kind: Kind, device_id: int, site_id: int, code: str, by: str, **how: str) -> None:
    zone = directory(session, site_id).site.tz_name
    name = session.execute(select(AccessTokenRecord.name).where(AccessTokenRecord.id == device_id)).scalar_one()
    data = {"device": device_id, "name": name, "problem": code, **how}
    events.record(session, kind, site_id=site_id, day=clock.business_day(zone), at=clock.now(), by=by, data=data)


def _of_site(session: Session, house: Directory, device_id: int) -> None:
    token = AccessTokenRecord
    ours = token.id == device_id, token.site_id == house.site.id, token.role.in_(DEVICE_ROLES)
    if session.execute(select(token.id).where(*ours)).first() is None:
        raise Unknown()


def _bounded(story: dict[str, object]) -> dict[str, object]:
    if len(json.dumps(story)) > MOST:
        raise Invalid([{"field": "about", "message": N_("Keterangan perangkat terlalu panjang.")}])
    return story
