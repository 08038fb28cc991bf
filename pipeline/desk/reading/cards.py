"""Stories as cards: one article speaks for all of them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pipeline.core.rendering.languages import language_name
from pipeline.model import Tier

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Sequence

_NEAREST: Final = {tier.value: number for number, tier in enumerate(Tier)}
_COLUMNS: Final = "id, story_id, day, tier, score, title, sentence, signatories, site, language, url, first_seen_at"
_LOOKED_AT: Final = 12  # articles for each story wanted: most stories have fewer


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchRow:
    """One row of `matches`."""

    id: int
    story_id: int
    day: str
    tier: str
    score: float
    title: str
    sentence: str  # with marks
    names: tuple[str, ...]
    site: str
    language: str  # in English
    url: str
    first_seen_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One story: the article that speaks for it, and who else tells it."""

    story_id: int
    lead: MatchRow
    articles: int
    outlets: tuple[str, ...]  # the lead's first, each once
    languages: tuple[str, ...]


def latest_stories(connection: sqlite3.Connection, until: str, tier: Tier, limit: int) -> tuple[Card, ...]:
    """The stories of a tier with the latest articles up to the day `until`, latest first."""
    rows = connection.execute(
        """SELECT story_id FROM matches WHERE tier = ? AND day <= ? ORDER BY day DESC, id DESC LIMIT ?""",
        (tier.value, until, limit * _LOOKED_AT),
    )
    return cards(connection, list(dict.fromkeys(row[0] for row in rows))[:limit])


def cards(connection: sqlite3.Connection, stories: Sequence[int]) -> tuple[Card, ...]:
    """The cards of some stories, in the order given."""
    members: dict[int, list[MatchRow]] = {story: [] for story in stories}
    for match in matches_of(connection, stories):
        members[match.story_id].append(match)
    return tuple(card(members[story]) for story in stories if members[story])


def matches_of(connection: sqlite3.Connection, stories: Iterable[int]) -> tuple[MatchRow, ...]:
    """All matches of some stories, earliest first."""
    rows = connection.execute(
        f"""SELECT {_COLUMNS} FROM matches WHERE story_id IN (SELECT value FROM json_each(?))
            ORDER BY day, coalesce(published_at, first_seen_at), id""",  # noqa: S608  (constant column list)
        (json.dumps(list(stories)),),
    )
    return tuple(_match(row) for row in rows)


def card(members: Sequence[MatchRow]) -> Card:
    """The card of a story with these members (at least one)."""
    lead = speaker(members)
    ordered = [lead, *members]
    return Card(
        story_id=lead.story_id,
        lead=lead,
        articles=len(members),
        outlets=tuple(dict.fromkeys(member.site for member in ordered if member.site)),
        languages=tuple(dict.fromkeys(member.language for member in ordered)),
    )


def speaker(members: Sequence[MatchRow]) -> MatchRow:
    """The article that speaks for a story: nearest to the Call, then highest score, then earliest."""
    return min(members, key=lambda member: (_NEAREST[member.tier], -member.score, member.day, member.id))


def _match(row: Sequence[object]) -> MatchRow:
    names = str(row[7])
    return MatchRow(
        id=int(str(row[0])),
        story_id=int(str(row[1])),
        day=str(row[2]),
        tier=str(row[3]),
        score=float(str(row[4])),
        title=str(row[5]),
        sentence=str(row[6]),
        names=tuple(names.split("; ")) if names else (),
        site=str(row[8]),
        language=language_name(str(row[9])),
        url=str(row[10]),
        first_seen_at=str(row[11]),
    )
