"""All signatories with their counts, to filter and to sort."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import sqlite3
    from datetime import date

MONTH: Final = 30  # days that "lately" means


class Order(StrEnum):
    """What the list is sorted by."""

    NAME = "name"
    COUNTRY = "country"
    CATEGORY = "category"
    LATELY = "lately"  # articles of the last thirty days, most first
    EVER = "ever"  # articles at all, most first
    LAST = "last"  # the last day it was named, latest first


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One signatory."""

    id: int
    name: str
    category: str
    country: str
    lately: int  # articles in the last thirty days
    ever: int
    last_day: str  # empty when it was never named


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A filter of the list; an empty part admits all."""

    words: str = ""
    category: str = ""
    country: str = ""
    order: Order = Order.LATELY


@dataclass(frozen=True, slots=True, kw_only=True)
class Directory:
    """The list, what it was narrowed to, and what it can be narrowed to."""

    wanted: Wanted
    lines: tuple[Line, ...]
    total: int
    categories: tuple[str, ...]
    countries: tuple[str, ...]


def directory(connection: sqlite3.Connection, wanted: Wanted, today: date) -> Directory:
    """All signatories that are wanted."""
    lately = dict(
        connection.execute(
            "SELECT subject, count(*) FROM match_subjects WHERE day BETWEEN ? AND ? GROUP BY subject",
            ((today - timedelta(days=MONTH - 1)).isoformat(), today.isoformat()),
        ).fetchall()
    )
    ever = _ever(connection)
    lines = [
        Line(
            id=row[0],
            name=row[1],
            category=row[2],
            country=row[3],
            lately=lately.get(row[1], 0),
            ever=ever.get(row[1], 0),
            last_day=row[4] or "",
        )
        for row in connection.execute(
            """SELECT id, name, category, country, (SELECT max(day) FROM match_subjects WHERE subject = name)
               FROM signatories WHERE listed = 1"""
        )
    ]
    return Directory(
        wanted=wanted,
        lines=tuple(sorted((line for line in lines if _is_wanted(line, wanted)), key=_KEYS[wanted.order])),
        total=len(lines),
        categories=tuple(sorted({line.category for line in lines})),
        countries=tuple(sorted({line.country for line in lines if line.country})),
    )


def _ever(connection: sqlite3.Connection) -> dict[str, int]:
    return dict(connection.execute("SELECT value, matches FROM match_counts WHERE dimension = 'subject'").fetchall())


def _is_wanted(line: Line, wanted: Wanted) -> bool:
    return (
        wanted.words.casefold() in line.name.casefold()
        and wanted.category in {"", line.category}
        and wanted.country in {"", line.country}
    )


_KEYS: Final = {
    Order.NAME: lambda line: (line.name.casefold(),),
    Order.COUNTRY: lambda line: (line.country or "~", line.name.casefold()),
    Order.CATEGORY: lambda line: (line.category, line.name.casefold()),
    Order.LATELY: lambda line: (-line.lately, -line.ever, line.name.casefold()),
    Order.EVER: lambda line: (-line.ever, line.name.casefold()),
    Order.LAST: lambda line: (_backwards(line.last_day), line.name.casefold()),
}


def _backwards(day: str) -> tuple[int, ...]:
    """A key that sorts days latest first, none last."""
    return tuple(-ord(character) for character in day) or (0,)
