"""The annexes: the questionnaire as it was asked, and how the numbers were made."""

from __future__ import annotations

from survey.cells import SMALLEST
from survey.report.front import weight_words
from survey.report.parts import Chapter, Column, Paragraph, Points, Row, Section, Table
from survey.report.reading import Asked, Numbers


def questionnaire(asked: Asked, found: Numbers) -> Chapter:
    """Lampiran 1, in the order in which the house asks."""
    form = found.instrument.asked(asked.form_order)
    rows = tuple(Row((number, unsur.question, *unsur.options)) for number, unsur in enumerate(form, 1))
    columns = (
        Column("No."),
        Column("Pertanyaan", "words", 6),
        *(Column(str(score), "words", 2) for score in range(found.instrument.least, found.instrument.most + 1)),
    )
    note = "Urutan pertanyaan menurut kuesioner; jawaban dicatat menurut unsurnya, bukan nomornya."
    fields = tuple(f"{one.label}: {', '.join(c.label for c in one.choices)}." for one in found.instrument.profile)
    blocks = (
        Table("kuesioner", "Tabel L.1. Pertanyaan dan pilihan jawaban", columns, rows, note),
        Paragraph("Data responden, boleh tidak diisi:"),
        Points(fields),
    )
    return Chapter("Lampiran 1", "Kuesioner", (Section("", "", blocks),))


def method(asked: Asked, found: Numbers) -> Chapter:
    """Lampiran 2."""
    sections = (
        Section("", "", (Points(tuple(_rules(found)), numbered=True), _grades(found))),
        Section("", "Memeriksa laporan ini", (Paragraph(_check(asked)),)),
    )
    return Chapter("Lampiran 2", "Metode pengolahan", sections)


def _rules(found: Numbers) -> list[str]:
    count = len(found.instrument.unsur)
    return [
        "Nilai rata-rata (NRR) setiap unsur = jumlah nilai unsur dibagi jumlah responden yang menjawab unsur itu.",
        f"Indeks = 25 × rata-rata {count} NRR, dihitung tepat dengan bilangan pecahan. {weight_words(found)}.",
        "Pembulatan dilakukan satu kali pada akhir: dua angka di belakang koma, setengah ke atas. NRR dicetak tiga "
        "angka di belakang koma hanya untuk dibaca.",
        "Mutu ditentukan dari indeks yang sudah dibulatkan, untuk keseluruhan dan untuk setiap unsur.",
        "Semua responden dihitung bersama; indeks gabungan bukan rata-rata dari indeks layanan.",
        "Responden minimal S = X²NPQ ÷ (d²(N − 1) + X²PQ), dengan X² = 3,841, P = Q = 0,5, d = 0,05, dibulatkan "
        "ke bilangan terdekat (Krejcie dan Morgan).",
        "Selang kepercayaan 95 persen = indeks ± 1,96 galat baku dari rata-rata tiap responden, dengan koreksi "
        "populasi terbatas (Cochran 1977, bab 2), seolah-olah responden dipilih acak; batasnya 25 dan 100.",
        "Perubahan terhadap periode sebelumnya disebut lebih dari kebetulan jika melampaui 1,96 galat baku selisih "
        "kedua indeks (uji dua sampel, taraf 5 persen); di bawah itu dapat terjadi karena siapa yang "
        "kebetulan menjawab.",
        f"Layanan dan kelompok dengan kurang dari {SMALLEST} jawaban tidak ditampilkan sendiri; jawabannya digabung, "
        "kadang bersama kelompok kecil lain, supaya jawaban satu orang tidak dapat ditebak.",
    ]


def _grades(found: Numbers) -> Table:
    grades = found.instrument.grades
    rows = tuple(Row((one.letter, one.nik, one.kinerja)) for one in grades)
    columns = (Column("Mutu", "letter"), Column("Nilai interval (indeks)", "words", 2), Column("Kinerja", "words", 2))
    note = f"Kuesioner dan batas nilai: {found.instrument.regulation}."
    return Table("mutu", "Tabel L.2. Nilai indeks, mutu, dan kinerja", columns, rows, note)


def _check(asked: Asked) -> str:
    if not asked.code:
        return "Ini rancangan: belum diterbitkan, angkanya masih dapat berubah, dan belum dapat diperiksa."
    return (
        f"Kode laporan ini {asked.code}. Di {asked.address} tampak apakah laporan masih berlaku, angka pokoknya, dan "
        "sidik jari (SHA-256) berkas aslinya. Berkas yang diubah satu huruf pun memiliki sidik jari lain."
    )
