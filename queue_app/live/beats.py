"""What screens are told between two snapshots: that what they show is still true, or that nobody can vouch for it.

Silence alone would take a board two beats to notice, on top of the time after which the feed itself is doubted, and a
phone two beats of twenty seconds. So a process that lives and cannot read its database says so.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from queue_app import clock
from queue_app.consequences import Scope

#: Seconds between beats, per kind of scope (CONTRACT §4).
BOARD_BEAT, PHONE_BEAT = 2, 20
BEAT_SECONDS = {
    "board": BOARD_BEAT,
    "counter": BOARD_BEAT,
    "floor": BOARD_BEAT,
    "line": PHONE_BEAT,
    "ticket": PHONE_BEAT,
}
#: Seconds between two looks at the feed, and how many in a row must miss it before screens are told: a process that the
#: machine kept waiting wakes up with an old answer, and its feed confirms in the same breath.
TICK_SECONDS, DOUBTS = 1.0, 2


class Beats:
    """Beats for what `names` says is watched (scope → its name), sent by `tell(event, scope, message)`."""

    def __init__(
        self, names: Callable[[], dict[Scope, str]], tell: Callable[[str, Scope, dict[str, Any]], None]
    ) -> None:
        self._names, self._tell = names, tell
        self._doubted: dict[Scope, int] = {}

    def look(self, ticks: int, follows: Callable[[Scope], bool]) -> None:
        """The look `ticks` seconds after the start: `beat` to every scope whose turn it is and that the feed follows.

        One that it has not followed for DOUBTS looks is told `late`, once, and beaten as soon as it is followed again.
        Phones have their turns at different seconds.
        """
        doubted, self._doubted = self._doubted, {}
        for scope, name in self._names().items():
            every, looks = BEAT_SECONDS[scope.kind], doubted.get(scope, 0)
            turn = 0 if every == BOARD_BEAT else hash(scope)
            if not follows(scope):
                self._doubted[scope] = looks + 1
                if looks + 1 == DOUBTS:
                    self._tell("late", scope, {"scope": name})
            elif looks >= DOUBTS or (ticks + turn) % every == 0:
                self._tell("beat", scope, {"scope": name, "as_of": clock.now()})
