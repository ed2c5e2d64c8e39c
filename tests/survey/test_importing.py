"""Answers of earlier periods: what a file means, what is refused, what is warned of; all is kept or nothing."""

import csv
import json
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError

from queue_app.errors import Invalid
from survey import earlier, ikm, imports
from survey.answer_rows import NoHeader, OrderNeeded
from survey.answer_table import HEAVIEST, BadFile
from survey.check import survey_violations
from survey.ikm import Tally
from survey.importing import packed, tried, unpacked
from survey.imports import AlreadyWithdrawn, ImportedAnswerRecord, ImportedBefore, ImportedRecord, ImportRecord, Stated
from survey.printed import Printed, contradictions, number
from tests.survey.make import GOLDEN, KEYS, NOON, SKM, make_golden
from tests.survey.test_golden import make_column, make_keys

U = [f"U{n}" for n in range(1, 10)]
RAW = make_golden("11-sekadau-2019s1-raw49.json")["raw_matrix"]
STATED = Stated(1, "2025-S1", SKM.code, None, None, 500, "skm.csv")


def as_csv(head, rows, mark=",") -> bytes:
    file = StringIO()
    csv.writer(file, delimiter=mark).writerows([head, *rows])
    return file.getvalue().encode()


def as_xlsx(head, rows, *, sheets=("Data",)) -> bytes:
    made = BytesIO()
    book = xlsxwriter.Workbook(made)
    for name in sheets:
        sheet = book.add_worksheet(name)
    for at, row in enumerate([head, *rows]):
        sheet.write_row(at, 0, row)
    book.close()
    return made.getvalue()


def tally(found) -> dict[str, Tally]:
    return found.answers.tallies


def store(session, found, stated=STATED, **other):
    return imports.store(session, stated, found.answers.rows, by="staff:1", at=NOON, **other)


# --- golden tables -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("made", [as_csv, as_xlsx])
def test_raw_49_of_sekadau_gives_its_index_from_csv_and_xlsx_and_after_storing(session, made):
    found = tried("11", made(U, RAW), SKM, order="body")
    assert (str(found.score.index), found.score.grade, len(found.answers.rows)) == ("78.74", "B", 49)
    store(session, found)
    kept = earlier.earlier(session, site_id=1, period="2025-S1")
    assert (str(kept.index), kept.grade, kept.n, kept.population) == ("78.74", "B", 49, 500)
    assert kept.unsur == found.score.unsur


def test_6_of_tulang_bawang_is_100_by_the_exact_weight_and_one_answer_is_not_shown(session):
    golden = make_golden("06-tulang-bawang-barat-dukcapil-2023s1.json")
    printed = Printed(number(golden["index_printed"]), golden["grade_printed"])
    found = tried("06", as_csv(make_keys(golden), golden["raw_matrix"]), SKM, printed=printed)
    assert (str(found.score.index), found.warnings) == ("100.00", ())
    store(session, found)
    assert earlier.earlier(session, site_id=1, period="2025-S1").n is None


def test_8_and_9_mean_what_the_importer_says_they_mean():
    golden = make_golden("02-unit-2025-tw2.json")
    columns = [make_column(total, golden["N_recovered"]) for total in golden["raw_sums_recovered"]]
    file = as_csv(U, zip(*columns, strict=True))
    with pytest.raises(OrderNeeded):
        tried("02", file, SKM)
    found = tried("02", file, SKM, order="questionnaire", printed=Printed(number("95,02"), "A"))
    assert found.warnings == ()
    assert (tally(found)["sarpras"].sum, tally(found)["pengaduan"].sum) == (329, 345)
    named = tried("02", as_csv(make_keys(golden), zip(*columns, strict=True)), SKM)
    assert tally(named) == tally(found)
    assert tally(tried("02", file, SKM, order="body"))["pengaduan"].sum == 329


def test_the_5_in_the_laboratory_table_is_refused_by_row_and_column():
    golden = make_golden("08-lab-keandalan-n20.json")
    found = tried("08", as_csv(U, [row * 3 for row in golden["raw_matrix"]]), SKM, order="body")
    assert not found.good
    assert found.answers.errors[0] == "Baris 18, kolom U2: '5' bukan nilai 1 sampai 4."
    assert len(found.answers.errors) == 3


# --- a table that contradicts itself is imported with a warning ---------------------------------------------------


