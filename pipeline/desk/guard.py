"""Which of the databases that Datasette serves are ours."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from datasette.app import Datasette

# The youngest table tells our schema from others, and from our own before the desk came.
_OURS: Final = frozenset({"matches", "match_subjects", "match_counts", "articles", "entries", "feeds", "signatories"})

_known: set[str] = set()


def is_ours(datasette: Datasette, database: str | None) -> bool:
    """Whether a database holds our tables, all of them; a file that gets them later is seen then.

    Datasette asks some hooks outside the event loop's reach, so this looks into the file by itself.
    """
    if database is None or database not in datasette.databases:
        return False
    path = datasette.databases[database].path
    if path is None:
        return False
    if path not in _known and _has_tables(Path(path)):
        _known.add(path)
    return path in _known


def ours(datasette: Datasette) -> tuple[str, ...]:
    """The names of the databases that are ours, in Datasette's order."""
    return tuple(name for name in datasette.databases if is_ours(datasette, name))


def _has_tables(path: Path) -> bool:
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as connection:
            found = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    except sqlite3.Error:
        return False  # whatever is wrong with it, Datasette will say
    return {name for (name,) in found} >= _OURS
