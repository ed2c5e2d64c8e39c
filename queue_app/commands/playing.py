"""Commands that play: a whole day through the public API, and a hall that lives."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from queue_app.commands.speaking import said_plainly
from queue_app.simulation.command import SPEED, Wish, run_simulation
from queue_app.simulation.demo import run_demo


@click.command("simulate")
@click.option("--url", help="A running server on this database (default: one of its own, on an empty one).")
@click.option("--trace", type=click.Path(exists=True, file_okay=False, path_type=Path), help="Folder of a trace.")
@click.option("--day", default=1, show_default=True, help="Day of the trace.")
@click.option("--speed", default=SPEED, show_default=True, help="Product seconds in a real one (own server).")
@click.option("--seed", default=1, show_default=True, help="The same seed plays the same day.")
@click.option("--tickets", default=600, show_default=True, help="Visitors of an invented day.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@said_plainly
def simulate(
    url: str | None, trace: Path | None, day: int, speed: float, seed: int, tickets: int, as_json: bool
) -> None:
    """Play a day, then hold its summary against the database and test every invariant."""
    wish = Wish(trace=trace, day=day, seed=seed, tickets=tickets)
    sys.exit(run_simulation(wish, url=url, speed=speed, as_json=as_json))


@click.command("demo")
@click.option("--speed", default=10.0, show_default=True, help="How fast the demo's clock runs.")
@click.option("--port", type=int, help="Where it serves (default: PORT).")
@said_plainly
def demo(speed: float, port: int | None) -> None:
    """Show a living hall on a database of its own, until Ctrl-C."""
    sys.exit(run_demo(speed, port))
