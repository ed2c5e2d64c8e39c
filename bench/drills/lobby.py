"""`python -m bench.drills.lobby HOST PORT BOARD SCREENS SEED`: the screens of a lobby in a room of their own.

For each line of input that holds the board as it is now (or null), one line of JSON: `right` (how many show it), `old`
(how many say that what they show may be old), `told_s` (the longest that one took to say so since the last `null`),
`backwards` and `connections`.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from typing import Any

from bench.drills.lossy import in_background
from bench.drills.screens import Lobby

#: Seconds between two looks at how long a screen has heard nothing.
LOOK = 0.1


class Watched:
    """A lobby and, for each of its screens, since when it says that what it shows may be old."""

    def __init__(self, lobby: Lobby) -> None:
        self.lobby = lobby
        self._marked = time.monotonic()
        self._old: dict[int, float] = {}

    def mark(self) -> None:
        """From now on it is counted how long screens take to say that they are old."""
        self._marked = time.monotonic()

    async def look(self) -> None:
        """For ever."""
        while True:
            for n, screen in enumerate(self.lobby.screens):
                if screen.old:
                    self._old.setdefault(n, time.monotonic())
                else:
                    self._old.pop(n, None)
            await asyncio.sleep(LOOK)

    async def serve(self, ready: Any, over: asyncio.Event) -> None:
        """Until it is over."""
        looking = asyncio.create_task(self.look())
        await self.lobby.serve(ready, over)
        looking.cancel()

    def told(self, board: dict[str, Any]) -> dict[str, float]:
        """How the screens are, beside the board as it is."""
        each = self.lobby.screens
        return {
            "right": sum(_reads(screen.shown) == _reads(board) for screen in each),
            "old": len(self._old),
            "told_s": max(self._old.values(), default=self._marked) - self._marked,
            "backwards": sum(screen.backwards for screen in each),
            "connections": sum(screen.connections for screen in each),
        }


def _reads(board: dict[str, Any]) -> list[Any]:
    """What a person reads on it."""
    return [board.get(part) for part in ("calls", "counters", "notices")]


def main(host: str, port: str, board: str, screens: str, seed: str) -> None:
    """Until the input ends."""
    watched = Watched(Lobby(int(port), board, int(screens), int(seed), host=host))
    with in_background(watched.serve):
        for line in sys.stdin:
            said = json.loads(line)
            if said is None:
                watched.mark()
            print(json.dumps(watched.told(said or {})), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
