"""`check`, `skm score` and `openapi`: they look and compute, print data as JSON, and end with the right code."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update

from queue_app.line.ticket import tickets
from queue_app.transaction import transaction
from tests.make import make_ticket
from tests.queue_app.commands.conftest import Operate

UNSUR = "persyaratan,prosedur,waktu,biaya,produk,kompetensi,perilaku,pengaduan,sarpras"


def answers(folder: Path, *rows: str, header: str = UNSUR) -> Path:
    file = folder / "jawaban.csv"
    file.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return file


def test_a_sound_database_passes_and_says_what_was_looked_at(operate: Operate) -> None:
    make_ticket()
    code, out, err = operate("check")
    assert (code, err) == (0, "")
    assert out.startswith("Tidak ada pelanggaran. Diperiksa: ")
    assert " 1 tiket," in out
    told = json.loads(operate("check", "--json")[1])
    assert told["violations"] == []
    assert told["checked"]["tickets"] == 1


def test_a_broken_database_ends_with_1_and_names_what_is_broken(operate: Operate) -> None:
    ticket = make_ticket()
    with transaction() as session:
        session.execute(update(tickets).where(tickets.c.key == ticket.key).values(ordinal=7))
    code, out, _err = operate("check")
    assert code == 1
    assert "A007" in out
    code, out, _err = operate("check", "--json")
    assert code == 1
    assert {v["invariant"] for v in json.loads(out)["violations"]}


def test_a_sheet_of_answers_is_scored_for_people_and_for_programs(operate: Operate, tmp_path: Path) -> None:
    file = answers(tmp_path, "4,4,4,4,4,4,4,4,3", "3,4,4,4,4,4,4,4,4")
    code, out, err = operate("skm", "score", file, "--json")
    assert (code, err) == (0, "")
    told = json.loads(out)
    assert set(told) == {"n", "unsur", "index", "grade", "weights", "instrument"}
    assert told["unsur"]["persyaratan"] == {"n": 2, "sum": 7, "nrr": "3.500", "index": "87.50", "grade": "B"}
    lines = operate("skm", "score", file)[1].splitlines()
    assert lines[-1].split() == ["indeks", "2", told["index"], told["grade"]]
    part = json.loads(operate("skm", "score", file, "--unsur", "waktu,biaya", "--json")[1])
    assert list(part["unsur"]) == ["waktu", "biaya"]


@pytest.mark.parametrize(
    ("rows", "flags", "said"),
    [
        (("4,4,4,4,4,4,4,4,4", "4,4,5,4,4,4,4,4,4"), (), "Baris 2 (baris 3 dalam berkas), kolom waktu: '5' bukan"),
        (("4,4,4,4,4,4,4,4,",), (), "Kolom sarpras tidak ada, ganda, atau tidak berisi jawaban."),
        (("4,4,4,4,4,4,4,4,4",), ("--unsur", "senyum"), "Kolom senyum tidak ada"),
        (
            ("4,4,4,4,4,4,4,4,4",),
            ("--weights", "0.2"),
            "Bobot 0.2 tidak berlaku untuk perhitungan ini. Ada: exact, 0.111.",
        ),
    ],
)
def test_a_bad_row_ends_with_2_names_row_and_column_and_prints_no_result(
    operate: Operate, tmp_path: Path, rows: tuple[str, ...], flags: tuple[str, ...], said: str
) -> None:
    code, out, err = operate("skm", "score", answers(tmp_path, *rows), "--json", *flags)
    assert (code, out) == (2, "")
    assert said in err
    assert "{" not in err


def test_a_file_that_is_not_there_is_refused(operate: Operate, tmp_path: Path) -> None:
    for missing in (tmp_path / "tidak-ada.csv", tmp_path):
        code, out, err = operate("skm", "score", missing, "--json")
        assert (code, out) == (2, "")
        assert str(missing) in err


def test_openapi_prints_what_the_api_serves(operate: Operate, client: FlaskClient) -> None:
    code, out, err = operate("openapi")
    assert (code, err) == (0, "")
    assert json.loads(out) == client.get("/api/v1/openapi.json").get_json()
