"""What is said is what is shown: every number of every line, on a server that never loads the voice's own library."""

from __future__ import annotations

import array
import os
import re
import signal
import wave
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from display import voice
from display.voice.pack import BadPack, read_pack
from display.voice.sentences import sentence
from display.voice.speaker import Speaker, SpeakerRefused
from queue_app import clock
from queue_app.catalogue.directory import Directory
from queue_app.line.shapes import BoardCall
from queue_app.line.spoken import DIGITS, cardinal, spoken_call
from queue_app.line.ticket import Status
from tests.display.packs import make_pack, tone
from tests.make import make_ticket_in

#: The database makes no difference to the voice.
one_database = pytest.mark.parametrize("app", ["sqlite"], indirect=True)

ONES = ["", *DIGITS[1:]]


def read_back(said: str) -> tuple[str, int, str]:
    """What somebody who hears a call writes down: number, counter, floor. Written from the ear, not from the code."""
    place = r"Silakan menuju, loket ([a-z ]+), (?:lantai )?(.+?)\."
    heard = re.fullmatch(rf"Nomor antrean, ([A-Z ]+), ([a-z ]+)\. {place}", said)
    assert heard, said
    letters, digits, counter, floor = heard.groups()
    number = letters.replace(" ", "") + "".join(str(DIGITS.index(word)) for word in digits.split())
    named = floor.split()[0] not in (*DIGITS, "sepuluh", "sebelas")
    return number, counted(counter), floor if named else str(counted(floor))


def counted(text: str) -> int:
    total = 0
    for word in text.split():
        if word in ("seratus", "sepuluh", "sebelas"):
            total += {"seratus": 100, "sepuluh": 10, "sebelas": 11}[word]
        elif word == "ratus":
            total = total * 100
        elif word == "puluh":
            total += 9 * (total % 100 % 10 or total % 10)
        elif word == "belas":
            total += 10
        else:
            total += ONES.index(word)
    return total


@one_database
def test_every_number_of_every_line_is_said_as_it_is_shown(house: Directory) -> None:
    counters = list(house.counters.values())
    for place, prefix in enumerate(house.lines):
        for ordinal in range(1, 1000):
            shown, counter = f"{prefix}{ordinal:03d}", counters[(place + ordinal) % len(counters)]
            said = spoken_call(shown, counter.number, counter.hall.floor, 0)
            assert read_back(said) == (shown, counter.number, counter.hall.floor)


def test_every_counter_number_is_said_as_a_word_people_count_with() -> None:
    assert [counted(cardinal(n)) for n in range(1, 1000)] == list(range(1, 1000))
    said = "sebelas, lima belas, dua puluh, seratus satu, seratus sebelas, sembilan ratus sembilan puluh sembilan"
    assert ", ".join(cardinal(n) for n in (11, 15, 20, 101, 111, 999)) == said


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Queue number, A, zero one three. Please go to, counter twenty one, floor two. Second call."),
        ("jv", "Nomer antrean, A, nol setunggal tiga. Sumangga tindak dhateng, loket kalih setunggal, lantai kalih. "
               "Dipun timbali malih."),
    ],
)  # fmt: skip
def test_other_languages_say_the_same_record(language: str, said: str) -> None:
    call = BoardCall(event=1, number="A013", counter="L21", counter_name="Loket 21", counter_number=21, floor="2",
                     called_at=clock.now(), recall=1, spoken="")  # fmt: skip
    assert sentence(call, language) == said
    named = sentence({**call, "floor": "Dasar"}, language)
    assert {"en": "floor Dasar. Second", "jv": "lantai Dasar. Dipun"}[language] in named, "as the screen says it"


@one_database
def test_a_call_is_heard_from_the_record_that_is_shown(client: FlaskClient) -> None:
    ticket = make_ticket_in(Status.CALLED)
    call = client.get("/api/v1/boards/H2").get_json()["calls"][0]
    assert read_back(call["spoken"])[0] == ticket.number
    answer = client.get(f"/display/H2/suara/{call['event']}/id.wav?v=1")
    assert answer.mimetype == "audio/wav"
    assert "immutable" in answer.headers["Cache-Control"]
    assert answer.data == voice.say(call["spoken"]).read_bytes()
    assert 3 < seconds(answer.data) < 9


