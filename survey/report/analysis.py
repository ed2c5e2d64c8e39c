"""Chapter II: who answered, the indexes, what is weak and what is done about it, the trend."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from survey import ikm
from survey.ikm import half_up
from survey.report.front import grade_words, period_words, ranked, weight_words
from survey.report.parts import (
    Bar,
    Block,
    Chapter,
    Chart,
    Column,
    Paragraph,
    Points,
    Row,
    Section,
    Table,
    Value,
    day,
    text,
)
from survey.report.reading import Asked, Numbers, Point
from survey.results import Cell

TOO_FEW = (
    "Jawaban pada periode ini terlalu sedikit untuk ditampilkan; angka tampil setelah ada paling sedikit 5 jawaban."
)
NO_PORTRAIT = (
    "Tabel responden menurut karakteristik dicetak untuk triwulan, semester, dan tahun yang sudah berakhir, sejauh "
    "tidak dapat dipakai menebak jawaban kurang dari 5 orang."
)
NO_PLAN = (
    "Rencana tindak lanjut untuk periode ini belum disusun. Tiga unsur terendah di atas menjadi dasar "
    "penyusunannya dalam Forum Konsultasi Publik."
)


def chapter(asked: Asked, found: Numbers) -> Chapter:
    """BAB II."""
    if found.result.index is None:
        few = Section("", "", (Paragraph(TOO_FEW),))
        return Chapter("BAB II", "Analisis data", (few, _trend(found)))
    sections = (_respondents(found), _indexes(asked, found), _problems(asked, found), _trend(found))
    return Chapter("BAB II", "Analisis data", sections)


def _respondents(found: Numbers) -> Section:
    many = f"Sebanyak {text(found.result.n)} responden mengisi kuesioner."
    entered = " Jawaban yang disampaikan lisan atau di kertas dimasukkan tim SKM dan dihitung seperti yang lain"
    if not found.profiles:
        return Section("2.1", "Responden", (Paragraph(f"{many}{entered}."), Paragraph(NO_PORTRAIT)))
    said = Paragraph(f"{many}{entered}; jumlahnya disebut tersendiri pada baris Cara mengisi.")
    rows: list[Row] = []
    for profile in found.profiles:
        total = sum(part.n for part in profile.parts)
        for first, part in enumerate(profile.parts):
            name = profile.label if first == 0 else ""
            rows.append(Row((name, part.label, part.n, half_up(Fraction(100 * part.n, total), 1))))
    columns = (Column("Karakteristik", "words", 3), Column("Jawaban", "words", 4), Column("Jumlah"), Column("Persen"))
    note = "Setiap pertanyaan tentang responden boleh tidak diisi. Jawaban yang dipilih kurang dari 5 orang digabung."
    table = Table("responden", "Tabel 2.1. Responden menurut karakteristik", columns, tuple(rows), note)
    return Section("2.1", "Responden", (said, table))


def _indexes(asked: Asked, found: Numbers) -> Section:
    result = found.result
    graded = f" atau {grade_words(found, result.index)} (mutu {result.grade})" if result.adequate else ""
    said = Paragraph(f"IKM {asked.scope} adalah {text(result.index)}{graded}.")
    return Section(
        "2.2", "Indeks Kepuasan Masyarakat", (said, unsur_table(found), _chart(found), _services(asked, found))
    )


def unsur_table(found: Numbers) -> Table:
    """Every unsur in printed order, and the whole: sums, n, NRR, index, grade."""
    result = found.result
    rows = []
    for number, unsur in enumerate(found.unsur, 1):
        score, low = result.unsur[unsur.key], unsur.key in result.lowest
        name = f"{unsur.name} (terendah {result.lowest.index(unsur.key) + 1})" if low else unsur.name
        letter = score.grade if result.adequate else None
        weighted = half_up(found.weighted(score), 3)
        rows.append(Row((number, name, score.sum, score.n, score.nrr, weighted, score.index, letter), strong=low))
    weighted = half_up(sum(map(found.weighted, result.unsur.values()), Fraction()), 3)
    whole = ("", "Indeks Kepuasan Masyarakat", "", result.n, "", weighted, result.index)
    rows.append(Row((*whole, _letter(result.grade, result.adequate)), True))
    columns = (
        Column("No."),
        Column("Unsur", "words", 1),
        Column("Jumlah nilai"),
        Column("n"),
        Column("NRR"),
        Column("NRR tertimbang"),
        Column("Indeks"),
        Column("Mutu", "letter"),
    )
    grades = "; ".join(f"{one.letter} {one.nik}" for one in found.instrument.grades)
    weight = f"1/{len(found.unsur)}" if result.weights == ikm.EXACT else text(Decimal(result.weights))
    note = (
        f"NRR: jumlah nilai dibagi n. NRR tertimbang: NRR × {weight}; jumlahnya × 25 adalah IKM. Indeks unsur: "
        f"NRR × 25. Dihitung tepat, dibulatkan satu kali pada akhir. Mutu: {grades}."
    )
    if not result.adequate:
        note += " Mutu tidak dinyatakan karena responden belum mencukupi."
    return Table("unsur", "Tabel 2.2. Nilai per unsur pelayanan", columns, tuple(rows), note)


def _chart(found: Numbers) -> Chart:
    result = found.result
    bars = tuple(
        Bar(
            unsur.short,
            result.unsur[unsur.key].index,
            result.unsur[unsur.key].grade if result.adequate else "",
            unsur.key in result.lowest,
        )
        for unsur in found.unsur
    )
    said = "; ".join(f"{bar.label} {text(bar.value)}" for bar in bars)
    return Chart("unsur", f"Diagram batang indeks {len(bars)} unsur dari 25 sampai 100", said, bars)


def _services(asked: Asked, found: Numbers) -> Table:
    rows = tuple(_service(asked, found, number, cell) for number, cell in enumerate(_ordered(found), 1))
    columns = (
        Column("No."),
        Column("Jenis layanan", "words", 1),
        Column("n"),
        *(Column(str(number)) for number in range(1, len(found.unsur) + 1)),
        Column("IKM"),
        Column("Mutu", "letter"),
    )
    note = (
        f"Kolom 1–{len(found.unsur)} adalah indeks unsur dengan nomor pada Tabel 2.2. Mutu hanya dinyatakan bila "
        "respondennya mencukupi. Layanan dengan kurang dari 5 jawaban digabung. IKM gabungan bukan rata-rata dari "
        "layanan."
    )
    return Table("layanan", "Tabel 2.3. IKM menurut jenis layanan dan unsur", columns, rows, note, wide=True)


def _ordered(found: Numbers) -> list[Cell]:
    return sorted(found.services.cells, key=lambda cell: (cell.merged, cell.agencies, cell.services))


def _service(asked: Asked, found: Numbers, number: int, cell: Cell) -> Row:
    result = cell.result
    scores: list[Value] = [_index(found, cell, unsur.key) for unsur in found.unsur]
    return Row((number, name_of(asked, cell), result.n, *scores, result.index, _letter(result.grade, result.adequate)))


def _index(found: Numbers, cell: Cell, key: str) -> Value:
    score = cell.result.unsur.get(key)
    return None if score is None else score.index


def name_of(asked: Asked, cell: Cell) -> str:
    """A service's name, with its agency where there are several, or how many were merged and of whom."""
    shorts = asked.mall.shorts
    if not cell.merged:
        name = asked.mall.services.get(cell.services[0], (cell.services[0], ""))[0]
        return name if asked.agency else f"{name} ({shorts.get(cell.agencies[0], cell.agencies[0])})"
    if not cell.services:
        return "Jawaban yang belum dirinci per layanan"
    whose = shorts.get(cell.agencies[0], cell.agencies[0]) if len(cell.agencies) == 1 else None
    among = f" {whose}" if whose else f" dari {len(cell.agencies)} instansi"
    return f"Gabungan {len(cell.services)} layanan{among}"


