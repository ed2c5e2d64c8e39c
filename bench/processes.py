"""What the kernel knows of a process: processor time, memory, children; and how many files it may open."""

from __future__ import annotations

import os
import resource
from collections.abc import Iterable
from pathlib import Path


def cpu_seconds(process: int) -> float:
    """Processor time the process itself has used, its children left out; 0 when it has ended."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def resident_kb(process: int) -> int:
    """Memory the process holds (VmRSS)."""
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS"))


def family(processes: Iterable[int]) -> list[int]:
    """The processes and all that they started, as far as they live."""
    found = []
    for process in processes:
        try:
            children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
        except FileNotFoundError:  # it ended between being named and being asked
            continue
        found += [process, *family(int(child) for child in children)]
    return found


def allow_open_files(wanted: int) -> int:
    """Let this process, and those it starts, open so many files if the system lets it; how many it may now."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    allowed = max(soft, most)
    resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, hard))
    return allowed
