"""How one setting is read: each check takes its name and its text, and answers the value or raises ConfigError.

Imports only the standard library, as `config` does.
"""

from __future__ import annotations

import os
import secrets
import socket
from collections.abc import Callable
from datetime import datetime
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

#: A check that needs nothing but the setting itself.
Check = Callable[[str, str], object]

#: Keys that have appeared in documents or examples and must never guard a real installation.
KNOWN_SECRETS = {"change-me", "secret", "dev", "development", "gmsc", "ganti-saya"}


class ConfigError(ValueError):
    """A setting is unknown, malformed or unsafe; the message is one clear line for the operator, in Indonesian."""


def text(_name: str, value: str) -> str:
    """As it is."""
    return value


def one_of(*allowed: str) -> Check:
    """One of these words."""

    def check(name: str, value: str) -> str:
        if value not in allowed:
            raise ConfigError(f"{name} harus salah satu dari {', '.join(filter(None, allowed))}, bukan {value!r}")
        return value

    return check


def some_of(*allowed: str) -> Check:
    """Some of these words, separated by commas; answered in the order given here."""

    def check(name: str, value: str) -> tuple[str, ...]:
        named = {word.strip() for word in value.split(",")}
        if not named <= set(allowed):
            raise ConfigError(f"{name} harus berisi sebagian dari {', '.join(allowed)}, dipisah koma, bukan {value!r}")
        return tuple(word for word in allowed if word in named)

    return check


def on_or_off(name: str, value: str) -> bool:
    """A switch."""
    return one_of("on", "off")(name, value) == "on"


def number(low: int, high: int) -> Check:
    """A whole number from `low` to `high`."""

    def check(name: str, value: str) -> int:
        try:
            found = int(value)
        except ValueError:
            raise ConfigError(f"{name} harus bilangan bulat, bukan {value!r}") from None
        if not low <= found <= high:
            raise ConfigError(f"{name} harus antara {low} dan {high}, bukan {found}")
        return found

    return check


def speed(name: str, value: str) -> float:
    """How many times faster than the machine's a clock runs."""
    try:
        found = float(value)
    except ValueError:
        raise ConfigError(f"{name} harus berupa angka, bukan {value!r}") from None
    if not 0 < found <= 10_000:
        raise ConfigError(f"{name} harus lebih dari 0 dan paling banyak 10000, bukan {value}")
    return found


def instant(name: str, value: str) -> datetime | None:
    """An instant with its zone; empty: none."""
    if not value:
        return None
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        raise ConfigError(f"{name} harus berupa waktu seperti 2026-11-23T08:00:00+07:00, bukan {value!r}") from None
    if found.tzinfo is None:
        raise ConfigError(f"{name} harus menyebut zona, seperti 2026-11-23T08:00:00+07:00")
    return found


def zone(name: str, value: str) -> str:
    """The name of a time zone."""
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError):
        raise ConfigError(f"{name} harus zona waktu seperti Asia/Jakarta, bukan {value!r}") from None
    return value


def networks(name: str, value: str) -> tuple[str, ...]:
    """Addresses and networks, separated by commas."""
    try:
        return tuple(str(ip_network(one.strip())) for one in value.split(",") if one.strip())
    except ValueError:
        raise ConfigError(
            f"{name} harus alamat atau jaringan seperti 10.0.0.0/24, dipisah koma, bukan {value!r}"
        ) from None


def words(_name: str, value: str) -> tuple[str, ...]:
    """Words separated by commas."""
    return tuple(value.replace(" ", "").split(","))


def folder(_name: str, value: str) -> Path:
    """A folder of this machine."""
    return Path(value).absolute()


def web_address(name: str, value: str) -> str:
    """The address under which people open the house."""
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise ConfigError(f"{name} harus alamat seperti https://antrean.example.go.id, bukan {value!r}")
    return value.rstrip("/")


def database_url(name: str, value: str) -> str:
    """SQLite or PostgreSQL."""
    if not value.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise ConfigError(f"{name} harus diawali sqlite:/// atau postgresql+psycopg://")
    return value


def redis_url(name: str, value: str) -> str | None:
    """Redis; empty: there is none."""
    if value and not value.startswith(("redis://", "rediss://", "unix://")):
        raise ConfigError(f"{name} harus diawali redis://, rediss://, atau unix://")
    return value or None


def secret_key(name: str, value: str) -> str:
    """The key of everything that is sealed or signed."""
    if value.lower() in KNOWN_SECRETS or len(value) < 32:
        raise ConfigError(f"{name} harus rahasia dan paling sedikit 32 karakter")
    return value


def local_key(path: Path) -> str:
    """Make the key of a local installation once and keep it, so that a restart keeps links and sign-ins."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with open(path, "x", encoding="ascii", opener=lambda p, f: os.open(p, f, 0o600)) as fresh:
            fresh.write(secrets.token_hex(32))
    except FileExistsError:
        pass
    return path.read_text(encoding="ascii").strip()


def name_for_others(host: str) -> str:
    """How the machine is reached that listens on `host`: one that listens everywhere has an address in the building.

    Asking for a route sends nothing; without any network only this machine itself remains.
    """
    if host not in ("0.0.0.0", "::", ""):
        return f"[{host}]" if ":" in host else host
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked:
            asked.connect(("192.0.2.1", 9))
            return str(asked.getsockname()[0])
    except OSError:
        return "127.0.0.1"


def read_dotenv(path: Path) -> dict[str, str]:
    """The settings of a file, NAME=value a line; none where there is no file."""
    if not path.is_file():
        return {}
    values: dict[str, str] = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        said = line.strip()
        if not said or said.startswith("#"):
            continue
        name, sign, value = said.partition("=")
        if not sign:
            raise ConfigError(f".env baris {number}: seharusnya NAMA=nilai")
        values[name.removeprefix("export ").strip()] = value.strip().strip("\"'")
    return values
