"""Commands for the devices of the halls: screens, later kiosks."""

from __future__ import annotations

import dataclasses
import json

import click

from queue_app import clock
from queue_app.commands.speaking import BY, in_product_time
from queue_app.people import pairing
from queue_app.people.actor import ROLE_NAMES
from queue_app.transaction import transaction


@click.group("device", help="Layar dan kiosk di aula.")
def device() -> None:
    """Screens and kiosks of the halls."""


@device.command(
    "pair",
    help="Terima kode yang tampil di layar; layar lalu memasang dirinya. Kode keluar 1 bila kode salah, kedaluwarsa, "
    "atau sudah dipakai.",
)
@click.argument("code")
@click.option("--name", help='Nama perangkat, misalnya "TV lobi" (bawaan: nama aulanya).')
@click.option("--json", "as_json", is_flag=True, help="Cetak JSON.")
@in_product_time
def pair(code: str, name: str | None, as_json: bool) -> None:
    """Accept the code that a screen shows; the screen then installs itself.

    The exit code is 1 when the code is wrong, too old or used.
    """
    with transaction() as session:
        accepted = pairing.accept(session, code, name=name, at=clock.real_now(), by=BY)
    if as_json:
        click.echo(json.dumps(dataclasses.asdict(accepted), ensure_ascii=False))
        return
    click.echo(f"{ROLE_NAMES[accepted.kind]} “{accepted.name}” diterima: {accepted.hall} ({accepted.board}).")
