"""What pydantic found wrong, as lines for people: [{"field": "answers.biaya", "message": "Wajib diisi."}]."""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError

from queue_app.errors import N_
from queue_app.web.language import gettext

#: pydantic's error types → sentence; {named} places come from the error's context.
_SAID = {
    "missing": N_("Wajib diisi."),
    "string_type": N_("Isi dengan teks."),
    "string_too_short": N_("Minimal {min_length} karakter."),
    "string_too_long": N_("Paling banyak {max_length} karakter."),
    "string_pattern_mismatch": N_("Bentuknya tidak sesuai."),
    "int_type": N_("Isi dengan bilangan bulat."),
    "int_parsing": N_("Isi dengan bilangan bulat."),
    "int_from_float": N_("Isi dengan bilangan bulat."),
    "float_type": N_("Isi dengan angka."),
    "float_parsing": N_("Isi dengan angka."),
    "bool_type": N_("Isi dengan true atau false."),
    "bool_parsing": N_("Isi dengan true atau false."),
    "greater_than": N_("Harus lebih dari {gt}."),
    "greater_than_equal": N_("Minimal {ge}."),
    "less_than": N_("Harus kurang dari {lt}."),
    "less_than_equal": N_("Paling banyak {le}."),
    "literal_error": N_("Pilih salah satu: {expected}."),
    "enum": N_("Pilih salah satu: {expected}."),
    "list_type": N_("Isi dengan daftar."),
    "too_short": N_("Isi sedikitnya {min_length}."),
    "too_long": N_("Isi paling banyak {max_length}."),
    "dict_type": N_("Isi dengan objek."),
    "model_type": N_("Isi dengan objek."),
    "model_attributes_type": N_("Isi dengan objek."),
    "date_type": N_("Isi dengan tanggal, misalnya 2026-11-23."),
    "date_parsing": N_("Isi dengan tanggal, misalnya 2026-11-23."),
    "date_from_datetime_parsing": N_("Isi dengan tanggal, misalnya 2026-11-23."),
    "datetime_type": N_("Isi dengan waktu, misalnya 2026-11-23T10:20:00+07:00."),
    "datetime_parsing": N_("Isi dengan waktu, misalnya 2026-11-23T10:20:00+07:00."),
    "datetime_from_date_parsing": N_("Isi dengan waktu, misalnya 2026-11-23T10:20:00+07:00."),
    "timezone_aware": N_("Sebutkan zona waktunya, misalnya +07:00."),
    "extra_forbidden": N_("Isian ini tidak dikenal."),
}
_OTHERWISE = N_("Isian ini tidak dapat diterima.")


def field_errors(error: ValidationError) -> list[dict[str, str]]:
    """One line per wrong field, in the order of the model, already in the reader's language."""
    found = error.errors(include_url=False, include_input=False)
    return [{"field": ".".join(str(step) for step in e["loc"]), "message": _message(e)} for e in found]


def _message(found: Any) -> str:
    context = found.get("ctx", {})
    if found["type"] == "value_error":
        # A validator of our own model raised it with a sentence for people.
        return gettext(str(context["error"]))
    return gettext(_SAID.get(found["type"], _OTHERWISE)).format(**context)
