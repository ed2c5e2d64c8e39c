"""Chapters III and IV: what became of the earlier plan, and what follows from this survey."""

from __future__ import annotations

from survey.ikm import UnsurScore
from survey.questionnaire import Unsur
from survey.report.front import NOT_ENOUGH, change_words, grade_words, period_words, ranked
from survey.report.parts import Chapter, Column, Paragraph, Points, Row, Section, Table, day, text
from survey.report.reading import Asked, Numbers, PlanLine

#: What the states of a follow-up action are called; an unknown one is printed as it is.
STATES = {
    "planned": "Belum, direncanakan",
    "running": "Belum, sedang berjalan",
    "done": "Sudah",
    "cancelled": "Dibatalkan",
}


def follow_up(asked: Asked, found: Numbers) -> Chapter:
    """BAB III."""
    before = period_words(asked.period.previous)
    if not asked.plan_before:
        said = (
            f"Rencana tindak lanjut {before} tidak tercatat dalam sistem ini, sehingga hasilnya belum dapat dilaporkan."
        )
        return Chapter("BAB III", "Hasil tindak lanjut periode sebelumnya", (Section("", "", (Paragraph(said),)),))
    names = {unsur.key: unsur.name for unsur in found.instrument.unsur}
    rows = tuple(
        Row(
            (
                number,
                names.get(line.unsur, line.unsur),
                line.action,
                line.owner,
                _state(line),
                shown_by(line) or None,
            )
        )
        for number, line in enumerate(asked.plan_before, 1)
    )
    columns = (
        Column("No."),
        Column("Unsur", "words", 3),
        Column("Rencana", "words", 4),
        Column("Penanggung jawab", "words", 3),
        Column("Sudah/belum", "words", 3),
        Column("Bukti atau alasan", "words", 5),
    )
    caption = f"Tabel 3.1. Hasil tindak lanjut {before}"
    done = sum(line.status == "done" for line in asked.plan_before)
    said = f"Dari {text(len(rows))} rencana tindak lanjut {before}, {text(done)} sudah selesai."
    blocks = (Paragraph(said), Table("tindak-lanjut", caption, columns, rows))
    return Chapter("BAB III", "Hasil tindak lanjut periode sebelumnya", (Section("", "", blocks),))


def shown_by(line: PlanLine) -> str:
    """What shows that an act was done: words, address and files; of a cancelled one why it was."""
    files = f"berkas {', '.join(line.files)}" if line.files else ""
    proofs = "; ".join(filter(None, (line.evidence, line.link, files)))
    why = f"Alasan: {line.reason}" if line.reason else ""
    return ". ".join(filter(None, (why, proofs)))


def _state(line: PlanLine) -> str:
    said = STATES.get(line.status, line.status)
    return f"{said}, {day(line.done_on)}" if line.done_on else said


def conclusion(asked: Asked, found: Numbers) -> Chapter:
    """BAB IV."""
    sections = (
        Section("4.1", "Kesimpulan", (Points(tuple(_conclusions(asked, found)), numbered=True),)),
        Section("4.2", "Saran", (Points(tuple(_advice(asked, found)), numbered=True),)),
    )
    return Chapter("BAB IV", "Kesimpulan dan saran", sections)


def _conclusions(asked: Asked, found: Numbers) -> list[str]:
    result = found.result
    if result.index is None:
        return ["Jawaban pada periode ini terlalu sedikit untuk dilaporkan."]
    who = f"{asked.scope} pada {period_words(asked.period)}"
    graded = f", mutu {result.grade} ({grade_words(found, result.index)})" if result.adequate else ""
    said = [f"IKM {who} adalah {text(result.index)}{graded}, dari {text(result.n)} responden."]
    if not result.adequate:
        said.append(f"{NOT_ENOUGH} ({text(result.n)} dari {text(result.required)}); mutu tidak dinyatakan.")
    if change_words(found):
        said.append(f"Indeks {change_words(found)}.")
    order = ranked(found)
    said.append("Tiga unsur terendah: " + _listed(order[:3]) + ".")
    said.append("Tiga unsur tertinggi: " + _listed(tuple(reversed(order[-3:]))) + ".")
    return said


def _advice(asked: Asked, found: Numbers) -> list[str]:
    if found.result.index is None:
        return ["Ajak setiap orang yang selesai dilayani mengisi survei dengan kode pada tiketnya."]
    said = []
    if not asked.plan:
        said.append("Susun rencana tindak lanjut untuk tiga unsur terendah, dengan penanggung jawab dan tenggat.")
    else:
        said.append("Laksanakan rencana tindak lanjut pada Tabel 2.4 sesuai tenggatnya dan simpan buktinya.")
    said.append("Bahas tiga unsur terendah dan standar pelayanan yang terkait dalam Forum Konsultasi Publik.")
    if not found.result.adequate:
        said.append("Tambah jumlah responden pada periode berikutnya sampai jumlah minimal tercapai.")
    said.append("Umumkan hasil ini di ruang layanan dan media milik unit pelayanan.")
    return said


def _listed(order: tuple[tuple[Unsur, UnsurScore], ...]) -> str:
    return "; ".join(f"{unsur.name} ({text(score.index)})" for unsur, score in order)
