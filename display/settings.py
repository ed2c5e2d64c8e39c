"""How one screen is set: its size, how far people sit, how loud it is, in which languages it calls."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from display import voice
from display.legibility import INCHES, METRES, Fit, fit
from display.voice.sentences import LANGUAGES

#: What may be set.
SIZES, DISTANCES = (19, 150), (1.0, 30.0)
#: Seconds between two calls, and before one is said again.
GAPS = {"between": 0.6, "again": 1.0}


@dataclass(frozen=True, slots=True)
class ScreenSettings:
    """One screen; `volume` is in percent, 0 is a screen that never speaks. `counters` are those it shows, all when
    empty.
    """

    inches: int = INCHES
    metres: float = METRES
    volume: int = 100
    languages: tuple[str, ...] = ("id",)
    counters: tuple[str, ...] = ()
    media: bool = True
    gaps: Mapping[str, float] = field(default_factory=lambda: GAPS)

    @property
    def fit(self) -> Fit:
        """How the board is drawn on it."""
        return fit(self.inches, self.metres)

    @property
    def voice(self) -> str:
        """The version of what it says."""
        return voice.version(self.languages)


def settings_from(kept: Mapping[str, Any]) -> ScreenSettings:
    """What is kept of a device as settings; whatever is missing or cannot be is as for a new screen."""
    new = ScreenSettings()
    languages = tuple(one for one in kept.get("languages", ()) if one in LANGUAGES) or new.languages
    return ScreenSettings(
        inches=int(_within(kept.get("inches"), SIZES, new.inches)),
        metres=_within(kept.get("metres"), DISTANCES, new.metres),
        volume=int(_within(kept.get("volume"), (0, 100), new.volume)),
        languages=languages,
        counters=tuple(str(one) for one in kept.get("counters", ())),
        media=bool(kept.get("media", new.media)),
        gaps=_gaps(languages),
    )


def _within(value: object, bounds: tuple[float, float], otherwise: float) -> float:
    return float(value) if isinstance(value, int | float) and bounds[0] <= value <= bounds[1] else otherwise


def _gaps(languages: tuple[str, ...]) -> Mapping[str, float]:
    """A pack may have its own rhythm."""
    pack = voice.pack_of(languages[0])
    if pack is None:
        return GAPS
    return {"between": pack.gaps["between_ms"] / 1000, "again": pack.gaps["again_ms"] / 1000}
