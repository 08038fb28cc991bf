"""What the words of an address select in a table, in the form Datasette wants it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from datasette.filters import FilterArguments
from datasette.utils.asgi import BadRequest

from pipeline.core import urls
from pipeline.core.searching import to_query
from pipeline.desk.gate import SEARCHED
from pipeline.desk.selecting import FEW, Sizes, clauses_for, search_clauses, sizes_for
from pipeline.desk.wanted import wanted_from

if TYPE_CHECKING:
    import sqlite3

    from datasette.database import Database
    from datasette.utils.asgi import Request

    from pipeline.desk.selecting import Clauses
    from pipeline.desk.wanted import Wanted

_SIZES: Final = "paris_call.sizes"


def add_functions(connection: sqlite3.Connection) -> None:
    """Gives a connection the functions that our canned queries call."""
    connection.create_function("desk_query", 1, _query, deterministic=True)
    connection.create_function("desk_url_key", 1, _url_key, deterministic=True)


async def filters_for(db: Database, table: str, request: Request) -> FilterArguments | None:
    """The conditions for a page of one of our tables.

    Raises:
        BadRequest: it cannot be done as asked; showing everything instead would mislead.
    """
    args = request.args
    refused = sorted(name for name in args if name.startswith("_search"))
    if refused:
        how = "use ?q=" if table in SEARCHED else f"{table} has no search"
        raise BadRequest(f"{refused[0]} does nothing here: {how}")
    if table == "matches":
        try:
            wanted = wanted_from(args)
        except ValueError as error:
            raise BadRequest(f"a day is written like 2026-11-24: {error}") from error
        return _as_datasette(clauses_for(wanted, await sizes_of(db, wanted, request)))
    if table in SEARCHED and args.get("_q"):
        index, key = SEARCHED[table]
        sql = f"SELECT count(*) FROM (SELECT 1 FROM {index} WHERE {index} MATCH desk_query(?) LIMIT {FEW + 1})"  # noqa: S608  (our own names)
        found = (await db.execute(sql, (args["_q"],))).first()[0]
        return _as_datasette(search_clauses(args["_q"], index, key, found))
    return None


async def sizes_of(db: Database, wanted: Wanted, request: Request) -> Sizes:
    """What each condition lets through, counted once per request."""
    if _SIZES not in request.scope:
        request.scope[_SIZES] = await sizes_for(db, wanted)
    sizes: Sizes = request.scope[_SIZES]
    return sizes


def _as_datasette(clauses: Clauses) -> FilterArguments:
    return FilterArguments(list(clauses.where), dict(clauses.params), list(clauses.words))


def _query(words: str | None) -> str:
    return to_query(words or "").match or '""'


def _url_key(address: str | None) -> str:
    return urls.key(address or "")
