"""Settings enter here once, are checked here, and travel as one frozen object.

The class `Config` is the list of them: a line each, with what it is when nothing is said and what it may be
(`.env.example` says the same for operators). Imports only the standard library, so that a wrong setting is reported
before anything else can go wrong.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from queue_app import setting_checks as checks
from queue_app.setting_checks import Check
from queue_app.setting_checks import ConfigError as ConfigError

#: Numberings of the nine unsur that are in use: the regulation's body text has Pengaduan before Sarana, its model
#: questionnaire the other way round. Empty: what the instrument itself says.
UNSUR_ORDERS = ("", "body", "questionnaire")

#: What a server process can be: answer pages and the API, keep the live screens, run the timetable.
PARTS = ("web", "live", "jobs")

#: Services of browsers to which Web Push may be sent: Chrome, Edge and Opera; Firefox; Safari; Windows.
PUSH_HOSTS = ("fcm.googleapis.com", "*.push.services.mozilla.com", "*.push.apple.com", "*.notify.windows.com")

_CLAIM = checks.one_of("preferred_username", "email")


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


def _setting(default: str | None, check: Check = checks.text) -> Any:
    """A setting named like its field, in capitals; without a default it follows from others (`_that_follow`). What
    ruff warns of (RUF009) does not happen: every call makes a field of its own.
    """
    return field(metadata={"default": default, "check": check})


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """All settings, checked. Build with `Config.from_env()`; tests build their own."""

    # The server and how it is reached.
    mode: str = _setting("local", checks.one_of("local", "production"))
    host: str = _setting("127.0.0.1")
    port: int = _setting("8000", checks.number(1, 65535))
    public_url: str = _setting(None, checks.web_address)
    trusted_proxies: int = _setting("0", checks.number(0, 5))
    server_processes: int = _setting("1", checks.number(1, 512))
    parts: tuple[str, ...] = _setting(",".join(PARTS), checks.some_of(*PARTS))
    log_format: str = _setting("text", checks.one_of("text", "json"))
    metrics_allow: tuple[str, ...] = _setting("", checks.networks)

    # What is kept, and where.
    data_dir: Path = _setting("data", checks.folder)  # noqa: RUF009
    database_url: str = _setting(None, checks.database_url)
    database_connections: int = _setting("5", checks.number(2, 100))
    redis_url: str | None = _setting("", checks.redis_url)
    secret_key: str = _setting(None, checks.secret_key)
    backup_dir: Path | None = _setting(None)  # noqa: RUF009
    backup_minutes: int = _setting(None, checks.number(1, 1440))
    #: Citizens agree to seven.
    phone_days: int = _setting("7", checks.number(0, 7))
    #: What an empty database begins with: the catalogue of the mall in Mojokerto, or nothing but a place.
    catalogue: str = _setting("gmsc", checks.one_of("gmsc", "empty"))

    # Limits.
    rate_limits: bool = _setting("on", checks.on_or_off)
    sockets_per_address: int = _setting("1000", checks.number(1, 100_000))
    socket_messages_per_second: int = _setting("10", checks.number(2, 1000))

    # Staff.
    staff_totp: str = _setting("optional", checks.one_of("optional", "required"))
    staff_idle_minutes: int = _setting("60", checks.number(2, 720))
    oidc: Oidc | None = field(default=None)

    # Messages.
    message_channel: str = _setting("console", checks.one_of("console", "twilio", "off"))
    messages_per_day: int = _setting("500", checks.number(0, 1_000_000))
    push_hosts: tuple[str, ...] = _setting(",".join(PUSH_HOSTS), checks.words)
    twilio: Twilio | None = field(default=None)

    # The survey on paper.
    survey_form_order: str = _setting("", checks.one_of(*UNSUR_ORDERS))
    survey_report_order: str = _setting("", checks.one_of(*UNSUR_ORDERS))

    # Time: the zone of pages that belong to no site; a clock for demos and practice.
    tz_name: str = _setting("Asia/Jakarta", checks.zone)
    clock_start: datetime | None = _setting("", checks.instant)  # noqa: RUF009
    clock_speed: float = _setting("1", checks.speed)

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
        from_file = checks.read_dotenv(dotenv or Path(".env")) if env is None or dotenv else {}
        _refuse_unknown(from_file)
        values = {**from_file, **{k: v for k, v in given.items() if k in KNOWN}}
        return _checked({k: v.strip() for k, v in values.items() if v.strip()})


#: Setting → its check and what it is when nothing is said (None: it follows from others).
_SETTINGS: dict[str, tuple[Check, str | None]] = {
    one.name.upper(): (one.metadata["check"], one.metadata["default"]) for one in fields(Config) if one.metadata
}

#: Every setting this product knows; anything else in `.env` is a misspelling.
KNOWN = (
    *_SETTINGS,
    *("OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET", "OIDC_CLAIM", "OIDC_NAME"),
    *("TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_SMS_FROM", "TWILIO_MESSAGING_SERVICE"),
    *("TWILIO_WHATSAPP_FROM", "TWILIO_WHATSAPP_CONTENT", "TWILIO_BASE_URL"),
)


def _checked(v: Mapping[str, str]) -> Config:
    plain = {name: v.get(name, default) for name, (_check, default) in _SETTINGS.items()}
    found: dict[str, Any] = {
        name.lower(): _SETTINGS[name][0](name, value) for name, value in plain.items() if value is not None
    }
    config = Config(**found | _that_follow(v, found), oidc=_oidc(v, found["mode"]), twilio=_twilio(v))
    _refuse_unsafe(config)
    return config


def _that_follow(v: Mapping[str, str], found: Mapping[str, Any]) -> dict[str, Any]:
    """What nobody set and follows from other settings; and where backups go, which may be nowhere."""
    data_dir: Path = found["data_dir"]
    database = found.get("database_url", f"sqlite:///{data_dir / 'gmsc.db'}")
    sqlite = database.startswith("sqlite")
    return {
        "database_url": database,
        "secret_key": found.get("secret_key") or _made_key(found["mode"], data_dir),
        "public_url": found.get("public_url", f"http://{checks.name_for_others(found['host'])}:{found['port']}"),
        "backup_dir": _backup_dir(v, data_dir, sqlite),
        "backup_minutes": found.get("backup_minutes", 15 if sqlite else 1440),
    }


def _made_key(mode: str, data_dir: Path) -> str:
    if mode == "production":
        raise ConfigError(
            "SECRET_KEY belum diisi; buat dengan: python3 -c 'import secrets;print(secrets.token_hex(32))'"
        )
    return checks.local_key(data_dir / "secret_key")


def _backup_dir(v: Mapping[str, str], data_dir: Path, sqlite: bool) -> Path | None:
    """By itself where the whole house is one PC: SQLite, and no clock that only plays."""
    given = v.get("BACKUP_DIR")
    if given is not None:
        return None if given == "off" else Path(given).absolute()
    playing = "CLOCK_START" in v or "CLOCK_SPEED" in v
    return data_dir / "backups" if sqlite and not playing else None


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
    claim = str(_CLAIM("OIDC_CLAIM", v.get("OIDC_CLAIM", "preferred_username")))
    name = v.get("OIDC_NAME", parts.netloc)
    return Oidc(issuer, str(given["OIDC_CLIENT_ID"]), str(given["OIDC_CLIENT_SECRET"]), claim, name)
