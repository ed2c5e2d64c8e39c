"""Published SKM tables, recomputed (skm.md 6); how exactly each agrees is said in the file."""

import csv
from fractions import Fraction

import pytest

from survey import ikm
from survey.ikm import Tally
from survey.scoring import BadRow, score_file
from tests.survey.make import KEYS, SKM, make_golden

#: How the sources name the unsur; position is not trusted.
NAMES = {
    "Persyaratan": "persyaratan",
    "Sistem, mekanisme, prosedur": "prosedur",
    "Waktu penyelesaian": "waktu",
    "Biaya/tarif": "biaya",
    "Produk spesifikasi jenis pelayanan": "produk",
    "Kompetensi pelaksana": "kompetensi",
    "Perilaku pelaksana": "perilaku",
    "Penanganan pengaduan": "pengaduan",
    "Penanganan pengaduan, saran dan masukan": "pengaduan",
    "Sarana dan prasarana": "sarpras",
}


def make_keys(golden) -> list[str]:
    return [NAMES[name] for name in golden["unsur_order_in_source"]]


def make_csv(path, keys, matrix):
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([keys, *matrix])
    return path


def make_column(total: int, n: int) -> list[int]:
    """n scores of 1-4 with this sum."""
    base, more = divmod(total, n)
    return [base + 1] * more + [base] * (n - more)


def test_02_unit_2025_gives_its_printed_index_and_every_printed_nrr(tmp_path):
    golden = make_golden("02-unit-2025-tw2.json")
    keys, n = make_keys(golden), golden["N_recovered"]
    columns = [make_column(total, n) for total in golden["raw_sums_recovered"]]
    made = score_file(make_csv(tmp_path / "02.csv", keys, zip(*columns, strict=True)))
    assert (made["index"], made["grade"], made["n"]) == ("95.02", "A", 91)
    assert [made["unsur"][key]["nrr"] for key in keys] == golden["NRR_printed"]
    assert made["unsur"]["sarpras"]["nrr"] == "3.615"
    assert made["unsur"]["pengaduan"]["nrr"] == "3.791"


def test_05_bantul_gives_its_printed_index_from_the_printed_nrr():
    golden = make_golden("05-bantul-dptr-2023.json")
    nrr = dict(zip(make_keys(golden), map(Fraction, golden["NRR_printed"]), strict=True))
    made = ikm.score(SKM, {key: Tally(100, int(100 * mean)) for key, mean in nrr.items()})
    assert (str(made.index), made.grade) == (golden["index_printed"], "B")
    assert str(made.unsur["pengaduan"].nrr) == "3.760"
    assert str(made.unsur["sarpras"].nrr) == "3.350"


def test_05_bantul_is_not_the_mean_of_its_services():
    golden = make_golden("05-bantul-dptr-2023.json")
    services = [Fraction(index) for _, index, _ in golden["per_service_printed"]]
    mean = ikm.half_up(sum(services, Fraction()) / len(services), 2)
    assert (str(mean), golden["index_printed"]) == ("85.49", "87.28")


def test_05_grades_its_services_as_printed():
    for _, index, printed in make_golden("05-bantul-dptr-2023.json")["per_service_printed"]:
        grade = SKM.grade(ikm.half_up(Fraction(index), 2))
        assert f"{grade.letter} ({grade.kinerja.title()})" == printed


def test_02_and_05_number_positions_8_and_9_differently_and_become_the_same_keys():
    unit, bantul = (make_keys(make_golden(f)) for f in ("02-unit-2025-tw2.json", "05-bantul-dptr-2023.json"))
    assert unit[7:] == ["sarpras", "pengaduan"]
    assert bantul[7:] == ["pengaduan", "sarpras"]
    assert set(unit) == set(bantul) == set(KEYS)


def test_06_tulang_bawang_barat_needs_the_exact_ninth_its_own_legend_denies(tmp_path):
    golden = make_golden("06-tulang-bawang-barat-dukcapil-2023s1.json")
    path = make_csv(tmp_path / "06.csv", make_keys(golden), golden["raw_matrix"])
    made = score_file(path)
    assert (made["index"], made["grade"], made["n"]) == ("100.00", "A", 1)
    assert [made["unsur"][key]["sum"] for key in make_keys(golden)] == golden["raw_sums_printed"]
    assert score_file(path, weights="0.111")["index"] == "99.90"


def test_08_lab_gives_its_printed_index_with_its_printed_weight():
    golden = make_golden("08-lab-keandalan-n20.json")
    means = [Tally(20, total).mean for total in golden["raw_sums"]]
    assert str(ikm.half_up(ikm.index(means, Fraction("0.33")), 2)) == golden["index_printed"]
    assert str(ikm.half_up(ikm.index(means), 2)) == "87.50"


def test_08_lab_is_refused_for_the_5_in_its_row_17(tmp_path):
    golden = make_golden("08-lab-keandalan-n20.json")
    keys = ["waktu", "perilaku", "sarpras"]
    with pytest.raises(BadRow) as no:
        score_file(make_csv(tmp_path / "08.csv", keys, golden["raw_matrix"]), unsur=keys)
    assert (no.value.row, no.value.line, no.value.column) == (17, 18, "perilaku")


def test_11_sekadau_gives_the_recomputed_index_of_its_raw_rows(tmp_path):
    golden = make_golden("11-sekadau-2019s1-raw49.json")
    made = score_file(make_csv(tmp_path / "11.csv", KEYS, golden["raw_matrix"]))
    assert (made["index"], made["grade"], made["n"]) == ("78.74", "B", 49)
    assert [made["unsur"][key]["sum"] for key in KEYS] == golden["raw_sums"]
    assert [made["unsur"][key]["nrr"] for key in KEYS] == golden["NRR_3dp"]
