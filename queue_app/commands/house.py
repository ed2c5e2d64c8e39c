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
from queue_app.catalogue.directory import directory, forget, site_codes
from queue_app.commands.speaking import BY, in_product_time
from queue_app.people import links
from queue_app.transaction import reading, transaction


@click.command("prepare")
@with_appcontext
def prepare() -> None:
    """Bring the database up to date, load the catalogue into an empty one, and say where everything is."""
    bring_up_to_date()


def bring_up_to_date() -> None:
    """What `prepare` does, also for a server that starts; needs an application context."""
    upgrade()
    with reading() as session:
        empty = not site_codes(session)
    if empty:
        _load(files.default_catalogue())
    _print_addresses(current_app.extensions["config"])


@click.command("seed")
@click.option("--catalogue", type=click.Path(exists=True, path_type=Path), help="Folder with another catalogue.")
@in_product_time
def seed(catalogue: Path | None) -> None:
    """Load the catalogue (default: the mall's own); loading it again changes only what differs."""
    _load(catalogue or files.default_catalogue())


@click.command("import")
@click.argument("file", type=click.Path(exists=True, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Show what would change; change nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print the changes as JSON.")
@in_product_time
def import_file(file: Path, dry_run: bool, as_json: bool) -> None:
    """Import a catalogue folder or one of its CSV files into the site."""
    wanted = files.read_catalogue(file)
    if dry_run:
        with reading() as session:
            changes = diff.diff(session, wanted)
    else:
        changes = _apply(wanted)
    click.echo(json.dumps(changes.as_dict(), ensure_ascii=False) if as_json else _told(changes))


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


def _apply(wanted: files.CatalogueFiles) -> diff.Changes:
    with transaction() as session:
        changes = diff.diff(session, wanted)
        importing.apply(session, changes, by=BY)
    forget()
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
