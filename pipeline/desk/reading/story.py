"""One story: every article that tells it, by whom, when and in which language."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.core.rendering import charts, reasons
from pipeline.desk import timelines
from pipeline.desk.reading.cards import Card, MatchRow, card, matches_of
from pipeline.desk.timelines import Figure, Links, to_day

if TYPE_CHECKING:
    import sqlite3


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A subject that a story names."""

    name: str
    kind: str
    signatory_id: int | None
    articles: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryPage:
    """All that a story's page shows."""

    id: int
    card: Card
    members: tuple[MatchRow, ...]  # earliest first
    first_day: str
    last_day: str
    languages: tuple[tuple[str, int], ...]  # articles each
    named: tuple[Named, ...]
    timeline: Figure | None  # None for a story of a single day
    kin: dict[int, Kin]  # by match: the earlier member it is nearest to


@dataclass(frozen=True, slots=True, kw_only=True)
class Kin:
    """Why an article belongs to a story: another one of it, and what the two have in common."""

    other: MatchRow
    why: str  # in words
    note: str = ""  # of the person who put the two together


def story(connection: sqlite3.Connection, story_id: int, links: Links) -> StoryPage | None:
    """The page of a story, or None when no match belongs to it."""
    members = matches_of(connection, [story_id])
    if not members:
        return None
    return StoryPage(
        id=story_id,
        card=card(members),
        members=members,
        first_day=members[0].day,
        last_day=members[-1].day,
        languages=tuple(Counter(member.language for member in members).most_common()),
        named=_named(connection, story_id),
        timeline=_timeline(members, links),
        kin=_kin(connection, members),
    )


def moved(connection: sqlite3.Connection, story_id: int) -> int | None:
    """Where a story is now that has lost its id to an earlier article, or None. A story's id is that of an article."""
    row = connection.execute("SELECT story_id FROM matches WHERE id = ?", (story_id,)).fetchone()
    if row is None:
        row = connection.execute(
            "SELECT m.story_id FROM former_stories f JOIN matches m ON m.id = f.article_id WHERE f.id = ?", (story_id,)
        ).fetchone()
    return int(row[0]) if row else None


def _kin(connection: sqlite3.Connection, members: tuple[MatchRow, ...]) -> dict[int, Kin]:
    place = {member.id: number for number, member in enumerate(members)}
    rows = connection.execute(
        """SELECT first_id, second_id, similarity, why FROM story_links
           WHERE first_id IN (SELECT value FROM json_each(:ids)) AND second_id IN (SELECT value FROM json_each(:ids))
           ORDER BY similarity""",
        {"ids": json.dumps(list(place))},
    )
    found: dict[int, Kin] = {}
    for first, second, similarity, why in rows:
        earlier, later = sorted((first, second), key=place.__getitem__)
        words = f"{reasons.KINSHIP.get(why, why)} ({round(100 * similarity)} % alike)"
        found[later] = Kin(other=members[place[earlier]], why=words)
    # What people decided stands above what was measured.
    for first, second, note in connection.execute(
        """SELECT article_id, other_id, note FROM story_decisions
           WHERE undone_at IS NULL AND other_id IS NOT NULL ORDER BY id"""
    ):
        if first in place and second in place:
            earlier, later = sorted((first, second), key=place.__getitem__)
            found[later] = Kin(other=members[place[earlier]], why="put together by a person", note=note)
    return found


def _timeline(members: tuple[MatchRow, ...], links: Links) -> Figure | None:
    first, last = to_day(members[0].day), to_day(members[-1].day)
    if first is None or last is None or first == last:
        return None
    counted = Counter((member.day, member.tier) for member in members)
    counts = timelines.by_day((day, tier, count) for (day, tier), count in counted.items())
    return timelines.by_tier(
        "story", "Articles by day", counts, charts.spans(first, last, 1), links, unit=timelines.ARTICLES
    )


def _named(connection: sqlite3.Connection, story_id: int) -> tuple[Named, ...]:
    rows = connection.execute(
        """SELECT s.subject, s.kind, g.id, count(*) AS articles
           FROM matches m JOIN match_subjects s ON s.match_id = m.id LEFT JOIN signatories g ON g.name = s.subject
           WHERE m.story_id = ? GROUP BY s.subject ORDER BY s.kind = 'call' DESC, articles DESC, s.subject""",
        (story_id,),
    )
    return tuple(Named(name=row[0], kind=row[1], signatory_id=row[2], articles=row[3]) for row in rows)
