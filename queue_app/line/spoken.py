"""What the hall hears, made from the same record that the screens show (ux.md §5.4, skm.md §5).

Letters by name, digits one by one with zeros spoken; the counter and floor as cardinals.
"""

from __future__ import annotations

DIGITS = ("nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan")
_ONES = ("", *DIGITS[1:], "sepuluh", "sebelas")


def spoken_call(number: str, counter_number: int, floor: str, recall: int) -> str:
    """The sentence of one call: Nomor antrean, A, nol satu dua. Silakan menuju, loket lima, lantai dua."""
    where = f"Silakan menuju, loket {cardinal(counter_number)}, {_floor(floor)}."
    again = f" Panggilan {_ordinal(recall + 1)}." if recall else ""
    return f"Nomor antrean, {spell(number)}. {where}{again}"


def spell(number: str) -> str:
    """A012 → "A, nol satu dua"; letters stay letters, each on its own."""
    letters = [c for c in number if c.isalpha()]
    digits = [DIGITS[int(c)] for c in number if c.isdigit()]
    return f"{' '.join(letters)}, {' '.join(digits)}"


def cardinal(n: int) -> str:
    """1..999 in Indonesian words. Raises ValueError outside."""
    if not 1 <= n <= 999:
        raise ValueError(f"no word for {n}")
    hundreds, rest = divmod(n, 100)
    words = [] if not hundreds else ["seratus" if hundreds == 1 else f"{_ONES[hundreds]} ratus"]
    if rest >= 20:
        tens, ones = divmod(rest, 10)
        words.append(f"{_ONES[tens]} puluh")
        rest = ones
    elif rest >= 12:
        words.append(f"{_ONES[rest - 10]} belas")
        rest = 0
    if rest:
        words.append(_ONES[rest])
    return " ".join(words)


def _floor(floor: str) -> str:
    return f"lantai {cardinal(int(floor))}" if floor.isdigit() and int(floor) else f"lantai {floor}"


def _ordinal(n: int) -> str:
    return "pertama" if n == 1 else f"ke{cardinal(n)}"
