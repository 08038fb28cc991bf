"""What somebody looks for among the matches, read from the address of the page.

The words of the address are for people (`?q=ransomware&signatory=Microsoft&from=2026-11-01`). Datasette takes every
word without an underscore in front for a column, so those that are none of `matches` travel with one inside.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qsl, urlencode

if TYPE_CHECKING:
    from collections.abc import Mapping

_INSIDE: Final = {
    "q": "_q", "_search": "_q", "signatory": "_signatory", "category": "_category", "country": "_country",
    "from": "_from", "to": "_to",
}  # fmt: skip
_OUTSIDE: Final = {inside: outside for outside, inside in _INSIDE.items() if outside != "_search"}
_QUIET: Final = {"_nocount": "1", "_nosuggest": "1"}


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


def inward(query: str, *, is_counted: bool) -> str:
    """A query string for people as Datasette must see it.

    Datasette's own counting takes seconds where a search finds much, and is left off there unless `_count` asks for
    it; so is the counting of a table that is not `is_counted`.
    """
    pairs = [(_INSIDE.get(name, name), value) for name, value in parse_qsl(query, keep_blank_values=True)]
    pairs = [(name, value) for name, value in pairs if value.strip() or name not in _KNOWN]
    present = {name for name, _ in pairs}
    quiet = {"_nosuggest"} if "_count" in present or (is_counted and "_q" not in present) else set(_QUIET)
    return urlencode(pairs + [(name, _QUIET[name]) for name in sorted(quiet - present)])


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
