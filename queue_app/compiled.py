"""Floor: the form in which a statement is sent to one database, for `ready.py`."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, Boolean, Dialect, cast, literal_column, select
from sqlalchemy.sql import ClauseElement
from sqlalchemy.sql.visitors import replacement_traverse

Convert = Callable[[Any], Any]
Row = tuple[Any, ...]
#: A value in the text of a psycopg statement.
_NAMED = re.compile(r"%\((\w+)\)s")


class Form(NamedTuple):
    """A statement compiled for one database.

    `said`: its text for the driver; `numbered`: the same with $1, $2 … for PostgreSQL. `names`: the values in order;
    `typed`: those that are converted; `fixed`: those that are part of the statement; `in_order` sorts them. `by_place`:
    the driver takes a list instead of names. `columns`: place and conversion of each result column that needs one.
    """

    said: str
    numbered: bytes
    names: tuple[str, ...]
    typed: tuple[tuple[str, Convert], ...]
    fixed: dict[str, Any]
    in_order: Callable[[Mapping[str, Any]], Row]
    by_place: bool
    columns: tuple[tuple[int, Convert], ...]


def with_unseen_values(statement: ClauseElement) -> ClauseElement:
    """The statement with each value as a question of its own, `(SELECT value)`, which the planner does not look into.
    A number that is part of the statement is written out: a LIMIT of 1 is worth knowing.
    """

    def replaced(part: object, **_: object) -> Any:
        if not isinstance(part, BindParameter):
            return None
        if type(part.value) is int and not part.required:
            return literal_column(str(part.value))
        typed = cast(part, Boolean) if isinstance(part.type, Boolean) else part  # psycopg names all types but this
        return select(typed).scalar_subquery()

    traverse: Any = replacement_traverse  # its types know no statement as a whole
    made: ClauseElement = traverse(statement, {}, replaced)
    return made


def compiled_for(dialect: Dialect, statement: ClauseElement, names: tuple[str, ...]) -> Form:
    """A statement's form on a database; `names`: for an INSERT, the columns that get a value."""
    compiled: Any = statement.compile(dialect=dialect, column_keys=list(names) or None)
    binds = {name: bind for bind, name in compiled.bind_names.items()}
    into = {name: bind.type.dialect_impl(dialect).bind_processor(dialect) for name, bind in binds.items()}
    selected = getattr(statement, "exported_columns", ())
    out = [column.type.dialect_impl(dialect).result_processor(dialect, None) for column in selected]
    order: list[str] = (
        compiled.positiontup if compiled.positional else [*dict.fromkeys(_NAMED.findall(compiled.string))]
    )
    fixed = {name: _through(into[name], bind.effective_value) for name, bind in binds.items() if not bind.required}
    return Form(
        said=compiled.string,
        numbered=b"" if compiled.positional else _numbered(compiled.string, order),
        names=tuple(order),
        typed=tuple((name, convert) for name, convert in into.items() if convert is not None and name not in fixed),
        fixed=fixed,
        in_order=_in_order(order),
        by_place=compiled.positional,
        columns=tuple((n, convert) for n, convert in enumerate(out) if convert is not None),
    )


def _in_order(names: list[str]) -> Callable[[Mapping[str, Any]], Row]:
    if len(names) > 1:
        return itemgetter(*names)
    return lambda known: tuple(known[name] for name in names)  # a getter of one item gives no tuple


def _numbered(said: str, names: list[str]) -> bytes:
    place = {name: f"${n}" for n, name in enumerate(names, 1)}
    return _NAMED.sub(lambda found: place[found[1]], said).replace("%%", "%").encode()


def _through(convert: Convert | None, value: Any) -> Any:
    return value if convert is None else convert(value)
