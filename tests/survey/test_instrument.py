from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from survey import instrument as shelf
from survey.instrument import InstrumentError, UnknownInstrument
from tests.survey.make import KEYS, SKM

FILE = shelf.INSTRUMENTS / "permenpanrb-14-2017.toml"

ABOUT = "Bagaimana pendapat Saudara tentang"
#: skm.md 1.2, word for word, keyed by meaning.
OFFICIAL = {
    "persyaratan": (
        f"{ABOUT} kesesuaian persyaratan pelayanan dengan jenis pelayanannya?",
        ("Tidak sesuai", "Kurang sesuai", "Sesuai", "Sangat sesuai"),
    ),
    "prosedur": (
        "Bagaimana pemahaman Saudara tentang kemudahan prosedur pelayanan di unit ini?",
        ("Tidak mudah", "Kurang mudah", "Mudah", "Sangat mudah"),
    ),
    "waktu": (
        f"{ABOUT} kecepatan waktu dalam memberikan pelayanan?",
        ("Tidak cepat", "Kurang cepat", "Cepat", "Sangat cepat"),
    ),
    "biaya": (
        f"{ABOUT} kewajaran biaya/tarif dalam pelayanan?",
        ("Sangat mahal", "Cukup mahal", "Murah", "Gratis"),
    ),
    "produk": (
        f"{ABOUT} kesesuaian produk pelayanan antara yang tercantum dalam standar pelayanan dengan "
        "hasil yang diberikan?",
        ("Tidak sesuai", "Kurang sesuai", "Sesuai", "Sangat sesuai"),
    ),
    "kompetensi": (
        f"{ABOUT} kompetensi/kemampuan petugas dalam pelayanan?",
        ("Tidak kompeten", "Kurang kompeten", "Kompeten", "Sangat kompeten"),
    ),
    "perilaku": (
        f"{ABOUT} perilaku petugas dalam pelayanan terkait kesopanan dan keramahan?",
        (
            "Tidak sopan dan ramah",
            "Kurang sopan dan ramah",
            "Sopan dan ramah",
            "Sangat sopan dan ramah",
        ),
    ),
    "sarpras": (
        f"{ABOUT} kualitas sarana dan prasarana?",
        ("Buruk", "Cukup", "Baik", "Sangat baik"),
    ),
    "pengaduan": (
        f"{ABOUT} penanganan pengaduan pengguna layanan?",
        (
            "Tidak ada",
            "Ada tetapi tidak berfungsi",
            "Berfungsi kurang maksimal",
            "Dikelola dengan baik",
        ),
    ),
}


def make_second(folder: Path, code: str = "uji-2027", begins: str = "2027-01-01") -> Path:
    """A folder with the official instrument and a later one."""
    text = FILE.read_text(encoding="utf-8")
    (folder / FILE.name).write_text(text, encoding="utf-8")
    later = text.replace('code = "permenpanrb-14-2017"', f'code = "{code}"').replace(
        "effective_from = 2017-01-01", f"effective_from = {begins}"
    )
    (folder / f"{code}.toml").write_text(later, encoding="utf-8")
    return folder


def test_every_question_and_option_has_the_official_words():
    assert {unsur.key: (unsur.question, unsur.options) for unsur in SKM.unsur} == OFFICIAL


def test_form_and_report_number_the_last_two_unsur_differently_and_nothing_else():
    form = [unsur.key for unsur in SKM.form]
    assert list(KEYS) == [u.key for u in SKM.ordered("body")]
    assert KEYS[7:] == ("pengaduan", "sarpras")
    assert form == [*KEYS[:7], "sarpras", "pengaduan"]


@pytest.mark.parametrize(
    ("index", "letter", "kinerja"),
    [
        ("100.00", "A", "Sangat baik"),
        ("88.31", "A", "Sangat baik"),
        ("88.30", "B", "Baik"),
        ("76.61", "B", "Baik"),
        ("76.60", "C", "Kurang baik"),
        ("65.00", "C", "Kurang baik"),
        ("64.99", "D", "Tidak baik"),
        ("25.00", "D", "Tidak baik"),
    ],
)
def test_each_grade_begins_exactly_at_its_threshold(index, letter, kinerja):
    grade = SKM.grade(Decimal(index))
    assert (grade.letter, grade.kinerja) == (letter, kinerja)


