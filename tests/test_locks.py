"""The hashed locks are what pyproject.toml asks for: complete, satisfied, nothing stale.

Needs no network. `python3 run.py lock` makes the locks anew.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
SERVING = PROJECT["project"]["dependencies"]
ASKED = {
    "requirements.txt": SERVING,
    "requirements-dev.txt": [*SERVING, *PROJECT["dependency-groups"]["dev"]],
}
#: One pin of a lock: the requirement, its hashes, and the comment saying who wants it.
PIN = re.compile(r"^(\S+==[^\\\n]*?)((?: \\\n    --hash=\S+)*)\n((?:    #.*\n)*)", re.MULTILINE)

both_locks = pytest.mark.parametrize("lock", ASKED)


def text_of(lock: str) -> str:
    return (ROOT / lock).read_text(encoding="utf-8")


def pins(lock: str) -> list[Requirement]:
    """Every pin; a package has several when its version depends on the Python."""
    return [Requirement(match[1]) for match in PIN.finditer(text_of(lock))]


def pins_here(lock: str) -> dict[str, str]:
    """Name and version of each pin that applies to this Python and machine."""
    here = [pin for pin in pins(lock) if pin.marker is None or pin.marker.evaluate()]
    return {canonicalize_name(pin.name): str(pin.specifier)[2:] for pin in here}


def directly_asked(lock: str) -> set[str]:
    return {canonicalize_name(Requirement(line).name) for line in ASKED[lock]}


def wanted(requirement: Requirement, seen: set[str]) -> Iterator[Requirement]:
    """The requirement and, by the installed packages' own word, all it needs on this machine."""
    if requirement.marker and not requirement.marker.evaluate():
        return
    yield requirement
    new = f"{canonicalize_name(requirement.name)}[{','.join(sorted(requirement.extras))}]"
    if new in seen:
        return
    seen.add(new)
    for needed in map(Requirement, requires(requirement.name) or []):
        marker, needed.marker = needed.marker, None
        extras = {"", *requirement.extras}
        if marker is None or any(marker.evaluate({"extra": extra}) for extra in extras):
            yield from wanted(needed, seen)


@both_locks
def test_every_line_of_a_lock_is_read(lock: str) -> None:
    pinned = [line for line in text_of(lock).splitlines() if "==" in line and "#" not in line]
    assert len(pins(lock)) == len([line for line in pinned if not line.startswith(" ")])
    assert len(pins(lock)) > len(ASKED[lock])


@both_locks
def test_each_dependency_is_pinned_to_a_version_it_allows(lock: str) -> None:
    for asked in map(Requirement, ASKED[lock]):
        name = canonicalize_name(asked.name)
        found = [str(p.specifier)[2:] for p in pins(lock) if canonicalize_name(p.name) == name]
        assert found, f"{asked}: not in {lock}; run `python3 run.py lock`"
        for chosen in found:
            assert asked.specifier.contains(chosen, prereleases=True), f"{asked}: {chosen}"


@both_locks
def test_a_lock_holds_exactly_what_the_dependencies_need(lock: str) -> None:
    seen: set[str] = set()
    needed = [r for line in ASKED[lock] for r in wanted(Requirement(line), seen)]
    here = pins_here(lock)
    assert {canonicalize_name(r.name) for r in needed} == set(here), f"stale or short: {lock}"
    for requirement in needed:
        chosen = here[canonicalize_name(requirement.name)]
        assert requirement.specifier.contains(chosen, prereleases=True), f"{requirement}: {chosen}"


@both_locks
def test_only_what_pyproject_names_is_called_direct(lock: str) -> None:
    direct = {
        canonicalize_name(Requirement(match[1]).name)
        for match in PIN.finditer(text_of(lock))
        if re.search(r"gmsc \(pyproject\.toml(:dev)?\)|\(pyproject\.toml:dev\)", match[3])
    }
    assert direct == directly_asked(lock)


@both_locks
def test_every_pin_is_checked_by_hash(lock: str) -> None:
    bare = [m[1] for m in PIN.finditer(text_of(lock)) if "--hash=sha256:" not in m[2]]
    assert bare == []


@both_locks
def test_no_lock_names_a_registry_or_a_path(lock: str) -> None:
    assert not re.search(r"://|--(extra-)?index-url|--find-links|\s/\w+/", text_of(lock))


@both_locks
def test_what_is_tested_is_what_is_pinned(lock: str) -> None:
    installed = {}
    for name in pins_here(lock):
        try:
            installed[name] = version(name)
        except PackageNotFoundError:
            installed[name] = "absent"
    assert installed == pins_here(lock)


def test_what_is_tested_is_what_is_served() -> None:
    serving, testing = ({str(pin).partition(";")[0] for pin in pins(lock)} for lock in ASKED)
    assert serving <= testing


def test_both_locks_were_made_by_our_own_command() -> None:
    for lock in ASKED:
        assert "#    python3 run.py lock\n" in text_of(lock)
