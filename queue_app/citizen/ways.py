"""How a citizen comes by what a service asks for: a form to save, a paper that another desk of the house makes."""

from __future__ import annotations

from flask import url_for

from queue_app.catalogue.directory import Directory, Service
from queue_app.catalogue.forms import Form
from queue_app.catalogue.made_here import made_here
from queue_app.catalogue.spelling import plain_words
from queue_app.catalogue.standards import Standard
from queue_app.web.language import gettext as _
from queue_app.web.language import whole

#: requirement → (address, words) of each way to it
Ways = dict[str, list[tuple[str, str]]]


def ways(house: Directory, service: Service, standard: Standard | None, forms: list[Form]) -> tuple[Ways, list[Form]]:
    """The ways to every requirement, those of cases included, and the forms that belong to none of them."""
    found: Ways = {}
    for text in standard.outcomes if standard else ():
        mine = [_download(form) for form in forms if _is_about(form, text)]
        maker = made_here(house, text, of=service)
        found[text] = [*mine, *([_made_here(maker)] if maker else [])]
    asked = standard.outcomes if standard else ()
    return found, [form for form in forms if not any(_is_about(form, text) for text in asked)]


def _is_about(form: Form, requirement: str) -> bool:
    """Whether a requirement begins with the title of a form: "Formulir F-1.02 yang telah diisi"."""
    title = plain_words(form.title)
    return bool(title) and plain_words(requirement)[: len(title)] == title


def _download(form: Form) -> tuple[str, str]:
    said = _("Unduh formulir (%(kind)s, %(size)s KB)", kind=form.kind_name, size=whole(form.kilobytes))
    return url_for("citizen.form_file", form_id=form.id), said


def _made_here(maker: Service) -> tuple[str, str]:
    said = _("Bisa dibuat di gedung ini, Lantai %(floor)s", floor=maker.hall.floor)
    return url_for("citizen.service", code=maker.code), said
