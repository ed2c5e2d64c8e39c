"""A picture without what the camera wrote into it: where it was taken, when, by which device, a second smaller picture.

Everybody may save the photographs of a public consultation, and a phone writes into each of them where its owner stood.
Only the parts of the file that draw the picture are kept, byte for byte. The pixels are never unpacked, so the picture
loses nothing, and a small file that unpacks into gigabytes costs nothing here. Which way up it is shown is written
again. What stands in the file after its end (films of "live" photographs, copies of other sizes) is left out as well.

Formats: ITU-T T.81 annex B and Exif 2.3 (JPEG), the PNG specification, third edition.
"""

from __future__ import annotations

import hashlib
import re
import struct
from collections.abc import Iterator
from dataclasses import replace

from queue_app.errors import N_
from survey.proof import Proof, refused

_BROKEN = N_("Gambar ini tidak utuh. Simpan ulang sebagai JPG atau PNG, lalu unggah lagi.")

#: JPEG segments that draw: the frames with their Huffman and arithmetic tables (C0 to CF), quantization, the number of
#: lines, restarts; and Adobe's note of how colours are coded.
_DRAWS = {*range(0xC0, 0xD0), 0xDB, 0xDC, 0xDD, 0xEE}
_START_OF_SCAN, _END, _JFIF, _EXIF, _PROFILE = 0xDA, 0xD9, 0xE0, 0xE1, 0xE2
#: The next marker after the pixels of a scan; a zero or a restart belongs to the pixels.
_NEXT_MARKER = re.compile(rb"\xff+[^\x00\xd0-\xd7\xff]")
#: Exif's number for which way up the picture is.
_ORIENTATION = 0x0112
#: PNG chunks that draw: the picture, its transparency, and how its colours are meant.
_PNG_DRAWS = b"IHDR PLTE IDAT IEND tRNS gAMA cHRM sRGB iCCP cICP sBIT bKGD pHYs".split()


def bare(sent: Proof) -> Proof:
    """The same file without the metadata of its picture; a PDF stays as it is. Raises Invalid naming `file` when the
    picture breaks off.
    """
    parts = {"image/jpeg": _jpeg, "image/png": _png}.get(sent.kind)
    if parts is None:
        return sent
    try:
        body = b"".join(parts(sent.body))
    except (struct.error, IndexError) as error:
        raise refused(_BROKEN) from error
    return replace(sent, body=body, size=len(body), sha256=hashlib.sha256(body).hexdigest())


def _jpeg(body: bytes) -> Iterator[bytes]:
    yield body[:2]
    at, marker = 2, 0
    while marker != _END:
        at, marker, end = _segment(body, at)
        content = body[at + 4 : end]
        if marker == _EXIF:
            yield _upright(content)
        elif marker == _JFIF and content.startswith(b"JFIF\0"):
            yield b"\xff\xe0\x00\x10" + content[:12].ljust(12, b"\0") + b"\0\0"  # without the small picture it may hold
        elif marker in _DRAWS or (marker == _PROFILE and content.startswith(b"ICC_PROFILE\0")):
            yield body[at:end]
        elif marker == _START_OF_SCAN:
            end = _end_of_pixels(body, end)
            yield body[at:end]
        at = end
    yield body[at - 2 : at]


def _segment(body: bytes, at: int) -> tuple[int, int, int]:
    """Where the next segment begins, its marker, and where it ends. Raises IndexError or struct.error at the end."""
    if body[at] != 0xFF:
        raise IndexError
    while body[at + 1] == 0xFF:  # any number of these may stand before a marker
        at += 1
    marker = body[at + 1]
    if marker == _END:
        return at, marker, at + 2
    (length,) = struct.unpack_from(">H", body, at + 2)
    if length < 2 or at + 2 + length > len(body):
        raise IndexError
    return at, marker, at + 2 + length


def _end_of_pixels(body: bytes, start: int) -> int:
    found = _NEXT_MARKER.search(body, start)
    if found is None:
        raise IndexError
    return found.start()


def _upright(content: bytes) -> bytes:
    """An Exif segment that says which way up the picture is and nothing else; none where `content` does not say it."""
    try:
        value = _orientation(content)
    except (struct.error, KeyError):  # notes that nobody can read: the picture is drawn without them
        return b""
    if not 1 < value <= 8:
        return b""
    entry = struct.pack(">HHHIHHI", 1, _ORIENTATION, 3, 1, value, 0, 0)
    return b"\xff\xe1\x00\x22Exif\0\0MM\0*\0\0\0\x08" + entry


def _orientation(content: bytes) -> int:
    """What an Exif segment says of it, 1 (as it is) when nothing. Raises KeyError or struct.error for a broken one."""
    tiff = content[6:]
    order = {b"II*\0": "<", b"MM\0*": ">"}[tiff[:4]]
    (start,) = struct.unpack_from(f"{order}I", tiff, 4)
    (count,) = struct.unpack_from(f"{order}H", tiff, start)
    for n in range(count):
        tag, _type, _many, value = struct.unpack_from(f"{order}HHIH", tiff, start + 2 + 12 * n)
        if tag == _ORIENTATION:
            return int(value)
    return 1


def _png(body: bytes) -> Iterator[bytes]:
    yield body[:8]
    at, name = 8, b""
    while name != b"IEND":
        length, name = struct.unpack_from(">I4s", body, at)
        end = at + 12 + length
        if end > len(body):
            raise IndexError
        if name in _PNG_DRAWS:
            yield body[at:end]
        at = end
