"""Commands for the voice of the halls: packs of clips recorded by an announcer."""

from __future__ import annotations

import dataclasses
import json
import shutil
import sys
from pathlib import Path

import click

from display import voice
from display.voice.choice import NAME
from display.voice.inspect import Inspected, inspected
from display.voice.keeping import LARGEST, keep_pack
from display.voice.pack import BadPack, Pack, read_pack
from display.voice.sentences import LANGUAGES, NAMES
from queue_app.catalogue.directory import directory
from queue_app.commands.speaking import in_product_time
from queue_app.transaction import reading, transaction

_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.group("voice", help="Suara panggilan: paket klip rekaman penyiar (docs/VOICE.md).")
def voice_commands() -> None:
    """The voice of the halls."""


@voice_commands.command(
    "check",
    help="Periksa paket suara di FOLDER terhadap mal ini: klip yang kurang, berkas yang salah, klip yang terlalu pelan "
    "atau keras. Kode keluar 1 bila ada klip yang kurang, 2 bila FOLDER bukan paket suara.",
)
@click.argument("folder", type=_FOLDER)
@click.option("--json", "as_json", is_flag=True, help="Cetak JSON.")
@in_product_time
def check(folder: Path, as_json: bool) -> None:
    """Hold a pack against this house. Exit code 1 when clips are missing, 2 when it is no pack."""
    pack, found = _looked_at(folder)
    if as_json:
        click.echo(json.dumps({"language": pack.language, **dataclasses.asdict(found)}, ensure_ascii=False))
    else:
        click.echo(_told(pack, found))
    sys.exit(1 if found.missing else 0)


@voice_commands.command(
    "install",
    help="Pakai paket suara di FOLDER mulai panggilan berikutnya, menggantikan paket bahasa itu yang lama. Dengan "
    "--name paket disimpan di samping yang lain; pilih per ruang di /admin/suara. Paket yang kurang ditolak "
    "(kode keluar 1).",
)
@click.argument("folder", type=_FOLDER)
@click.option("--name", default="", help="Nama paket: huruf kecil, angka, tanda hubung, misalnya ibu-rahayu.")
@in_product_time
def install(folder: Path, name: str) -> None:
    """Use a pack from the next call on, instead of an older one of its language; an incomplete one is refused. With a
    name it is laid beside the others, for halls that choose it.
    """
    pack, found = _looked_at(folder)
    if name and (not NAME.fullmatch(name) or name in LANGUAGES):
        click.echo("Nama paket: huruf kecil, angka, dan tanda hubung; bukan nama bahasa.", err=True)
        sys.exit(2)
    if found.missing:
        click.echo(_told(pack, found), err=True)
        sys.exit(1)
    place = voice.home() / "packs" / (name or pack.language)
    fresh, old = place.with_name(f"{place.name}.new"), place.with_name(f"{place.name}.old")
    for leftover in (fresh, old):
        shutil.rmtree(leftover, ignore_errors=True)
    shutil.copytree(folder, fresh)
    if place.exists():
        place.rename(old)
    fresh.rename(place)
    shutil.rmtree(old, ignore_errors=True)
    with transaction() as session:
        kept = keep_pack(session, directory(session).site.id, place)
    if not kept:
        click.echo(f"Lebih dari {LARGEST // 1_000_000} MB: tidak ikut cadangan, simpan sendiri {place}.", err=True)
    click.echo(f"Paket suara {NAMES[pack.language]} terpasang: {found.clips} klip, penyiar {pack.announcer or '-'}.")


@voice_commands.command("say", help="Tulis ucapan TEXT sebagai WAV ke FILE, untuk didengarkan.")
@click.argument("text")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--language", type=click.Choice(LANGUAGES), default="id", help="Bahasa.")
@in_product_time
def say(text: str, file: Path, language: str) -> None:
    """Write a sentence as WAV, to listen to."""
    shutil.copyfile(voice.say(text, language), file)
    click.echo(f"{file}: {file.stat().st_size} bita")


def _looked_at(folder: Path) -> tuple[Pack, Inspected]:
    try:
        pack = read_pack(folder)
        if pack.language not in LANGUAGES:
            raise BadPack(f"bahasa {pack.language} tidak dikenal; pilihan: {', '.join(LANGUAGES)}")
    except BadPack as error:
        click.echo(str(error), err=True)
        sys.exit(2)
    with reading() as session:
        return pack, inspected(pack, directory(session))


def _told(pack: Pack, found: Inspected) -> str:
    lines = [f"{NAMES[pack.language]}, penyiar {pack.announcer or '-'}: {found.clips} klip, {found.seconds:.0f} detik"]
    if found.missing:
        lines.append(f"Kurang {len(found.missing)} klip:")
        lines += [f"  {word}  ({word.replace(' ', '-')}.wav)" for word in found.missing]
    else:
        lines.append("Lengkap: semua nomor, loket, dan lantai di mal ini dapat diucapkan.")
    return "\n".join([*lines, *(f"Perhatikan: {line}" for line in found.odd)])
