"""The hooks Datasette calls. Each hands on to a module of its own and decides nothing.

Hooks that only Datasette 0.65 calls are optional, so that 1.0 does not refuse the plugin.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from datasette import hookimpl

from pipeline.adapters.sqlite.functions import add_functions
from pipeline.desk import atom, cells, filters, gate, metadata, pages, queries
from pipeline.desk.guard import is_ours

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Awaitable, Callable


@hookimpl
def prepare_connection(conn: sqlite3.Connection) -> None:
    """Gives every connection the functions that our schema and our queries call."""
    add_functions(conn)
    filters.add_functions(conn)


@hookimpl
def startup(datasette: Any) -> Callable[[], Awaitable[None]]:
    """Tells Datasette 1.0 what 0.65 asks for."""

    async def publish() -> None:
        if hasattr(datasette, "set_resource_metadata"):
            await metadata.publish(datasette)
            await queries.publish(datasette)

    return publish


@hookimpl(optionalhook=True)
def get_metadata(datasette: Any, table: str | None) -> dict[str, Any]:
    """Titles, descriptions and order, for 0.65."""
    return metadata.classic_metadata(datasette, table)


@hookimpl(optionalhook=True)
def canned_queries(datasette: Any, database: str) -> dict[str, dict[str, Any]]:
    """The questions, for 0.65."""
    return queries.classic_queries() if is_ours(datasette, database) else {}


@hookimpl
def asgi_wrapper(datasette: Any) -> Callable[[gate.App], gate.App]:
    """Puts us in front of Datasette."""
    return lambda app: gate.gate(datasette, app)


@hookimpl
def filters_from_request(
    request: Any, database: str, table: str, datasette: Any
) -> Callable[[], Awaitable[Any]] | None:
    """What the words of the address select."""
    if not is_ours(datasette, database):
        return None
    return lambda: filters.filters_for(datasette.get_database(database), table, request)


@hookimpl
def render_cell(value: object, column: str, database: str, datasette: Any) -> str | None:
    """Single values in Datasette's own tables."""
    return cells.cell(value, column) if is_ours(datasette, database) else None


@hookimpl
def register_output_renderer() -> dict[str, Any]:
    """Rows as an Atom feed."""
    return {"extension": "atom", "render": atom.render, "can_render": atom.can_render}


@hookimpl
def extra_css_urls(datasette: Any, database: str | None) -> list[str]:
    """Our style, on our pages."""
    return pages.styles(datasette, database)


@hookimpl
def extra_template_vars(
    datasette: Any, database: str | None, table: str | None, view_name: str, request: Any
) -> Callable[[], Awaitable[dict[str, Any]]]:
    """What our templates ask."""
    return lambda: pages.variables(datasette, database, table, view_name, request)
