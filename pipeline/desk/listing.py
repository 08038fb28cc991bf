"""The list of matches as its page shows it: form, restrictions, counts, rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode, urlsplit

from markupsafe import Markup

from pipeline.core.evidence import MARK, UNMARK
from pipeline.core.rendering.countries import country_name
from pipeline.core.rendering.languages import language_name
from pipeline.core.searching import SPACE
from pipeline.desk import markup
from pipeline.desk.counts import Counts, count
from pipeline.desk.selecting import query_of
from pipeline.desk.wanted import Wanted, outward, wanted_from

if TYPE_CHECKING:
    from collections.abc import Iterable

    from datasette.database import Database

    from pipeline.desk.selecting import Sizes

TIERS: Final = {"call": "Names the Call", "context": "In context", "mention": "Named"}
CATEGORIES: Final = {
    "private-sector": "Private sector", "civil-society": "Civil society", "state": "States",
    "public-authority": "Public authorities",
}  # fmt: skip
_FACETS: Final = (
    ("tier", "tier", "Tier"), ("subject", "signatory", "Who is named"), ("category", "category", "Kind of supporter"),
    ("country", "country", "Country"), ("language", "language", "Language"), ("site", "site", "Outlet"),
    ("day", "day", "Day"),
)  # fmt: skip
_CHIPS: Final = {
    "q": "contains", "signatory": "names", "category": "kind of supporter", "country": "country", "tier": "tier",
    "site": "outlet", "language": "language", "from": "from", "to": "to",
}  # fmt: skip
_PLAIN: Final = frozenset({*_CHIPS, "_q", "_signatory", "_category", "_country", "_from", "_to", "_next", "_size",
                           "_sort", "_sort_desc", "_nocount", "_nosuggest", "_search", "_labels"})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Choice:
    """A value that a click restricts the list to, or that it is restricted to."""

    label: str
    count: int
    href: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """The values of one kind."""

    name: str
    title: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Chip:
    """One restriction, with the address of the list without it."""

    text: str
    href: str


@dataclass(frozen=True, slots=True)
class Line:
    """One match."""

    day: str
    tier: str
    tier_word: str
    title: Markup
    href: str
    sentence: Markup
    snippet: Markup
    signatories: str
    site: str
    url: str  # "" when it is no address of the web
    language: str
    language_word: str


@dataclass(frozen=True, slots=True)
class Listing:
    """What the template of the list asks."""

    db: Any
    path: str  # of the table, without a query
    wanted: Wanted
    counts: Counts | None  # None when the list is restricted by what only Datasette knows
    facets: tuple[Facet, ...]
    chips: tuple[Chip, ...]
    query: str  # the restrictions, as in the address
    tiers: Mapping[str, str]

    @property
    def summary(self) -> str:
        """How many there are, in words."""
        if self.counts is None:
            return ""
        number = f"{self.counts.total:,}"
        if not self.counts.is_total_exact:
            return f"{number} matches or more"
        return "1 match" if self.counts.total == 1 else f"{number} matches"

    @property
    def note(self) -> str:
        """What the counts of the facets cover, when that is not the whole list."""
        if self.counts is None or (self.counts.is_total_exact and self.counts.counted == self.counts.total):
            return ""
        return f"Counted over the newest {self.counts.counted:,}."

    def export(self, extension: str) -> str:
        """The address of the same list in another form; as CSV all of it, else its first page."""
        words = "&".join(filter(None, (self.query, "_stream=on" if extension == "csv" else "")))
        return f"{self.path}.{extension}{'?' + words if words else ''}"

    def next(self, next_url: str | None) -> str:
        """The address of the next page, "" on the last."""
        return f"{self.path}?{outward(urlsplit(next_url).query)}" if next_url else ""

    async def lines(self, display_rows: Iterable[Iterable[Mapping[str, Any]]]) -> list[Line]:
        """The rows of the page; with a search, the words found marked in title and text."""
        rows = [{cell["column"]: cell["raw"] for cell in row} for row in display_rows]
        hits = await self._hits([int(row["id"]) for row in rows]) if self.wanted.q else {}
        return [self._line(row, *hits.get(int(row["id"]), ("", ""))) for row in rows]

    def _line(self, row: Mapping[str, Any], title: str, snippet: str) -> Line:
        def text(column: str) -> str:
            return str(row.get(column) or "")

        return Line(
            day=text("day"),
            tier=text("tier"),
            tier_word=TIERS.get(text("tier"), text("tier")),
            title=markup.marked(title or text("title") or "(no title)"),
            href=f"{self.path}/{row['id']}",
            sentence=markup.marked(text("sentence")),
            snippet=markup.marked(snippet) if MARK in snippet else Markup(""),
            signatories=text("signatories"),
            site=text("site"),
            url=markup.web(text("url")),
            language=text("language"),
            language_word=language_name(text("language")) if text("language") else "",
        )

    async def _hits(self, ids: list[int]) -> dict[int, tuple[str, str]]:
        found = await self.db.execute(
            """SELECT f.rowid, highlight(articles_fts, 0, :mark, :unmark),
                      snippet(articles_fts, 1, :mark, :unmark, ' … ', 24)
               FROM json_each(:ids) j CROSS JOIN articles_fts f
               WHERE articles_fts MATCH :q AND f.rowid = j.value""",
            {"q": query_of(self.wanted), "ids": str(ids), "mark": MARK, "unmark": UNMARK},
        )
        return {
            row[0]: ((row[1] or "").replace(SPACE, ""), " ".join((row[2] or "").replace(SPACE, "").split()))
            for row in found.rows
        }


async def listing_for(db: Database, path: str, args: Mapping[str, str], sizes: Sizes) -> Listing:
    """Everything but the rows, for the list at `path`.

    Raises:
        ValueError: a day in the address is none.
    """
    wanted = wanted_from(args)
    counts = None if _has_more(args) else await count(db, wanted, sizes)
    return Listing(
        db=db,
        path=path,
        wanted=wanted,
        counts=counts,
        facets=_facets(path, wanted, counts) if counts else (),
        chips=_chips(path, wanted),
        query=urlencode(wanted.words()),
        tiers=TIERS,
    )


def _has_more(args: Mapping[str, str]) -> bool:
    return any(name not in _PLAIN for name in args)


def _facets(path: str, wanted: Wanted, counts: Counts) -> tuple[Facet, ...]:
    facets = []
    words = wanted.words()
    for dimension, name, title in _FACETS:
        choices = []
        for value, number in counts.values.get(dimension, ()):
            asked = {"from": value, "to": value} if name == "day" else {name: value}
            chosen = all(words.get(key) == wish for key, wish in asked.items())
            rest = {key: wish for key, wish in words.items() if key not in asked}
            href = _address(path, rest if chosen else {**words, **asked})
            choices.append(Choice(_label(name, value), number, href, chosen))
        if choices:
            facets.append(Facet(name, title, tuple(choices)))
    return tuple(facets)


def _chips(path: str, wanted: Wanted) -> tuple[Chip, ...]:
    words = wanted.words()
    return tuple(
        Chip(
            f"{_CHIPS[name]} {_label(name, value)}",
            _address(path, {key: wish for key, wish in words.items() if key != name}),
        )
        for name, value in words.items()
    )


def _address(path: str, words: Mapping[str, str]) -> str:
    return f"{path}?{urlencode(words)}" if words else path


def _label(name: str, value: str) -> str:
    if name == "tier":
        return TIERS.get(value, value)
    if name == "category":
        return CATEGORIES.get(value, value)
    if name == "country":
        return country_name(value)
    return language_name(value) if name == "language" else value