@one_database
def test_nothing_is_said_that_is_no_call_of_the_hall(client: FlaskClient) -> None:
    make_ticket_in(Status.CALLED)
    event = client.get("/api/v1/boards/H2").get_json()["calls"][0]["event"]
    paths = (f"{event + 7}/id.wav", f"{event}/xx.wav", f"{event}/id.mp3", "1/id.wav", "0/id.wav")
    assert [client.get(f"/display/H2/suara/{path}").status_code for path in paths] == [404] * len(paths)
    assert client.get(f"/display/H2/suara/{event}/jv.wav").status_code == 503
    assert client.get("/display/H2/suara/uji.wav").status_code == 200


@one_database
def test_the_library_that_speaks_is_never_in_the_server(app: Flask) -> None:
    file = voice.say("Nomor antrean, B, nol nol dua.")
    assert seconds(file.read_bytes()) > 1
    loaded = Path("/proc/self/maps").read_text()
    assert "espeak" not in loaded


@one_database
def test_a_sentence_is_made_once(app: Flask) -> None:
    first = voice.say("Nomor antrean, C, nol nol tiga.")
    made = first.stat().st_mtime_ns
    assert voice.say("Nomor antrean, C, nol nol tiga.").stat().st_mtime_ns == made


@one_database
def test_a_sentence_is_loud_and_begins_at_once(app: Flask) -> None:
    with wave.open(str(voice.say("Nomor antrean, D, empat lima enam.")), "rb") as said:
        samples = array.array("h", said.readframes(said.getnframes()))
        rate = said.getframerate()
    loud = [n for n, sample in enumerate(samples) if abs(sample) > 600]
    assert loud[0] < 0.05 * rate
    assert len(samples) - loud[-1] < 0.1 * rate
    assert 0.5 < max(samples) / 32767 < 0.99


def test_a_speaker_that_dies_is_replaced(tmp_path: Path) -> None:
    speaker = Speaker()
    speaker.speak("satu", "id", tmp_path / "one.wav")
    os.kill(speaker._process, signal.SIGKILL)
    speaker.speak("dua", "id", tmp_path / "two.wav")
    assert (tmp_path / "two.wav").stat().st_size > 1000
    with pytest.raises(SpeakerRefused):
        speaker.speak("tiga", "no such language", tmp_path / "three.wav")
    speaker.stop()


@one_database
def test_clips_of_an_announcer_take_the_place_of_the_synthetic_voice(app: Flask) -> None:
    before = voice.version(["id"])
    make_pack(voice.home() / "packs" / "id", word_ms=10, comma_ms=10, stop_ms=10)
    assert voice.version(["id"]) != before
    said = voice.say("Nomor antrean, A, nol satu dua. Silakan menuju, loket lima, lantai dua.")
    assert seconds(said.read_bytes()) == pytest.approx(10 * 0.09, abs=0.02), "phrases are one clip each"
    lacking = voice.say("Nomor antrean, A, seribu.")
    assert seconds(lacking.read_bytes()) > 1, "a sentence is never spoken by two voices"


def test_a_pack_says_what_is_wrong_with_it(tmp_path: Path) -> None:
    folder = make_pack(tmp_path / "pack")
    assert read_pack(folder).missing(["Nomor antrean, A, seribu."]) == {"seribu"}
    tone(folder / "loket.wav", 400, 0.1, rate=44_100)
    with pytest.raises(BadPack, match=r"loket\.wav: 44100 Hz"):
        read_pack(folder)
    (folder / "loket.wav").write_bytes(b"RIFF")
    with pytest.raises(BadPack, match=r"loket\.wav"):
        read_pack(folder)


def seconds(wav: bytes) -> float:
    """How long a WAV plays (44 bytes of header, 16 bit mono)."""
    rate = int.from_bytes(wav[24:28], "little")
    return (len(wav) - 44) / 2 / rate
