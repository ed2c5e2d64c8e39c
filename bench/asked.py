"""How much of each measurement is asked for: the full form, and a short one in which nothing is left out but time."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass, replace

DATABASES = ("sqlite", "postgresql")


@dataclass(frozen=True, slots=True)
class Asked:
    """`rounds` are interleaved; `seconds` of each measurement; `waiting`, `past` and `grown` (who wait in that house)
    are tickets; `clients` are connections at once; `screens`, `crowd`, `many` and `storm` are sockets; `calls` a round,
    `spoken` those that a hall hears; `phones` are tickets that somebody looks at while `visits` pass; `answers` are
    those of the semester that is reported; `visitors` are the people of a simulated day, which runs `speed` times as
    fast as a real one. `shared`: one server for all, even where it matters what another bench has left.
    """

    databases: tuple[str, ...] = DATABASES
    rounds: int = 5
    seconds: float = 2.0
    waiting: int = 2000
    clients: tuple[int, ...] = (1, 8, 32)
    screens: tuple[int, ...] = (1, 100, 500, 1000)
    crowd: int = 500
    many: int = 5000
    storm: tuple[int, ...] = (500, 2000)
    calls: int = 16
    past: int = 20_000
    grown: int = 20_000
    visitors: int = 600
    spoken: int = 200
    phones: int = 1000
    visits: int = 40
    answers: int = 10_000
    speed: float = 330.0
    shared: bool = False

    @property
    def database(self) -> str:
        """The one database of a bench that is not about databases."""
        return self.databases[0]

    @property
    def usual(self) -> int:
        """The number of clients of a bench that is not about their number: 8, the one that the aims name."""
        return 8 if 8 in self.clients else self.clients[0]


FULL = Asked()
_SIZES = ("rounds", "seconds", "waiting", "clients", "screens", "many", "spoken", "phones", "visits")
QUICK = replace(
    FULL,
    databases=("sqlite",),
    rounds=1,
    seconds=0.3,
    waiting=60,
    clients=(4,),
    screens=(10,),
    crowd=20,
    many=50,
    storm=(30,),
    calls=2,
    past=60,
    grown=200,
    visitors=12,
    spoken=2,
    phones=60,
    visits=3,
    answers=60,
    speed=2000.0,
    shared=True,
)


def asked(arguments: Sequence[str], known: Sequence[str]) -> tuple[list[str], Asked]:
    """The names and sizes on a command line. Exits with 2 when a name is not known."""
    said = _parser(known).parse_args(arguments)
    sizes = QUICK if said.quick else FULL
    given = {name: getattr(said, name) for name in _SIZES}
    given["databases"] = said.database and (said.database,)
    return said.names or list(known), replace(sizes, **{name: value for name, value in given.items() if value})


def _parser(known: Sequence[str]) -> argparse.ArgumentParser:
    def name(said: str) -> str:
        if said not in known:
            raise argparse.ArgumentTypeError(f"{said}: known are {', '.join(known)}")
        return said

    def numbers(said: str) -> tuple[int, ...]:
        return tuple(int(word) for word in said.split(","))

    parser = argparse.ArgumentParser(prog="python3 run.py bench", description=__doc__)
    parser.add_argument("names", nargs="*", type=name, metavar="name", help=f"of {', '.join(known)} (all)")
    parser.add_argument("--quick", action="store_true", help="the short form of the tests: figures mean nothing")
    parser.add_argument("--rounds", type=int, help=f"interleaved rounds (default {FULL.rounds})")
    parser.add_argument("--seconds", type=float, help=f"of each measurement (default {FULL.seconds:g})")
    parser.add_argument("--waiting", type=int, help=f"tickets waiting (default {FULL.waiting})")
    parser.add_argument("--clients", type=numbers, help="connections at once, as 1,8,32")
    parser.add_argument("--screens", type=numbers, help="sockets that watch a board, as 1,100,500")
    parser.add_argument("--many", type=int, help=f"sockets of the bench `sockets` (default {FULL.many})")
    parser.add_argument("--spoken", type=int, help=f"calls of the bench `voice` (default {FULL.spoken})")
    parser.add_argument("--phones", type=int, help=f"of the bench `phones` (default {FULL.phones})")
    parser.add_argument("--visits", type=int, help=f"that these phones see (default {FULL.visits})")
    parser.add_argument("--database", choices=DATABASES, help="only this one")
    return parser
