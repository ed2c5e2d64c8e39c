"""A file that somebody sends in to prove something: at most 5 MB, and a PDF, JPEG or PNG.

Its kind is read from its first bytes, not from its name. The name it is kept under has only letters, digits, dots and
hyphens, so that no path and no header can be broken with it.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from queue_app.errors import N_, Invalid

#: Bytes of one file.
LARGEST = 5_000_000
#: First bytes → what the file is, and the ending of its name.
_BEGINS = {
    b"%PDF-": ("application/pdf", "pdf"),
    b"\xff\xd8\xff": ("image/jpeg", "jpg"),
    b"\x89PNG\r\n\x1a\n": ("image/png", "png"),
}
_NO_FILE = N_("Pilih berkas buktinya.")
_TOO_LARGE = N_("Berkas paling besar 5 MB.")
_NOT_A_KIND = N_("Berkas harus PDF, JPG, atau PNG.")


@dataclass(frozen=True, slots=True)
class Proof:
    """A file that may be kept; `kind` is its media type, `size` in bytes."""

    name: str
    kind: str
    size: int
    sha256: str
    body: bytes


def proof(name: str, body: bytes, *, otherwise: str) -> Proof:
    """Look at what was sent in; `otherwise` is its name when nothing is left of the one it came with. Raises Invalid
    naming `file`.
    """
    kind, ending = _kind(body)
    stem = re.sub(r"[^\w.-]+", "-", name.rpartition(".")[0] or name, flags=re.ASCII).strip("-.")[:80] or otherwise
    return Proof(f"{stem}.{ending}", kind, len(body), hashlib.sha256(body).hexdigest(), body)


def refused(message: str) -> Invalid:
    """The no to a file, said beside its field."""
    return Invalid([{"field": "file", "message": message}])


def _kind(body: bytes) -> tuple[str, str]:
    if not body:
        raise refused(_NO_FILE)
    if len(body) > LARGEST:
        raise refused(_TOO_LARGE)
    found = next((said for begin, said in _BEGINS.items() if body.startswith(begin)), None)
    if found is None:
        raise refused(_NOT_A_KIND)
    return found
