"""Suspicion, judged once, when an answer comes in, and kept as coarse marks beside it (ARCHITECTURE law 14).

A mark is no verdict: a marked answer is stored and counted like any other, and nobody can delete it. What led to a
mark (seconds, a moment, an address) is not kept. The marks:

straight-line    the same score for every unsur.
too-fast         less than `SECONDS_EACH` seconds for each question between the moment the form was shown and the moment
                 it came back: faster than its words can be read. Both moments are the server's own (`survey.stamp`).
untimed          the form came without proof of when it was shown: a program, or a page kept longer than the right.
burst            the `BURST_FROM`-th or a later answer about one service within `survey.pace.WINDOW`: more than
                 counters serve in it. The first ones of a burst stay unmarked, for nothing tells them apart afterwards.
counter-machine  sent from a browser in which somebody of the staff has signed in during the last 90 days. Addresses
                 are not looked at: a whole hall stands behind one.

What the SKM team types in (`assisted`, `paper`) is neither timed nor placed: its channel says what it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from queue_app.errors import N_

STRAIGHT_LINE = "straight-line"
TOO_FAST = "too-fast"
UNTIMED = "untimed"
BURST = "burst"
COUNTER_MACHINE = "counter-machine"

#: What a mark is called on the results desk.
MARKS: Mapping[str, str] = {
    STRAIGHT_LINE: N_("Semua jawaban sama"),
    TOO_FAST: N_("Terlalu cepat untuk dibaca"),
    UNTIMED: N_("Lama pengisian tidak terukur"),
    BURST: N_("Banyak jawaban sekaligus"),
    COUNTER_MACHINE: N_("Dikirim dari perangkat petugas"),
}

#: Channels in which the SKM team types what somebody else answered.
BY_TEAM = ("assisted", "paper")
#: The shortest question has seven words; a practised reader needs two seconds for them and their four options.
SECONDS_EACH = 2
#: Answers about one service within one window that no set of counters brings about.
BURST_FROM = 12


@dataclass(frozen=True, slots=True)
class Circumstances:
    """How a form came in: whole seconds since it was shown (None: nobody knows), and whether from a staff device."""

    seconds: int | None = None
    counter_machine: bool = False


UNKNOWN = Circumstances()


def judge(scores: Mapping[str, int], how: Circumstances, *, channel: str, in_window: int) -> list[str]:
    """The marks of one answer, in the order of MARKS. `in_window`: answers about its service lately, this one
    included.
    """
    own = channel not in BY_TEAM
    said = {
        STRAIGHT_LINE: len(scores) > 1 and len(set(scores.values())) == 1,
        TOO_FAST: own and how.seconds is not None and how.seconds < SECONDS_EACH * len(scores),
        UNTIMED: own and how.seconds is None,
        BURST: own and in_window >= BURST_FROM,
        COUNTER_MACHINE: own and how.counter_machine,
    }
    return [mark for mark in MARKS if said[mark]]
