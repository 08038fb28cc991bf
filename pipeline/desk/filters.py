"""What the words of an address select in a table, in the form Datasette wants it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from datasette.filters import FilterArguments
from datasette.utils.asgi import BadRequest

from pipeline.core import urls
from pipeline.core.searching import to_query
from pipeline.desk.gate import SEARCHED
from pipeline.desk.wanted import Clauses, clauses_for, search_clause, wanted_from

if TYPE_CHECKING:
    import sqlite3


def add_functions(connection: sqlite3.Connection) -> None:
    """Gives a connection the functions that our canned queries call."""
    connection.create_function("desk_query", 1, _query, deterministic=True)
    connection.create_function("desk_url_key", 1, _url_key, deterministic=True)


async def filters_for(db: Any, table: str, args: Any) -> FilterArguments | None:
    """The conditions for a page of one of our tables.

    Raises:
        BadRequest: it cannot be done as asked; showing everything instead would mislead.
    """
    refused = sorted(name for name in args if name.startswith("_search"))
    if refused:
        how = "use ?q=" if table in SEARCHED else f"{table} has no search"
        raise BadRequest(f"{refused[0]} does nothing here: {how}")
    if table == "matches":
        try:
            clauses = await clauses_for(db, wanted_from(args))
        except ValueError as error:
            raise BadRequest(f"a day is written like 2026-11-24: {error}") from error
    elif table in SEARCHED and args.get("_q"):
        clauses = await search_clause(args["_q"], *SEARCHED[table])
    else:
        return None
    return _as_datasette(clauses)


def _as_datasette(clauses: Clauses) -> FilterArguments:
    return FilterArguments(list(clauses.where), dict(clauses.params), list(clauses.words))


def _query(words: str | None) -> str:
    return to_query(words or "").match or '""'


def _url_key(address: str | None) -> str:
    return urls.key(address or "")
