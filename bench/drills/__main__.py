"""`python -m bench drills [D5 …] [--rounds N] [--seed N]`: each drill's result as a line of text and one of JSON."""

from __future__ import annotations

import argparse
import json
import sys
import time
import traceback
from collections.abc import Callable

from bench import machine
from bench.drills import (
    bad_input,
    chaos,
    clock_jumps,
    double_call,
    drawn,
    flood,
    full_disk,
    fuzzed,
    hoarding,
    killed,
    killed_postgres,
    killed_redis,
    lived,
    lost_answers,
    outage,
    partitioned,
    raced,
    restored,
    spending,
    stopped,
    torn,
    updated,
)
from bench.drills.outcome import Outcome
from tests.servers import NotHere

#: Name → the drill with its seed and, when given, its rounds.
DRILLS: dict[str, Callable[..., Outcome]] = {
    "D1": lived.verbs,
    "D2": lived.api,
    "D2-postgresql": lived.api_on_postgres,
    "D3": drawn.drill,
    "D4": double_call.drill,
    "D5": killed.drill,
    "D6": torn.drill,
    "D7": killed_postgres.drill,
    "D8": killed_redis.drill,
    "D9": stopped.drill,
    "D9-parts": stopped.drill_behind_proxy,
    "D10": chaos.drill,
    "D11": clock_jumps.drill,
    "D12": full_disk.drill,
    "D13": lost_answers.drill,
    "D14": bad_input.drill,
    "D14-document": fuzzed.drill,
    "D16": restored.drill,
    "D16-postgresql": restored.drill_on_postgres,
    "D17": updated.drill,
    "D17-million": updated.drill_with_a_million,
    "D18": flood.drill,
    "D18-messages": spending.drill,
    "D19": partitioned.drill,
    "D21": hoarding.drill,
    "D22": outage.drill,
    "D23": outage.without_a_database,
    "D24": raced.drill,
}


def main(arguments: list[str]) -> int:
    """Run the named drills, or all, in full; the exit code: 1 when any found something."""
    asked = _parser().parse_args(arguments)
    print(machine.described().line(), flush=True)
    failed = []
    for name in asked.names or list(DRILLS):
        began = time.monotonic()
        try:
            outcome = DRILLS[name](asked.seed, **({"rounds": asked.rounds} if asked.rounds else {}))
        except NotHere as reason:
            print(f"{name} not run here: {reason}", flush=True)
            continue
        except Exception:
            print(f"{name} broke off seed={asked.seed}\n{traceback.format_exc()}", flush=True)
            failed.append(name)
            continue
        seconds = {"seconds": round(time.monotonic() - began, 1)}
        print(f"{outcome.line()}\n{json.dumps(outcome.as_dict() | seconds)}", flush=True)
        failed += [] if outcome.passed else [name]
    print(f"FAILED: {' '.join(failed)}" if failed else "all held")
    return 1 if failed else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python3 run.py bench drills", description=__doc__)
    parser.add_argument("names", nargs="*", choices=[*DRILLS, []], metavar="name", help=f"of {', '.join(DRILLS)} (all)")
    parser.add_argument("--rounds", type=int, help="how much of each (default: the full form)")
    parser.add_argument("--seed", type=int, default=int(time.time()), help="what chance does (default: the time)")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
