"""The product's own time, read from /healthz: simulated people live by the clock that every page shows."""

from __future__ import annotations

import asyncio
import json
import time
from datetime import datetime, timedelta, tzinfo

from queue_app.simulation.api import ServerFault
from queue_app.simulation.wire import Wire


class Pace:
    """Seconds since local midnight of the day on which it was read, on the server's clock."""

    def __init__(self, now: datetime, speed: float, read_at: float) -> None:
        self._midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
        self._now, self.speed, self._read_at = now, speed, read_at

    @property
    def day(self) -> str:
        """The business day, as ISO date."""
        return self._midnight.date().isoformat()

    def second(self) -> float:
        """Now, in seconds since midnight."""
        passed = (time.monotonic() - self._read_at) * self.speed
        return (self._now - self._midnight).total_seconds() + passed

    def instant(self, second: float) -> datetime:
        """A second of the day as an aware instant."""
        return self._midnight + timedelta(seconds=second)

    async def until(self, second: float) -> None:
        """Wait for a second of the day; returns at once when it has passed."""
        await asyncio.sleep(max((second - self.second()) / self.speed, 0))

    async def rest(self, seconds: float) -> None:
        """Let product time pass."""
        await asyncio.sleep(max(seconds / self.speed, 0))


async def read_pace(wire: Wire, zone: tzinfo) -> Pace:
    """Ask the server what time it is and how fast its clock runs. Raises ServerFault."""
    sent = time.monotonic()
    try:
        reply = await wire.send("GET", "/healthz", {}, b"")
        said = json.loads(reply.body)
        now = datetime.fromisoformat(said["now"]).astimezone(zone)
        return Pace(now, float(said["speed"]), (sent + time.monotonic()) / 2)
    except (OSError, EOFError, ValueError, KeyError) as error:
        raise ServerFault(f"/healthz: {error}") from error
