"""The hooks Datasette calls. Each hands on to a module of its own and decides nothing.

Hooks that only Datasette 0.65 calls are optional, so that 1.0 does not refuse the plugin.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from datasette import hookimpl

from pipeline.adapters.sqlite.functions import add_functions
from pipeline.desk import atom, cells, environment, filters, gate, metadata, pages, queries, routes
from pipeline.desk.access import is_ours
from pipeline.desk.context import Asked

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Awaitable, Callable

    from datasette.app import Datasette
    from datasette.utils.asgi import Request
    from jinja2 import Environment


@hookimpl
def prepare_connection(conn: sqlite3.Connection) -> None:
    """Gives every connection the functions that our schema and our queries call."""
    add_functions(conn)
    filters.add_functions(conn)


@hookimpl
def startup(datasette: Datasette) -> Callable[[], Awaitable[None]]:
    """Tells Datasette 1.0 what 0.65 asks for."""

    async def publish() -> None:
        if hasattr(datasette, "set_resource_metadata"):
            await metadata.publish(datasette)
            await queries.publish(datasette)

    return publish


@hookimpl(optionalhook=True)
def get_metadata(datasette: Datasette, key: str | None, table: str | None) -> dict[str, Any]:
    """Titles, descriptions and order, for 0.65. By the key `tables` it only looks for permissions: we give none."""
    return {} if key == "tables" else metadata.classic_metadata(datasette, table)


@hookimpl(optionalhook=True)
def canned_queries(datasette: Datasette, database: str) -> dict[str, dict[str, Any]]:
    """The questions, for 0.65."""
    return queries.classic_queries() if is_ours(datasette, database) else {}


@hookimpl
def asgi_wrapper(datasette: Datasette) -> Callable[[gate.App], gate.App]:
    """Puts us in front of Datasette."""
    return lambda app: gate.gate(datasette, app)


@hookimpl
def filters_from_request(
    request: Request, database: str, table: str, datasette: Datasette
) -> Callable[[], Awaitable[Any]] | None:
    """What the words of the address select."""
    if not is_ours(datasette, database):
        return None
    return lambda: filters.filters_for(datasette.get_database(database), table, request)


@hookimpl
def render_cell(value: object, column: str, database: str, datasette: Datasette) -> str | None:
    """Single values in Datasette's own tables."""
    return cells.cell(value, column) if is_ours(datasette, database) else None


@hookimpl
def register_output_renderer() -> dict[str, Any]:
    """Rows as an Atom feed."""
    return {"extension": "atom", "render": atom.render, "can_render": atom.can_render}


@hookimpl
def prepare_jinja2_environment(env: Environment) -> None:
    """Gives templates our filters."""
    environment.prepare(env)


@hookimpl
def extra_css_urls() -> list[str]:
    """Our colours and layout, on every page."""
    return environment.stylesheets()


@hookimpl
def extra_template_vars(
    datasette: Datasette, request: Request | None, view_name: str, database: str | None, table: str | None
) -> Awaitable[dict[str, Any]]:
    """What our templates show."""
    return pages.template_vars(Asked(datasette, request, view_name or "", database or "", table or ""))


@hookimpl
def register_routes() -> list[tuple[str, Any]]:
    """Pages that no table has: stories, the list of signatories, the feeds of each."""
    return routes.ROUTES
