"""What the lists of forms offer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from queue_app.admin.things.thing import Choices, Field
from queue_app.catalogue.certainty import CERTAINTY_NAMES
from queue_app.catalogue.rows import CERTAINTY, Catalogue
from queue_app.errors import N_
from queue_app.web.language import gettext as _


def named(values: Iterable[str], names: Mapping[str, str]) -> Choices:
    """A few words with what they are called."""
    wanted = tuple(values)
    return lambda _catalogue: [(value, _(names[value])) for value in wanted]


#: From where a row of the catalogue is, and how sure it is.
SOURCED = (
    Field("source_url", N_("Sumber"), N_("Alamat web tempat data ini tertulis."), "url", optional=True, folded=True),
    Field(
        "certainty",
        N_("Kepastian"),
        kind="select",
        choices=named(CERTAINTY, CERTAINTY_NAMES),
        start="confirmed",
        folded=True,
    ),
)


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