def test_every_inconsistent_table_raises_its_warning():
    bogor, maron, kppt, laboratory, mock = json.loads((GOLDEN / "inconsistent.json").read_text(encoding="utf-8"))
    columns = [make_column(total, 32) for total in bogor["recomputed"]["N=32 sums"]]
    said = Printed(number(bogor["printed"]["Nilai IKM"]), bogor["printed"]["Mutu"])
    found = tried("bogor", as_csv(U, zip(*columns, strict=True)), SKM, order="body", printed=said)
    assert found.good
    assert any("96,88" in line and "87,41" in line for line in found.warnings)
    assert any(line.startswith("Mutu tercetak A") for line in found.warnings)
    for case, key, grade in ((maron, "CSI", "Baik"), (kppt, "index", kppt["printed"]["category"]), (mock, "IKM", "A")):
        said = Printed(number(case["printed"][key]), grade)
        assert len(contradictions(SKM, {}, said)) == 1, case["title"]
    assert "65 and 70" in laboratory["why"]
    rows = [[3] * 9 for _ in range(20)]
    sums = ["Jumlah", *[60] * 8, 61]
    wrong = tried("lab", as_csv(["No", *U], [*([n, *row] for n, row in enumerate(rows)), sums]), SKM, order="body")
    assert [line for line in wrong.warnings if "Jumlah tercetak" in line] == [
        "Jumlah tercetak unsur Sarana dan prasarana adalah 61, tetapi baris jawabannya berjumlah 60."
    ]


def test_an_index_of_the_rounded_weight_is_called_that():
    printed = Printed(number("78,66"))
    assert any("0,111" in line for line in tried("x", as_csv(U, RAW), SKM, order="body", printed=printed).warnings)


# --- bad input ----------------------------------------------------------------------------------------------------


def zipped(name: str, content: bytes) -> bytes:
    made = BytesIO()
    with ZipFile(made, "w") as archive:
        archive.writestr(name, content)
    return made.getvalue()


BROKEN = {
    "empty": b"",
    "blank": b" \n\n",
    "too heavy": b"a" * (HEAVIEST + 1),
    "cut workbook": as_xlsx(KEYS, RAW)[:3000],
    "no workbook": zipped("a.txt", b"x"),
    "entities": zipped("xl/workbook.xml", b"<!DOCTYPE x [<!ENTITY a 'b'>]><x/>"),
    "old workbook": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600,
    "latin": "persyaratan,prosedur\né".encode("latin-1"),
    "picture": b"\x89PNG\r\n\x1a\n\x00\x00\x01",
    "open quote": b'persyaratan,"prosedur\n1,2',
}


@pytest.mark.parametrize("data", BROKEN.values(), ids=BROKEN)
def test_a_broken_file_is_refused_with_a_sentence(data):
    with pytest.raises(BadFile) as refused:
        tried("rusak", data, SKM)
    assert refused.value.errors[0]["field"] == "file"


@pytest.mark.parametrize(
    "part",
    [
        b"<!DOCTYPE x [<!ENTITY a 'b'>]><x/>",
        b"<!--" + b" " * 5000 + b"-->\n<!DOCTYPE x [<!ENTITY a 'b'>]><x/>",
        "<?xml version='1.0' encoding='utf-16'?><!DOCTYPE x [<!ENTITY a 'b'>]><x/>".encode("utf-16"),
    ],
    ids=["at once", "behind a comment", "in another encoding"],
)
def test_a_workbook_that_defines_entities_is_refused_wherever_they_stand(part):
    with pytest.raises(BadFile, match="tidak diizinkan"):
        tried("ledakan.xlsx", zipped("xl/workbook.xml", part), SKM)


@pytest.mark.parametrize("head", [U[:8], [*KEYS[:8], "lain"], ["Nama", "Nilai"], [*U[:8], "U1"]])
def test_a_wrong_header_is_refused_and_the_sheets_are_named(head):
    with pytest.raises(NoHeader, match="Rekap, Data"):
        tried("x", as_xlsx(head, [[1] * 9], sheets=("Rekap", "Data")), SKM, order="body")


@pytest.mark.parametrize("bad", ["0", "5", "3,5", "-1", "empat", "٣", "1 ", "=1+1", "4.0.0", "1e0"])
def test_only_whole_scores_from_1_to_4_are_answers(bad):
    found = tried("x", as_csv(KEYS, [[1] * 9, [bad, *[1] * 8]]), SKM)
    assert found.good == (bad == "1 ")


def test_blank_rows_are_passed_over_and_said_but_a_blank_cell_is_a_fault_unless_stated():
    rows = [[4] * 9, [""] * 9, [""] + [4] * 8]
    found = tried("x", as_csv(KEYS, rows), SKM)
    assert found.answers.errors == ("Baris 4, kolom persyaratan: kosong.",)
    stated = tried("x", as_csv(KEYS, rows), SKM, blanks=True)
    assert (stated.good, tally(stated)["persyaratan"].n, tally(stated)["waktu"].n) == (True, 1, 2)
    assert "1 baris kosong dilewati." in stated.warnings


