"""`python -m bench [NAME …]`: each prints JSON lines, then a table, also as Markdown. `drills` breaks a hall; `scale`
computes.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator

from bench import (
    clerk,
    database,
    day,
    disk,
    growth,
    http_rates,
    lighthouse,
    machine,
    mixed,
    parts,
    phone,
    phones,
    push,
    scale,
    survey,
    voice,
)
from bench.asked import Asked, asked
from bench.markdown import markdown
from bench.place import Places, places
from bench.report import Result, table

BENCHES: dict[str, Callable[[Places, Asked], Iterator[Result]]] = {
    "take": http_rates.take,
    "call": http_rates.call,
    "read": http_rates.read,
    "database": database.database,
    "push": push.push,
    "mixed": mixed.mixed,
    "growth": growth.growth,
    "disk": disk.disk,
    "storm": push.storm,
    "sockets": push.sockets,
    "parts": parts.parts,
    "day": day.day,
    "clerk": clerk.clerk,
    "voice": voice.voice,
    "phone": phone.phone,
    "phones": phones.phones,
    "lighthouse": lighthouse.lighthouse,
    "survey": survey.survey,
}


def main(arguments: list[str]) -> int:
    """Run the named benches, or all; the exit code: 1 when any request was answered wrongly or any frame lost."""
    if arguments[:1] == ["drills"]:
        from bench.drills.__main__ import main as drills

        return drills(arguments[1:])
    if arguments[:1] == ["scale"]:
        print(scale.tables())
        return 0
    names, sizes = asked(arguments, list(BENCHES))
    print(machine.described().line(), flush=True)
    errors = 0
    with places(shared=sizes.shared) as stages:
        for name in names:
            results = []
            for result in BENCHES[name](stages, sizes):
                print(result.line(), flush=True)
                results.append(result)
                errors += result.figures.get("errors", 0) + result.figures.get("lost", 0)
            print(f"\n{table(results)}\n\n{markdown(results)}\n", flush=True)
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
