"""What a drill found: one line of figures with the seed, and whether that is a pass."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

Figure = int | float | str


@dataclass(frozen=True, slots=True)
class Outcome:
    """`wrong` are counts that must be zero, on any machine and however busy it is; `late` are times (seconds or
    milliseconds) beside what they may be at most; `figures` are to be read; `found` says in sentences what was wrong.
    """

    drill: str
    seed: int
    figures: Mapping[str, Figure]
    wrong: Mapping[str, int]
    late: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    found: tuple[str, ...] = field(default=())

    @property
    def sound(self) -> bool:
        """Whether nothing was wrong, however long it took."""
        return not any(self.wrong.values())

    @property
    def passed(self) -> bool:
        """Whether nothing was wrong, and nothing took longer than it may."""
        return self.sound and all(took <= most for took, most in self.late.values())

    @property
    def _all(self) -> dict[str, Figure]:
        return {
            **self.figures,
            **{name: took for name, (took, _) in self.late.items()},
            **self.wrong,
            "seed": self.seed,
        }

    def line(self) -> str:
        """The result in one line, as docs/TRUST.md keeps it: `D5 kills=400 acked=114876 lost=0 violations=0 seed=7`."""
        said = [f"{name}={_said(value)}" for name, value in self._all.items()]
        return " ".join([self.drill, *said])

    def as_dict(self) -> dict[str, object]:
        """For a line of JSON."""
        told = {"found": list(self.found[:20])} if self.found else {}
        return {"drill": self.drill, "passed": self.passed, **self._all, **told}


def _said(value: Figure) -> str:
    return f"{value:.2f}" if isinstance(value, float) else str(value)
