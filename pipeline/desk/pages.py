"""What our templates of tables ask, and their style."""

from __future__ import annotations

from typing import Any

from pipeline.desk.filters import sizes_of
from pipeline.desk.gate import SEARCHED
from pipeline.desk.guard import is_ours
from pipeline.desk.listing import listing_for
from pipeline.desk.metadata import table_words
from pipeline.desk.wanted import wanted_from

_STYLE = "/-/static-plugins/paris-call-monitor/tables.css"


def styles(datasette: Any, database: str | None) -> list[str]:
    """The addresses of the style sheets of a page."""
    return [datasette.urls.path(_STYLE)] if is_ours(datasette, database) else []


async def variables(
    datasette: Any, database: str | None, table: str | None, view_name: str, request: Any
) -> dict[str, Any]:
    """`desk_list` for the list of matches, `desk_table` for any other table of ours; nothing elsewhere."""
    if view_name != "table" or table is None or database is None or not is_ours(datasette, database):
        return {}
    if table == "matches":
        path = datasette.urls.table(database, table)
        db = datasette.get_database(database)
        sizes = await sizes_of(db, wanted_from(request.args), request)
        return {"desk_list": await listing_for(db, path, request.args, sizes)}
    words = table_words().get(table)
    return {
        "desk_table": {
            "columns": words["columns"] if words else {},
            "is_searched": table in SEARCHED,
            "q": request.args.get("_q") or "",
        }
    }
