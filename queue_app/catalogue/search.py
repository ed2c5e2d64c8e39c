"""Find a service by the words a citizen types: misspelled, abbreviated, in Javanese, in any order.

A phrase is the name of a service or one of its aliases. A phrase scores by how much of the query it
answers and how much of itself the query names; rare words weigh more. Equal scores keep the order
of popularity, then of the catalogue.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from math import log
from typing import TypeVar
from weakref import WeakKeyDictionary

from queue_app.catalogue.directory import Directory, Service
from queue_app.catalogue.spelling import (
    ABBREVIATIONS,
    FORMS,
    clipped,
    fold,
    heard,
    one_edit_apart,
    plain_words,
    stems,
    without_fillers,
)
from queue_app.catalogue.vocabulary import LIGHT

#: How well a word answers another: the same, as it sounds, its beginning, without its vowels, one slip of the finger,
#: its stem.
SAME, HEARD, BEGINNING, CLIPPED, SLIP, STEM = 1.0, 0.9, 0.85, 0.8, 0.75, 0.7
#: Shortest word in which a slip is forgiven, shortest beginning that counts, and shortest sound that is a word.
SLIP_FROM, BEGINNING_FROM, HEARD_FROM = 4, 3, 3

#: Share of a phrase's score that comes from being named completely.
COMPLETENESS = 0.3
#: What words of the service outside the best phrase, and its agency's name, may add.
ELSEWHERE = 0.3
#: What words may add that belong to the service's agency, though not to this service (STNK: to Samsat).
AROUND = 0.25
POPULAR = 0.05
#: Hits below this score, or below this share of the best, are noise.
FLOOR, NEAR_BEST = 0.25, 0.4
MOST_WORDS = 12
#: What a typed word weighs that the catalogue does not have, and one that says little.
UNKNOWN = 1.0


@dataclass(frozen=True, slots=True)
class Hit:
    """A service found; `matched` is the name or alias that answered, in its proper spelling."""

    service: Service
    score: float
    matched: str


@dataclass(frozen=True, slots=True)
class _Phrase:
    service: Service
    text: str
    words: frozenset[str]
    well_spelled: bool


@dataclass(frozen=True, slots=True)
class _Index:
    """Every word of the catalogue, its weight, the phrases it stands in, and all words of each
    service by its id.
    """

    phrases: dict[str, list[_Phrase]]
    weight: dict[str, float]
    #: every way in which a word may be written → the word
    written: dict[str, str]
    #: how a word sounds → the words that sound so
    sounds: dict[str, frozenset[str]]
    words: dict[int, frozenset[str]]
    #: agency's id → the words that stand in its services more often than in all others
    own: dict[int, frozenset[str]]


_Answers = dict[str, dict[str, float]]
_Key = TypeVar("_Key", int, str)

_indexes: WeakKeyDictionary[Directory, _Index] = WeakKeyDictionary()


def search(directory: Directory, query: str, limit: int = 20) -> list[Hit]:
    """The services that answer a query, best first. An empty query finds nothing."""
    index = _index(directory)
    words = without_fillers(list(dict.fromkeys(fold(query[:200])))[:MOST_WORDS])
    answers = {word: _answers(index, word) for word in words}
    best = _best_phrases(index, answers)
    hits = [_hit(index, phrase, score, answers) for phrase, score in best.values()]
    hits.sort(key=lambda hit: -round(hit.score, 4))
    top = hits[0].score if hits else 0.0
    return [hit for hit in hits if hit.score >= max(FLOOR, top * NEAR_BEST)][:limit]


def clear_best(hits: list[Hit]) -> Hit | None:
    """The one best hit; None when another agency answers as well, so that the page asks instead of
    guessing.
    """
    if not hits:
        return None
    rivals = [h for h in hits[1:] if round(h.score, 2) >= round(hits[0].score, 2)]
    return None if any(h.service.agency.id != hits[0].service.agency.id for h in rivals) else hits[0]


def understood(directory: Directory, query: str) -> str:
    """The query as it was understood, to be said back: "ktp ilang" is "KTP hilang"; unknown words stay as typed."""
    index = _index(directory)
    words = [_corrected(index, word) for word in fold(query[:200])[:MOST_WORDS]]
    return " ".join(word.upper() if word in ABBREVIATIONS else word for word in words)


def _corrected(index: _Index, word: str) -> str:
    """The commonest known word that sounds like an unknown one, has its consonants, or is one slip away from it."""
    if word in index.weight:
        return word
    near = [(-likeness, index.weight[known], known) for known, likeness in _answers(index, word).items()]
    return min((known for likeness, _, known in sorted(near)[:1] if -likeness in (HEARD, CLIPPED, SLIP)), default=word)


def _answers(index: _Index, word: str) -> dict[str, float]:
    """The catalogue's words that answer a typed word, and how well; a known word answers for itself
    alone.
    """
    if word in index.weight:
        return {word: SAME}
    sound = heard(word)
    near = dict.fromkeys(index.sounds.get(sound, ()) if len(sound) >= HEARD_FROM else (), HEARD)
    for written, known in index.written.items():
        likeness = _likeness(word, written)
        if likeness > near.get(known, 0.0):
            near[known] = likeness
    return near or {stem: STEM for stem in stems(word) if stem in index.weight}


def _likeness(word: str, written: str) -> float:
    if len(word) >= BEGINNING_FROM and written.startswith(word):
        return BEGINNING
    if clipped(word, written):
        return CLIPPED
    comparable = abs(len(word) - len(written)) <= 1 and min(len(word), len(written)) >= SLIP_FROM
    return SLIP if comparable and one_edit_apart(word, written) else 0.0


def _best_phrases(index: _Index, answers: _Answers) -> dict[int, tuple[_Phrase, float]]:
    """The best-scoring phrase of every service that has any of the words."""
    touched = {id(p): p for known in answers.values() for word in known for p in index.phrases.get(word, ())}
    best: dict[int, tuple[_Phrase, float]] = {}
    for phrase in sorted(touched.values(), key=_order):
        score = _phrase_score(index, phrase, answers)
        if score > best.get(phrase.service.id, (phrase, 0.0))[1] + 1e-9:
            best[phrase.service.id] = phrase, score
    return best


def _order(phrase: _Phrase) -> tuple[int, int, bool, int]:
    return (
        phrase.service.popular or 1000,
        phrase.service.id,
        not phrase.well_spelled,
        len(phrase.text),
    )


def _phrase_score(index: _Index, phrase: _Phrase, answers: _Answers) -> float:
    named = {word: max((known.get(word, 0.0) for known in answers.values()), default=0.0) for word in phrase.words}
    complete = sum(index.weight[w] * like for w, like in named.items()) / sum(index.weight[w] for w in phrase.words)
    return _coverage(index, phrase.words, answers) * (1 - COMPLETENESS + COMPLETENESS * complete)


def _coverage(index: _Index, words: Iterable[str], answers: _Answers) -> float:
    """The share of the query, by weight, that these words answer."""
    words = list(words)
    wanted = {typed: _query_weight(index, known) for typed, known in answers.items()}
    met = sum(wanted[typed] * max((known.get(w, 0.0) for w in words), default=0.0) for typed, known in answers.items())
    return met / sum(wanted.values())


def _query_weight(index: _Index, known: dict[str, float]) -> float:
    """A typed word weighs as much as its commonest best answer; an unknown one weighs little."""
    if not known:
        return UNKNOWN
    most = max(known.values())
    return min(index.weight[word] for word, likeness in known.items() if likeness == most)


def _hit(index: _Index, phrase: _Phrase, score: float, answers: _Answers) -> Hit:
    service = phrase.service
    inside = _coverage(index, phrase.words, answers)
    everywhere = _coverage(index, index.words[service.id], answers)
    around = _coverage(index, index.words[service.id] | index.own[service.agency.id], answers)
    score += ELSEWHERE * max(0.0, everywhere - inside) + AROUND * max(0.0, around - everywhere)
    score += POPULAR if service.popular else 0.0
    return Hit(service, score, phrase.text)


def _index(directory: Directory) -> _Index:
    if directory not in _indexes:
        _indexes[directory] = _build(directory)
    return _indexes[directory]


def _build(directory: Directory) -> _Index:
    phrases: dict[str, list[_Phrase]] = {}
    words: dict[int, set[str]] = {}
    for service in directory.services.values():
        agency = service.agency
        words[service.id] = set(fold(f"{agency.name} {agency.short_name} {agency.code}"))
        for text in (service.name, *service.aliases):
            phrase = _phrase(service, text)
            words[service.id] |= phrase.words
            for word in phrase.words:
                phrases.setdefault(word, []).append(phrase)
    having = Counter(word for known in words.values() for word in known)
    weight = {word: UNKNOWN if word in LIGHT else log(1 + len(words) / count) for word, count in having.items()}
    written = {word: word for word in weight}
    written |= {form: word for form, word in FORMS.items() if word in weight}
    return _Index(phrases, weight, written, _sounds(weight), _frozen(words), _own(directory, words))


def _sounds(words: Iterable[str]) -> dict[str, frozenset[str]]:
    alike: dict[str, set[str]] = {}
    for word in words:
        alike.setdefault(heard(word), set()).add(word)
    return _frozen(alike)


def _own(directory: Directory, words: dict[int, set[str]]) -> dict[int, frozenset[str]]:
    """Words of which an agency's services hold most."""
    agencies = {service.id: service.agency.id for service in directory.services.values()}
    everywhere = Counter(word for known in words.values() for word in known)
    held = Counter((agencies[id_], word) for id_, known in words.items() for word in known)
    own: dict[int, set[str]] = {agency: set() for agency in agencies.values()}
    for (agency, word), count in held.items():
        if count > everywhere[word] / 2:
            own[agency].add(word)
    return _frozen(own)


def _frozen(sets: dict[_Key, set[str]]) -> dict[_Key, frozenset[str]]:
    return {key: frozenset(words) for key, words in sets.items()}


def _phrase(service: Service, text: str) -> _Phrase:
    words = without_fillers(fold(text))
    return _Phrase(service, text, frozenset(words), set(words) <= set(plain_words(text)))