def test_names_and_phones_are_passed_over_and_unknown_profiles_are_counted():
    rows = [["Budi", "08123456789", "Perempuan", 34, "Kursus", *[3] * 9]] * 5
    found = tried("x", as_csv(["Nama", "HP", "Jenis kelamin", "usia", "pendidikan", *KEYS], rows), SKM)
    assert found.answers.passed_over == ("Nama", "HP")
    assert found.answers.rows[0].profile == {"jenis_kelamin": "perempuan", "usia": "30-39"}
    assert "Kolom pendidikan: 5 sel tidak dikenal dan disimpan kosong." in found.warnings
    assert "Budi" not in unpacked(packed(found.answers, SKM)).decode()


def test_a_service_column_names_services_of_the_catalogue_only():
    rows = [["KTP hilang", *[3] * 9], ["Nikah", *[3] * 9]]
    known = {"ktp hilang": ("DKC-KTP-HILANG", "DKC")}
    found = tried("x", as_csv(["Layanan", *KEYS], rows), SKM, services=known)
    assert found.answers.errors == ("Baris 3, kolom Layanan: layanan 'Nikah' tidak ada dalam katalog.",)
    assert found.answers.rows[0].agency == "DKC"


def test_what_a_confirmation_carries_is_read_as_distrustfully_as_a_file():
    found = tried("x", as_csv(["No", *U], [*([1, *row] for row in RAW), ["Jumlah", *[9] * 9]]), SKM, order="body")
    again = tried("x", unpacked(packed(found.answers, SKM)), SKM)
    assert sorted(map(repr, again.answers.rows)) == sorted(map(repr, found.answers.rows))
    assert again.warnings == found.warnings
    for broken in ("", "x", "!!!", packed(found.answers, SKM)[:-8]):
        with pytest.raises(BadFile):
            unpacked(broken)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.lists(st.integers(1, 4), min_size=9, max_size=9), min_size=1, max_size=12), st.randoms())
def test_any_matrix_keeps_its_exact_index_in_any_order_and_form(matrix, random):
    keys = list(KEYS)
    random.shuffle(keys)
    shuffled = [[row[KEYS.index(key)] for key in keys] for row in random.sample(matrix, len(matrix))]
    made = random.choice([as_csv, as_xlsx])(keys, shuffled)
    tallies = {key: Tally(len(matrix), sum(row[at] for row in matrix)) for at, key in enumerate(KEYS)}
    assert tried("x", made, SKM).score == ikm.score(SKM, tallies)


# --- stored: its own source, all or nothing -----------------------------------------------------------------------


def forms(session) -> int:
    return len(session.scalars(select(ImportedRecord.id)).all())


def test_the_same_answers_are_imported_once_until_they_are_withdrawn(session):
    found = tried("x", as_csv(U, RAW), SKM, order="body")
    first = store(session, found)
    with pytest.raises(ImportedBefore):
        store(session, tried("y", as_xlsx(U, RAW[::-1]), SKM, order="body"))
    imports.withdraw(session, first, site_id=1, reason="Salah periode", by="staff:2", at=NOON)
    assert earlier.earlier(session, site_id=1, period="2025-S1") is None
    assert store(session, found) != first
    assert forms(session) == 98


def test_withdrawing_needs_a_reason_happens_once_and_only_in_the_own_site(session):
    made = store(session, tried("x", as_csv(U, RAW), SKM, order="body"))
    for reason, site, refusal in ((" ", 1, Invalid), ("x", 2, imports.ImportUnknown)):
        with pytest.raises(refusal):
            imports.withdraw(session, made, site_id=site, reason=reason, by="staff:2", at=NOON)
    imports.withdraw(session, made, site_id=1, reason="x", by="staff:2", at=NOON)
    with pytest.raises(AlreadyWithdrawn):
        imports.withdraw(session, made, site_id=1, reason="x", by="staff:2", at=NOON)
    assert forms(session) == 49


def test_fewer_served_than_answered_is_refused(session):
    found = tried("x", as_csv(U, RAW), SKM, order="body")
    with pytest.raises(Invalid) as refused:
        store(session, found, Stated(1, "2025-S1", SKM.code, None, None, 48, "x"))
    assert (refused.value.errors[0]["field"], forms(session)) == ("population", 0)


def test_the_checker_knows_that_imported_answers_have_no_right_and_counts_them(session):
    made = store(session, tried("x", as_csv(U, RAW), SKM, order="body"))
    assert list(survey_violations(session)) == []
    gone = session.scalars(select(ImportedRecord.id)).first()
    session.execute(delete(ImportedAnswerRecord).where(ImportedAnswerRecord.response_id == gone))
    session.execute(delete(ImportedRecord).where(ImportedRecord.id == gone))
    assert [v.detail for v in survey_violations(session)] == [f"import {made} holds 48 forms, 49 were brought in"]


@pytest.mark.parametrize("columns", [{"n": 0}, {"population": 48}, {"withdrawn_reason": "x"}])
def test_the_database_itself_refuses_an_impossible_import(session, columns):
    store(session, tried("x", as_csv(U, RAW), SKM, order="body"))
    with pytest.raises(IntegrityError):
        session.execute(update(ImportRecord).values(**columns))
