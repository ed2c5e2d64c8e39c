"""What the people outside tell when they have left."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Crowd:
    """What the people outside met, once they have left."""

    tally: dict[str, Any] = field(default_factory=dict)

    def met(self, *kinds: str) -> int:
        """How often something of these kinds happened to them."""
        return sum(int(self.tally.get(kind, 0)) for kind in kinds)

    @property
    def crashed(self) -> int:
        """Answers that say the product itself broke; 503 says that something it needs is away."""
        return sum(n for kind, n in self.tally.items() if kind.isdigit() and kind.startswith("5") and kind != "503")
