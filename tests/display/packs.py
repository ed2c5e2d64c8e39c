"""Voice packs for tests: clips of tones, so short that a test need not wait for them."""

from __future__ import annotations

import array
import math
import wave
from collections.abc import Iterable
from pathlib import Path

RATE = 22_050
#: Whatever an Indonesian call may say of the counters and floors of the tests.
WORDS = (
    "nomor antrean,silakan menuju,loket,lantai,panggilan,kedua,ketiga,puluh,belas,sebelas,sepuluh,"
    "nol,satu,dua,tiga,empat,lima,enam,tujuh,delapan,sembilan,suara layar ini berfungsi"
).split(",")


def make_pack(
    folder: Path, words: Iterable[str] = WORDS, *, seconds: float = 0.08, language: str = "id", **gaps: int
) -> Path:
    """A pack that says these words and every letter."""
    folder.mkdir(parents=True)
    lines = "\n".join(f"{name} = {ms}" for name, ms in gaps.items())
    (folder / "pack.toml").write_text(f'language = "{language}"\nannouncer = "Uji"\n[gaps]\n{lines}\n')
    for n, word in enumerate([*words, *"abcdefghijklmnopqrstuvwxyz"]):
        tone(folder / f"{word.replace(' ', '-')}.wav", 300 + 20 * n, seconds)
    return folder


def tone(file: Path, frequency: float, seconds: float, *, loud: float = 0.4, rate: int = RATE) -> None:
    """One clip."""
    wavelength = 2 * math.pi * frequency / rate
    samples = array.array("h", (int(32767 * loud * math.sin(wavelength * n)) for n in range(int(seconds * rate))))
    with wave.open(str(file), "wb") as out:
        out.setparams((1, 2, rate, len(samples), "NONE", ""))
        out.writeframes(samples.tobytes())
