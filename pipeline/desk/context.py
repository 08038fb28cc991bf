"""What a template is given: the furniture of every page, and the subject of the front page and of rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from datasette.utils.asgi import Request

from pipeline.desk import access, clock
from pipeline.desk.reading.article import article
from pipeline.desk.reading.front import SPANS, front
from pipeline.desk.reading.signatory import signatory
from pipeline.desk.reading.story import story
from pipeline.desk.timelines import TIER_WORDS, Links, to_day
from pipeline.desk.verdicts import may_judge

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable

    from datasette.app import Datasette

_ARTICLES: Final = frozenset({"matches", "articles"})


@dataclass(frozen=True, slots=True)
class Asked:
    """What Datasette says about a template it is about to render; empty words where it says nothing."""

    datasette: Any  # a Datasette, whose module is still being imported while it loads its plugins
    request: Request | None
    view: str
    database: str
    table: str


@dataclass(frozen=True, slots=True)
class Desk:
    """Addresses that every page leads to, all in one database."""

    datasette: Any
    database: str
    words: str  # in the search box

    @property
    def matches(self) -> str:
        """The list of matches."""
        return str(self.datasette.urls.table(self.database, "matches"))

    @property
    def signatories(self) -> str:
        """The list of signatories."""
        return f"{self.datasette.urls.database(self.database)}/-/signatories"

    @property
    def data(self) -> str:
        """All tables and queries."""
        return str(self.datasette.urls.database(self.database))

    @property
    def front(self) -> str:
        """The front page."""
        return str(self.datasette.urls.instance())

    def table(self, name: str, **asked: object) -> str:
        """A table, narrowed down."""
        where = f"?{urlencode(asked)}" if asked else ""
        return f"{self.datasette.urls.table(self.database, name)}{where}"

    def matching(self, **asked: object) -> str:
        """The list of matches, narrowed down."""
        return self.table("matches", **asked)

    def article(self, match_id: int) -> str:
        """The page of a flagged article."""
        return str(self.datasette.urls.row(self.database, "matches", str(match_id)))

    def signatory(self, signatory_id: int) -> str:
        """The page of a signatory."""
        return str(self.datasette.urls.row(self.database, "signatories", str(signatory_id)))

    def feed(self, row: int) -> str:
        """The row of a feed."""
        return str(self.datasette.urls.row(self.database, "feeds", str(row)))

    def syndication(self, slug: str, extension: str) -> str:
        """A signatory's own feed."""
        return f"{self.data}/-/signatory/{slug}.{extension}"

    def story(self, story_id: int) -> str:
        """The page of a story."""
        return f"{self.data}/-/story/{story_id}"

    def feedback(self, match_id: int) -> str:
        """Where verdicts on an article go."""
        return f"{self.data}/-/feedback/{match_id}"

    @property
    def names(self) -> str:
        """How often each name was right."""
        return f"{self.data}/-/names"

    def day(self, **asked: object) -> str:
        """The front page of some day."""
        return f"{self.front}?{urlencode(asked)}"

    def links(self, subject: str = "", story_id: int | None = None) -> Links:
        """Links of a chart."""
        return Links(self.matches, subject, story_id)

    async def read(self, question: Callable[[sqlite3.Connection], Any]) -> Any:  # noqa: ANN401  (of any kind)
        """The answer to a question, asked in a thread of the database's own."""
        return await self.datasette.get_database(self.database).execute_fn(question)


async def template_vars(asked: Asked) -> dict[str, Any]:
    """Variables for a template. `desk` is None where no database of ours may be shown."""
    desk = await furniture(asked.datasette, asked.request, asked.database)
    if desk is None:
        return {"desk": None}
    shown: dict[str, Any] = {"desk": desk, "tier_words": {tier.value: words for tier, words in TIER_WORDS.items()}}
    if asked.view == "index":
        shown["front"] = await _front(desk, asked.request)
        shown["queries"] = await _queries(desk, asked.request)
    if asked.view == "row" and asked.database == desk.database and asked.request is not None:
        shown.update(await _row(desk, asked.table, asked.request))
    return shown


async def furniture(datasette: Datasette, request: Request | None, database: str) -> Desk | None:
    """The desk of a page's own database, else of the first that is ours; None when there is none to be shown."""
    actor = request.actor if request is not None else None
    if database and access.is_ours(datasette, database):
        chosen = database if await access.may_read(datasette, actor, database) else ""
    else:
        chosen = await access.first_of_ours(datasette, actor)
    words = request.args.get("q") or request.args.get("_q") or "" if request is not None else ""
    return Desk(datasette, chosen, words) if chosen else None


async def _front(desk: Desk, request: Request | None) -> Any:  # noqa: ANN401  (a Front)
    now = clock.utc_now()
    wanted = request.args if request is not None else {}
    day = to_day(wanted.get("day") or "") or now.date()
    span = next((span for span in SPANS if str(span) == wanted.get("span")), SPANS[0])
    return await desk.read(lambda connection: front(connection, min(day, now.date()), span, now, desk.links()))


async def _row(desk: Desk, table: str, request: Request) -> dict[str, Any]:
    key = request.url_vars.get("pks", "")
    if not key.isascii() or not key.isdigit():
        return {}
    if table in _ARTICLES:
        page = await desk.read(lambda connection: article(connection, int(key)))
        judges = page is not None and page.tier is not None and may_judge(desk, request)
        return {"article": page, "feedback": desk.feedback(int(key)) if judges else ""}
    if table == "stories":
        links = desk.links(story_id=int(key))
        return {"story": await desk.read(lambda connection: story(connection, int(key), links))}
    if table == "signatories":
        today = clock.utc_now().date()
        name = await desk.read(
            lambda connection: connection.execute("SELECT name FROM signatories WHERE id = ?", (key,)).fetchone()
        )
        links = desk.links(name[0]) if name else desk.links()
        return {"signatory": await desk.read(lambda connection: signatory(connection, int(key), today, links))}
    return {}


async def _queries(desk: Desk, request: Request | None) -> list[tuple[str, str, str]]:
    """The ready-made questions: address, title, description. Datasette 1.0 asks for them otherwise than 0.65."""
    actor = request.actor if request is not None else None
    if hasattr(desk.datasette, "get_canned_queries"):
        found = await desk.datasette.get_canned_queries(desk.database, actor)
        named = [(name, query.get("title"), query.get("description")) for name, query in found.items()]
    else:
        page = await desk.datasette.list_queries(desk.database, actor=actor)
        named = [(query.name, query.title, query.description) for query in page.queries]
    return [
        (str(desk.datasette.urls.query(desk.database, name)), title or name, description or "")
        for name, title, description in named
    ]
