"""What the lists of forms offer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from queue_app.admin.things.thing import Choices
from queue_app.catalogue.rows import Catalogue
from queue_app.web.language import gettext as _


def named(values: Iterable[str], names: Mapping[str, str]) -> Choices:
    """A few words with what they are called."""
    wanted = tuple(values)
    return lambda _catalogue: [(value, _(names[value])) for value in wanted]


def agencies(catalogue: Catalogue) -> Sequence[tuple[str, str]]:
    """The active agencies, by name."""
    rows = sorted((a for a in catalogue.agencies.values() if a.active), key=lambda a: a.short_name.casefold())
    return [(row.code, row.short_name) for row in rows]


def halls(catalogue: Catalogue) -> Sequence[tuple[str, str]]:
    """The waiting halls with their floors."""
    return [(row.code, f"{row.name} ({_('lantai')} {row.floor})") for row in catalogue.halls.values()]


def lines(catalogue: Catalogue) -> Sequence[tuple[str, str]]:
    """The letters with whose they are."""
    rows = sorted(catalogue.lines.values(), key=lambda row: (len(row.prefix), row.prefix))
    return [(row.prefix, f"{row.prefix} – {row.name}") for row in rows]


def services(catalogue: Catalogue) -> Sequence[tuple[str, str]]:
    """The active services, by agency."""
    rows = sorted((s for s in catalogue.services.values() if s.active), key=lambda s: (s.agency_code, s.name))
    return [(row.code, f"{catalogue.agencies[row.agency_code].short_name}: {row.name}") for row in rows]
