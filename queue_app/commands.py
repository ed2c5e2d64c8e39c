"""`flask --app queue_app …`: each operator command is a few lines over a verb."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, cast

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from flask_migrate import upgrade

from config import Config
from queue_app import clock, product_time
from queue_app.api.document import document
from queue_app.catalogue import diff, importing
from queue_app.catalogue import reading as files
from queue_app.catalogue.directory import Directory, directory, forget, site_codes
from queue_app.errors import Invalid, Refused
from queue_app.people import links, staff, tokens
from queue_app.people.actor import ROLES, STAFF_ROLES
from queue_app.transaction import reading, transaction
from survey.scoring import score_file

BY = "operator"


def install(app: Flask) -> None:
    """Add the commands to the app."""
    for command in (prepare, seed, import_file, add_person, token, score, openapi):
        app.cli.add_command(command)


def said_plainly(function: Callable[..., Any]) -> Callable[..., Any]:
    """A refusal ends a command with its sentence on stderr and exit code 1 (2 when the input is wrong)."""

    @with_appcontext
    @wraps(function)
    def run(*args: Any, **options: Any) -> Any:
        try:
            product_time.agree(current_app.extensions["config"])
            return function(*args, **options)
        except Refused as no:
            click.echo(str(no), err=True)
            for error in no.errors if isinstance(no, Invalid) else []:
                click.echo(f"  {error['field']}: {error['message']}", err=True)
            sys.exit(2 if isinstance(no, Invalid) else 1)

    return cast(Callable[..., Any], run)


@click.command("prepare")
@with_appcontext
def prepare() -> None:
    """Bring the database up to date, load the catalogue into an empty one, and say where everything is."""
    upgrade()
    with reading() as session:
        empty = not site_codes(session)
    if empty:
        _load(files.default_catalogue())
    _print_addresses(current_app.extensions["config"])


@click.command("seed")
@click.option("--catalogue", type=click.Path(exists=True, path_type=Path), help="Folder with another catalogue.")
@said_plainly
def seed(catalogue: Path | None) -> None:
    """Load the catalogue (default: the mall's own); loading it again changes only what differs."""
    _load(catalogue or files.default_catalogue())


@click.command("import")
@click.argument("file", type=click.Path(exists=True, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Show what would change; change nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print the changes as JSON.")
@said_plainly
def import_file(file: Path, dry_run: bool, as_json: bool) -> None:
    """Import a catalogue folder or one of its CSV files into the site."""
    wanted = files.read_catalogue(file)
    if dry_run:
        with reading() as session:
            changes = diff.diff(session, wanted)
    else:
        changes = _apply(wanted)
    click.echo(json.dumps(changes.as_dict(), ensure_ascii=False) if as_json else _told(changes))


@click.group("staff")
def add_person() -> None:
    """People who sign in."""


@add_person.command("add")
@click.argument("name")
@click.option("--role", type=click.Choice(STAFF_ROLES), required=True)
@click.option("--login", help="Sign-in name (default: made from the name).")
@click.option("--counter", help="Counter code, for role counter.")
@click.option("--agency", help="Agency code, for supervisors of one agency.")
@said_plainly
def add_staff(name: str, role: str, login: str | None, counter: str | None, agency: str | None) -> None:
    """Add a person and print the one-time link with which they set their password."""
    config: Config = current_app.extensions["config"]
    with transaction() as session:
        house = directory(session)
        person, link = staff.add_staff(
            session,
            site_id=house.site.id,
            name=name,
            login=login or staff.suggest_login(session, name),
            role=role,
            at=clock.real_now(),
            by=BY,
            **_places(house, counter, None, agency),
        )
        login = person.login
    click.echo(f"{login}\t{config.public_url}/akun/mulai/{link}")


@click.group("token")
def token() -> None:
    """Bearer tokens for machines and programs."""


@token.command("create")
@click.argument("name")
@click.option("--role", type=click.Choice(ROLES), required=True)
@click.option("--counter", help="Counter code.")
@click.option("--board", help="Board (hall) code.")
@click.option("--agency", help="Agency code.")
@said_plainly
def create_token(name: str, role: str, counter: str | None, board: str | None, agency: str | None) -> None:
    """Create a token and print it, once."""
    with transaction() as session:
        house = directory(session)
        places = _places(house, counter, board, agency)
        bearer = tokens.create_token(session, name=name, role=role, site_id=house.site.id, by=BY, **places)
    click.echo(bearer)


@click.group("skm")
def score() -> None:
    """The satisfaction index."""


@score.command("score")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--unsur", help="Only these unsur, comma separated.")
@click.option("--weights", type=click.Choice(["exact", "0.111"]), default="exact", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@said_plainly
def skm_score(file: Path, unsur: str | None, weights: str, as_json: bool) -> None:
    """Compute the index of a CSV of raw answers whose header names unsur keys."""
    chosen = unsur.split(",") if unsur else None
    found = score_file(file, chosen, weights)
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False))
        return
    for key, one in found["unsur"].items():
        click.echo(f"{key:<14}{one['n']:>6}{one['nrr']:>8}{one['index']:>8}  {one['grade']}")
    click.echo(f"{'indeks':<14}{found['n']:>6}{'':>8}{found['index']:>8}  {found['grade']}")


@click.command("openapi")
@with_appcontext
def openapi() -> None:
    """Print the OpenAPI document of the API."""
    click.echo(json.dumps(document(current_app.extensions["config"].public_url), ensure_ascii=False, indent=1))


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


def _places(house: Directory, counter: str | None, board: str | None, agency: str | None) -> dict[str, int | None]:
    return {
        "counter_id": house.counter(counter).id if counter else None,
        "hall_id": house.hall(board).id if board else None,
        "agency_id": house.agency(agency).id if agency else None,
    }


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
