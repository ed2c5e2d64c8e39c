"""Commands that compute or look, and change nothing: check, skm score, openapi."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from queue_app import check as invariants
from queue_app.api.document import document
from queue_app.commands.speaking import in_product_time, said_plainly
from queue_app.transaction import reading
from survey.scoring import INSTRUMENT, score_file


@click.command("check", help="Uji setiap aturan data; kode keluar 1 bila ada yang dilanggar.")
@click.option("--json", "as_json", is_flag=True, help="Cetak JSON.")
@in_product_time
def check(as_json: bool) -> None:
    """Test every invariant of the data; exit code 1 when one is broken."""
    with reading() as session:
        found = invariants.report(session, phone_days=current_app.extensions["config"].phone_days)
    click.echo(json.dumps(found.as_dict(), ensure_ascii=False) if as_json else invariants.summary(found))
    sys.exit(1 if found.violations else 0)


@click.group("skm", help="Indeks kepuasan masyarakat.")
def skm() -> None:
    """The satisfaction index."""


@skm.command("score", help="Hitung indeks dari CSV jawaban mentah yang judul kolomnya nama unsur.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--unsur", help="Hanya unsur ini, dipisah koma.")
@click.option("--weights", default="exact", show_default=True, help="exact, atau bobot lain dari kuesioner: 0.111.")
@click.option("--instrument", "code", default=INSTRUMENT, show_default=True, help="Kode kuesioner.")
@click.option("--json", "as_json", is_flag=True, help="Cetak JSON.")
@said_plainly
def skm_score(file: Path, unsur: str | None, weights: str, code: str, as_json: bool) -> None:
    """Compute the index of a CSV of raw answers whose header names unsur keys."""
    chosen = unsur.split(",") if unsur else None
    found = score_file(file, chosen, weights, code)
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False))
        return
    for key, one in found["unsur"].items():
        click.echo(f"{key:<14}{one['n']:>6}{one['nrr']:>8}{one['index']:>8}  {one['grade']}")
    click.echo(f"{'indeks':<14}{found['n']:>6}{'':>8}{found['index']:>8}  {found['grade']}")


@click.command("openapi", help="Cetak dokumen OpenAPI dari API.")
@with_appcontext
def openapi() -> None:
    """Print the OpenAPI document of the API."""
    click.echo(json.dumps(document(current_app.extensions["config"].public_url), ensure_ascii=False, indent=1))
