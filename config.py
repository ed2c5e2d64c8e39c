"""Settings enter here once, are checked here, and travel as one frozen object.

Imports only the standard library, so that a wrong setting is reported before anything else can go wrong.
"""

from __future__ import annotations

import os
import secrets
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

#: Every setting this product knows; anything else that starts like one of ours is a misspelling.
KNOWN = (
    "MODE DATABASE_URL REDIS_URL HOST PORT DATA_DIR SECRET_KEY PUBLIC_URL TZ_NAME RATE_LIMITS "
    "LOG_FORMAT CLOCK_START CLOCK_SPEED TRUSTED_PROXIES SERVER_PROCESSES MESSAGE_CHANNEL "
    "PARTS PHONE_DAYS BACKUP_DIR BACKUP_MINUTES METRICS_ALLOW SOCKETS_PER_ADDRESS SOCKET_MESSAGES_PER_SECOND "
    "SURVEY_FORM_ORDER SURVEY_REPORT_ORDER CATALOGUE "
    "STAFF_TOTP STAFF_IDLE_MINUTES OIDC_ISSUER OIDC_CLIENT_ID OIDC_CLIENT_SECRET OIDC_CLAIM OIDC_NAME "
    "TWILIO_ACCOUNT_SID TWILIO_AUTH_TOKEN TWILIO_SMS_FROM TWILIO_MESSAGING_SERVICE TWILIO_WHATSAPP_FROM "
    "TWILIO_WHATSAPP_CONTENT TWILIO_BASE_URL MESSAGES_PER_DAY PUSH_HOSTS"
).split()

#: Numberings of the nine unsur that are in use: the regulation's body text has Pengaduan before Sarana, its model
#: questionnaire the other way round. Empty: what the instrument itself says.
UNSUR_ORDERS = ("", "body", "questionnaire")

#: What a server process can be: answer pages and the API, keep the live screens, run the timetable.
PARTS = ("web", "live", "jobs")

#: Services of browsers to which Web Push may be sent: Chrome, Edge and Opera; Firefox; Safari; Windows.
PUSH_HOSTS = ("fcm.googleapis.com", "*.push.services.mozilla.com", "*.push.apple.com", "*.notify.windows.com")

#: Keys that have appeared in documents or examples and must never guard a real installation.
KNOWN_SECRETS = {"change-me", "secret", "dev", "development", "gmsc", "ganti-saya"}


class ConfigError(ValueError):
    """A setting is unknown, malformed or unsafe; the message is one clear line for the operator, in Indonesian."""


@dataclass(frozen=True, slots=True)
class Oidc:
    """The identity provider with whose account staff may sign in; `claim` says by what an existing account here is
    recognised: `preferred_username` (its login) or `email` (its verified address). `name` stands on the button.
    """

    issuer: str
    client_id: str
    client_secret: str
    claim: str
    name: str


@dataclass(frozen=True, slots=True)
class Twilio:
    """The account that sends SMS and, where `whatsapp_from` is set, WhatsApp by the approved templates of `content`
    (template here → content SID there). `base_url`: another address than Twilio's, for a test double.
    """

    account_sid: str
    auth_token: str
    sms_from: str
    messaging_service: str
    whatsapp_from: str
    content: Mapping[str, str]
    base_url: str | None


@dataclass(frozen=True, slots=True)
class Config:
    """All settings, checked. Build with `Config.from_env()`; tests build their own."""

    mode: str
    database_url: str
    redis_url: str | None
    host: str
    port: int
    data_dir: Path
    secret_key: str
    public_url: str
    tz_name: str
    rate_limits: bool
    log_format: str
    clock_start: datetime | None
    clock_speed: float
    trusted_proxies: int
    server_processes: int
    message_channel: str
    phone_days: int
    survey_form_order: str
    survey_report_order: str
    backup_dir: Path | None
    backup_minutes: int
    metrics_allow: tuple[str, ...]
    sockets_per_address: int
    socket_messages_per_second: int
    parts: tuple[str, ...] = PARTS
    staff_totp: str = "optional"
    staff_idle_minutes: int = 60
    oidc: Oidc | None = None
    #: What an empty database begins with: the catalogue of the mall in Mojokerto, or nothing but a place.
    catalogue: str = "gmsc"
    twilio: Twilio | None = None
    messages_per_day: int = 500
    push_hosts: tuple[str, ...] = PUSH_HOSTS

    @property
    def production(self) -> bool:
        return self.mode == "production"

    @property
    def sqlite(self) -> bool:
        return self.database_url.startswith("sqlite")

    @classmethod
    def from_env(cls, env: Mapping[str, str] | None = None, dotenv: Path | None = None) -> Config:
        """Read settings from `env` (default: the process) over an optional `.env` file.

        Raises ConfigError with one line when a value is unknown, malformed or unsafe in production.
        """
        given = dict(os.environ if env is None else env)
        from_file = _read_dotenv(dotenv or Path(".env")) if env is None or dotenv else {}
        _refuse_unknown(from_file)
        values = {**from_file, **{k: v for k, v in given.items() if k in KNOWN}}
        return _checked(cls, {k: v.strip() for k, v in values.items() if v.strip()})


