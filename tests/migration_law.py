"""What a migration may not do while a hall works (expand, then contract), read from its source.

A revision runs beside servers of the version before it, on tables with a million rows. So it never changes the type of
a column or renames anything, never asks for values that old rows and old servers do not give, never builds an index
that locks a growing table, never takes away what it has just replaced. The first revisions made everything and
are exempt; so are tables that the revision itself makes.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.emptying import CATALOGUE

#: What does not grow with citizens: as many rows as a house has things and people, or a few for each of its days. An
#: index on these is built in a moment. Every other table counts as growing, also one that nobody has thought about.
SMALL = CATALOGUE | frozenset(
    "access_tokens clock_anchor counter_settings counter_states device_pairings device_problems device_states "
    "hall_voices line_days message_counts notices one_time_links planned_changes recovery_codes second_steps "
    "service_days service_forms set_up_steps site_texts staff standard_versions survey_action_changes survey_actions "
    "survey_commitments survey_evidence survey_forum_files survey_forum_guests survey_forum_inputs survey_forums "
    "survey_imports survey_letterheads survey_publications upkeep usual_hours voice_choices voice_packs".split()
)


#: Made before any hall had a database: they ran on empty tables only.
UNRELEASED = ("0001", "0002")


@dataclass(frozen=True)
class Breach:
    """One line of a revision that a working hall would feel."""

    line: int
    what: str


@dataclass
class _Act:
    """One call of an operation: what it does, to which table."""

    name: str
    table: str
    call: ast.Call

    def keyword(self, name: str) -> ast.expr | None:
        return next((k.value for k in self.call.keywords if k.arg == name), None)

    def says(self, name: str, value: object) -> bool:
        given = self.keyword(name)
        return isinstance(given, ast.Constant) and given.value is value


@dataclass
class _Seen:
    """What a revision makes and takes away."""

    made: set[str] = field(default_factory=set)
    added: set[str] = field(default_factory=set)
    dropped: dict[str, int] = field(default_factory=dict)


def breaches(source: str) -> list[Breach]:
    """Everything in the `upgrade` of a revision that breaks the law, in the order of its lines."""
    tree = ast.parse(source)
    if _constant(tree, "revision") in UNRELEASED:
        return []
    acts, seen = list(_acts(tree)), _Seen()
    seen.made = {act.table for act in acts if act.name == "create_table"}
    found = [breach for act in acts if act.table not in seen.made for breach in _judged(act, seen)]
    found += _replaced(seen)
    found += [_of_sql(act) for act in acts if act.name == "execute" and _dangerous_sql(act)]
    return sorted(found, key=lambda breach: breach.line)


def _constant(tree: ast.Module, name: str) -> object:
    for node in tree.body:
        targets = node.targets if isinstance(node, ast.Assign) else []
        if any(isinstance(t, ast.Name) and t.id == name for t in targets) and isinstance(node, ast.Assign):
            return ast.literal_eval(node.value)
    raise ValueError(f"a revision says its {name}")


def _acts(tree: ast.Module) -> Iterator[_Act]:
    """Every operation on the way up; within `with op.batch_alter_table("x") as batch_op` its table is x."""
    nodes = list(_way_up(tree))
    tables: dict[str, str] = {}
    for node in nodes:
        for item in node.items if isinstance(node, ast.With) else []:
            if isinstance(item.context_expr, ast.Call) and isinstance(item.optional_vars, ast.Name):
                tables[item.optional_vars.id] = _text(item.context_expr.args[:1])
    for node in nodes:
        called = node.func if isinstance(node, ast.Call) else None
        if not (
            isinstance(node, ast.Call) and isinstance(called, ast.Attribute) and isinstance(called.value, ast.Name)
        ):
            continue
        if called.value.id in tables:
            yield _Act(called.attr, tables[called.value.id], node)
        elif called.value.id == "op":
            at = 1 if called.attr in ("create_index", "drop_index", "drop_constraint") else 0
            yield _Act(called.attr, _text(node.args[at : at + 1]), node)


def _way_up(tree: ast.Module) -> Iterator[ast.AST]:
    """Everything in `upgrade` and in the functions of the revision that it calls."""
    functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    waiting, met = ["upgrade"], set()
    while waiting:
        name = waiting.pop()
        met.add(name)
        for node in ast.walk(functions[name]):
            yield node
            if isinstance(node, ast.Name) and node.id in functions and node.id not in met:
                waiting.append(node.id)


def _judged(act: _Act, seen: _Seen) -> Iterator[Breach]:
    line = act.call.lineno
    if act.name == "alter_column":
        if act.keyword("type_") is not None:
            yield Breach(line, f"changes the type of a column of {act.table}: it rewrites and locks the table")
        if act.keyword("new_column_name") is not None:
            yield Breach(line, f"renames a column of {act.table}: the servers that run know the old name")
        if act.says("nullable", False):
            yield Breach(line, f"forbids NULL in a column of {act.table}: old servers still write it")
    elif act.name == "add_column":
        seen.added.add(act.table)
        yield from _added(act)
    elif act.name == "create_index" and act.table not in SMALL and not act.says("postgresql_concurrently", True):
        yield Breach(
            line, f"builds an index on {act.table} without postgresql_concurrently: nobody can write meanwhile"
        )
    elif act.name == "rename_table":
        yield Breach(line, f"renames {act.table}: the servers that run know the old name")
    elif act.name == "drop_column":
        seen.dropped.setdefault(act.table, line)
    elif act.name == "drop_table":
        seen.dropped.setdefault("", line)


def _added(act: _Act) -> Iterator[Breach]:
    columns = [arg for arg in act.call.args if isinstance(arg, ast.Call)]
    for column in columns:
        given = {k.arg: k.value for k in column.keywords}
        nullable, default = given.get("nullable"), given.get("server_default")
        required = isinstance(nullable, ast.Constant) and nullable.value is False
        if required and (default is None or (isinstance(default, ast.Constant) and default.value is None)):
            yield Breach(act.call.lineno, f"adds a NOT NULL column to {act.table} without a server default")


def _replaced(seen: _Seen) -> Iterator[Breach]:
    """Adding and dropping of one table in one revision is replacing, as is a new table for an old one."""
    for table, line in seen.dropped.items():
        if table in seen.added or (table == "" and seen.made):
            yield Breach(line, "takes away in the revision that adds its replacement: contract in a later one")


def _dangerous_sql(act: _Act) -> bool:
    said = " ".join(_text([arg]) for arg in ast.walk(act.call) if isinstance(arg, ast.Constant)).upper()
    words = said.split()
    alters = "ALTER" in words and ("TYPE" in words or "RENAME" in words or {"SET", "NOT", "NULL"} <= set(words))
    return alters or ("CREATE" in words and "INDEX" in words and "CONCURRENTLY" not in words)


def _of_sql(act: _Act) -> Breach:
    return Breach(act.call.lineno, "does in SQL what an operation may not")


def _text(nodes: list[ast.expr]) -> str:
    node = nodes[0] if nodes else None
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
