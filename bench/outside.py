"""What drives a server from outside: processes of ours that take one line of JSON and answer in lines of JSON."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from queue_app.simulation import own_server


class Outside:
    """A module of ours in its own process."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def say(self, line: object = None) -> None:
        """Send it one line."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(line) + "\n")
        self._process.stdin.flush()

    def hear(self) -> Any:
        """What its next line says."""
        return json.loads(self.answer())

    def answer(self) -> str:
        """Its next line as it is. Raises RuntimeError when it ended instead."""
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"{self._process.args!r} ended with {self._process.wait()}")
        return line.rstrip()

    def end(self) -> Any:
        """Tell it that this is all; its last line."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        return self.hear()


@contextmanager
def outside(
    module: str, *arguments: str, env: Mapping[str, str] | None = None, before: tuple[str, ...] = ()
) -> Iterator[Outside]:
    """`python -m module` for the length of the block; what it complains about goes to our standard error. `before`:
    what the command begins with, where it runs in another room.
    """
    command = [*before, sys.executable, "-m", module, *arguments]
    pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, env=env, cwd=own_server.ROOT, **pipes) as process:
        try:
            yield Outside(process)
        finally:
            process.kill()
