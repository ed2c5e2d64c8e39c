"""Chapter I: why, on which ground, what for, how, and out of how many."""

from __future__ import annotations

from survey.report.front import NOT_ENOUGH, period_words, rule
from survey.report.parts import Chapter, Column, Paragraph, Points, Row, Section, Table, span, text
from survey.report.reading import Asked, Numbers


def chapter(asked: Asked, found: Numbers) -> Chapter:
    """BAB I."""
    sections = (
        _background(asked),
        _ground(found),
        _purpose(asked),
        _how(asked, found),
        _sample(asked, found),
    )
    return Chapter("BAB I", "Pendahuluan", sections)


def _background(asked: Asked) -> Section:
    return Section(
        "1.1",
        "Latar belakang",
        (
            Paragraph(
                "Penyelenggara pelayanan publik wajib mengikutsertakan masyarakat dalam menilai pelayanannya dan "
                "menyusun perbaikan dari penilaian itu. Survei Kepuasan Masyarakat (SKM) adalah pengukuran secara "
                "menyeluruh tentang kepuasan masyarakat yang diperoleh dari pendapat pengguna layanan."
            ),
            Paragraph(
                f"Laporan ini memuat hasil SKM {asked.scope} untuk {period_words(asked.period)}, rencana "
                "tindak lanjut atas unsur terendah, dan hasil tindak lanjut periode sebelumnya."
            ),
        ),
    )


def _ground(found: Numbers) -> Section:
    grounds = (
        "Undang-Undang Nomor 25 Tahun 2009 tentang Pelayanan Publik",
        "Peraturan Pemerintah Nomor 96 Tahun 2012 tentang Pelaksanaan Undang-Undang Nomor 25 Tahun 2009",
        found.instrument.regulation,
    )
    return Section("1.2", "Dasar pelaksanaan", (Points(grounds, numbered=True),))


def _purpose(asked: Asked) -> Section:
    return Section(
        "1.3",
        "Maksud dan tujuan",
        (
            Paragraph(
                f"SKM dilaksanakan untuk mengetahui tingkat kepuasan pengguna layanan {asked.scope} dan memperoleh "
                "Indeks Kepuasan Masyarakat (IKM) sebagai dasar perbaikan mutu pelayanan. Tujuannya:"
            ),
            Points(
                (
                    "mengetahui kelemahan dan kekuatan setiap unsur pelayanan;",
                    "mengukur kinerja pelayanan secara berkala dan membandingkannya antarperiode;",
                    "menjadi dasar rencana tindak lanjut dan bahan Forum Konsultasi Publik;",
                    "memberi tahu masyarakat tentang mutu pelayanan yang mereka terima.",
                )
            ),
        ),
    )


def _how(asked: Asked, found: Numbers) -> Section:
    days = span(asked.period.start, asked.period.end)
    count = len(found.instrument.unsur)
    team = asked.letterhead.team or f"tim SKM {asked.mall.name}"
    return Section(
        "1.4",
        "Metode, tempat, dan waktu",
        (
            Paragraph(
                f"Survei memakai kuesioner {rule(found)} dengan {count} unsur dan skala 1–4. Setiap orang yang selesai "
                "dilayani menerima satu kode sekali pakai yang berlaku tujuh hari; hanya dengan kode itu kuesioner "
                "dapat diisi. Karena itu responden adalah orang yang sungguh dilayani, dan satu kunjungan dinilai "
                "paling banyak satu kali. Jawaban disimpan tanpa nama, NIK, nomor telepon, maupun jam pengisian, "
                "dan tidak dapat diubah."
            ),
            Paragraph(
                f"Survei berlangsung pada {days} di {asked.mall.name}, {asked.mall.address}. Kuesioner diisi lewat "
                f"telepon genggam sendiri, perangkat di gedung, atau dengan bantuan tim SKM. Pelaksana: {team}."
            ),
        ),
    )


def _sample(asked: Asked, found: Numbers) -> Section:
    result = found.result
    rows = (
        Row(("Populasi: warga yang selesai dilayani pada periode ini (orang)", result.population)),
        Row(("Responden minimal (orang)", result.required if result.population else None)),
        Row(("Responden, jawaban yang dihitung (orang)", result.n)),
        Row(("Kecukupan", "Mencukupi" if result.adequate else NOT_ENOUGH), strong=True),
        *_interval(found),
    )
    columns = (Column("Uraian", "words", 3), Column("Hasil", "number", 2))
    note = "Responden minimal menurut Krejcie dan Morgan, taraf kesalahan 5 persen; rumusnya di Lampiran 2."
    if (result.n or 0) > result.population:
        note += " Sebagian jawaban berasal dari kunjungan sebelum periode ini."
    return Section(
        "1.5",
        "Populasi dan sampel",
        (
            Paragraph(
                "Seluruh warga yang selesai dilayani diberi kesempatan menjawab; tidak ada pemilihan oleh petugas. "
                f"Dari {text(result.population)} warga, {text(result.n)} menjawab."
            ),
            Table("sampel", "Tabel 1.1. Populasi dan responden", columns, rows, note),
        ),
    )


def _interval(found: Numbers) -> tuple[Row, ...]:
    """How far chance alone may move the index; no row where nobody may say."""
    known = found.result.interval
    if known is None:
        return ()
    return (Row(("Selang kepercayaan 95 persen dari IKM", f"{text(known.low)}–{text(known.high)}")),)
