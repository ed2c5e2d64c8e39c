"""`standards.toml`: one table per service code with the six published components (PermenPANRB
15/2014) and its cases.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

from queue_app.catalogue.rows import STANDARD_CERTAINTY, Place, RowProblem
from queue_app.catalogue.sheets import Given
from queue_app.errors import N_

#: Components that are lists, and those that are one text.
_LISTS = ("persyaratan", "prosedur")
_TEXTS = ("jangka_waktu", "biaya", "produk", "pengaduan")
_OPTIONAL_LISTS = ("dasar_hukum", "perlu_konfirmasi")
_KNOWN = {*_LISTS, *_TEXTS, *_OPTIONAL_LISTS, "cases", "source_url", "certainty"}
_MAY_BE_UNCONFIRMED = {*_LISTS, *_TEXTS, "cases", "dasar_hukum"}
_HEADER = re.compile(r"^\[([^\[\]]+)\]", re.MULTILINE)


def read_standards(path: Path, problems: list[RowProblem]) -> list[Given]:
    """The standards of a file; what is wrong is added to `problems`. Raises TOMLDecodeError,
    OSError.
    """
    text = path.read_text(encoding="utf-8")
    lines = {m[1]: text.count("\n", 0, m.start()) + 1 for m in _HEADER.finditer(text)}
    given = []
    for code, found in tomllib.loads(text).items():
        place = Place(path.name, lines.get(code))
        wrong = [RowProblem(place, column, sentence) for column, sentence in _wrong(found)]
        problems += wrong
        if not wrong:
            given.append(Given(code, _values(code, found), place))
    return given


def _wrong(found: Any) -> list[tuple[str | None, str]]:
    """Column and sentence of everything that is wrong with one standard."""
    if not isinstance(found, dict):
        return [(None, N_("standar harus ditulis sebagai tabel [KODE-LAYANAN]"))]
    problems: list[tuple[str | None, str]] = []
    problems += [(name, N_("kolom ini tidak dikenal")) for name in sorted(set(found) - _KNOWN)]
    problems += [(n, N_("harus daftar kalimat, paling sedikit satu")) for n in _LISTS if not _is_list(found.get(n), 1)]
    problems += [(n, N_("harus daftar kalimat")) for n in _OPTIONAL_LISTS if not _is_list(found.get(n, []), 0)]
    problems += [(n, N_("wajib diisi")) for n in _TEXTS if not _is_text(found.get(n))]
    if not _are_cases(found.get("cases", [])):
        problems.append(("cases", N_("setiap keadaan khusus berisi if (kalimat) dan adds (daftar)")))
    if found.get("certainty") not in STANDARD_CERTAINTY:
        problems.append(("certainty", N_("tingkat kepastian tidak dikenal")))
    if not isinstance(found.get("source_url", ""), str):
        problems.append(("source_url", N_("harus alamat web yang lengkap (http atau https)")))
    if not problems and not set(found.get("perlu_konfirmasi", [])) <= _MAY_BE_UNCONFIRMED:
        problems.append(("perlu_konfirmasi", N_("hanya boleh berisi nama komponen standar")))
    return problems


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_list(value: Any, at_least: int) -> bool:
    return isinstance(value, list) and len(value) >= at_least and all(_is_text(item) for item in value)


def _are_cases(value: Any) -> bool:
    return isinstance(value, list) and all(
        isinstance(case, dict) and set(case) == {"if", "adds"} and _is_text(case["if"]) and _is_list(case["adds"], 1)
        for case in value
    )


def _values(code: str, found: dict[str, Any]) -> dict[str, Any]:
    return {
        "service_code": code,
        **{name: tuple(found[name]) for name in _LISTS},
        **{name: found[name].strip() for name in _TEXTS},
        "cases": tuple({"if": case["if"], "adds": list(case["adds"])} for case in found.get("cases", [])),
        "dasar_hukum": tuple(found.get("dasar_hukum", [])),
        "unconfirmed": tuple(found.get("perlu_konfirmasi", [])),
        "certainty": found["certainty"],
        "source_url": found.get("source_url", ""),
    }
