"""The hooks Datasette calls. Each hands on to a module of its own and decides nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from datasette import hookimpl

from pipeline.adapters.sqlite.functions import add_functions
from pipeline.desk import context, environment, routes

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Awaitable

    from datasette.app import Datasette
    from datasette.utils.asgi import Request
    from jinja2 import Environment


@hookimpl
def prepare_connection(conn: sqlite3.Connection) -> None:
    """Gives every connection the functions that our schema calls."""
    add_functions(conn)


@hookimpl
def prepare_jinja2_environment(env: Environment) -> None:
    """Gives templates our filters."""
    environment.prepare(env)


@hookimpl
def extra_css_urls(datasette: Datasette) -> list[str]:
    """Our colours and layout, on every page."""
    return [environment.stylesheet(datasette)]


@hookimpl
def extra_template_vars(
    datasette: Datasette, request: Request | None, view_name: str, database: str | None, table: str | None
) -> Awaitable[dict[str, Any]]:
    """What our templates show."""
    return context.template_vars(context.Asked(datasette, request, view_name or "", database or "", table or ""))


@hookimpl
def register_routes() -> list[tuple[str, Any]]:
    """Pages that no table has: stories, the list of signatories, the feeds of each."""
    return routes.ROUTES
