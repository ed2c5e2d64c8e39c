"""`python -m bench [take] [call] [push]` or `drills`: each prints one JSON object per line, the former then a table."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator

from bench import http_rates, machine, push
from bench.report import Result, table

BENCHES: dict[str, Callable[[argparse.Namespace], Iterator[Result]]] = {
    "take": http_rates.take,
    "call": http_rates.call,
    "push": push.push,
}


def main(arguments: list[str]) -> int:
    """Run the named benches, or all; the exit code: 1 when any request was answered wrongly."""
    if arguments[:1] == ["drills"]:
        from bench.drills.__main__ import main as drills

        return drills(arguments[1:])
    asked = _parser().parse_args(arguments)
    print(machine.described().line(), flush=True)
    errors = 0
    for name in asked.names or list(BENCHES):
        results = []
        for result in BENCHES[name](asked):
            print(result.line(), flush=True)
            results.append(result)
            errors += result.figures.get("errors", 0)
        print(f"\n{table(results)}\n", flush=True)
    return 1 if errors else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python3 run.py bench", description=__doc__)
    known = ", ".join(BENCHES)
    parser.add_argument("names", nargs="*", type=_known, metavar="name", help=f"of {known} (all)")
    parser.add_argument("--rounds", type=int, default=5, help="interleaved rounds (default 5)")
    parser.add_argument("--seconds", type=float, default=2, help="of each measurement (default 2)")
    parser.add_argument("--waiting", type=int, default=2000, help="tickets waiting (default 2000)")
    parser.add_argument("--database", choices=("sqlite", "postgresql"), help="only this one")
    return parser


def _known(name: str) -> str:
    if name not in BENCHES:
        raise argparse.ArgumentTypeError(f"{name}: known are {', '.join(BENCHES)}")
    return name


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
