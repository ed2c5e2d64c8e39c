"""Slow work (password hashing, a report, waiting for a disk) without holding everybody else up.

Under gevent all requests share one thread: what computes or waits for 50 ms would stop every screen for as long. It
runs in a real thread instead; the libraries behind it let go of the interpreter meanwhile.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from typing import Any, ParamSpec, TypeVar

_P = ParamSpec("_P")
_T = TypeVar("_T")


def off_the_loop(work: Callable[_P, _T], /, *args: _P.args, **kwargs: _P.kwargs) -> _T:
    """Run `work` and give its result or raise what it raises; other requests go on meanwhile.

    `work` may use neither the request nor a session. Who is stopped meanwhile (a request that took too long) is stopped
    when it has ended: it may hold something that nobody else can use before.
    """
    if not _under_gevent():
        return work(*args, **kwargs)
    from gevent import get_hub

    return _in_a_thread(get_hub().threadpool, partial(work, *args, **kwargs))


class OwnThread:
    """As `off_the_loop`, in a thread that does nothing else: what everybody waits for stands behind no report."""

    def __init__(self) -> None:
        self._pool: Any = None

    def run(self, work: Callable[[], _T]) -> _T:
        """One at a time."""
        if not _under_gevent():
            return work()
        if self._pool is None:
            from gevent.threadpool import ThreadPool

            self._pool = ThreadPool(1)
        return _in_a_thread(self._pool, work)


def _in_a_thread(pool: Any, work: Callable[[], _T]) -> _T:
    job, stopped = None, None
    while job is None or not job.ready():
        try:
            if job is None:
                job = pool.spawn(_outcome, work)  # waits while the pool is full
            else:
                job.wait()
        except BaseException as why:
            if job is None and isinstance(why, Exception):  # no thread to be had
                raise
            stopped = why
    if stopped is not None:
        raise stopped
    result, error = job.get()
    if error is not None:
        raise error
    return result  # type: ignore[no-any-return]


def _outcome(work: Callable[[], _T]) -> tuple[object, object]:
    """The result or the error as a value: gevent would print an error that leaves its thread."""
    try:
        return work(), None
    except Exception as error:
        return None, error


def _under_gevent() -> bool:
    if "gevent.monkey" not in sys.modules:
        return False
    from gevent.monkey import is_module_patched

    return bool(is_module_patched("threading"))
