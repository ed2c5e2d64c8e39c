"""Websocket frames as a client makes and reads them (RFC 6455), as little of them as the measurements need."""

from __future__ import annotations

import zlib


def frame(payload: bytes) -> bytes:
    """A text frame as a client sends it: masked (with zeros, which leaves it readable)."""
    size = len(payload)
    head = bytes([0x81, 0x80 | size]) if size < 126 else bytes([0x81, 0xFE]) + size.to_bytes(2, "big")
    return head + bytes(4) + payload


def first_payload(buffer: bytes) -> tuple[bytes, bytes] | None:
    """The first whole frame's payload (unpacked) and what follows it; None when it is not whole yet."""
    if len(buffer) < 2:
        return None
    size, at = buffer[1] & 0x7F, 2
    if size >= 126:
        at = 4 if size == 126 else 10
        size = int.from_bytes(buffer[2:at], "big")
    if len(buffer) < at + size:
        return None
    payload = buffer[at : at + size]
    if buffer[0] & 0x40:
        payload = zlib.decompressobj(-15).decompress(payload + b"\0\0\xff\xff")
    return payload, buffer[at + size :]


def upgrade(port: int, path: str, *, squeeze: bool = False) -> bytes:
    """The handshake; `squeeze`: offer to take messages compressed, as browsers do."""
    lines = [f"GET {path} HTTP/1.1", f"Host: 127.0.0.1:{port}", "Upgrade: websocket"]
    lines += ["Connection: Upgrade", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="]
    if squeeze:
        lines.append("Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits")
    return ("\r\n".join(lines) + "\r\n\r\n").encode()
