"""What a publisher has done to an article since it was first read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pipeline.adapters.sqlite.rows import to_strings

if TYPE_CHECKING:
    import sqlite3

_SIGNS: Final = {"- ": "gone", "+ ": "come"}
KINDS: Final = {
    "edited": "The publisher changed it",
    "withdrawn": "The publisher took it down; what was read stays here",
    "restored": "The publisher put it back",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a difference: `kind` is "gone", "come" or "", for a remark."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisionRow:
    """One change."""

    seen_at: str
    what: str  # in words
    gained: tuple[str, ...]
    lost: tuple[str, ...]
    tier_before: str | None
    tier_after: str | None
    lines: tuple[Line, ...]


def revisions_of(connection: sqlite3.Connection, article_id: int) -> tuple[RevisionRow, ...]:
    """The changes of an article, latest first."""
    rows = connection.execute(
        """SELECT seen_at, kind, gained, lost, tier_before, tier_after, diff FROM revisions
           WHERE article_id = ? ORDER BY seen_at DESC, id DESC""",
        (article_id,),
    )
    return tuple(
        RevisionRow(
            seen_at=row[0],
            what=KINDS[row[1]],
            gained=to_strings(row[2]),
            lost=to_strings(row[3]),
            tier_before=row[4],
            tier_after=row[5],
            lines=tuple(_line(line) for line in row[6].splitlines() if line.strip()),
        )
        for row in rows
    )


def _line(line: str) -> Line:
    kind = _SIGNS.get(line[:2], "")
    return Line(kind, line[2:] if kind else line)
