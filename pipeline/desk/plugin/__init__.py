"""The hooks Datasette calls. Each hands on to a module of its own and decides nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datasette import hookimpl

from pipeline.adapters.sqlite.functions import add_functions

if TYPE_CHECKING:
    import sqlite3


@hookimpl
def prepare_connection(conn: sqlite3.Connection) -> None:
    """Gives every connection the functions that our schema calls."""
    add_functions(conn)
