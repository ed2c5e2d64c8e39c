"""How one screen is set: its size, how far people sit, how loud it is, in which languages it calls."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from display import voice
from display.legibility import INCHES, METRES, Fit, fit
from display.voice.sentences import LANGUAGES
from queue_app.errors import N_, Invalid

#: What may be set.
SIZES, DISTANCES = (19, 150), (1.0, 30.0)
_BOUNDED = (
    ("inches", SIZES, N_("Ukuran layar 19 sampai 150 inci.")),
    ("metres", DISTANCES, N_("Jarak baca 1 sampai 30 meter.")),
    ("volume", (0, 100), N_("Volume 0 sampai 100 persen.")),
)
#: Seconds between two calls, and before one is said again.
GAPS = {"between": 0.6, "again": 1.0}


@dataclass(frozen=True, slots=True)
class ScreenSettings:
    """One screen; `volume` is in percent, 0 is a screen that never speaks. `counters` are those it shows, all when
    empty; `hall` names the voice it speaks with. Whenever `test` changes it says that it can be heard, whenever
    `reload` changes it starts afresh.
    """

    inches: int = INCHES
    metres: float = METRES
    volume: int = 100
    languages: tuple[str, ...] = ("id",)
    counters: tuple[str, ...] = ()
    media: bool = True
    test: str = ""
    reload: str = ""
    hall: str = ""
    gaps: Mapping[str, float] = field(default_factory=lambda: GAPS)

    @property
    def fit(self) -> Fit:
        """How the board is drawn on it."""
        return fit(self.inches, self.metres)

    @property
    def layout(self) -> str:
        """Changes with whatever needs the page to be drawn anew."""
        return f"{self.inches} {self.metres} {self.languages} {self.counters} {self.media} {self.gaps} {self.reload}"

    @property
    def voice(self) -> str:
        """The version of what it says."""
        return voice.version(self.languages, self.hall)


def settings_from(kept: Mapping[str, Any], hall: str) -> ScreenSettings:
    """What is kept of a device as settings in a hall (its code); what is missing or cannot be is as for a new one."""
    new = ScreenSettings()
    languages = tuple(one for one in kept.get("languages", ()) if one in LANGUAGES) or new.languages
    return ScreenSettings(
        inches=int(_within(kept.get("inches"), SIZES, new.inches)),
        metres=_within(kept.get("metres"), DISTANCES, new.metres),
        volume=int(_within(kept.get("volume"), (0, 100), new.volume)),
        languages=languages,
        counters=tuple(str(one) for one in kept.get("counters", ())),
        media=bool(kept.get("media", new.media)),
        test=str(kept.get("test", "")),
        reload=str(kept.get("reload", "")),
        hall=hall,
        gaps=_gaps(languages, hall),
    )


def settings_typed(form: Mapping[str, str], languages: list[str], counters: set[str]) -> dict[str, Any]:
    """A form as what is kept of a device; `counters` are those of its hall. Raises Invalid naming the fields."""
    wrong: list[dict[str, str]] = []
    kept: dict[str, Any] = {"media": "media" in form}
    for name, bounds, message in _BOUNDED:
        kept[name] = number = _number(form.get(name, ""))
        if number is None or not bounds[0] <= number <= bounds[1]:
            wrong.append({"field": name, "message": message})
    kept["languages"] = [one for one in LANGUAGES if one in languages]
    if not kept["languages"]:
        wrong.append({"field": "languages", "message": N_("Pilih sekurangnya satu bahasa.")})
    kept["counters"] = [one.upper() for one in re.split(r"[,;\s]+", form.get("counters", "")) if one]
    if set(kept["counters"]) - counters:
        wrong.append({"field": "counters", "message": N_("Ada kode loket yang tidak dikenal di ruang ini.")})
    if wrong:
        raise Invalid(wrong)
    return kept


def _number(typed: str) -> float | None:
    text = typed.strip().replace(",", ".")
    return float(text) if re.fullmatch(r"[0-9]{1,3}(\.[0-9])?", text) else None


def _within(value: object, bounds: tuple[float, float], otherwise: float) -> float:
    return float(value) if isinstance(value, int | float) and bounds[0] <= value <= bounds[1] else otherwise


def _gaps(languages: tuple[str, ...], hall: str) -> Mapping[str, float]:
    """A pack may have its own rhythm."""
    pack = voice.pack_of(languages[0], hall)
    if pack is None:
        return GAPS
    return {"between": pack.gaps["between_ms"] / 1000, "again": pack.gaps["again_ms"] / 1000}
