"""What somebody looks for among the matches, read from the address of the page, and the SQL that finds it.

The words of the address are for people (`?q=ransomware&signatory=Microsoft&from=2026-11-01`). Datasette takes every
word without an underscore in front for a column, so those that are none of `matches` travel with one inside.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qsl, urlencode

from pipeline.core.searching import to_query

if TYPE_CHECKING:
    from collections.abc import Mapping

_INSIDE: Final = {
    "q": "_q", "_search": "_q", "signatory": "_signatory", "category": "_category", "country": "_country",
    "from": "_from", "to": "_to",
}  # fmt: skip
_OUTSIDE: Final = {inside: outside for outside, inside in _INSIDE.items() if outside != "_search"}
_QUIET: Final = {"_nocount": "1", "_nosuggest": "1"}  # Datasette's own counting and guessing take seconds

FEW: Final = 20_000  # so many rows are quicker fetched and sorted than met by walking down the list


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the list shows; empty fields do not restrict."""

    q: str = ""
    signatory: str = ""  # or any other subject
    category: str = ""
    country: str = ""  # ISO 3166-1 alpha-3
    tier: str = ""
    site: str = ""
    language: str = ""
    since: str = ""  # first day
    until: str = ""  # last day

    @property
    def is_everything(self) -> bool:
        """Whether nothing restricts the list."""
        return not any(getattr(self, field.name) for field in fields(self))

    def words(self) -> dict[str, str]:
        """The restrictions as they stand in an address."""
        named = {field.name: getattr(self, field.name) for field in fields(self)}
        named["from"], named["to"] = named.pop("since"), named.pop("until")
        return {name: value for name, value in named.items() if value}


@dataclass(frozen=True, slots=True, kw_only=True)
class Clauses:
    """Conditions on `matches`, with their parameters."""

    where: tuple[str, ...]
    params: dict[str, str | int]
    words: tuple[str, ...]  # what they say


def wanted_from(args: Mapping[str, str]) -> Wanted:
    """Reads a page's arguments, in either spelling.

    Raises:
        ValueError: a day is none; to leave it out would show more than was asked for.
    """

    def value(name: str) -> str:
        return str(args.get(_INSIDE.get(name, name)) or args.get(name) or "").strip()

    since, until = _day(value("from")), _day(value("to"))
    return Wanted(
        q=value("q"),
        signatory=value("signatory"),
        category=value("category"),
        country=value("country"),
        tier=value("tier"),
        site=value("site"),
        language=value("language"),
        since=since,
        until=until,
    )


def _day(text: str) -> str:
    return date.fromisoformat(text).isoformat() if text else ""


def inward(query: str, quiet: Mapping[str, str] = _QUIET) -> str:
    """A query string for people as Datasette must see it."""
    pairs = [(_INSIDE.get(name, name), value) for name, value in parse_qsl(query, keep_blank_values=True)]
    pairs = [(name, value) for name, value in pairs if value.strip() or name not in _KNOWN]
    present = {name for name, _ in pairs}
    return urlencode(pairs + [pair for pair in quiet.items() if pair[0] not in present and "_count" not in present])


def outward(query: str) -> str:
    """The other way round, for links on pages."""
    return urlencode(
        [
            (_OUTSIDE.get(name, name), value)
            for name, value in parse_qsl(query, keep_blank_values=True)
            if _QUIET.get(name) != value
        ]
    )


_KNOWN: Final = {*_INSIDE.values(), "tier", "site", "language"}


async def clauses_for(db: Any, wanted: Wanted) -> Clauses:
    """The conditions, each in the form that is quick for as many rows as it lets through."""
    where: list[str] = []
    params: dict[str, str | int] = {}
    words: list[str] = []
    if wanted.since:
        where.append("matches.newest >= :desk_since")
        params["desk_since"] = _bound(wanted.since)
        words.append(f"from {wanted.since}")
    if wanted.until:
        where.append("matches.newest < :desk_until")
        params["desk_until"] = _bound(wanted.until) + 10**10
        words.append(f"to {wanted.until}")
    for column, value in (("subject", wanted.signatory), ("category", wanted.category), ("country", wanted.country)):
        if not value:
            continue
        params[f"desk_{column}"] = value
        where.append(await _named(db, column, value, wanted))
        words.append(f"{column} is {value}" if column != "subject" else f"names {value}")
    if wanted.q:
        query = to_query(wanted.q).match
        params["desk_q"] = query
        where.append(await _found(db, query, rare=any(" IN (SELECT match_id" in clause for clause in where)))
        words.append(f"contains {wanted.q}")
    return Clauses(where=tuple(where), params=params, words=tuple(words))


async def search_clause(q: str, index: str, key: str) -> Clauses:
    """The condition of a search in another table than the matches."""
    query = to_query(q).match
    where = f"{key} IN (SELECT rowid FROM {index} WHERE {index} MATCH :desk_q)" if query else "0"  # noqa: S608  (our own names)
    return Clauses(where=(where,), params={"desk_q": query}, words=(f"contains {q}",))


def _bound(day: str) -> int:
    return int(day.replace("-", "")) * 10**10


async def _named(db: Any, column: str, value: str, wanted: Wanted) -> str:
    condition = f"{column} = :desk_{column}"
    span = [f"day >= '{wanted.since}'"] if wanted.since else []
    span += [f"day <= '{wanted.until}'"] if wanted.until else []
    inside = " AND ".join([condition, *span])
    sql = f"SELECT count(*) FROM (SELECT 1 FROM match_subjects WHERE {inside} LIMIT {FEW + 1})"  # noqa: S608  (our own names)
    found = (await db.execute(sql, {f"desk_{column}": value})).first()[0]
    if found <= FEW:
        return f"matches.id IN (SELECT match_id FROM match_subjects WHERE {inside})"  # noqa: S608  (our own names)
    return f"EXISTS (SELECT 1 FROM match_subjects s WHERE s.match_id = matches.id AND +s.{condition})"  # noqa: S608  (our own names)


async def _found(db: Any, query: str, *, rare: bool) -> str:
    if not query:
        return "0"
    sql = f"SELECT count(*) FROM (SELECT 1 FROM articles_fts WHERE articles_fts MATCH :desk_q LIMIT {FEW + 1})"  # noqa: S608  (a number)
    found = (await db.execute(sql, {"desk_q": query})).first()[0]
    if found <= FEW:
        return "matches.id IN (SELECT rowid FROM articles_fts WHERE articles_fts MATCH :desk_q)"
    if rare:
        return "+matches.id IN (SELECT rowid FROM articles_fts WHERE articles_fts MATCH :desk_q)"
    return "EXISTS (SELECT 1 FROM articles_fts WHERE articles_fts MATCH :desk_q AND articles_fts.rowid = matches.id)"