def _problems(asked: Asked, found: Numbers) -> Section:
    order = ranked(found)
    weak = tuple(f"{unsur.name}, indeks {text(score.index)}" for unsur, score in order[:3])
    strong = tuple(f"{unsur.name}, indeks {text(score.index)}" for unsur, score in reversed(order[-3:]))
    blocks: tuple[Block, ...] = (
        Paragraph("Kelemahan, yaitu tiga unsur dengan nilai terendah:"),
        Points(weak, numbered=True),
        Paragraph("Kekuatan, yaitu tiga unsur dengan nilai tertinggi:"),
        Points(strong, numbered=True),
        _plan(asked, found) if asked.plan else Paragraph(NO_PLAN),
    )
    return Section("2.3", "Masalah dan rencana tindak lanjut", blocks)


def _plan(asked: Asked, found: Numbers) -> Table:
    names = {unsur.key: unsur.name for unsur in found.unsur}
    rows = tuple(
        Row(
            (
                number,
                names.get(line.unsur, line.unsur),
                line.action,
                day(line.deadline) if line.deadline else None,
                line.owner,
            )
        )
        for number, line in enumerate(asked.plan, 1)
    )
    columns = (
        Column("No."),
        Column("Unsur", "words", 3),
        Column("Rencana tindak lanjut", "words", 5),
        Column("Waktu", "words", 2),
        Column("Penanggung jawab", "words", 3),
    )
    return Table("rencana", "Tabel 2.4. Rencana tindak lanjut", columns, rows)


def _trend(found: Numbers) -> Section:
    rows = tuple(_trend_row(point, point is found.trend[-1]) for point in found.trend)
    columns = (Column("Periode", "words", 3), Column("Responden"), Column("IKM"), Column("Mutu", "letter"))
    note = "Periode yang sudah diterbitkan dicetak seperti saat diterbitkan dan tidak dihitung ulang."
    if len({point.instrument for point in found.trend if point.index is not None}) > 1:
        note += " Kuesioner berubah di antara periode ini, sehingga nilainya tidak dapat dibandingkan langsung."
    if found.result.weights != ikm.EXACT:
        note = f"{weight_words(found)}, untuk semua periode: yang sudah terbit dihitung dari jumlah nilai yang terbit."
    if any(point.imported for point in found.trend):
        note += " Hasil impor: dari jawaban survei lama yang dimasukkan lewat berkas, bukan dengan kode sekali pakai."
    exact = found.result.weights == ikm.EXACT
    mode = "" if exact else f" (cara cetak bobot {text(Decimal(found.result.weights))})"
    table = Table("tren", f"Tabel 2.5. IKM lima periode{mode}", columns, rows, note)
    known = [point for point in found.trend if point.index is not None]
    bars = tuple(Bar(_named(p), p.index, p.letter, p is found.trend[-1]) for p in known if p.index is not None)
    said = "; ".join(f"{bar.label} {text(bar.value)}" for bar in bars)
    blocks: tuple[Block, ...] = (table,)
    if len(bars) > 1:
        blocks += (Chart("tren", f"Diagram batang IKM per periode dari 25 sampai 100{mode}", said, bars),)
    return Section("2.4", "Tren lima periode", blocks)


def _trend_row(point: Point, now: bool) -> Row:
    return Row((_named(point), point.n, point.index, point.letter or None), strong=now)


def _named(point: Point) -> str:
    """Semester I 2025, hasil impor"""
    return f"{period_words(point.period)}{', hasil impor' if point.imported else ''}"


def _letter(grade: str | None, adequate: bool) -> str | None:
    return grade if adequate else None
