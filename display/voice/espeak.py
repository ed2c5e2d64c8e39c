"""The program that speaks: eSpeak NG, run as a process of its own (`speaker.py`) and never imported by the server.

eSpeak NG is GPL-3; the server only hands it a sentence and reads the WAV it wrote. One line of JSON asks
{text, language, file}, one line answers {} or {error}. Standard library and the packaged eSpeak NG only.
"""

from __future__ import annotations

import array
import ctypes
import json
import os
import sys
import wave
from collections.abc import Iterable
from pathlib import Path

import espeakng_loader

#: Words a minute; a whole call takes six to seven seconds.
SPEED = 160
#: Hundredths of a second between words: digits must not run into each other.
WORD_GAP = 4
#: Loudness of every sentence: root mean square of full scale; peaks stay below `PEAK`.
LOUDNESS, PEAK = 0.16, 0.95
#: Softer than this (of full scale) is silence, which is cut at both ends down to `EDGE` seconds.
SILENCE, EDGE = 0.008, 0.02

_SYNCHRONOUS, _UTF8, _PHONEMES = 2, 1, 0x100
_RATE, _WORD_GAP = 1, 7
_FULL = 32767
#: Samples looked at to tell how loud it is: one in so many, for speed.
_EVERY = 7
_Heard = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)


class Engine:
    """The library with its data, ready to speak."""

    def __init__(self) -> None:
        self._library = ctypes.CDLL(espeakng_loader.get_library_path())
        data = str(espeakng_loader.get_data_path()).encode()
        self.rate = int(self._library.espeak_Initialize(_SYNCHRONOUS, 0, data, 0))
        if self.rate <= 0:
            raise RuntimeError("eSpeak NG found no data")
        self._samples = array.array("h")
        self._keep = _Heard(self._hear)
        self._library.espeak_SetSynthCallback(self._keep)
        self._library.espeak_SetParameter(_RATE, SPEED, 0)
        self._library.espeak_SetParameter(_WORD_GAP, WORD_GAP, 0)

    def speak(self, text: str, language: str) -> array.array[int]:
        """The samples of a sentence. Raises RuntimeError for a language without a voice."""
        if self._library.espeak_SetVoiceByName(language.encode()) != 0:
            raise RuntimeError(f"no voice for {language}")
        self._samples = array.array("h")
        said = text.encode() + b"\0"
        size = ctypes.c_size_t(len(said))
        if self._library.espeak_Synth(said, size, 0, 0, 0, _UTF8 | _PHONEMES, None, None) != 0:
            raise RuntimeError("eSpeak NG could not speak this")
        return levelled(trimmed(self._samples, self.rate))

    def _hear(self, samples: ctypes._Pointer[ctypes.c_short], count: int, _events: int | None) -> int:
        if samples and count > 0:
            self._samples.frombytes(ctypes.string_at(samples, 2 * count))
        return 0


def trimmed(samples: array.array[int], rate: int) -> array.array[int]:
    """Without the silence at both ends, so that the first sample is heard at once."""
    edge = round(EDGE * rate)
    begins, ends = _first(samples), len(samples) - _first(reversed(samples))
    return samples[max(0, begins - edge) : max(1, ends + edge)]


def levelled(samples: array.array[int]) -> array.array[int]:
    """As loud as every other sentence."""
    loud = [s for s in samples[::_EVERY] if abs(s) > SILENCE * _FULL]
    if not loud:
        raise RuntimeError("eSpeak NG said nothing")
    now = (sum(s * s for s in loud) / len(loud)) ** 0.5 / _FULL
    gain = min(LOUDNESS / now, PEAK * _FULL / max(max(samples), -min(samples)))
    return array.array("h", [int(s * gain) for s in samples])


def write(file: Path, samples: array.array[int], rate: int) -> None:
    """Write a WAV whole or not at all."""
    made = file.with_name(f".{os.getpid()}-{file.name}")
    with wave.open(str(made), "wb") as out:
        out.setparams((1, 2, rate, len(samples), "NONE", ""))
        out.writeframes(samples.tobytes())
    made.replace(file)


def main() -> None:
    """Answer until nobody asks any more."""
    engine = Engine()
    for line in sys.stdin:
        wish = json.loads(line)
        try:
            write(Path(wish["file"]), engine.speak(wish["text"], wish["language"]), engine.rate)
            answer = {}
        except (RuntimeError, OSError) as no:
            answer = {"error": str(no)}
        print(json.dumps(answer), flush=True)


def _first(samples: Iterable[int]) -> int:
    limit = SILENCE * _FULL
    return next((n for n, sample in enumerate(samples) if abs(sample) > limit), 0)


if __name__ == "__main__":
    main()
