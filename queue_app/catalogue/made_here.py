"""Which requirement of one service another service of the same house makes: "Surat keterangan kehilangan dari
kepolisian" is made at the desk of the police, on the same floor.

A requirement is made here when it begins with an alias of three words or more of a service of another agency. Nobody
brings such a paper from home, and shorter aliases ("kartu keluarga") name what people bring.
"""

from __future__ import annotations

from collections.abc import Iterable
from weakref import WeakKeyDictionary

from queue_app.catalogue.directory import Directory, Service
from queue_app.catalogue.spelling import plain_words

_TELLING = 3
_Index = dict[tuple[str, ...], Service]

_indexes: WeakKeyDictionary[Directory, _Index] = WeakKeyDictionary()


def made_here(directory: Directory, requirement: str, *, of: Service) -> Service | None:
    """The service that makes what a requirement of another service names; None where the house does not."""
    index = _index(directory)
    words = plain_words(requirement)
    for length in range(len(words), _TELLING - 1, -1):
        found = index.get(tuple(words[:length]))
        if found is not None and found.agency.id != of.agency.id:
            return found
    return None


def made_before(directory: Directory, requirements: Iterable[str], *, of: Service) -> list[Service]:
    """The services of the house that make any of these requirements, each once."""
    found = (made_here(directory, one, of=of) for one in requirements)
    return list({service.id: service for service in found if service is not None}.values())


def _index(directory: Directory) -> _Index:
    if directory not in _indexes:
        named = ((tuple(plain_words(alias)), s) for s in directory.services.values() for alias in s.aliases)
        _indexes[directory] = {words: service for words, service in named if len(words) >= _TELLING}
    return _indexes[directory]
