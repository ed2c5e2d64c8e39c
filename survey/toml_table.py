"""Typed reading of an instrument's TOML file: every value is asked for by name and kind, faults name their place."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from pathlib import Path
from typing import Any, TypeVar, overload

_T = TypeVar("_T")
_MISSING: Any = object()


class InstrumentError(ValueError):
    """An instrument file is not fit for use; the message names file, place and fault."""


class Table:
    """One TOML table with its place in the file, e.g. `unsur[3]`."""

    def __init__(self, values: Mapping[str, Any], place: str) -> None:
        self._values = values
        self._place = place

    def names(self) -> Collection[str]:
        """The names of its values."""
        return list(self._values)

    def text(self, key: str, default: str = _MISSING) -> str:
        """A text."""
        return self._get(key, str, default)

    @overload
    def number(self, key: str) -> int: ...

    @overload
    def number(self, key: str, default: int) -> int: ...
    @overload
    def number(self, key: str, default: None) -> int | None: ...
    def number(self, key: str, default: int | None = _MISSING) -> int | None:
        """A whole number."""
        return self._get(key, int, default)

    def day(self, key: str) -> date:
        """A calendar date."""
        value = self._get(key, date, _MISSING)
        if isinstance(value, datetime):
            raise InstrumentError(f"{self._place}: {key} must be a date without a time")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts."""
        values = self._get(key, list, _MISSING)
        if not all(isinstance(value, str) for value in values):
            raise InstrumentError(f"{self._place}: {key} must hold texts only")
        return tuple(values)

    def decimal(self, key: str) -> Decimal:
        """An exact decimal in quotes."""
        try:
            return Decimal(self.text(key))
        except InvalidOperation:
            raise InstrumentError(f"{self._place}: {key} must be a decimal number in quotes") from None

    def ratio(self, key: str) -> Fraction:
        """An exact number in quotes: "1/9" or "0.111"."""
        try:
            return Fraction(self.text(key))
        except (ValueError, ZeroDivisionError):
            raise InstrumentError(f"{self._place}: {key} must be a ratio in quotes") from None

    def table(self, key: str) -> Table:
        """A table inside this one."""
        return Table(self._get(key, dict, _MISSING), f"{self._place}: {key}")

    def tables(self, key: str) -> list[Table]:
        """A list of tables."""
        values = self._get(key, list, _MISSING)
        if not all(isinstance(value, dict) for value in values):
            raise InstrumentError(f"{self._place}: {key} must hold tables")
        return [Table(value, f"{self._place}: {key}[{n}]") for n, value in enumerate(values, 1)]

    def _get(self, key: str, kind: type[_T], default: Any) -> _T:
        value = self._values.get(key, default)
        if value is _MISSING:
            raise InstrumentError(f"{self._place}: {key} is missing")
        if value is default:
            return default  # type: ignore[no-any-return]
        if not isinstance(value, kind) or isinstance(value, bool):
            raise InstrumentError(f"{self._place}: {key} must be a {kind.__name__}")
        return value


def read_toml(path: Path) -> Table:
    """The file's outermost table. Raises InstrumentError when it is not TOML in UTF-8."""
    try:
        return Table(tomllib.loads(path.read_text(encoding="utf-8")), path.name)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InstrumentError(f"{path.name}: {error}") from None
