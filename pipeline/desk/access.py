"""Which databases are ours, and whether somebody may read them; the same words for Datasette 0.65 and 1.0."""

from __future__ import annotations

import importlib
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

# Datasette's own SQLite, never a second one: when one library closes a file, the locks of the other are gone.
from datasette.utils.sqlite import sqlite3

if TYPE_CHECKING:
    from collections.abc import Iterable

    from datasette.app import Datasette

# What our pages read. Whoever may not see one of these tables sees Datasette's own pages. A file without one of them,
# because it is somebody else's or no daemon has brought it up to date, is left alone.
READ: Final = (
    "matches", "match_subjects", "match_counts", "articles", "mentions", "entries", "feeds", "pages", "polls",
    "signatories", "aliases", "stories", "story_links", "story_decisions", "former_stories", "revisions", "feedback",
    "backfill_files",
)  # fmt: skip

_known: set[str] = set()


def is_ours(datasette: Datasette, database: str | None) -> bool:
    """Whether a database holds all tables our pages read; a file that gets them later is seen then.

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


async def may_read(datasette: Datasette, actor: dict[str, Any] | None, database: str) -> bool:
    """Whether an actor may see all that our pages show of a database."""
    if hasattr(datasette, "permission_allowed"):
        for action, resource in _classic(database):
            if not await datasette.permission_allowed(actor, action, resource, default=True):
                return False
        return True
    resources = importlib.import_module("datasette.resources")  # since 1.0
    return bool(
        await datasette.allowed(action="view-database", resource=resources.DatabaseResource(database), actor=actor)
    ) and all(
        [
            await datasette.allowed(action="view-table", resource=resources.TableResource(database, table), actor=actor)
            for table in READ
        ]
    )


async def first_of_ours(datasette: Datasette, actor: dict[str, Any] | None) -> str:
    """The first database of ours that the actor may read, or ""."""
    for name in ours(datasette):
        if await may_read(datasette, actor, name):
            return name
    return ""


def _has_tables(path: Path) -> bool:
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as connection:
            found = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    except sqlite3.Error:
        return False  # whatever is wrong with it, Datasette will say
    return {name for (name,) in found}.issuperset(READ)


def _classic(database: str) -> Iterable[tuple[str, Any]]:
    yield "view-instance", None
    yield "view-database", database
    for table in READ:
        yield "view-table", (database, table)
