"""The cells of a row that describe the respondent: known words become the instrument's values, others are counted."""

from __future__ import annotations

from collections.abc import Mapping

from survey.questionnaire import Instrument, ProfileField


def profile_of(
    cells: tuple[str, ...], places: Mapping[str, int], used: Instrument, unknown: dict[str, int]
) -> dict[str, str]:
    """What of the profile is known; other words are counted, never guessed."""
    found = {}
    for one in used.profile:
        cell = cell_at(cells, places.get(one.key))
        if not cell:
            continue
        value = _band(one, cell) or _choice(one, cell)
        if value is None:
            unknown[one.key] = unknown.get(one.key, 0) + 1
        else:
            found[one.key] = value
    return found


def _choice(one: ProfileField, cell: str) -> str | None:
    word = folded(cell)
    return next((c.value for c in one.choices if word in (folded(c.value), folded(c.label))), None)


def _band(one: ProfileField, cell: str) -> str | None:
    """The band of an age in years."""
    if one.kind != "years" or not (cell.isascii() and cell.isdigit() and len(cell) <= 3):
        return None
    if not one.least <= int(cell) <= one.most:
        return None
    return next(c.value for c in one.choices if c.at_most is not None and int(cell) <= c.at_most)


def cell_at(cells: tuple[str, ...], at: int | None) -> str:
    """The cell of a column, empty where the row ends before it."""
    return cells[at] if at is not None and at < len(cells) else ""


def folded(text: str) -> str:
    """A word as it is compared: small letters, single blanks."""
    return " ".join(text.replace("_", " ").casefold().split())
