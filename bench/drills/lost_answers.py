"""D13: a fifth of all answers is lost on the way, and everybody asks again with the same key: one number each."""

from __future__ import annotations

from bench.drills.drawn import draw
from bench.drills.hall import PRODUCT, a_hall
from bench.drills.lossy import a_lossy_line
from bench.drills.outcome import Outcome

SHARE = 0.2


def drill(seed: int, rounds: int = 2000, application: str = PRODUCT) -> Outcome:
    """So many citizens behind a line that loses answers."""
    with a_hall(application) as hall:
        hall.start()
        with a_lossy_line(hall.port, seed=seed, share=SHARE) as line:
            drawn = draw(hall, seed=seed, citizens=rounds, processes=1, threads=8, repeat=0, port=line.port)
        seen = hall.audit()
    return Outcome(
        "D13",
        seed,
        {"citizens": rounds, "answers_lost": line.lost, "tickets": seen.tickets},
        {
            "ghosts": abs(seen.tickets - rounds),
            "lost": len(seen.lost),
            "violations": len(seen.violations),
            "crashed": sum(n for status, n in drawn.statuses.items() if status.startswith("5")),
        },
        found=tuple(seen.violations + seen.lost),
    )
