"""Is a voice pack fit for this house? What it lacks of everything that can be said here, and what will sound odd."""

from __future__ import annotations

import array
import wave
from dataclasses import dataclass
from pathlib import Path

from display.voice.pack import Pack
from display.voice.sentences import sentence
from queue_app import clock
from queue_app.catalogue.directory import Counter, Directory, Hall
from queue_app.line.shapes import BoardCall
from queue_app.line.spoken import spoken_call

#: What every screen says when it tests itself.
TEST_SENTENCE = "Suara layar ini berfungsi."
#: Calls of one number that a pack is asked for.
RECALLS = 5
#: Clips may differ so much in loudness (decibels, of the loudest tenths), and be silent for so long at either end.
SPREAD_DB, SILENT_SECONDS = 6.0, 0.15
_QUIET = 500


@dataclass(frozen=True, slots=True)
class Inspected:
    """`missing`: words that no clip says; `odd`: a line for each clip that will stand out."""

    clips: int
    seconds: float
    missing: list[str]
    odd: list[str]


def inspected(pack: Pack, house: Directory) -> Inspected:
    """Hold a pack against this house."""
    clips = {file.name: _samples(file) for file in pack.clips.values()}
    return Inspected(
        clips=len(clips),
        seconds=sum(len(samples) for samples in clips.values()) / pack.rate,
        missing=sorted(pack.missing(sayable(house, pack.language))),
        odd=[*_uneven(clips), *_slow(clips, pack.rate)],
    )


def sayable(house: Directory, language: str) -> list[str]:
    """Sentences in which every word occurs that can be said in this house."""
    counters = list(house.counters.values())
    if not counters:
        return []
    numbers = [f"{prefix}{digit}{digit}{digit}" for prefix in house.lines for digit in range(10)]
    said = [sentence(_call(number, counters[0], 0), language) for number in numbers]
    said += [sentence(_call("A001", counter, recall), language) for counter in counters for recall in range(RECALLS)]
    return said + ([TEST_SENTENCE] if language == "id" else [])


def sample(house: Directory, hall: Hall, language: str, counter: Counter | None = None) -> str:
    """A call as it is said in a hall, to this counter or its first one; the test sentence where it has none."""
    counter = counter or next((one for one in house.counters.values() if one.hall.id == hall.id), None)
    number = f"{next(iter(house.lines), 'A')}012"
    return sentence(_call(number, counter, 0), language) if counter else TEST_SENTENCE


def _call(number: str, counter: Counter, recall: int) -> BoardCall:
    floor = counter.hall.floor
    return BoardCall(
        event=0,
        number=number,
        counter=counter.code,
        counter_name=counter.name,
        counter_number=counter.number,
        floor=floor,
        called_at=clock.now(),
        recall=recall,
        spoken=spoken_call(number, counter.number, floor, recall),
    )


def _uneven(clips: dict[str, array.array[int]]) -> list[str]:
    loud = {name: max(1, sorted(map(abs, samples))[-max(1, len(samples) // 10)]) for name, samples in clips.items()}
    middle = sorted(loud.values())[len(loud) // 2]
    limit = 10 ** (SPREAD_DB / 20)
    return [
        f"{name}: {'lebih keras' if loudness > middle else 'lebih pelan'} daripada klip lain"
        for name, loudness in loud.items()
        if loudness > middle * limit or loudness * limit < middle
    ]


def _slow(clips: dict[str, array.array[int]], rate: int) -> list[str]:
    found = []
    for name, samples in clips.items():
        heard = [n for n, sample in enumerate(samples) if abs(sample) > _QUIET]
        if not heard:
            found.append(f"{name}: tidak terdengar apa pun")
        elif heard[0] > SILENT_SECONDS * rate or len(samples) - heard[-1] > SILENT_SECONDS * rate:
            found.append(f"{name}: potong keheningan di awal atau akhir (lebih dari {SILENT_SECONDS} detik)")
    return found


def _samples(file: Path) -> array.array[int]:
    with wave.open(str(file), "rb") as clip:
        return array.array("h", clip.readframes(clip.getnframes()))
