import dataclasses
import json
from fractions import Fraction
from typing import Any

import pytest

from survey.answer_rows import NoHeader, OrderNeeded, understand
from survey.answer_table import Grid
from survey.ikm import UnknownWeights
from survey.scoring import BadColumn, BadRow, BadSheet, score_file
from tests.survey.make import KEYS, SKM

HEADER = ",".join(KEYS)


def make_file(path, *lines, encoding="utf-8"):
    path = path / "data.csv"
    path.write_bytes("\n".join(lines).encode(encoding))
    return path


def test_the_result_is_exactly_the_contract(tmp_path):
    made = score_file(make_file(tmp_path, HEADER, "4,4,4,4,4,4,4,4,3", "3,4,4,4,4,4,4,4,4"))
    best = {"n": 2, "sum": 8, "nrr": "4.000", "index": "100.00", "grade": "A"}
    less = {"n": 2, "sum": 7, "nrr": "3.500", "index": "87.50", "grade": "B"}
    assert made == {
        "n": 2,
        "unsur": {**dict.fromkeys(KEYS, best), "persyaratan": less, "sarpras": less},
        "index": "97.22",
        "grade": "A",
        "weights": "exact",
        "instrument": "permenpanrb-14-2017",
    }
    assert list(made["unsur"]) == list(KEYS)


def test_columns_may_stand_in_any_order_among_others(tmp_path):
    header = ",".join(["nama", *reversed(KEYS), "catatan"])
    made = score_file(make_file(tmp_path, header, "Budi,1,2,3,4,1,2,3,4,1,x", ""))
    assert (made["unsur"]["sarpras"]["sum"], made["unsur"]["pengaduan"]["sum"]) == (1, 2)
    assert (made["unsur"]["persyaratan"]["sum"], made["n"]) == (1, 1)


def test_blanks_are_not_counted_and_blank_rows_are_no_questionnaires(tmp_path):
    lines = [HEADER, "4,4,4,4,4,4,4,4,4", "2,,,,,,,,", ",,,,,,,,", "", "2"]
    made = score_file(make_file(tmp_path, *lines))
    assert made["n"] == 3
    assert (made["unsur"]["persyaratan"]["n"], made["unsur"]["waktu"]["n"]) == (3, 1)
    assert made["index"] == "96.30"  # 25 x (8 x 4 + 8/3) / 9


def test_a_subset_of_unsur_ignores_the_other_columns(tmp_path):
    path = make_file(tmp_path, "waktu,biaya,produk", "4,x,3")
    made = score_file(path, unsur=["produk", "waktu"])
    assert list(made["unsur"]) == ["waktu", "produk"]
    assert made["index"] == "87.50"


@pytest.mark.parametrize("mark", [";", "\t"])
def test_a_spreadsheet_with_other_separators_and_a_byte_order_mark_is_read(tmp_path, mark):
    lines = [mark.join(KEYS), mark.join("444444444")]
    made = score_file(make_file(tmp_path, *lines, encoding="utf-8-sig"))
    assert made["index"] == "100.00"


@pytest.mark.parametrize("bad", ["0", "5", "-1", "3.5", "4.0", "empat", "４", "1e0", "TRUE"])
def test_a_bad_cell_is_refused_naming_row_line_and_column(tmp_path, bad):
    path = make_file(tmp_path, HEADER, "4,4,4,4,4,4,4,4,4", "", f"4,4,{bad},4,4,4,4,4,4")
    with pytest.raises(BadRow) as no:
        score_file(path)
    assert (no.value.row, no.value.line, no.value.column) == (2, 4, "waktu")
    for part in ("2", "4", "waktu", bad):
        assert part in str(no.value)


def test_a_row_longer_than_the_header_is_refused(tmp_path):
    with pytest.raises(BadRow):
        score_file(make_file(tmp_path, HEADER, "4,4,4,4,4,4,4,4,4,4"))


@pytest.mark.parametrize(
    ("header", "row", "unsur", "named"),
    [
        (HEADER.replace(",waktu", ""), "4,4,4,4,4,4,4,4", None, "waktu"),
        (HEADER + ",waktu", "4,4,4,4,4,4,4,4,4,4", None, "waktu"),
        (HEADER, "4,4,,4,4,4,4,4,4", None, "waktu"),
        (HEADER, "4,4,4,4,4,4,4,4,4", ["u1"], "u1"),
        (HEADER, "4,4,4,4,4,4,4,4,4", ["waktu", "waktu"], "waktu"),
        (HEADER, "4,4,4,4,4,4,4,4,4", [], ""),
        (HEADER, "", None, "persyaratan"),
        ("", "", None, "persyaratan"),
    ],
)
def test_a_missing_double_empty_or_unknown_column_is_named(tmp_path, header, row, unsur, named):
    with pytest.raises(BadColumn) as no:
        score_file(make_file(tmp_path, header, row), unsur=unsur)
    assert no.value.values["column"] == named


@pytest.mark.parametrize("raw", [b"\xff\xfe\x00p", b'persyaratan\n"unclosed', b"\x89PNG\r\n\x1a\n\x00"])
def test_what_is_no_csv_is_refused(tmp_path, raw):
    path = tmp_path / "data.csv"
    path.write_bytes(raw)
    with pytest.raises(BadSheet):
        score_file(path, unsur=["persyaratan"])


def test_a_questionnaire_of_another_size_is_scored_and_named_by_its_own_unsur(app, tmp_path, monkeypatch):
    """Three unsur: the file, the weights, the sentences and the index follow the instrument, not the number nine."""
    three = KEYS[:3]
    small = dataclasses.replace(
        SKM,
        code="uji-3",
        unsur=SKM.unsur[:3],
        orders={"body": three, "questionnaire": (*three[1:], three[0])},
        form_order="body",
        weights={"exact": Fraction(1, 3), "0.33": Fraction("0.33")},
    )
    monkeypatch.setattr("survey.instrument.shelf", lambda: {SKM.code: SKM, small.code: small})
    file = make_file(tmp_path, ",".join(three), "4,3,2", "4,4,3", "1,2,4")
    by_hand = Fraction(25, 3) * (Fraction(9, 3) + Fraction(9, 3) + Fraction(9, 3))

    def said(*more: str) -> Any:
        return app.test_cli_runner().invoke(args=["skm", "score", str(file), *more, "--json"])

    assert json.loads(said("--instrument", "uji-3").output)["index"] == f"{float(by_hand):.2f}"
    assert json.loads(said("--instrument", "uji-3", "--weights", "0.33").output)["index"] == "74.25"
    assert said("--instrument", "uji-3", "--weights", "0.111").exit_code != 0
    assert said("--instrument", "tidak-ada").exit_code != 0
    assert said().exit_code != 0, "the questionnaire of nine asks for nine"
    with pytest.raises(NoHeader, match=r"3 unsur di lembar x.*persyaratan … waktu.*U1 sampai U3"):
        understand([Grid("x", ((1, ("a", "b")),), 0)], small)
    numbered = [Grid("x", ((1, ("U1", "U2", "U3")), (2, ("4", "4", "4"))), 0)]
    with pytest.raises(OrderNeeded):
        understand(numbered, small)
    in_one_way = dataclasses.replace(small, orders={"body": three})
    assert understand(numbered, in_one_way), "there is nothing to ask"


def test_0111_is_refused_for_a_subset(tmp_path):
    path = make_file(tmp_path, "waktu", "4")
    with pytest.raises(UnknownWeights):
        score_file(path, unsur=["waktu"], weights="0.111")
