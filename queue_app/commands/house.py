"""Commands for the house: prepare, seed, import."""

from __future__ import annotations

import json
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext
from flask_migrate import upgrade

from config import Config
from queue_app import clock
from queue_app.catalogue import diff, importing
from queue_app.catalogue import reading as files
from queue_app.catalogue.certainty import CERTAINTY_NAMES, FACT_NAMES, WAITING_NAMES, Certainty, certainty_of
from queue_app.catalogue.directory import directory, site_codes
from queue_app.catalogue.empty import begin_empty
from queue_app.commands.speaking import BY, in_product_time
from queue_app.people import links
from queue_app.schema import standing
from queue_app.transaction import reading, transaction


@click.command("prepare", help="Perbarui basis data, muat katalog bila kosong, dan sebutkan semua alamat.")
@with_appcontext
def prepare() -> None:
    """Bring the database up to date, load the catalogue into an empty one, and say where everything is."""
    bring_up_to_date()


def bring_up_to_date() -> None:
    """What `prepare` does, also for a server that starts; needs an application context.

    A database that a later version has brought up to date is left as it is: this one serves on it.
    """
    found = standing()
    if found.newer:
        click.echo(f"Skema basis data ({found.database}) lebih baru daripada versi ini ({found.code}): dibiarkan.")
    else:
        upgrade()
    with reading() as session:
        empty = not site_codes(session)
    if empty and current_app.extensions["config"].catalogue == "empty":
        with transaction() as session:
            begin_empty(session, by=BY)
    elif empty:
        _load(files.default_catalogue())
    _print_addresses(current_app.extensions["config"])


@click.command("seed", help="Muat katalog (bawaan: milik mal ini); bila diulang hanya yang berbeda yang berubah.")
@click.option("--catalogue", type=click.Path(exists=True, path_type=Path), help="Folder katalog lain.")
@in_product_time
def seed(catalogue: Path | None) -> None:
    """Load the catalogue (default: the mall's own); loading it again changes only what differs."""
    _load(catalogue or files.default_catalogue())


@click.command("import", help="Impor folder katalog, atau satu berkas CSV-nya, ke situs ini.")
@click.argument("file", type=click.Path(exists=True, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Perlihatkan yang akan berubah dan kepastiannya; tidak mengubah apa pun.")
@click.option("--json", "as_json", is_flag=True, help="Cetak perubahan sebagai JSON.")
@in_product_time
def import_file(file: Path, dry_run: bool, as_json: bool) -> None:
    """Import a catalogue folder or one of its CSV files into the site."""
    wanted = files.read_catalogue(file)
    if dry_run:
        with reading() as session:
            changes = diff.diff(session, wanted)
    else:
        changes = _apply(wanted)
    certain = certainty_of(changes.after) if dry_run else None
    if not as_json:
        click.echo("\n".join([_told(changes), *(_certain_lines(certain) if certain else [])]))
        return
    shown = {"certainty": certain.counts(), "awaiting": certain.awaiting_counts()} if certain else {}
    click.echo(json.dumps(changes.as_dict() | shown, ensure_ascii=False))


def _load(path: Path) -> None:
    click.echo(_told(_apply(files.read_catalogue(path))))


def _told(changes: diff.Changes) -> str:
    if not changes:
        return "Tidak ada perubahan."
    lines = [
        f"{table}: " + ", ".join(f"{n} {kind}" for kind, n in kinds.items())
        for table, kinds in changes.counts().items()
    ]
    return "\n".join(lines + [f"Perhatian: {warning}" for warning in changes.warnings])


def _certain_lines(certain: Certainty) -> list[str]:
    """How many of each fact are how certain, and what awaits a confirmation."""
    lines = []
    for fact, counts in certain.counts().items():
        found = ", ".join(f"{n} {CERTAINTY_NAMES[value].lower()}" for value, n in counts.items() if n)
        lines.append(f"Kepastian {FACT_NAMES[fact].lower()}: {found or 0}")
    waiting = ", ".join(f"{WAITING_NAMES[part].lower()} {n}" for part, n in certain.awaiting_counts().items())
    total = f"{certain.awaiting} dari {len(certain.entries)} instansi dan layanan"
    return [*lines, f"Menunggu konfirmasi: {total}" + (f" ({waiting})" if waiting else "")]


def _apply(wanted: files.CatalogueFiles) -> diff.Changes:
    with transaction() as session:
        changes = diff.diff(session, wanted)
        importing.apply(session, changes, by=BY)
    return changes


def _print_addresses(config: Config) -> None:
    with transaction() as session:
        link = links.first_admin_link(session, at=clock.real_now())
        boards = list(directory(session).halls)
    click.echo(f"Warga      {config.public_url}/")
    for code in boards:
        click.echo(f"Layar      {config.public_url}/display/{code}")
    click.echo(f"Loket      {config.public_url}/loket/")
    click.echo(f"Manajer    {config.public_url}/manajer/")
    if link is not None:
        click.echo(f"\nAdmin pertama, tautan sekali pakai: {config.public_url}/akun/mulai/{link}")