def _checked(cls: type[Config], v: Mapping[str, str]) -> Config:
    mode = _one_of("MODE", v.get("MODE", "local"), ("local", "production"))
    data_dir = Path(v.get("DATA_DIR", "data")).absolute()
    host, port = v.get("HOST", "127.0.0.1"), _number("PORT", v.get("PORT", "8000"), 1, 65535)
    database_url = _database_url(v.get("DATABASE_URL"), data_dir)
    sqlite = database_url.startswith("sqlite")
    config = cls(
        mode=mode,
        database_url=database_url,
        redis_url=_redis_url(v.get("REDIS_URL")),
        host=host,
        port=port,
        data_dir=data_dir,
        secret_key=_secret_key(v.get("SECRET_KEY"), mode, data_dir),
        public_url=_public_url(v.get("PUBLIC_URL", f"http://{_name_for_others(host)}:{port}")),
        tz_name=_zone(v.get("TZ_NAME", "Asia/Jakarta")),
        rate_limits=_one_of("RATE_LIMITS", v.get("RATE_LIMITS", "on"), ("on", "off")) == "on",
        log_format=_one_of("LOG_FORMAT", v.get("LOG_FORMAT", "text"), ("text", "json")),
        clock_start=_instant("CLOCK_START", v.get("CLOCK_START")),
        clock_speed=_speed(v.get("CLOCK_SPEED", "1")),
        trusted_proxies=_number("TRUSTED_PROXIES", v.get("TRUSTED_PROXIES", "0"), 0, 5),
        server_processes=_number("SERVER_PROCESSES", v.get("SERVER_PROCESSES", "1"), 1, 512),
        message_channel=_one_of("MESSAGE_CHANNEL", v.get("MESSAGE_CHANNEL", "console"), ("console", "twilio", "off")),
        parts=_parts(v.get("PARTS", ",".join(PARTS))),
        phone_days=_number("PHONE_DAYS", v.get("PHONE_DAYS", "7"), 0, 7),  # citizens agree to seven
        survey_form_order=_one_of("SURVEY_FORM_ORDER", v.get("SURVEY_FORM_ORDER", ""), UNSUR_ORDERS),
        survey_report_order=_one_of("SURVEY_REPORT_ORDER", v.get("SURVEY_REPORT_ORDER", ""), UNSUR_ORDERS),
        catalogue=_one_of("CATALOGUE", v.get("CATALOGUE", "gmsc"), ("gmsc", "empty")),
        backup_dir=_backup_dir(v, data_dir),
        backup_minutes=_number("BACKUP_MINUTES", v.get("BACKUP_MINUTES", "15" if sqlite else "1440"), 1, 1440),
        metrics_allow=_networks(v.get("METRICS_ALLOW", "")),
        sockets_per_address=_number("SOCKETS_PER_ADDRESS", v.get("SOCKETS_PER_ADDRESS", "1000"), 1, 100_000),
        socket_messages_per_second=_number(
            "SOCKET_MESSAGES_PER_SECOND", v.get("SOCKET_MESSAGES_PER_SECOND", "10"), 2, 1000
        ),
        staff_totp=_one_of("STAFF_TOTP", v.get("STAFF_TOTP", "optional"), ("optional", "required")),
        staff_idle_minutes=_number("STAFF_IDLE_MINUTES", v.get("STAFF_IDLE_MINUTES", "60"), 2, 720),
        oidc=_oidc(v, mode),
        twilio=_twilio(v),
        messages_per_day=_number("MESSAGES_PER_DAY", v.get("MESSAGES_PER_DAY", "500"), 0, 1_000_000),
        push_hosts=tuple(v.get("PUSH_HOSTS", ",".join(PUSH_HOSTS)).replace(" ", "").split(",")),
    )
    _refuse_unsafe(config)
    return config


