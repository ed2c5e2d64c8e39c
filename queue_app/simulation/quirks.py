"""What is out of the ordinary on an ordinary day, drawn per visit: holds, transfers, missing papers, slips.

The shares are of people (or of those it can happen to); they are chosen so that a day of 600 has every
act of the counter several times, not measured anywhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from random import Random

from queue_app.simulation.plan import AfterMiss, Channel, Slip, Visit

PRIORITIES = ("lansia", "lansia", "lansia", "hamil", "balita", "disabilitas")

SLOW, HOLDS, TRANSFERS, LACKS_PAPERS, CHANGES = 0.08, 0.04, 0.03, 0.06, 0.01
SLIPS, MISSES_TOO_EARLY, ANSWERS, LEAVES_PHONE, CANCELS = 0.03, 0.15, 0.6, 0.15, 0.03
AFTER_MISS = {
    AfterMiss.GONE: 0.5,
    AfterMiss.REJOINS: 0.25,
    AfterMiss.ASKS: 0.15,
    AfterMiss.DISPUTES: 0.1,
}


def with_quirks(visit: Visit, dice: Random, services: Sequence[str]) -> Visit:
    """The visit with what may happen in it; `services` is where a person may be sent on to."""
    elsewhere = [service for service in services if service != visit.service]
    at_desk = visit.channel is Channel.DESK
    slip, often = (dice.choice((Slip.CALL, Slip.FINISH)), SLIPS) if visit.comes else (Slip.MISS, MISSES_TOO_EARLY)
    return replace(
        visit,
        slow=visit.comes and _happens(dice, SLOW),
        hold_s=dice.uniform(240, 900) if _happens(dice, HOLDS) and not at_desk else 0,
        transfer_to=dice.choice(elsewhere) if elsewhere and _happens(dice, TRANSFERS) else None,
        lacks_papers=_happens(dice, LACKS_PAPERS),
        changes_to=dice.choice(elsewhere) if elsewhere and _happens(dice, CHANGES) else None,
        cancels_at=_cancels_at(visit, dice),
        after_miss=dice.choices(list(AFTER_MISS), list(AFTER_MISS.values()))[0],
        slip=slip if _happens(dice, often) and not at_desk else None,
        answers=_happens(dice, ANSWERS),
        phone=_phone(dice) if visit.channel is Channel.REMOTE and _happens(dice, LEAVES_PHONE) else None,
    )


def _cancels_at(visit: Visit, dice: Random) -> float | None:
    if visit.cancels_at is not None or visit.channel is Channel.DESK or not _happens(dice, CANCELS):
        return visit.cancels_at
    return visit.at + dice.uniform(300, 5400)


def _phone(dice: Random) -> str:
    """A number of the shape of a mobile one, in a block that no operator has given out."""
    return f"0899{dice.randrange(10**7, 10**8)}"


def _happens(dice: Random, share: float) -> bool:
    return dice.random() < share