def test_the_official_instrument_is_in_force_today_and_unknown_before_its_year():
    assert shelf.effective(date(2026, 11, 21)) is SKM
    with pytest.raises(UnknownInstrument):
        shelf.effective(date(2016, 12, 31))
    with pytest.raises(UnknownInstrument):
        shelf.instrument("kep-25-2004")


def test_a_second_file_takes_over_on_its_day_without_code(tmp_path):
    instruments = shelf.shelf(make_second(tmp_path)).values()
    assert shelf.in_force(instruments, date(2026, 12, 31)).code == SKM.code
    assert shelf.in_force(instruments, date(2027, 1, 1)).code == "uji-2027"


def test_two_instruments_may_not_begin_on_one_day(tmp_path):
    with pytest.raises(InstrumentError, match="effective_from"):
        shelf.shelf(make_second(tmp_path, begins="2017-01-01"))


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ('code = "permenpanrb-14-2017"', 'code = "lain"', "code"),
        ("most = 4", "most = 5", "scale"),
        ('"Murah", "Gratis"]', '"Gratis"]', "option"),
        ('key = "sarpras"', 'key = "biaya"', "distinct"),
        ('"pengaduan", "sarpras"]', '"pengaduan"]', "order 'body'"),
        ('form = "questionnaire"', 'form = "acak"', "print"),
        ('report = "body"', 'report = "questionnaire"', "report order"),
        ('at_least = "76.61"', 'at_least = "90"', "grades must fall"),
        ('at_least = "76.61"', 'at_least = "baik"', "decimal"),
        ('at_least = "25.00"', 'at_least = "30"', "lowest grade"),
        ('exact = "1/9"', 'exact = "0.111"', "exact"),
        ('exact = "1/9"', 'exact = "1/0"', "ratio"),
        ('key = "usia"', 'key = "nik"', "unknown field"),
        ('kind = "years"', 'kind = "teks"', "unknown kind"),
        ("at_most = 29", "at_most = 9", "bands"),
        ('value = "smp"', 'value = "sd"', "distinct"),
        ("effective_from = 2017-01-01", "effective_from = 2017-01-01T00:00:00", "date"),
        ('kinerja = "Baik"', "kinerja = 3", "kinerja must be a str"),
        ('name = "Biaya/tarif"\n', "", "name is missing"),
        ("[scale]", "[scale", "permenpanrb-14-2017.toml"),
    ],
)
def test_a_faulty_instrument_is_refused_with_its_fault_named(tmp_path, old, new, named):
    text = FILE.read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / FILE.name
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(InstrumentError, match=named):
        shelf.load(path)


def test_an_empty_folder_is_no_survey(tmp_path):
    with pytest.raises(InstrumentError, match="no instrument"):
        shelf.shelf(tmp_path)


def test_every_question_is_explained_in_three_languages_and_stays_as_it_is():
    for unsur in SKM.unsur:
        assert set(unsur.help) == {"id", "en", "jv"}
        assert set(unsur.options_help) == {"en", "jv"}
        assert all(len(set(words)) == len(unsur.options) for words in unsur.options_help.values())
        assert unsur.question not in unsur.help.values()


def test_the_numbering_is_a_setting_of_the_house_and_changes_nothing_else():
    assert [u.key for u in SKM.asked("body")][7:] == ["pengaduan", "sarpras"]
    assert [u.key for u in SKM.asked()][7:] == ["sarpras", "pengaduan"]
    assert [u.key for u in SKM.printed("questionnaire")][7:] == ["sarpras", "pengaduan"]
    assert SKM.printed() == SKM.unsur
    assert SKM.printed("an order this instrument does not have") == SKM.unsur


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        ('help = { id = "Langkah', 'help = { fr = "x", id = "Langkah'),
        ('en = ["Bad", "Fair", "Good", "Very good"]', 'en = ["Bad", "Good"]'),
    ],
)
def test_help_in_an_unknown_language_or_for_half_the_options_is_refused(tmp_path, was, becomes):
    text = FILE.read_text(encoding="utf-8")
    assert was in text
    (tmp_path / FILE.name).write_text(text.replace(was, becomes), encoding="utf-8")
    with pytest.raises(InstrumentError):
        shelf.load(tmp_path / FILE.name)
