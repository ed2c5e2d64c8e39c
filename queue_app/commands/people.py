"""Commands for people and machines: who may do what."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import click
from flask import current_app
from sqlalchemy import select

from config import Config
from queue_app import clock
from queue_app.catalogue.directory import Directory, directory
from queue_app.commands.speaking import BY, in_product_time
from queue_app.errors import N_, Invalid
from queue_app.people import links, tokens
from queue_app.people import staff as people
from queue_app.people.actor import ROLES, STAFF_ROLES
from queue_app.people.audit import audit
from queue_app.people.models import StaffRecord
from queue_app.transaction import transaction


class PlaceMissing(Invalid):
    """A clerk's token works at one counter: without a counter it may do nothing."""

    sentence = N_("Peran counter memerlukan --counter: token tanpa loket tidak dapat dipakai di loket mana pun.")


class DeskMissing(Invalid):
    """A clerk works at one counter: without it they could sign in and do nothing."""

    sentence = N_("Peran counter memerlukan --counter: petugas tanpa loket tidak dapat bekerja.")


class NoSuchLogin(Invalid):
    """Nobody active has this sign-in name."""

    sentence = N_("Nama masuk {login} tidak ada atau sudah tidak aktif.")

    def __init__(self, **values: object) -> None:
        super().__init__(None, None, **values)


class NoSuchCode(Invalid):
    """An option names a counter, board or agency that the catalogue does not have."""

    sentence = N_("{option} {code} tidak ada. Yang ada: {known}.")

    def __init__(self, **values: object) -> None:
        super().__init__(None, None, **values)


@click.group("staff")
def staff() -> None:
    """People who sign in."""


@staff.command("add")
@click.argument("name")
@click.option("--role", type=click.Choice(STAFF_ROLES), required=True)
@click.option("--login", help="Sign-in name (default: made from the name).")
@click.option("--counter", help="Counter code, for role counter.")
@click.option("--agency", help="Agency code, for supervisors of one agency.")
@in_product_time
def add_staff(name: str, role: str, login: str | None, counter: str | None, agency: str | None) -> None:
    """Add a person and print the one-time link with which they set their password."""
    config: Config = current_app.extensions["config"]
    with transaction() as session:
        house = directory(session)
        person, link = people.add_staff(
            session,
            site_id=house.site.id,
            name=name,
            login=login or people.suggest_login(session, name),
            role=role,
            at=clock.real_now(),
            by=BY,
            **_places(house, counter, None, agency),
        )
        if role == "counter" and counter is None:
            raise DeskMissing()
        login = person.login
    click.echo(f"{login}\t{config.public_url}/akun/mulai/{link}")


@staff.command("link")
@click.argument("login")
@in_product_time
def new_link(login: str) -> None:
    """Print a fresh one-time link for somebody who lost theirs or forgot the password; earlier links stop working."""
    config: Config = current_app.extensions["config"]
    with transaction() as session:
        person = session.scalars(
            select(StaffRecord).where(StaffRecord.login == login.casefold(), StaffRecord.active)
        ).first()
        if person is None:
            raise NoSuchLogin(login=login)
        link = links.password_link(session, person, at=clock.real_now())
        audit(session, by=BY, action="staff-link", subject=f"staff:{person.id}", site_id=person.site_id)
    click.echo(f"{login}\t{config.public_url}/akun/mulai/{link}")


@click.group("token")
def token() -> None:
    """Bearer tokens for machines and programs."""


@token.command("create")
@click.argument("name")
@click.option("--role", type=click.Choice(ROLES), required=True)
@click.option("--counter", help="Counter code; role counter needs one.")
@click.option("--board", help="Board (hall) code.")
@click.option("--agency", help="Agency code.")
@in_product_time
def create_token(name: str, role: str, counter: str | None, board: str | None, agency: str | None) -> None:
    """Create a token and print it, once."""
    if role == "counter" and not counter:
        raise PlaceMissing([{"field": "--counter", "message": PlaceMissing.sentence}])
    with transaction() as session:
        house = directory(session)
        places = _places(house, counter, board, agency)
        bearer = tokens.create_token(session, name=name, role=role, site_id=house.site.id, by=BY, **places)
    click.echo(bearer)


def _places(house: Directory, counter: str | None, board: str | None, agency: str | None) -> dict[str, int | None]:
    return {
        "counter_id": _id_of("--counter", counter, house.counters),
        "hall_id": _id_of("--board", board, house.halls),
        "agency_id": _id_of("--agency", agency, house.agencies),
    }


def _id_of(option: str, code: str | None, known: Mapping[str, Any]) -> int | None:
    """The id behind an option's code, None when it was not given. Raises NoSuchCode."""
    if code is None:
        return None
    if code not in known:
        raise NoSuchCode(option=option, code=code, known=", ".join(known) or "-")
    found: int = known[code].id
    return found
