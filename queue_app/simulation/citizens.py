"""A citizen's day, from taking the number to answering the survey."""

from __future__ import annotations

from typing import Any

from queue_app.simulation.api import Answer
from queue_app.simulation.hall import Hall, Person
from queue_app.simulation.plan import AfterMiss, Channel, Visit
from queue_app.simulation.respondents import filled_sheet

#: Ways to say "I am here": the lobby code, the kiosk's reader, a member of staff.
WAYS = {"code": 0.6, "kiosk": 0.25, "staff": 0.15}


async def visit(hall: Hall, wish: Visit) -> None:
    """One errand until the person has been called for, or has given up; the counter does the rest."""
    await hall.pace.until(wish.at)
    if wish.channel is Channel.DESK:
        hall.at_desk[wish.service].append(wish)
        hall.came(wish.service)
        return
    person = await _take(hall, wish)
    if person is None:
        return
    if wish.changes_to is not None:
        hall.errand(_change(hall, person, wish.changes_to))
    if wish.cancels_at is not None:
        hall.errand(_cancel(hall, person, wish.cancels_at))
    if wish.channel is Channel.KIOSK:
        hall.came(person.service)
    elif wish.arrives_at is not None:
        hall.errand(_arrive(hall, person, wish.arrives_at))


async def after_served(hall: Hall, person: Person) -> None:
    """Answer the survey some minutes later, as most do."""
    if not person.visit.answers or person.handle is None:
        return
    await hall.pace.rest(hall.dice.uniform(60, 900))
    seen = await _look(hall, person)
    link = seen.said.get("survey_url") if seen.ok else None
    if link is None:
        return
    token = str(link).rpartition("/")[2]
    right = await hall.api().get(f"/survey/{token}")
    if right.said.get("state") != "open":
        return
    sheet = filled_sheet(right.said["instrument"], person.visit, hall.dice)
    answer = await hall.api().post(f"/survey/{token}", sheet)
    hall.account.acts["answered"] += answer.ok


async def after_missed(hall: Hall, person: Person, counter: str, ref: str) -> None:
    """Come back, ask at the counter, dispute, or go home."""
    then, person.comes = person.visit.after_miss, True
    if then is AfterMiss.GONE or person.handle is None:
        return
    await hall.pace.rest(hall.dice.uniform(60, 600))
    if then is AfterMiss.ASKS:
        hall.asking[counter].append(ref)
        hall.came(person.service)
    elif then is AfterMiss.REJOINS:
        if await _act(hall, person, "rejoin"):
            hall.came(person.service)
    elif await _act(hall, person, "claim-served"):
        supervisor = hall.api(hall.bearers.supervisor)
        said = {"ref": ref, "reason": "Terlihat dilayani, salah tekan"}
        confirmed = await supervisor.post(f"/counters/{counter}/confirm-served", said)
        if confirmed.ok:
            hall.account.acts["confirmed"] += 1
            hall.account.seen(confirmed.said)
            await after_served(hall, person)


async def _take(hall: Hall, wish: Visit) -> Person | None:
    online = hall.house.services[wish.service].online
    remote = wish.channel is Channel.REMOTE and online
    body: dict[str, Any] = {"service": wish.service, "channel": "remote" if remote else "kiosk"}
    if wish.channel is Channel.REMOTE and not online:
        await hall.pace.until(wish.arrives_at or wish.at)
    if wish.priority is not None:
        body["priority"] = wish.priority
    if wish.phone is not None and remote:
        body |= {"phone": wish.phone, "consent": True}
    taken = await hall.api(None if remote else hall.bearers.kiosk).post("/tickets", body)
    if not taken.ok:
        return None
    hall.account.acts["issued"] += 1
    return _hold(hall, wish, taken)


def _hold(hall: Hall, wish: Visit, taken: Answer) -> Person:
    seen = hall.account.held(taken.said)
    person = Person(wish, taken.said["id"], taken.said["service"], comes=wish.comes)
    hall.holders[seen.ref] = person
    return person


async def _arrive(hall: Hall, person: Person, at: float) -> None:
    """Enter the hall and say so, one way or another."""
    await hall.pace.until(at)
    way = hall.dice.choices(list(WAYS), list(WAYS.values()))[0]
    arrived = await _check_in(hall, person, way)
    if not arrived.ok and arrived.problem == "wrong-code":
        arrived = await _check_in(hall, person, "kiosk")
    if arrived.ok:
        hall.account.acts["checked-in"] += 1
        hall.account.seen(arrived.said)
        hall.came(person.service)


async def _check_in(hall: Hall, person: Person, way: str) -> Answer:
    if way == "kiosk":
        return await hall.api(hall.bearers.kiosk).post("/check-in", {"id": person.handle})
    if way == "staff":
        number = (await _look(hall, person)).said["number"]
        return await hall.api(hall.bearers.supervisor).post("/check-in", {"number": number})
    screen = hall.api(hall.bearers.display)
    shown = await screen.get(f"/boards/{hall.house.boards[0]}/check-in-code")
    said = {"code": shown.said.get("code", "")}
    return await hall.api().post(f"/tickets/{person.handle}/check-in", said)


async def _change(hall: Hall, person: Person, service: str) -> None:
    """Exchange the number: the old one is given up, the new one is another ticket."""
    await hall.pace.rest(hall.dice.uniform(60, 600))
    old = person.handle
    changed = await hall.api().post(f"/tickets/{old}/change", {"service": service})
    if not changed.ok:
        return
    hall.account.acts["changed"] += 1
    given_up = await hall.api().get(f"/tickets/{old}")
    hall.account.seen(given_up.said)
    hall.holders.pop(given_up.said["ref"], None)
    seen = hall.account.held(changed.said)
    person.handle, person.service = changed.said["id"], changed.said["service"]
    hall.holders[seen.ref] = person
    hall.came(person.service)


async def _cancel(hall: Hall, person: Person, at: float) -> None:
    await hall.pace.until(at)
    if await _act(hall, person, "cancel"):
        person.comes = False


async def _act(hall: Hall, person: Person, act: str) -> bool:
    """One act of the holder; whether it was granted."""
    done = await hall.api().post(f"/tickets/{person.handle}/{act}")
    if done.ok:
        hall.account.acts[act] += 1
        hall.account.seen(done.said)
    return done.ok


async def _look(hall: Hall, person: Person) -> Answer:
    return await hall.api().get(f"/tickets/{person.handle}")
