"""Commands for a copy of everything: backup, restore."""

from __future__ import annotations

import json
import logging
from dataclasses import asdict
from pathlib import Path
from zipfile import BadZipFile

import click
from flask import current_app
from sqlalchemy.exc import SQLAlchemyError

from config import Config
from display import voice
from display.voice.keeping import agree
from queue_app.backup import restoring, taking
from queue_app.catalogue.directory import directory
from queue_app.check import looked_at
from queue_app.commands.speaking import said_plainly
from queue_app.errors import Unknown
from queue_app.transaction import transaction

log = logging.getLogger("gmsc.voice")


@click.command(
    "backup",
    help="Tulis seluruh basis data ke FILE selagi server bekerja, dan SHA-256-nya ke FILE.sha256. SQLite: FILE adalah "
    "basis data; PostgreSQL: arsip pg_dump -Fc. FILE lama baru diganti setelah yang baru utuh. SECRET_KEY tidak ikut "
    "(bila tidak ada di .env: DATA_DIR/secret_key): simpan juga, di tempat lain; tanpa itu tautan, token, dan nomor "
    "ponsel di dalamnya tidak berlaku. Tontonan layar ikut di sampingnya: FILE.media dan folder screen-media. "
    "Kode keluar 1 bila cadangan tidak dibuat.",
)
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Cetak yang ditulis sebagai JSON.")
@said_plainly
def backup(file: Path, as_json: bool) -> None:
    """Write the whole database to FILE while the server works, and its SHA-256 to FILE.sha256.

    SQLite: FILE is a database. PostgreSQL: FILE is an archive of pg_dump -Fc. An older FILE is replaced once the new
    one is whole. SECRET_KEY is not in it (without one in .env: DATA_DIR/secret_key): keep it too, elsewhere; without
    it no link, token or phone number in the backup works. What screens show goes along beside it: FILE.media and the
    folder screen-media. Exit code 1 when no backup was made.
    """
    made = taking.back_up(file)
    told = [f"{made.file}: {made.bytes} bita dalam {made.seconds:.1f} detik, SHA-256 {made.sha256}"]
    if made.media.files:
        told.append(f"Tontonan layar di sampingnya: {made.media.files} berkas, {made.media.bytes} bita.")
    if made.media.left_out:
        told.append(f"Tidak ikut, simpan sendiri: {', '.join(made.media.left_out)}.")
    click.echo(json.dumps(asdict(made), ensure_ascii=False) if as_json else "\n".join(told))


@click.command(
    "restore",
    help="Jadikan basis data seperti isi FILE. Hentikan server dahulu. FILE diperiksa sebelum apa pun berubah: SHA-256 "
    "(bila ada FILE.sha256), keutuhan, skema, SECRET_KEY, setiap aturan `check`; lalu menggantikan basis data dalam "
    "satu langkah. PostgreSQL memerlukan peran yang boleh membuat basis data. Kode keluar 1, tanpa perubahan, bila "
    "FILE tidak utuh atau basis data sedang dipakai atau tidak kosong.",
)
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--replace", is_flag=True, help="Simpan basis data yang berisi di samping, lalu pulihkan di tempatnya.")
@click.option("--json", "as_json", is_flag=True, help="Cetak yang dipulihkan sebagai JSON.")
@said_plainly
def restore(file: Path, replace: bool, as_json: bool) -> None:
    """Let the database be what FILE holds. Stop the servers first.

    FILE is proven before anything changes: SHA-256 (when FILE.sha256 is there), integrity, schema, SECRET_KEY, every
    invariant of `check`. It then takes the place of the database in one step. PostgreSQL needs a role that may create
    databases. Exit code 1, and nothing changed, when FILE is not sound or the database is in use or not empty.
    """
    config: Config = current_app.extensions["config"]
    done = restoring.restore(file, config.data_dir, replace=replace, phone_days=config.phone_days)
    voices_agree()
    click.echo(json.dumps(asdict(done), ensure_ascii=False) if as_json else _told(file, done))


def voices_agree() -> None:
    """Let the recordings and choices of the halls' voices be those of the database. A hall whose voice is spoilt works
    on without it: what goes wrong here is logged and stops nothing.
    """
    try:
        with transaction() as session:
            back = agree(session, directory(session).site.id, voice.home())
    except (OSError, SQLAlchemyError, BadZipFile, Unknown):
        log.exception("the voices of the halls could not be brought in line with the database")
    else:
        if back:
            log.info("voice packs from the database: %s", ", ".join(back))


def _told(file: Path, done: restoring.Restored) -> str:
    looked = looked_at(done.checked)
    lines = [f"{file} dipulihkan dalam {done.seconds:.1f} detik. Diperiksa: {looked}."]
    if not done.checksum:
        lines.append(f"Tidak ada {file.name}.sha256 sebagai pembanding.")
    if done.kept:
        lines.append(f"Yang ada sebelumnya disimpan sebagai {done.kept}.")
    if done.media.back:
        lines.append(f"Tontonan layar yang kembali: {len(done.media.back)} berkas.")
    if done.media.kept:
        lines.append(f"Tontonan yang digantikan disimpan di {done.media.kept}.")
    if done.media.missing:
        lines.append(f"Tidak ada salinan utuh di samping cadangan: {', '.join(done.media.missing)}.")
    return "\n".join(lines)
