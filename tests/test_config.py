"""Settings: what is wrong stops the start with one line, and `.env.example` lists them all."""

from __future__ import annotations

import re
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from config import KNOWN, Config, ConfigError

ROOT = Path(__file__).parent.parent
KEY = {"SECRET_KEY": "t" * 40}


def config(tmp_path: Path, **settings: str) -> Config:
    return Config.from_env(KEY | {"DATA_DIR": str(tmp_path)} | settings)


def test_the_example_names_every_setting_once_and_no_other() -> None:
    lines = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
    named = [found[1] for line in lines if (found := re.match(r"#?([A-Z_]+)=", line))]
    assert sorted(named) == sorted(KNOWN)


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
