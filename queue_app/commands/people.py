"""Commands for people and machines: who may do what."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import click
from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from config import Config
from queue_app import clock
from queue_app.catalogue.directory import Directory, directory, site_codes
from queue_app.commands.speaking import BY, in_product_time
from queue_app.errors import N_, Invalid, Refused
from queue_app.people import links, tokens
from queue_app.people import staff as people
from queue_app.people.actor import ROLES, STAFF_ROLES
from queue_app.people.audit import audit
from queue_app.people.models import AccessTokenRecord, StaffRecord
from queue_app.transaction import reading, transaction


class PlaceMissing(Invalid):
    """A clerk's token works at one counter: without a counter it may do nothing."""

    sentence = N_("Peran counter memerlukan --counter: token tanpa loket tidak dapat dipakai di loket mana pun.")


class DeskMissing(Invalid):
    """A clerk works at one counter: without it they could sign in and do nothing."""

    sentence = N_("Peran counter memerlukan --counter: petugas tanpa loket tidak dapat bekerja.")


class BoardMissing(Invalid):
    """A screen shows one hall: without a board its token may show no lobby code."""

    sentence = N_("Peran display memerlukan --board: layar menampilkan kode kedatangan satu aula.")


class NoCatalogue(Refused):
    """There is no site yet to which anybody could belong."""

    type = "unknown"
    sentence = N_("Katalog belum dimuat. Jalankan dahulu: .venv/bin/flask --app queue_app seed")


class NoSuchToken(Invalid):
    """No token that works has this name or number."""

    sentence = N_("Tidak ada token {name} yang masih berlaku. Lihat: token list")


class SeveralTokens(Invalid):
    """More than one token has this name: the number says which."""

    sentence = N_("Ada beberapa token bernama {name}: sebutkan nomornya ({ids}).")


class NoSuchLogin(Invalid):
    """Nobody active has this sign-in name."""

    sentence = N_("Nama masuk {login} tidak ada atau sudah tidak aktif.")


class NoSuchCode(Invalid):
    """An option names a counter, board or agency that the catalogue does not have."""

    sentence = N_("{option} {code} tidak ada. Yang ada: {known}.")


@click.group("staff", help="Orang yang masuk dengan kata sandi.")
def staff() -> None:
    """People who sign in."""


@staff.command("add", help="Tambah seseorang dan cetak tautan sekali pakai untuk membuat kata sandinya.")
@click.argument("name")
@click.option("--role", type=click.Choice(STAFF_ROLES), required=True)
@click.option("--login", help="Nama masuk (bawaan: dari namanya).")
@click.option("--counter", help="Kode loket, untuk peran counter.")
@click.option("--agency", help="Kode instansi, untuk penyelia satu instansi.")
@in_product_time
def add_staff(name: str, role: str, login: str | None, counter: str | None, agency: str | None) -> None:
    """Add a person and print the one-time link with which they set their password."""
    config: Config = current_app.extensions["config"]
    with transaction() as session:
        house = _house(session)
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


@staff.command(
    "link",
    help="Cetak tautan baru bagi yang kehilangan tautan atau lupa kata sandi; yang lama tidak berlaku lagi.",
)
@click.argument("login")
@in_product_time
def new_link(login: str) -> None:
    """Print a fresh one-time link for somebody who lost theirs or forgot the password; earlier links stop working."""
    config: Config = current_app.extensions["config"]
    with transaction() as session:
        person = person_of(session, login)
        link = links.password_link(session, person, at=clock.real_now())
        audit(session, by=BY, action="staff-link", subject=f"staff:{person.id}", site_id=person.site_id)
    click.echo(f"{login}\t{config.public_url}/akun/mulai/{link}")


def person_of(session: Session, login: str) -> StaffRecord:
    """An active person by sign-in name. Raises NoSuchLogin."""
    named = select(StaffRecord).where(StaffRecord.login == login.casefold(), StaffRecord.active)
    person = session.scalars(named).first()
    if person is None:
        raise NoSuchLogin(login=login)
    return person


@click.group("token", help="Token untuk mesin dan program.")
def token() -> None:
    """Bearer tokens for machines and programs."""


@token.command("create", help="Buat token dan cetak, satu kali saja.")
@click.argument("name")
@click.option("--role", type=click.Choice(ROLES), required=True)
@click.option("--counter", help="Kode loket; wajib untuk peran counter.")
@click.option("--board", help="Kode papan (aula); wajib untuk peran display.")
@click.option("--agency", help="Kode instansi.")
@in_product_time
def create_token(name: str, role: str, counter: str | None, board: str | None, agency: str | None) -> None:
    """Create a token and print it, once."""
    if role == "counter" and not counter:
        raise PlaceMissing([{"field": "--counter", "message": PlaceMissing.sentence}])
    if role == "display" and not board:
        raise BoardMissing([{"field": "--board", "message": BoardMissing.sentence}])
    with transaction() as session:
        house = _house(session)
        places = _places(house, counter, board, agency)
        bearer = tokens.create_token(session, name=name, role=role, site_id=house.site.id, by=BY, **places)
    click.echo(bearer)


@token.command("list", help="Daftar token yang masih berlaku; isinya tidak dapat dilihat lagi.")
@click.option("--json", "as_json", is_flag=True, help="Cetak JSON.")
@in_product_time
def list_tokens(as_json: bool) -> None:
    """Say which tokens work, for whom and since when; what they are is kept nowhere."""
    with reading() as session:
        held = [_shown(row) for row in tokens.working(session)]
    if as_json:
        click.echo(json.dumps(held, ensure_ascii=False))
        return
    for one in held:
        click.echo("\t".join(str(value) for value in one.values()))
    if not held:
        click.echo("Belum ada token.")


@token.command("revoke", help="Cabut token menurut NAME atau nomornya di `token list`; berlaku seketika.")
@click.argument("name")
@in_product_time
def revoke_token(name: str) -> None:
    """End a token; who shows it next is refused."""
    with transaction() as session:
        named = [row for row in tokens.working(session) if name in (row.name, str(row.id))]
        if not named:
            raise NoSuchToken(name=name)
        if len(named) > 1:
            raise SeveralTokens(name=name, ids=", ".join(str(row.id) for row in named))
        tokens.revoke_token(session, named[0].id, by=BY)
        gone = named[0].name
    click.echo(f"Token {gone} dicabut.")


def _shown(row: AccessTokenRecord) -> dict[str, object]:
    return {"id": row.id, "name": row.name, "role": row.role, "created_at": row.created_at.isoformat()}


def _house(session: Session) -> Directory:
    """The site's catalogue. Raises NoCatalogue."""
    if not site_codes(session):
        raise NoCatalogue()
    return directory(session)


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
