"""`skm import`: answers of an earlier period from a file."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path

import click

from queue_app import clock
from queue_app.catalogue.directory import directory
from queue_app.commands.checking import skm
from queue_app.commands.speaking import BY, in_product_time
from queue_app.people.audit import audit
from queue_app.transaction import reading, transaction
from survey import imports, periods
from survey.data_desk.stating import service_words
from survey.importing import Tried, tried
from survey.imports import Stated
from survey.instrument import effective
from survey.printed import Printed, number


@skm.command(
    "import",
    help="Bawa masuk jawaban dari periode sebelumnya, semua atau tidak sama sekali; kode keluar 1 bila ada yang salah.",
)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--period", required=True, help="Periode jawaban, misalnya 2025-S1, 2025-TW3, atau 2025.")
@click.option(
    "--population", required=True, type=click.IntRange(1), help="Jumlah orang yang dilayani pada periode itu."
)
@click.option("--agency", help="Instansi yang dinilai (bawaan: seluruh situs).")
@click.option(
    "--order",
    type=click.Choice(["body", "questionnaire"]),
    help="Arti U8: body = pengaduan, questionnaire = sarana prasarana.",
)
@click.option("--blanks", is_flag=True, help="Sel kosong berarti pertanyaan yang tidak dijawab.")
@click.option("--index", "printed_index", help="Indeks yang tercetak bersama tabelnya, untuk dibandingkan.")
@click.option("--grade", help="Mutu yang tercetak bersama tabelnya, untuk dibandingkan.")
@click.option("--dry-run", is_flag=True, help="Sebutkan hasil berkas ini; tidak mengubah apa pun.")
@click.option("--json", "as_json", is_flag=True, help="Cetak JSON.")
@in_product_time
def import_answers(
    file: Path,
    period: str,
    population: int,
    agency: str | None,
    order: str | None,
    blanks: bool,
    printed_index: str | None,
    grade: str | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Bring answers of an earlier period in, all or nothing; exit code 1 when a row is wrong."""
    with reading() as session:
        house = directory(session)
    used = effective(periods.parse(period).start)
    code = house.agency(agency).code if agency else None
    stated = Stated(house.site.id, period, used.code, code, None, population, file.name)
    printed = Printed(index=number(printed_index or ""), grade=grade)
    found = tried(
        file.name,
        file.read_bytes(),
        used,
        order=order,
        blanks=blanks,
        services=service_words(house),
        printed=printed,
        population=population,
    )
    if found.good:
        imports.must_fit(stated, len(found.answers.rows))
        if not dry_run:
            _store(stated, found)
    said = _said(found, imported=found.good and not dry_run)
    click.echo(json.dumps(said, ensure_ascii=False) if as_json else _in_words(said))
    sys.exit(0 if found.good else 1)


def _store(stated: Stated, found: Tried) -> None:
    """Keep every row, and who did it."""
    with transaction() as session:
        made = imports.store(session, stated, found.answers.rows, warnings=found.warnings, by=BY, at=clock.now())
        audit(session, by=BY, action="answers-imported", subject=f"import:{made}", site_id=stated.site_id)


def _said(found: Tried, *, imported: bool) -> dict[str, object]:
    return {
        "imported": imported,
        "n": len(found.answers.rows),
        "index": str(found.score.index) if found.score else None,
        "grade": found.score.grade if found.score else None,
        "errors": [*found.answers.errors],
        "more_errors": found.answers.more_errors,
        "warnings": [*found.warnings],
    }


def _in_words(said: Mapping[str, object]) -> str:
    lines = [f"{said['n']} jawaban, indeks {said['index']} {said['grade']}" if said["index"] else "tidak dapat diimpor"]
    for name in ("errors", "warnings"):
        found = said[name]
        assert isinstance(found, list)
        lines += [f"{'salah' if name == 'errors' else 'perhatikan'}: {line}" for line in found]
    lines.append("sudah diimpor" if said["imported"] else "tidak ada yang disimpan")
    return "\n".join(lines)