def _refuse_unknown(from_file: Mapping[str, str]) -> None:
    unknown = sorted(set(from_file) - set(KNOWN))
    if unknown:
        raise ConfigError(f".env: pengaturan {unknown[0]} tidak dikenal; yang dikenal: {', '.join(KNOWN)}")


def _refuse_unsafe(config: Config) -> None:
    if not config.production:
        return
    if not config.public_url.startswith("https://"):
        raise ConfigError("PUBLIC_URL harus diawali https:// bila MODE=production")
    if config.clock_start is not None or config.clock_speed != 1:
        raise ConfigError("CLOCK_START dan CLOCK_SPEED hanya untuk demo dan latihan, tidak untuk MODE=production")
    if config.sqlite and (config.server_processes > 1 or config.parts != PARTS):
        raise ConfigError("SQLite hanya melayani satu proses; untuk lebih, isi DATABASE_URL dengan PostgreSQL")


def _read_dotenv(path: Path) -> dict[str, str]:
    if not path.is_file():
        return {}
    values: dict[str, str] = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        text = line.strip()
        if not text or text.startswith("#"):
            continue
        name, sign, value = text.partition("=")
        if not sign:
            raise ConfigError(f".env baris {number}: seharusnya NAMA=nilai")
        values[name.removeprefix("export ").strip()] = value.strip().strip("\"'")
    return values


def _one_of(name: str, value: str, allowed: tuple[str, ...]) -> str:
    if value not in allowed:
        raise ConfigError(f"{name} harus salah satu dari {', '.join(filter(None, allowed))}, bukan {value!r}")
    return value


def _parts(value: str) -> tuple[str, ...]:
    named = {word.strip() for word in value.split(",")}
    if not named <= set(PARTS):
        raise ConfigError(f"PARTS harus berisi sebagian dari {', '.join(PARTS)}, dipisah koma, bukan {value!r}")
    return tuple(part for part in PARTS if part in named)


def _number(name: str, value: str, low: int, high: int) -> int:
    try:
        number = int(value)
    except ValueError:
        raise ConfigError(f"{name} harus bilangan bulat, bukan {value!r}") from None
    if not low <= number <= high:
        raise ConfigError(f"{name} harus antara {low} dan {high}, bukan {number}")
    return number


def _speed(value: str) -> float:
    try:
        speed = float(value)
    except ValueError:
        raise ConfigError(f"CLOCK_SPEED harus berupa angka, bukan {value!r}") from None
    if not 0 < speed <= 10_000:
        raise ConfigError(f"CLOCK_SPEED harus lebih dari 0 dan paling banyak 10000, bukan {value}")
    return speed


def _instant(name: str, value: str | None) -> datetime | None:
    if value is None:
        return None
    try:
        instant = datetime.fromisoformat(value)
    except ValueError:
        raise ConfigError(f"{name} harus berupa waktu seperti 2026-11-23T08:00:00+07:00, bukan {value!r}") from None
    if instant.tzinfo is None:
        raise ConfigError(f"{name} harus menyebut zona, seperti 2026-11-23T08:00:00+07:00")
    return instant


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError):
        raise ConfigError(f"TZ_NAME harus zona waktu seperti Asia/Jakarta, bukan {value!r}") from None
    return value


def _name_for_others(host: str) -> str:
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


