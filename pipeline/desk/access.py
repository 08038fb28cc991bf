"""Which databases are ours, and whether somebody may read them; the same words for Datasette 0.65 and 1.0."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

    from datasette.app import Datasette

# What our pages read. Whoever may not see one of these tables sees Datasette's own pages.
READ: Final = (
    "matches", "match_subjects", "articles", "mentions", "entries", "feeds", "pages", "signatories", "aliases",
)  # fmt: skip


async def is_ours(datasette: Datasette, name: str) -> bool:
    """Whether a database holds the tables our pages read. They come by migration, so a name is enough."""
    if name not in datasette.databases:
        return False
    asked = ", ".join("?" * len(READ))
    sql = f"SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name IN ({asked})"  # noqa: S608  (question marks)
    found = await datasette.get_database(name).execute_fn(lambda connection: connection.execute(sql, READ).fetchone())
    return bool(found[0] == len(READ))


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
    for name in datasette.databases:
        if await is_ours(datasette, name) and await may_read(datasette, actor, name):
            return str(name)
    return ""


def _classic(database: str) -> Iterable[tuple[str, Any]]:
    yield "view-instance", None
    yield "view-database", database
    for table in READ:
        yield "view-table", (database, table)
