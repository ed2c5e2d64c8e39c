"""Published results as open data: one row per report and unsur, the same as JSON, and a description for programs.

The description follows the Data Package standard. Decimals are texts in JSON and plain decimals with a point in CSV.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from io import StringIO
from typing import Any

from queue_app.spreadsheets import as_text
from survey.publication_record import Publication

#: Name, type and meaning of each column of the CSV.
COLUMNS = (
    ("periode", "string", "Kode periode: 2026-S1, 2026-TW3, 2026, 2026-11"),
    ("dari", "date", "Hari pertama periode"),
    ("sampai", "date", "Hari terakhir periode"),
    ("instansi", "string", "Kode instansi; kosong untuk seluruh mal pelayanan"),
    ("lingkup", "string", "Nama lingkup"),
    ("unsur", "string", "Kunci unsur; kosong pada baris keseluruhan"),
    ("nama_unsur", "string", "Nama unsur"),
    ("responden", "integer", "Jumlah jawaban"),
    ("jumlah_nilai", "integer", "Jumlah nilai 1–4; kosong pada baris keseluruhan"),
    ("nrr", "number", "Nilai rata-rata 1–4, tiga desimal; kosong pada baris keseluruhan"),
    ("indeks", "number", "Indeks 25–100, dibulatkan satu kali"),
    ("mutu", "string", "A–D; kosong bila responden belum mencukupi"),
    ("dilayani", "integer", "Warga selesai dilayani"),
    ("responden_minimal", "integer", "Menurut Krejcie dan Morgan"),
    ("mencukupi", "boolean", "Apakah responden mencukupi"),
    ("kuesioner", "string", "Kode kuesioner"),
    ("bobot", "string", "exact: tepat 1/jumlah unsur"),
    ("kode_laporan", "string", "Kode untuk memeriksa laporan"),
    ("terbit", "datetime", "Saat diterbitkan"),
)
LICENCE = {
    "name": "CC-BY-4.0",
    "title": "Atribusi 4.0 Internasional",
    "path": "https://creativecommons.org/licenses/by/4.0/",
}


def as_csv(published: Iterable[Publication]) -> str:
    """UTF-8 text, commas, a line for the whole and one for each unsur of every report in force."""
    file = StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow([name for name, _, _ in COLUMNS])
    for one in published:
        for row in _rows(one):
            writer.writerow([_cell(value) for value in row])
    return file.getvalue()


def as_json(published: Iterable[Publication]) -> list[dict[str, Any]]:
    """Every report in force with everything that was frozen of it."""
    return [
        {
            "code": one.code,
            "number": one.number,
            "state": one.state,
            "published_at": one.published_at.isoformat(),
            "sha256": one.sha256,
            **one.snapshot,
        }
        for one in published
    ]


def as_package(site: str, address: str) -> dict[str, Any]:
    """The description of both files. `address`: of the public page, with a slash at its end."""
    fields = [{"name": name, "type": kind, "description": says} for name, kind, says in COLUMNS]
    return {
        "profile": "tabular-data-package",
        "name": "skm",
        "title": f"Survei Kepuasan Masyarakat {site}",
        "homepage": address,
        "licenses": [LICENCE],
        "resources": [
            {
                "name": "skm",
                "path": f"{address}skm.csv",
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "profile": "tabular-data-resource",
                "schema": {"fields": fields, "primaryKey": ["kode_laporan", "unsur"], "missingValues": [""]},
            },
            {"name": "skm-json", "path": f"{address}skm.json", "format": "json", "mediatype": "application/json"},
        ],
    }


def _rows(one: Publication) -> Iterator[list[Any]]:
    shown, result = one.snapshot, one.snapshot["result"]
    scope = [shown["period"], shown["from"], shown["to"], one.agency, shown["scope"]]
    end = [result["population"], result["required"], result["adequate"], result["instrument"], result["weights"]]
    end += [one.code, one.published_at.isoformat()]
    yield [*scope, None, "Indeks Kepuasan Masyarakat", result["n"], None, None, result["index"], shown["letter"], *end]
    for unsur in shown["unsur"]:
        yield [*scope, unsur["key"], unsur["name"], *_score(unsur), *end]


def _score(unsur: Mapping[str, Any]) -> list[Any]:
    return [unsur["n"], unsur["sum"], unsur["nrr"], unsur["index"], unsur["letter"]]


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return as_text(value)
