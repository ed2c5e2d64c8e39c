"""What stands beside the figures, ready to be read: the line through the periods, who answered, what was marked, and of
the lowest unsur what people said and what was measured.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from queue_app.errors import N_
from queue_app.line.measured import Measured, quantile
from queue_app.web.language import decimal, whole
from queue_app.web.language import gettext as _
from survey import marks
from survey.cells import SMALLEST
from survey.ikm import half_up
from survey.marginals import Share
from survey.questionnaire import Unsur
from survey.results_desk.figures import Figures
from survey.results_desk.filters import Chosen, field_names, kinds
from survey.trend import Point

#: Pixels between which the line through the periods is drawn.
TOP, BOTTOM = 34, 118

#: What each coarse mark means for a reader.
MEANINGS = {
    marks.STRAIGHT_LINE: N_("semua unsur diberi nilai yang sama"),
    marks.TOO_FAST: N_("dikirim lebih cepat daripada pertanyaannya dapat dibaca"),
    marks.UNTIMED: N_("waktu pengisian tidak dapat diketahui"),
    marks.BURST: N_("banyak jawaban satu layanan dalam waktu singkat"),
    marks.COUNTER_MACHINE: N_("dikirim dari komputer yang dipakai masuk petugas"),
}


@dataclass(frozen=True, slots=True)
class Dot:
    """A period on the line: place in percent and pixels, the words of its table row. `to` is the next dot it is joined
    with, if that is the very next period.
    """

    x: str
    y: int
    words: str
    short: str
    n: int | None
    index: Decimal | None
    chance: Decimal | None
    to: tuple[str, int] | None


@dataclass(frozen=True, slots=True)
class Slice:
    """Respondents of one kind: `query` filters the page to them, which says whether their scores may be shown."""

    words: str
    n: int
    percent: str
    bar: str
    query: dict[str, str] | None


@dataclass(frozen=True, slots=True)
class Portrait:
    """One question about the respondents: its slices, and the three largest in one sentence."""

    words: str
    slices: tuple[Slice, ...]


def drawn(points: Sequence[Point]) -> tuple[Dot, ...]:
    """The points of the line, oldest first; nothing for fewer than two that have an index."""
    values = [point.index for point in points if point.index is not None]
    if len(values) < 2:
        return ()
    low, high = min(values), max(values)
    places = [_place(at, len(points), point.index, low, high) for at, point in enumerate(points)]
    dots = []
    for at, point in enumerate(points):
        after = at + 1 < len(points) and _alike(point, points[at + 1])
        x, y = places[at]
        words = _(point.period.title).format(**point.period.values)
        if point.imported:
            words = _("%(period)s, hasil impor", period=words)
        joined = places[at + 1] if after else None
        dots.append(Dot(x, y, words, _short(point), point.n, point.index, point.chance, joined))
    return tuple(dots)


def _alike(one: Point, other: Point) -> bool:
    """Whether a line may be drawn between two neighbours: both known, and of the same source."""
    return one.index is not None and other.index is not None and one.imported == other.imported


def portrait(figures: Figures) -> tuple[Portrait, ...]:
    """Who answered, question by question; questions nobody answered are left out."""
    names, labels = field_names(), kinds()
    found = []
    for field, parts in figures.shares.items():
        if any(part.values != (None,) for part in parts):
            known = dict(labels.get(field, ()))
            total = sum(part.n for part in parts)
            slices = tuple(_slice(part, known, total) for part in parts)
            found.append(Portrait(names.get(field, field), slices))
    return tuple(found)


def marked(figures: Figures) -> tuple[tuple[str, str, int, str], ...]:
    """(mark, what it means, answers, percent of all), most first."""
    total = figures.result.n or 1
    rows = []
    for mark, n in sorted(figures.marks.items(), key=lambda one: -one[1]):
        meaning = MEANINGS.get(mark, "")
        rows.append((_(marks.MARKS.get(mark, mark)), _(meaning) if meaning else "", n, percent(n, total)))
    return tuple(rows)


def said_kind(asked: Chosen) -> str:
    """Of whom the figures are, where a kind of respondents was chosen."""
    if asked.only is None:
        return ""
    field, value = asked.only
    return f"{field_names()[field]}: {dict(kinds()[field])[value]}"


def felt(unsur: Unsur, scores: Counter[int]) -> str:
    """312 dari 1.284 orang: tidak cepat atau kurang cepat. Empty without answers."""
    if not scores:
        return ""
    low = scores[1] + scores[2]
    words = _("{first} atau {second}").format(first=unsur.options[0].lower(), second=unsur.options[1].lower())
    return _("{n} dari {all} orang menjawab {words}").format(n=whole(low), all=whole(scores.total()), words=words)


def measured_beside(key: str, facts: Measured) -> str:
    """What was measured beside an unsur: waits beside waktu, incomplete files beside persyaratan; else nothing."""
    if key == "waktu":
        return _waits(facts)
    return _files(facts) if key == "persyaratan" else ""


def busiest(facts: Measured) -> tuple[int, int] | None:
    """(hour of arrival, its median wait) of the longest waits, among hours with at least five visits."""
    medians = {
        hour: minutes
        for hour, waits in facts.hours.items()
        if waits.total() >= SMALLEST and (minutes := quantile(waits, 0.5)) is not None
    }
    if not medians:
        return None
    hour = max(medians, key=lambda one: (medians[one], -one))
    return hour, medians[hour]


def percent(n: int, total: int) -> str:
    """12,5 %"""
    return f"{decimal(half_up(Fraction(100 * n, max(total, 1)), 1), 1)} %"


def _waits(facts: Measured) -> str:
    if facts.waits.total() < SMALLEST:
        return ""
    middle, nine = quantile(facts.waits, 0.5), quantile(facts.waits, 0.9)
    said = _("Median tunggu {middle} menit; 9 dari 10 paling lama {nine} menit.").format(middle=middle, nine=nine)
    longest = busiest(facts)
    if longest is not None:
        hour, _minutes = longest
        said += " " + _("Terlama bagi yang tiba {hours}.").format(hours=hours(hour))
    return said


def hours(hour: int) -> str:
    """10.00–11.00"""
    return f"{hour:02}.00–{hour + 1:02}.00"


def _files(facts: Measured) -> str:
    if facts.served < SMALLEST:
        return ""
    said = _("Berkas kurang pada {percent} dari {n} layanan.").format(
        percent=percent(facts.incomplete, facts.served), n=whole(facts.served)
    )
    most = facts.missing.most_common(1)
    return said + (" " + _("Paling sering: {item}.").format(item=most[0][0]) if most else "")


def _place(at: int, length: int, index: Decimal | None, low: Decimal, high: Decimal) -> tuple[str, int]:
    x = f"{100 * (at + Decimal('0.5')) / length:.2f}%"
    if index is None:
        return x, BOTTOM
    part = (index - low) / (high - low) if high > low else Decimal("0.5")
    return x, int(BOTTOM - part * (BOTTOM - TOP))


def _short(point: Point) -> str:
    """What stands under a point: the code, as short as can be."""
    year, _dash, rest = point.period.code.partition("-")
    return f"{rest} {year}" if rest and not rest.isdigit() else f"{rest}/{year}" if rest else year


def _slice(part: Share, known: dict[str, str], total: int) -> Slice:
    names = [known.get(value, value) if value else _("tidak diisi") for value in part.values]
    alone = len(part.values) == 1 and part.values[0] is not None
    value = part.values[0] or ""
    query = {"channel": value} if part.field == "channel" else {"profile": f"{part.field}:{value}"}
    words = names[0] if len(names) == 1 else _("gabungan: {names}").format(names=", ".join(names))
    share = percent(part.n, total)
    return Slice(words, part.n, share, f"{100 * part.n / max(total, 1):.1f}%", query if alone else None)
