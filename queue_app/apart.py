"""Run a command in a process of its own while this one goes on serving.

Not by `subprocess`: under gevent it forks this process, sockets and greenlets and all, before it becomes the command.
"""

from __future__ import annotations

import os
import socket
import tempfile
import time
from collections.abc import Sequence

#: Seconds between two looks whether it has ended.
LOOK = 0.2


def run_apart(command: Sequence[str]) -> tuple[int, str, str]:
    """The exit code and what was written to stdout and stderr. Raises OSError when there is no such program."""
    with tempfile.TemporaryFile() as said, tempfile.TemporaryFile() as wrong:
        actions = [(os.POSIX_SPAWN_DUP2, said.fileno(), 1), (os.POSIX_SPAWN_DUP2, wrong.fileno(), 2)]
        process = os.posix_spawn(command[0], list(command), dict(os.environ), file_actions=actions)
        while (ended := os.waitpid(process, os.WNOHANG))[0] == 0:
            time.sleep(LOOK)
        said.seek(0)
        wrong.seek(0)
        return os.waitstatus_to_exitcode(ended[1]), said.read().decode(), wrong.read().decode()


def talk_apart(command: Sequence[str]) -> tuple[socket.socket, int]:
    """Start a command that listens and answers on its standard input and output: this end of the wire, and its process
    id. It ends when the wire does, so it never outlives this process. Raises OSError when there is no such program.
    """
    ours, theirs = socket.socketpair()
    with theirs:
        actions = [(os.POSIX_SPAWN_DUP2, theirs.fileno(), 0), (os.POSIX_SPAWN_DUP2, theirs.fileno(), 1)]
        try:
            process = os.posix_spawn(command[0], list(command), dict(os.environ), file_actions=actions)
        except OSError:
            ours.close()
            raise
    return ours, process


def forget_apart(process: int) -> None:
    """Let a process go that was started by `talk_apart` and whose wire is closed."""
    for _ in range(round(1 / LOOK)):
        try:
            if os.waitpid(process, os.WNOHANG)[0]:
                return
        except ChildProcessError:  # the server's own keeper of children was there before
            return
        time.sleep(LOOK)
