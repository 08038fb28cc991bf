"""What stands between the network and Datasette, for the databases that are ours.

On the way in, the words of an address become those Datasette knows. On the way out, answers get their security
headers, and CSV its inert cells.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qs, unquote

from pipeline.desk.access import is_ours, ours
from pipeline.desk.headers import security_headers
from pipeline.desk.sheets import InertCsv
from pipeline.desk.wanted import inward

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from datasette.app import Datasette

    Message = dict[str, Any]
    Receive = Callable[[], Awaitable[Message]]
    Send = Callable[[Message], Awaitable[None]]
    App = Callable[[dict[str, Any], Receive, Send], Awaitable[None]]

# Tables with a search of our own, their index, and the column that is its rowid.
SEARCHED: Final = {
    "matches": ("articles_fts", "matches.id"),
    "articles": ("articles_fts", "id"),
    "searchable": ("articles_fts", "id"),
    "entries": ("entries_fts", "id"),
    "entry_titles": ("entries_fts", "id"),
}


def gate(datasette: Datasette, app: App) -> App:
    """The application with us in front."""
    headers = security_headers()

    async def answer(scope: dict[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        database, table, extension = _place(datasette, scope["path"])
        if (database in datasette.databases and not is_ours(datasette, database)) or not ours(datasette):
            await app(scope, receive, send)
            return
        query = scope["query_string"].decode("latin-1")
        if table in SEARCHED:
            scope = {**scope, "query_string": inward(query, is_counted=table != "matches").encode("latin-1")}
        is_csv = extension == "csv" or parse_qs(query).get("_format") == ["csv"]
        await app(scope, receive, _out(send, headers, is_csv=is_csv))

    return answer


def _place(datasette: Datasette, path: str) -> tuple[str, str, str]:
    """Database, table and format in a path; empty where there is none."""
    base = datasette.setting("base_url").rstrip("/")
    parts = unquote(path.removeprefix(base)).strip("/").split("/")
    names = {database.route: name for name, database in datasette.databases.items()}
    table, _, extension = parts[-1].partition(".")
    return names.get(parts[0], parts[0]), table if len(parts) == 2 else "", extension  # noqa: PLR2004  (database and table)


def _out(send: Send, headers: tuple[tuple[bytes, bytes], ...], *, is_csv: bool) -> Send:
    csv: InertCsv | None = None

    async def out(message: Message) -> None:
        nonlocal csv
        if message["type"] == "http.response.start":
            ours_by_name = dict(headers)
            kept = [(name, value) for name, value in message.get("headers", []) if name.lower() not in ours_by_name]
            kind = next((value for name, value in kept if name.lower() == b"content-type"), b"")
            if is_csv and message["status"] == 200 and kind.startswith((b"text/csv", b"text/plain")):  # noqa: PLR2004  (HTTP)
                csv = InertCsv()
                kept = [(name, value) for name, value in kept if name.lower() != b"content-length"]
            message = {**message, "headers": [*kept, *headers]}
        elif message["type"] == "http.response.body" and csv is not None:
            body = csv.feed(message.get("body", b""), final=not message.get("more_body", False))
            message = {**message, "body": body}
        await send(message)

    return out
