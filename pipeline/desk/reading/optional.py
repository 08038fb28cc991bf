"""Tables that came with later versions: a file that no daemon has upgraded yet lacks them, and is shown without."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3


def has(connection: sqlite3.Connection, table: str) -> bool:
    """Whether the file has this table."""
    return (
        connection.execute("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?", (table,)).fetchone()
        is not None
    )
