"""Commands for the kiosks of the halls: how each one prints, and whether its printer answers."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass

import click

from kiosk import network_printer
from kiosk.settings import ESCPOS_PORT, PAPERS, Printer, checked, printer_of
from queue_app.catalogue.directory import directory
from queue_app.commands.speaking import BY, in_product_time
from queue_app.errors import N_, Unknown
from queue_app.people.device_models import PROBLEMS
from queue_app.people.device_state import DeviceState, device_states, set_device
from queue_app.transaction import reading, transaction


@dataclass(frozen=True, slots=True)
class _Row:
    """One kiosk in the list."""

    id: int
    name: str
    board: str | None
    way: str
    paper: int
    problems: list[str]

    @property
    def said(self) -> str:
        return ", ".join(PROBLEMS[code] for code in self.problems) or "baik"


@click.group("kiosk", help="Kiosk di aula: printer dan keadaannya.")
def kiosk() -> None:
    """Kiosks of the halls."""


@kiosk.command("list", help="Daftar kiosk, cara mencetak, dan masalahnya.")
@click.option("--json", "as_json", is_flag=True, help="Cetak JSON.")
@in_product_time
def list_kiosks(as_json: bool) -> None:
    """Every kiosk with how it prints and what is wrong with it."""
    rows = [_told(one) for one in _kiosks()]
    if as_json:
        click.echo(json.dumps([dataclasses.asdict(row) for row in rows], ensure_ascii=False))
        return
    for row in rows:
        click.echo(f"{row.id}  {row.name}  {row.way} {row.paper} mm  {row.said}")


@kiosk.command(
    "printer",
    help="Atur printer satu kiosk: --browser (Chromium --kiosk-printing), --escpos ALAMAT[:PORT] (printer jaringan), "
    "atau --none. Tanpa pilihan: tanya keadaan printer; kode keluar 1 bila bermasalah.",
)
@click.argument("name")
@click.option("--browser", "way", flag_value="browser", help="Dicetak oleh peramban kiosk itu sendiri.")
@click.option("--none", "way", flag_value="none", help="Kiosk tanpa printer: nomor difoto dari layar.")
@click.option("--escpos", metavar="ALAMAT[:PORT]", help="Printer ESC/POS di jaringan (port bawaan 9100).")
@click.option("--paper", type=click.Choice([str(width) for width in PAPERS]), help="Lebar kertas dalam mm.")
@click.option("--silent", is_flag=True, help="Printer tidak menjawab pertanyaan keadaan (DLE EOT).")
@in_product_time
def set_printer(name: str, way: str | None, escpos: str | None, paper: str | None, silent: bool) -> None:
    """Choose how one kiosk prints, by its name or number; without a choice, ask its printer how it is."""
    (found,) = [one for one in _kiosks() if name in (one.name, str(one.device_id))][:1] or _nobody()
    printer = printer_of(found.settings)
    host, given, port = (escpos or "").partition(":")
    if escpos or way or paper:
        chosen = Printer(
            way="escpos" if escpos else way or printer.way,
            paper=int(paper or printer.paper),
            host=host or printer.host,
            port=_port(port) if given else ESCPOS_PORT if escpos else printer.port,
            asks=not silent,
        )
        with transaction() as session:
            set_device(session, directory(session), found.device_id, checked(chosen), by=BY)
        printer = chosen
    _say_how_it_is(found.name, printer)


def _port(text: str) -> int:
    """What stands behind the colon; 0, which is refused, when it is no number."""
    return int(text) if text.isdecimal() and len(text) < 6 else 0


def _say_how_it_is(name: str, printer: Printer) -> None:
    wrong = network_printer.ask(printer) if printer.way == "escpos" else None
    where = f" {printer.host}:{printer.port}" if printer.way == "escpos" else ""
    click.echo(f"{name}: {printer.way}{where}, kertas {printer.paper} mm, {PROBLEMS[wrong] if wrong else 'siap'}")
    if wrong:
        raise SystemExit(1)


def _kiosks() -> list[DeviceState]:
    with reading() as session:
        return [one for one in device_states(session, directory(session)) if one.kind == "kiosk"]


def _told(one: DeviceState) -> _Row:
    printer = printer_of(one.settings)
    problems = [problem.code for problem in one.problems]
    return _Row(one.device_id, one.name, one.hall, printer.way, printer.paper, problems)


def _nobody() -> list[DeviceState]:
    raise Unknown(N_("Tidak ada kiosk dengan nama atau nomor itu."))
