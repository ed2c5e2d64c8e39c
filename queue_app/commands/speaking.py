"""How commands speak: a no is a sentence on stderr and an exit code, never a traceback."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import wraps
from typing import Any, cast

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy.exc import OperationalError

from queue_app import product_time
from queue_app.errors import Invalid, Refused
from queue_app.schema import require_schema

#: What the operator's commands record as `by`.
BY = "operator"


def said_plainly(function: Callable[..., Any]) -> Callable[..., Any]:
    """End with 2 when the input is wrong, with 1 for any other refusal."""

    @with_appcontext
    @wraps(function)
    def run(*args: Any, **options: Any) -> Any:
        try:
            return function(*args, **options)
        except OperationalError as error:
            why = str(error.orig).strip().partition("\n")[0]
            click.echo(f"Basis data tidak dapat dihubungi: {why}", err=True)
            sys.exit(1)
        except Refused as no:
            click.echo(str(no), err=True)
            for line in no.lines if isinstance(no, Invalid) else []:
                click.echo(f"  {line}", err=True)
            sys.exit(2 if isinstance(no, Invalid) else 1)

    return cast(Callable[..., Any], run)


def in_product_time(function: Callable[..., Any]) -> Callable[..., Any]:
    """As `said_plainly`, at the time the server shows; for commands that need a database that is prepared."""

    @wraps(function)
    def run(*args: Any, **options: Any) -> Any:
        require_schema()
        product_time.agree(current_app.extensions["config"])
        return function(*args, **options)

    return said_plainly(run)
