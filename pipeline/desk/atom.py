"""Any table or query with an address, a title and a time, as an Atom feed."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qsl, urlencode

from datasette import Response

from pipeline.core.rendering.atom import CONTENT_TYPE, FeedItem, ItemFeed, to_atom
from pipeline.desk.access import is_ours
from pipeline.desk.wanted import outward

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from datasette.app import Datasette
    from datasette.utils.asgi import Request

_NEEDED: Final = frozenset({"url", "title"})
_TIMES: Final = ("first_seen_at", "published_at", "day")  # the first that a row has is when it changed
_LAUNCH: Final = datetime(2018, 11, 12, tzinfo=UTC)  # of the Call; an empty feed needs a time that stays


def can_render(datasette: Datasette, database: str, columns: Sequence[str]) -> bool:
    """Whether rows with these columns make a feed."""
    return is_ours(datasette, database) and set(columns) >= _NEEDED and not set(columns).isdisjoint(_TIMES)


def render(
    datasette: Datasette, request: Request, database: str, columns: Sequence[str], rows: Sequence[Any]
) -> Response:
    """The rows as a feed; 404 where they make none."""
    if not can_render(datasette, database, columns):
        return Response.text("no feed: it takes the columns url, title and a time\n", status=404)
    path = request.path.removesuffix(".atom")
    query = urlencode(sorted(parse_qsl(outward(request.query_string))))
    table = path.rsplit("/", 1)[-1]
    feed = ItemFeed(
        name=f"{table}?{query}" if query else table,
        title=f"Paris Call monitor: {table}{' where ' + _in_words(query) if query else ''}",
        page=datasette.absolute_url(request, f"{path}?{query}" if query else path),
        address=datasette.absolute_url(request, f"{path}.atom?{query}" if query else f"{path}.atom"),
        updated=_LAUNCH,
        items=tuple(_item({column: row[column] for column in columns}) for row in rows),
    )
    return Response(to_atom(feed), content_type=CONTENT_TYPE, headers={"Cache-Control": "max-age=300"})


def _in_words(query: str) -> str:
    return ", ".join(f"{name} is {value}" for name, value in parse_qsl(query))


def _item(row: Mapping[str, Any]) -> FeedItem:
    def text(column: str) -> str:
        value = row.get(column)
        return str(value) if value is not None else ""

    times = [moment for moment in (_moment(text(column)) for column in _TIMES) if moment]
    return FeedItem(
        url=text("url"),
        title=text("title"),
        sentence=text("sentence"),
        site=text("site"),
        language=text("language"),
        published=_moment(text("published_at")),
        updated=times[0] if times else _LAUNCH,
        subjects=tuple(filter(None, text("signatories").split("; "))),
        tier=text("tier"),
    )


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment.replace(tzinfo=moment.tzinfo or UTC)