def _public_url(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise ConfigError(f"PUBLIC_URL harus alamat seperti https://antrean.example.go.id, bukan {value!r}")
    return value.rstrip("/")


def _database_url(value: str | None, data_dir: Path) -> str:
    if value is None:
        return f"sqlite:///{data_dir / 'gmsc.db'}"
    if not value.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise ConfigError("DATABASE_URL harus diawali sqlite:/// atau postgresql+psycopg://")
    return value


def _backup_dir(v: Mapping[str, str], data_dir: Path) -> Path | None:
    """By itself where the whole house is one PC: SQLite, and no clock that only plays."""
    given = v.get("BACKUP_DIR")
    if given is not None:
        return None if given == "off" else Path(given).absolute()
    playing = "CLOCK_START" in v or "CLOCK_SPEED" in v
    sqlite = _database_url(v.get("DATABASE_URL"), data_dir).startswith("sqlite")
    return data_dir / "backups" if sqlite and not playing else None


def _networks(value: str) -> tuple[str, ...]:
    try:
        return tuple(str(ip_network(one.strip())) for one in value.split(",") if one.strip())
    except ValueError:
        raise ConfigError(
            f"METRICS_ALLOW harus alamat atau jaringan seperti 10.0.0.0/24, dipisah koma, bukan {value!r}"
        ) from None


def _twilio(v: Mapping[str, str]) -> Twilio | None:
    """The account, when messages go by it; then SID, token and a sender are needed."""
    if v.get("MESSAGE_CHANNEL") != "twilio":
        return None
    for name in ("TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN"):
        if name not in v:
            raise ConfigError(f"{name} belum diisi; MESSAGE_CHANNEL=twilio memerlukannya")
    sender, service = v.get("TWILIO_SMS_FROM", ""), v.get("TWILIO_MESSAGING_SERVICE", "")
    if not sender and not service:
        missing = "TWILIO_SMS_FROM atau TWILIO_MESSAGING_SERVICE"
        raise ConfigError(f"{missing} belum diisi; MESSAGE_CHANNEL=twilio memerlukannya")
    pairs = [one.partition("=") for one in v.get("TWILIO_WHATSAPP_CONTENT", "").split(",") if one.strip()]
    if not all(sign and sid.strip().startswith("H") for _name, sign, sid in pairs):
        raise ConfigError("TWILIO_WHATSAPP_CONTENT harus seperti called=HX1…,near=HX2…")
    return Twilio(
        account_sid=v["TWILIO_ACCOUNT_SID"],
        auth_token=v["TWILIO_AUTH_TOKEN"],
        sms_from=sender,
        messaging_service=service,
        whatsapp_from=v.get("TWILIO_WHATSAPP_FROM", ""),
        content={name.strip(): sid.strip() for name, _sign, sid in pairs},
        base_url=v.get("TWILIO_BASE_URL"),
    )


def _oidc(v: Mapping[str, str], mode: str) -> Oidc | None:
    """All three of issuer, client and secret, or none."""
    given = {name: v.get(name) for name in ("OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET")}
    missing = [name for name, value in given.items() if value is None]
    if len(missing) == len(given):
        return None
    if missing:
        raise ConfigError(f"{missing[0]} belum diisi; masuk lewat penyedia memerlukan {', '.join(given)}")
    issuer = str(given["OIDC_ISSUER"]).rstrip("/")
    parts = urlsplit(issuer)
    if parts.scheme not in ("https", "http") or not parts.netloc or (mode == "production" and parts.scheme != "https"):
        raise ConfigError(f"OIDC_ISSUER harus alamat https seperti https://sso.example.go.id, bukan {issuer!r}")
    claim = _one_of("OIDC_CLAIM", v.get("OIDC_CLAIM", "preferred_username"), ("preferred_username", "email"))
    name = v.get("OIDC_NAME", parts.netloc)
    return Oidc(issuer, str(given["OIDC_CLIENT_ID"]), str(given["OIDC_CLIENT_SECRET"]), claim, name)


def _redis_url(value: str | None) -> str | None:
    if value is not None and not value.startswith(("redis://", "rediss://", "unix://")):
        raise ConfigError("REDIS_URL harus diawali redis://, rediss://, atau unix://")
    return value


def _secret_key(value: str | None, mode: str, data_dir: Path) -> str:
    if value is not None:
        if value.lower() in KNOWN_SECRETS or len(value) < 32:
            raise ConfigError("SECRET_KEY harus rahasia dan paling sedikit 32 karakter")
        return value
    if mode == "production":
        raise ConfigError(
            "SECRET_KEY belum diisi; buat dengan: python3 -c 'import secrets;print(secrets.token_hex(32))'"
        )
    return _local_key(data_dir / "secret_key")


def _local_key(path: Path) -> str:
    """Make the key of a local installation once and keep it, so that a restart keeps links and sign-ins."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with open(path, "x", encoding="ascii", opener=lambda p, f: os.open(p, f, 0o600)) as fresh:
            fresh.write(secrets.token_hex(32))
    except FileExistsError:
        pass
    return path.read_text(encoding="ascii").strip()
