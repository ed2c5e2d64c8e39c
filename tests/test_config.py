"""Settings: what is wrong stops the start with one line, and `.env.example` lists them all."""

from __future__ import annotations

import re
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from config import KNOWN, Config, ConfigError
from queue_app.db import CONNECTIONS

ROOT = Path(__file__).parent.parent
KEY = {"SECRET_KEY": "t" * 40}


def config(tmp_path: Path, **settings: str) -> Config:
    return Config.from_env(KEY | {"DATA_DIR": str(tmp_path)} | settings)


def test_the_example_names_every_setting_once_and_no_other() -> None:
    lines = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
    named = [found[1] for line in lines if (found := re.match(r"#?([A-Z_]+)=", line))]
    assert sorted(named) == sorted(KNOWN)


def test_a_process_has_as_many_connections_as_the_database_layer_thinks_right(tmp_path: Path) -> None:
    assert config(tmp_path).database_connections == CONNECTIONS
    with pytest.raises(ConfigError, match="DATABASE_CONNECTIONS"):
        config(tmp_path, DATABASE_CONNECTIONS="1")


@pytest.mark.parametrize("everywhere", ["0.0.0.0", "::"])
def test_a_house_that_listens_everywhere_is_given_out_by_an_address_that_others_can_use(
    tmp_path: Path, everywhere: str
) -> None:
    named = urlsplit(config(tmp_path, HOST=everywhere, PORT="8123").public_url)
    assert (named.scheme, named.port) == ("http", 8123)
    assert not ip_address(named.hostname or "").is_unspecified
    assert (
        config(tmp_path, HOST=everywhere, PUBLIC_URL="https://antrean.example").public_url == "https://antrean.example"
    )
    assert config(tmp_path, HOST="10.1.2.3", PORT="80").public_url == "http://10.1.2.3:80"


def test_a_hall_on_one_pc_is_backed_up_by_itself_and_a_played_one_is_not(tmp_path: Path) -> None:
    alone = config(tmp_path)
    assert (alone.backup_dir, alone.backup_minutes) == (tmp_path / "backups", 15)
    assert config(tmp_path, BACKUP_DIR="off").backup_dir is None
    assert config(tmp_path, CLOCK_SPEED="10").backup_dir is None
    postgres = {"DATABASE_URL": "postgresql+psycopg://u@h/d"}
    assert config(tmp_path, **postgres).backup_dir is None
    given = config(tmp_path, BACKUP_DIR="/mnt/usb", **postgres)
    assert (given.backup_dir, given.backup_minutes) == (Path("/mnt/usb"), 1440)


@pytest.mark.parametrize(
    ("name", "value"),
    [("METRICS_ALLOW", "everybody"), ("PHONE_DAYS", "8"), ("BACKUP_MINUTES", "0"), ("METRICS_ALLOW", "10.0.0.1/8")],
)
def test_a_wrong_value_is_named(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(ConfigError, match=name):
        config(tmp_path, **{name: value})


#: Settings that are wrong → what the operator, who speaks Indonesian, is told of them.
WRONG = [
    ({"MODE": "prod"}, "MODE harus salah satu dari local, production, bukan 'prod'"),
    ({"PORT": "seribu"}, "PORT harus bilangan bulat, bukan 'seribu'"),
    ({"PORT": "99999"}, "PORT harus antara 1 dan 65535, bukan 99999"),
    ({"PARTS": "web,loket"}, "PARTS harus berisi sebagian dari web, live, jobs, dipisah koma, bukan 'web,loket'"),
    ({"CLOCK_SPEED": "0"}, "CLOCK_SPEED harus lebih dari 0 dan paling banyak 10000, bukan 0"),
    ({"CLOCK_START": "2026-11-23T08:00"}, "CLOCK_START harus menyebut zona, seperti 2026-11-23T08:00:00+07:00"),
    ({"TZ_NAME": "Jawa"}, "TZ_NAME harus zona waktu seperti Asia/Jakarta, bukan 'Jawa'"),
    ({"PUBLIC_URL": "antrean"}, "PUBLIC_URL harus alamat seperti https://antrean.example.go.id, bukan 'antrean'"),
    ({"DATABASE_URL": "mysql://x"}, "DATABASE_URL harus diawali sqlite:/// atau postgresql+psycopg://"),
    ({"REDIS_URL": "localhost"}, "REDIS_URL harus diawali redis://, rediss://, atau unix://"),
    ({"SURVEY_FORM_ORDER": "x"}, "SURVEY_FORM_ORDER harus salah satu dari body, questionnaire, bukan 'x'"),
    ({"SECRET_KEY": "rahasia"}, "SECRET_KEY harus rahasia dan paling sedikit 32 karakter"),
    ({"MODE": "production"}, "PUBLIC_URL harus diawali https:// bila MODE=production"),
]


@pytest.mark.parametrize(("settings", "line"), WRONG, ids=lambda part: part if isinstance(part, str) else "")
def test_what_is_wrong_is_said_in_one_line_in_the_language_of_who_reads_it(
    tmp_path: Path, settings: dict[str, str], line: str
) -> None:
    with pytest.raises(ConfigError) as said:
        config(tmp_path, **settings)
    assert str(said.value) == line


def test_a_line_of_the_file_that_is_none_is_named_by_its_number(tmp_path: Path) -> None:
    for text, line in (("MODE=local\nPORT 80\n", "baris 2"), ("PORTS=80\n", "PORTS tidak dikenal")):
        (tmp_path / ".env").write_text(text)
        with pytest.raises(ConfigError, match=line):
            Config.from_env(KEY, tmp_path / ".env")
