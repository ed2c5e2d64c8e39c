"""Commands for how somebody signs in: the second step of who lost the phone, the address an identity provider knows."""

from __future__ import annotations

import click

from queue_app import clock
from queue_app.commands.people import person_of, staff
from queue_app.commands.speaking import BY, in_product_time
from queue_app.people import second_step, sessions, sso
from queue_app.transaction import transaction


@staff.command("reset-totp", help="Setel ulang kode masuk seseorang yang kehilangan ponselnya; semua peramban keluar.")
@click.argument("login")
@in_product_time
def reset_totp(login: str) -> None:
    """Take somebody's second step away (lost phone and lost paper); the last way in for an only admin."""
    with transaction() as session:
        person = person_of(session, login)
        second_step.remove(session, person, by=BY)
        sessions.end_all_of(session, person, at=clock.real_now(), by=BY)
    click.echo(f"{login}: kode masuk disetel ulang.")


@staff.command("email", help="Catat alamat surel seseorang, untuk masuk lewat penyedia identitas; kosong menghapusnya.")
@click.argument("login")
@click.argument("address")
@in_product_time
def set_email(login: str, address: str) -> None:
    """Say by which verified address an identity provider names this person."""
    with transaction() as session:
        sso.set_email(session, person_of(session, login), address, by=BY)
    click.echo(f"{login}: {address or '-'}")
