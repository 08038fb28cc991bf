"""The SQL functions that our triggers and views call; every connection that reads the file as ours needs them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.core.searching import spaced

if TYPE_CHECKING:
    import sqlite3


def add_functions(connection: sqlite3.Connection) -> None:
    """Gives a connection the functions that the schema refers to."""
    connection.create_function("spaced", 1, _spaced, deterministic=True)


def _spaced(text: str | None) -> str | None:
    return None if text is None else spaced(text)
