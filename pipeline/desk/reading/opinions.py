"""What people said of a match: right or wrong, subject by subject."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion:
    """The latest word on one subject of an article."""

    verdict: str  # right | wrong
    given_by: str
    given_at: str
    note: str


def opinions_of(connection: sqlite3.Connection, article_id: int) -> dict[str, Opinion]:
    """The opinions on an article, by subject."""
    rows = connection.execute(
        "SELECT subject, verdict, given_by, given_at, note FROM feedback WHERE article_id = ?", (article_id,)
    )
    return {row[0]: Opinion(verdict=row[1], given_by=row[2], given_at=row[3], note=row[4]) for row in rows}
