"""The voice of the house: a sentence becomes a WAV, made on this server without internet and made only once.

    file = voice.say("Nomor antrean, A, nol satu dua.", "id")

Clips of a human announcer are used where the site has a pack of the language that has them all, else the synthetic
voice, in a process of its own. What was said is kept under DATA_DIR/voice and thrown away oldest first.
"""

from __future__ import annotations

import hashlib
import logging
import os
import wave
from contextlib import suppress
from pathlib import Path

from flask import current_app

from display.voice.choice import chosen
from display.voice.pack import BadPack, Pack, read_pack
from display.voice.pronunciation import respelled
from display.voice.speaker import Speaker, SpeakerGone, SpeakerRefused
from queue_app.errors import N_, Refused

log = logging.getLogger("gmsc.voice")

#: Raise it when the synthetic voice changes, so that browsers ask anew.
ENGINE = "espeak-1"
#: Languages the synthetic voice speaks well enough to be understood.
SYNTHETIC = ("id", "en")
#: Sentences kept, some 250 kB each.
KEPT = 600
#: A sentence of ours is never longer; a longer one is not a sentence.
LONGEST = 400

_speaker = Speaker()


class NoVoice(Refused):
    """Nobody can say this here: no pack of the language, and no synthetic voice, or it does not run."""

    type = "unavailable"
    status = 503
    sentence = N_("Suara belum tersedia untuk bahasa ini.")


def say(text: str, language: str = "id", hall: str = "") -> Path:
    """The WAV of a sentence, in the voice of a hall (its code). Raises NoVoice; the caller goes on without sound."""
    if len(text) > LONGEST:
        raise NoVoice()
    pack = pack_of(language, hall)
    file = _kept_as(text, language, pack)
    if not file.is_file():
        _make(text, language, pack, file)
        _forget_oldest(file.parent)
    return file


def version(languages: tuple[str, ...] | list[str], hall: str = "") -> str:
    """Changes whenever the same sentence would sound different: part of the address of everything that is said."""
    packs = [pack.version if (pack := pack_of(language, hall)) else ENGINE for language in languages]
    return hashlib.sha256(" ".join([*languages, *packs]).encode()).hexdigest()[:10]


def home() -> Path:
    """Where the voice keeps what it said, and the packs of the site."""
    folder: Path = current_app.extensions["config"].data_dir
    return folder / "voice"


def pack_of(language: str, hall: str = "") -> Pack | None:
    """The pack with which a hall says a language; None without one, and for one that has become unreadable."""
    name = chosen(home(), hall, language)
    folder = home() / "packs" / name
    if not name or not folder.is_dir():
        return None
    try:
        state = tuple(sorted((f.name, f.stat().st_mtime_ns) for f in os.scandir(folder)))
        if _packs.get(folder, (None, None))[0] != state:
            _packs[folder] = (state, read_pack(folder))
        pack = _packs[folder][1]
        return pack if pack and pack.language == language else None
    except (BadPack, OSError) as error:
        log.warning("voice pack %s is not used: %s", language, error)
        return None


_packs: dict[Path, tuple[object, Pack | None]] = {}


def _make(text: str, language: str, pack: Pack | None, file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    if pack is not None and not pack.missing([text]):
        _write(file, pack.spoken(text), pack.rate)
        return
    if pack is not None:
        log.warning("voice pack %s lacks clips for %r: said by the synthetic voice", language, text)
    if language not in SYNTHETIC:
        raise NoVoice()
    try:
        _speaker.speak(respelled(text, language), language, file)
    except (SpeakerGone, SpeakerRefused) as error:
        log.warning("the voice cannot say %r: %s", text, error)
        raise NoVoice() from error


def _kept_as(text: str, language: str, pack: Pack | None) -> Path:
    said = f"{language} {pack.version if pack else ENGINE} {text}"
    return home() / "said" / f"{hashlib.sha256(said.encode()).hexdigest()[:32]}.wav"


def _write(file: Path, samples: bytes, rate: int) -> None:
    made = file.with_name(f".{os.getpid()}-{file.name}")
    with wave.open(str(made), "wb") as out:
        out.setparams((1, 2, rate, len(samples) // 2, "NONE", ""))
        out.writeframes(samples)
    made.replace(file)


def _forget_oldest(folder: Path) -> None:
    kept = list(os.scandir(folder))
    if len(kept) <= KEPT:
        return
    for old in sorted(kept, key=lambda f: f.stat().st_mtime_ns)[: KEPT // 4]:
        with suppress(FileNotFoundError):
            Path(old).unlink()
