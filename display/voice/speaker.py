"""The speaking process as the server sees it: begun with the first sentence, begun anew when it has ended."""

from __future__ import annotations

import json
import socket
import sys
import threading
from pathlib import Path

from queue_app.apart import forget_apart, talk_apart

PROGRAM = Path(__file__).with_name("espeak.py")
#: Seconds a sentence may take; it needs some hundredths.
PATIENCE = 10.0


class SpeakerGone(OSError):
    """The process ended, or did not answer in time."""


class SpeakerRefused(ValueError):
    """The process answered that it cannot say this."""


class Speaker:
    """One process that says one sentence after the other into files."""

    def __init__(self, program: Path = PROGRAM) -> None:
        self._command = [sys.executable, "-P", str(program)]
        self._lock = threading.Lock()
        self._wire: socket.socket | None = None
        self._process = 0

    def speak(self, text: str, language: str, file: Path) -> None:
        """Write the sentence to `file`. Raises SpeakerRefused, and SpeakerGone when also a new process fails."""
        wish = json.dumps({"text": text, "language": language, "file": str(file)})
        with self._lock:
            try:
                answer = self._asked(wish)
            except OSError:
                self._let_go()
                try:
                    answer = self._asked(wish)
                except OSError as error:
                    self._let_go()
                    raise SpeakerGone(str(error)) from error
        if "error" in answer:
            raise SpeakerRefused(answer["error"])

    def stop(self) -> None:
        """End the process."""
        with self._lock:
            self._let_go()

    def _asked(self, wish: str) -> dict[str, str]:
        if self._wire is None:
            self._wire, self._process = talk_apart(self._command)
            self._wire.settimeout(PATIENCE)
        self._wire.sendall(f"{wish}\n".encode())
        answer: dict[str, str] = json.loads(self._line(self._wire))
        return answer

    def _line(self, wire: socket.socket) -> bytes:
        heard = b""
        while not heard.endswith(b"\n"):
            part = wire.recv(4096)
            if not part:
                raise SpeakerGone("the speaking process ended")
            heard += part
        return heard

    def _let_go(self) -> None:
        wire, self._wire = self._wire, None
        if wire is not None:
            wire.close()
            forget_apart(self._process)
