"""Two rooms and the cable between them: a network namespace of its own, and a link that can be pulled without a word.

What is pulled is silent, as a dead switch is: no side is told that its packets go nowhere. Needs root on Linux.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count

from tests.servers import NotHere

#: For tests only; three rooms of one machine at once are many.
_NETWORK = "10.213.{n}.{host}"
_made = count()


@dataclass(frozen=True, slots=True)
class Lan:
    """`here` is this machine's address on the cable, `there` that of the other room; `room` is its namespace."""

    room: str
    cable: str
    here: str
    there: str

    @property
    def inside(self) -> tuple[str, ...]:
        """What to put before a command so that it runs in the other room."""
        return ("ip", "netns", "exec", self.room)

    def lose_answers(self) -> None:
        """What the other room says arrives here; what is said from here does not arrive there."""
        _run("tc", "qdisc", "replace", "dev", f"{self.cable}h", "root", "blackhole")

    def cut(self) -> None:
        """Nothing passes, either way."""
        self.lose_answers()
        _run(*self.inside, "tc", "qdisc", "replace", "dev", f"{self.cable}t", "root", "blackhole")

    def join(self) -> None:
        """The cable is whole again; harmless when it is."""
        for command in (("tc",), (*self.inside, "tc")):
            end = "h" if command == ("tc",) else "t"
            subprocess.run(
                [*command, "qdisc", "del", "dev", self.cable + end, "root"], capture_output=True, check=False
            )


@contextmanager
def a_lan() -> Iterator[Lan]:
    """Another room for the length of the block. Raises NotHere where one cannot be made."""
    if os.geteuid() != 0 or not all(map(shutil.which, ("ip", "tc"))):
        raise NotHere("a second room needs root, ip and tc: `apt-get install iproute2`")
    n, name = (os.getpid() + next(_made)) % 250, f"gmsc{os.getpid() % 100_000}{next(_made)}"
    lan = Lan(name, name[:13], *(_NETWORK.format(n=n, host=host) for host in (1, 2)))
    try:
        _made_of(lan)
        yield lan
    finally:
        subprocess.run(["ip", "netns", "del", lan.room], capture_output=True, check=False)
        subprocess.run(["ip", "link", "del", f"{lan.cable}h"], capture_output=True, check=False)


def _made_of(lan: Lan) -> None:
    here, there, inside = f"{lan.cable}h", f"{lan.cable}t", ("ip", "-n", lan.room)
    try:
        _run("ip", "netns", "add", lan.room)
        _run("ip", "link", "add", here, "type", "veth", "peer", "name", there, "netns", lan.room)
    except RuntimeError as error:
        raise NotHere(f"no second room here: {error}") from error
    _run("ip", "addr", "add", f"{lan.here}/30", "dev", here)
    _run("ip", "link", "set", here, "up")
    _run(*inside, "addr", "add", f"{lan.there}/30", "dev", there)
    _run(*inside, "link", "set", there, "up")
    _run(*inside, "link", "set", "lo", "up")


def _run(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)}: {done.stderr.strip()}")
