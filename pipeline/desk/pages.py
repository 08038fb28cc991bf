"""What the templates of tables are given, beside what every page is given."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pipeline.desk.access import is_ours
from pipeline.desk.context import template_vars as page_vars
from pipeline.desk.filters import sizes_of
from pipeline.desk.gate import SEARCHED
from pipeline.desk.listing import listing_for
from pipeline.desk.metadata import table_words
from pipeline.desk.wanted import wanted_from

if TYPE_CHECKING:
    from pipeline.desk.context import Asked


async def template_vars(asked: Asked) -> dict[str, Any]:
    """`desk_list` for the list of matches, `desk_table` for any other table of ours; neither elsewhere."""
    shown = await page_vars(asked)
    if asked.view == "table" and asked.request is not None and is_ours(asked.datasette, asked.database):
        shown |= await _table(asked, asked.request)
    return shown


async def _table(asked: Asked, request: Any) -> dict[str, Any]:  # noqa: ANN401  (a Request)
    if asked.table == "matches":
        db = asked.datasette.get_database(asked.database)
        sizes = await sizes_of(db, wanted_from(request.args), request)
        path = asked.datasette.urls.table(asked.database, asked.table)
        return {"desk_list": await listing_for(db, path, request.args, sizes)}
    words = table_words().get(asked.table)
    return {
        "desk_table": {
            "columns": words["columns"] if words else {},
            "is_searched": asked.table in SEARCHED,
            "q": request.args.get("_q") or "",
        }
    }
