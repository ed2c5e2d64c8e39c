"""The cover: whose report, the index, how far it can be trusted, the three lowest with their plan, who signs."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from survey.ikm import EXACT, UnsurScore
from survey.interval import Change
from survey.periods import Period
from survey.questionnaire import Unsur
from survey.report.parts import NOTHING, Column, Cover, Fact, Row, Table, day, span, text
from survey.report.reading import Asked, Numbers, PlanLine

NOT_ENOUGH = "Responden belum mencukupi"
NOTHING_YET = "Jawaban masih terlalu sedikit untuk ditampilkan"
NO_PLAN = "Belum disusun"


def cover(asked: Asked, found: Numbers) -> Cover:
    """The first page."""
    head, result = asked.letterhead, found.result
    letter = (result.grade or "") if result.adequate else ""
    return Cover(
        government=head.government or asked.mall.owner,
        unit=head.unit or asked.mall.name,
        address=head.address or asked.mall.address,
        number=asked.number,
        title="Survei Kepuasan Masyarakat",
        subject=f"{asked.scope}, {period_words(asked.period)}" if asked.agency else period_words(asked.period),
        span=f"Periode {span(asked.period.start, asked.period.end)}, disusun menurut {rule(found)}.",
        index=result.index,
        letter=letter,
        words=grade_words(found, result.index) if letter else NOT_ENOUGH if result.n else NOTHING_YET,
        facts=_facts(found),
        summary=_summary(asked, found),
        lowest=_lowest(asked, found),
        dated=", ".join(filter(None, (head.place, day(asked.dated) if asked.dated else ""))),
        signer_position=head.signer_position,
        signer_name=head.signer_name,
        signer_id=head.signer_id,
    )


def period_words(period: Period) -> str:
    """Semester I 2026"""
    return period.title.format(**period.values)


def rule(found: Numbers) -> str:
    """PermenPANRB 14 Tahun 2017, from the instrument's regulation."""
    short = found.instrument.regulation.split(" tentang ")[0]
    return short.replace("Peraturan Menteri PANRB Nomor", "PermenPANRB")


def locked(found: Numbers) -> str:
    """The line under every page: from how many answers, with which weight."""
    return f"Dibuat oleh sistem dari {text(found.result.n)} jawaban yang tidak dapat diubah. {weight_words(found)}."


def weight_words(found: Numbers) -> str:
    """Which weight was used (skm.md: say it on the report)."""
    exact = f"obot tepat 1/{len(found.instrument.unsur)}"
    if found.result.weights == EXACT:
        return f"B{exact}"
    return f"Cara cetak dengan bobot {text(Decimal(found.result.weights))}, bukan b{exact}"


def grade_words(found: Numbers, index: Decimal | None) -> str:
    """Baik, for an index; empty without one."""
    return "" if index is None else found.instrument.grade(index).kinerja


def ranked(found: Numbers) -> tuple[tuple[Unsur, UnsurScore], ...]:
    """The unsur, lowest first as the result ranks them, then by their exact mean; ties in printed order."""
    scores = found.result.unsur
    unsur = [one for one in found.instrument.unsur if one.key in scores]
    unsur.sort(key=lambda one: Fraction(scores[one.key].sum, scores[one.key].n))
    return tuple((one, scores[one.key]) for one in unsur)


def _facts(found: Numbers) -> tuple[Fact, ...]:
    result, before = found.result, found.before
    enough = "Mencukupi" if result.adequate else "Belum mencukupi"
    facts = [
        Fact("Warga selesai dilayani (populasi)", text(result.population)),
        Fact("Responden", text(result.n)),
        Fact("Responden minimal (Krejcie–Morgan)", text(result.required) if result.population else NOTHING),
        Fact("Kecukupan responden", enough),
    ]
    if before is not None:
        letter = f" ({before.letter})" if before.letter else ""
        facts.append(
            Fact(f"{period_words(before.period)}, {text(before.n)} responden", f"{text(before.index)}{letter}")
        )
    if found.change is not None:
        facts.append(Fact(f"Perubahan, {chance_words(found.change)}", text(found.change.step, "change")))
    return tuple(facts)


def change_words(found: Numbers) -> str:
    """naik 1,35 dari Semester II 2025 (412 responden), dalam batas kebetulan (±2,10); empty where there is nothing to
    compare with.
    """
    before, index = found.before, found.result.index
    if before is None or before.index is None or index is None:
        return ""
    step = index - before.index
    moved = f"{'naik' if step > 0 else 'turun'} {text(abs(step))} dari" if step else "sama dengan"
    judged = chance_words(found.change) if found.change else "batas kebetulannya tidak dapat dihitung"
    return f"{moved} {period_words(before.period)} ({text(before.n)} responden), {judged}"


def chance_words(change: Change) -> str:
    """dalam batas kebetulan (±2,10)"""
    return f"{'lebih dari' if change.real else 'dalam batas'} kebetulan (±{text(change.chance)})"


def _summary(asked: Asked, found: Numbers) -> str:
    if found.result.index is None:
        return f"{NOTHING_YET}. Angka tampil setelah ada paling sedikit 5 jawaban."
    best, score = ranked(found)[-1]
    change = change_words(found)
    if found.result.adequate:
        said = f"Mutu pelayanan dinilai {grade_words(found, found.result.index)}."
    else:
        said = f"{NOT_ENOUGH}, sehingga mutu (A–D) tidak dinyatakan."
    said += f" Indeks {change}." if change else ""
    basis = "Tiga unsur terendah menjadi dasar rencana tindak lanjut:"
    return f"{said} Unsur tertinggi adalah {best.short.lower()} ({text(score.index)}). {basis}"


def _lowest(asked: Asked, found: Numbers) -> Table:
    result = found.result
    rows = []
    for key in result.lowest:
        unsur, score = next((u, s) for u, s in ranked(found) if u.key == key)
        plan = next((line for line in asked.plan if line.unsur == key), None)
        letter = score.grade if result.adequate else None
        due = text(None) if plan is None or plan.deadline is None else day(plan.deadline)
        rows.append(Row((unsur.short, score.index, letter, _action(plan), due)))
    columns = (
        Column("Unsur terendah", "words", 4),
        Column("Indeks"),
        Column("Mutu", "letter"),
        Column("Rencana utama", "words", 5),
        Column("Tenggat", "words", 3),
    )
    return Table("terendah", "Tiga unsur terendah", columns, tuple(rows))


def _action(plan: PlanLine | None) -> str:
    return NO_PLAN if plan is None else plan.action
