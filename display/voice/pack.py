"""A voice pack: a folder of clips recorded by a human announcer, joined into sentences (docs/VOICE.md).

`pack.toml` names the language, the announcer and the pauses; every clip is a WAV (PCM 16 bit, mono, one rate for the
whole pack) named after what is said in it: `nomor-antrean.wav`, `a.wav`, `nol.wav`. The longest clip that fits is
taken, so that whole phrases may be recorded as one.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
import wave
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

MANIFEST = "pack.toml"
#: Milliseconds of silence: between two clips, at a comma, at the end of a sentence, between two calls, and before a
#: call is said again.
GAPS = {"word_ms": 40, "comma_ms": 180, "stop_ms": 420, "between_ms": 600, "again_ms": 1000}
#: Words of the longest phrase that may be one clip.
LONGEST = 8
#: A clip in seconds, and the rates of samples that loudspeakers of a hall deserve.
SHORTEST, LONGEST_SECONDS = 0.08, 8.0
RATES = (16_000, 22_050, 24_000, 32_000, 44_100, 48_000)

_RUN = re.compile(r"[^,.]+|[,.]")


class BadPack(ValueError):
    """The folder is no voice pack; the message is one line for who made it."""


@dataclass(frozen=True, slots=True)
class Pack:
    """A pack as its manifest describes it; `clips` is what is said → its file."""

    folder: Path
    language: str
    announcer: str
    rate: int
    gaps: dict[str, int]
    clips: dict[str, Path] = field(repr=False)
    version: str = ""

    def missing(self, sentences: Iterable[str]) -> set[str]:
        """Words that no clip says, of all these sentences."""
        lost: set[str] = set()
        for one in sentences:
            for part in _parts(one, self.clips):
                if isinstance(part, _Lost):
                    lost.add(part.word)
        return lost

    def spoken(self, sentence: str) -> bytes:
        """The samples of a sentence (16 bit, mono, at `rate`). Raises BadPack when a clip is missing."""
        made = bytearray()
        for part in _parts(sentence, self.clips):
            if isinstance(part, _Lost):
                raise BadPack(f"tidak ada klip untuk {part.word!r}")
            if isinstance(part, str):
                made += self._silence(self.gaps["comma_ms" if part == "," else "stop_ms"] - self.gaps["word_ms"])
            else:
                made += _samples(part) + self._silence(self.gaps["word_ms"])
        return bytes(made)

    def _silence(self, milliseconds: int) -> bytes:
        return b"\0\0" * max(0, self.rate * milliseconds // 1000)


def read_pack(folder: Path) -> Pack:
    """The pack in a folder. Raises BadPack naming the file that is wrong."""
    try:
        told = tomllib.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise BadPack(f"{folder}: tidak ada {MANIFEST}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadPack(f"{MANIFEST}: {error}") from None
    language, announcer = told.get("language"), told.get("announcer", "")
    if not isinstance(language, str) or not re.fullmatch(r"[a-z]{2,3}", language) or not isinstance(announcer, str):
        raise BadPack(f'{MANIFEST}: perlu language = "id" (atau "en", "jv") dan announcer = "…"')
    gaps = {name: told.get("gaps", {}).get(name, value) for name, value in GAPS.items()}
    if not all(isinstance(ms, int) and 0 <= ms <= 2000 for ms in gaps.values()):
        raise BadPack(f"{MANIFEST}: [gaps] dalam milidetik, 0 sampai 2000")
    clips = {file.stem.replace("-", " ").lower(): file for file in sorted(folder.glob("*.wav"))}
    if not clips:
        raise BadPack(f"{folder}: tidak ada klip .wav")
    return Pack(folder, language, announcer, _one_rate(clips.values()), gaps, clips, _version(folder, clips.values()))


def _one_rate(files: Iterable[Path]) -> int:
    rates = {file.name: _format(file) for file in files}
    first, rate = next(iter(rates.items()))
    for name, other in rates.items():
        if other != rate:
            raise BadPack(f"{name}: {other} Hz, tetapi {first} {rate} Hz; satu paket satu laju")
    return rate


def _format(file: Path) -> int:
    try:
        with wave.open(str(file), "rb") as clip:
            kind = clip.getnchannels(), clip.getsampwidth(), clip.getcomptype()
            rate, seconds = clip.getframerate(), clip.getnframes() / max(1, clip.getframerate())
    except (wave.Error, EOFError, OSError) as error:
        raise BadPack(f"{file.name}: bukan WAV yang utuh ({error or 'terpotong'})") from None
    if kind != (1, 2, "NONE") or rate not in RATES:
        raise BadPack(f"{file.name}: perlu PCM 16 bit mono, {RATES[0]}–{RATES[-1]} Hz")
    if not SHORTEST <= seconds <= LONGEST_SECONDS:
        raise BadPack(f"{file.name}: {seconds:.2f} detik; klip {SHORTEST}–{LONGEST_SECONDS} detik")
    return rate


def _version(folder: Path, files: Iterable[Path]) -> str:
    seen = hashlib.sha256((folder / MANIFEST).read_bytes())
    for file in files:
        state = file.stat()
        seen.update(f"{file.name} {state.st_size} {state.st_mtime_ns}\n".encode())
    return seen.hexdigest()[:12]


@lru_cache(maxsize=512)
def _clip(file: Path, _changed: int) -> bytes:
    with wave.open(str(file), "rb") as clip:
        return clip.readframes(clip.getnframes())


def _samples(file: Path) -> bytes:
    return _clip(file, file.stat().st_mtime_ns)


@dataclass(frozen=True, slots=True)
class _Lost:
    word: str


def _parts(sentence: str, clips: dict[str, Path]) -> Iterator[Path | str | _Lost]:
    """The clips of a sentence in order, with "," and "." where it pauses."""
    for run in _RUN.findall(sentence.lower()):
        if run in ",.":
            yield run
        else:
            yield from _clips(run.split(), clips)


def _clips(words: list[str], clips: dict[str, Path]) -> Iterator[Path | _Lost]:
    at = 0
    while at < len(words):
        for length in range(min(LONGEST, len(words) - at), 0, -1):
            file = clips.get(" ".join(words[at : at + length]))
            if file is not None:
                yield file
                at += length
                break
        else:
            yield _Lost(words[at])
            at += 1
