"""Codes that a person need not invent: a short one made from a name, free within the site."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container

#: Words that say nothing about an agency or a service.
_EMPTY_WORDS = frozenset("dan atau di ke dari untuk pada dengan yang kota kabupaten dinas kantor badan layanan".split())
_LONGEST = 24


def suggest_code(name: str, taken: Container[str], *, after: str = "") -> str:
    """A free code from a name: "Dinas Perhubungan" gives PERHUBUNGAN, then PERHUBUNGAN-2; `after` stands before it."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    words = re.findall(r"[a-z0-9]+", plain.casefold())
    telling = [word for word in words if word not in _EMPTY_WORDS] or words or ["baru"]
    root = "-".join(word.upper() for word in telling[:2])[:_LONGEST].strip("-")
    root = f"{after}-{root}" if after else root
    number, code = 1, root
    while code in taken:
        number += 1
        code = f"{root}-{number}"
    return code
