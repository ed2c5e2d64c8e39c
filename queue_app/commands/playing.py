"""Commands that play: a whole day through the public API, and a hall that lives."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from queue_app.commands.speaking import said_plainly
from queue_app.simulation.command import SPEED, Wish, run_simulation
from queue_app.simulation.demo import run_demo


@click.command("simulate", help="Mainkan satu hari, cocokkan ringkasannya dengan basis data, lalu uji setiap aturan.")
@click.option("--url", help="Server yang berjalan di basis data ini (bawaan: server sendiri, basis data kosong).")
@click.option("--trace", type=click.Path(exists=True, file_okay=False, path_type=Path), help="Folder rekaman.")
@click.option("--day", default=1, show_default=True, help="Hari dalam rekaman.")
@click.option("--speed", default=SPEED, show_default=True, help="Detik produk dalam satu detik nyata (server sendiri).")
@click.option("--seed", default=1, show_default=True, help="Benih yang sama memainkan hari yang sama.")
@click.option("--tickets", default=600, show_default=True, help="Pengunjung pada hari rekaan.")
@click.option("--json", "as_json", is_flag=True, help="Cetak JSON.")
@said_plainly
def simulate(
    url: str | None, trace: Path | None, day: int, speed: float, seed: int, tickets: int, as_json: bool
) -> None:
    """Play a day, then hold its summary against the database and test every invariant."""
    wish = Wish(trace=trace, day=day, seed=seed, tickets=tickets)
    sys.exit(run_simulation(wish, url=url, speed=speed, as_json=as_json))


@click.command("demo", help="Perlihatkan aula yang hidup di basis datanya sendiri, sampai Ctrl-C.")
@click.option("--speed", default=10.0, show_default=True, help="Kecepatan jam demo.")
@click.option("--port", type=int, help="Porta (bawaan: PORT).")
@said_plainly
def demo(speed: float, port: int | None) -> None:
    """Show a living hall on a database of its own, until Ctrl-C."""
    sys.exit(run_demo(speed, port))
