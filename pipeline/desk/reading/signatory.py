"""One signatory: who it is, by which names it is watched, and what the news made of it."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from pipeline.core.rendering import charts
from pipeline.core.rendering.atom import FeedItem
from pipeline.core.rendering.languages import language_name
from pipeline.core.slugs import slugs
from pipeline.desk import timelines
from pipeline.desk.reading.cards import Card, cards
from pipeline.desk.timelines import Figure, Links, to_day

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Sequence

_WEEK: Final = 7
_YEAR: Final = 52 * _WEEK  # days
_LATEST: Final = 2000  # articles that languages, outlets and company are counted in
_CARDS: Final = 12
_ROWS: Final = 15  # of each list beside
_FEED: Final = 50  # items


@dataclass(frozen=True, slots=True, kw_only=True)
class Who:
    """A row of `signatories`, with its address."""

    id: int
    name: str
    category: str
    country: str
    signed: str
    ambiguity: str
    notes: str
    listed: bool
    slug: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Company:
    """Who is named in the same stories."""

    id: int | None
    name: str
    stories: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatoryPage:
    """All that a signatory's page shows."""

    who: Who
    certain: tuple[str, ...]
    weak: tuple[str, ...]
    traps: tuple[str, ...]
    articles: int  # ever
    stories_year: int
    first_day: str  # empty when it was never named
    last_day: str
    year: Figure  # stories by week
    ever: Figure | None  # articles by month; None when the year shows all
    counted_in: int  # latest articles that the lists are made from
    languages: tuple[tuple[str, int], ...]  # stories each
    outlets: tuple[tuple[str, int], ...]
    company: tuple[Company, ...]
    latest: tuple[Card, ...]


def who(connection: sqlite3.Connection, signatory_id: int) -> Who | None:
    """A signatory by its row."""
    row = connection.execute(
        "SELECT id, name, category, country, signed, ambiguity, evidence, listed FROM signatories WHERE id = ?",
        (signatory_id,),
    ).fetchone()
    if row is None:
        return None
    return Who(
        id=row[0],
        name=row[1],
        category=row[2],
        country=row[3],
        signed=row[4],
        ambiguity=row[5],
        notes=row[6],
        listed=bool(row[7]),
        slug=all_slugs(connection)[row[1]],
    )


def all_slugs(connection: sqlite3.Connection) -> dict[str, str]:
    """The slug of every signatory, by name."""
    return _slugs(tuple(row[0] for row in connection.execute("SELECT name FROM signatories ORDER BY id")))


@lru_cache(maxsize=4)  # the list changes with a release, and a slug for each of 1,222 names takes 15 ms
def _slugs(names: tuple[str, ...]) -> dict[str, str]:
    return slugs(names)


def by_slug(connection: sqlite3.Connection, slug: str) -> Who | None:
    """A signatory by its address."""
    name = next((name for name, known in all_slugs(connection).items() if known == slug), None)
    row = connection.execute("SELECT id FROM signatories WHERE name = ?", (name,)).fetchone()
    return who(connection, row[0]) if row else None


def signatory(connection: sqlite3.Connection, signatory_id: int, today: date, links: Links) -> SignatoryPage | None:
    """The page of a signatory, or None when there is no such."""
    found = who(connection, signatory_id)
    if found is None:
        return None
    names = connection.execute(
        "SELECT strength, name FROM aliases WHERE signatory_id = ? ORDER BY name", (signatory_id,)
    ).fetchall()
    days = _articles_by_day(connection, found.name)
    since = today - timedelta(days=_YEAR - 1)
    year, stories_year = _year(connection, found.name, since, today, links)
    latest = _latest(connection, found.name)
    return SignatoryPage(
        who=found,
        certain=tuple(name for strength, name in names if strength == "certain"),
        weak=tuple(name for strength, name in names if strength == "weak"),
        traps=tuple(name for strength, name in names if strength == "trap"),
        articles=sum(sum(counts) for counts in days.values()),
        stories_year=stories_year,
        first_day=min(days).isoformat() if days else "",
        last_day=max(days).isoformat() if days else "",
        year=year,
        ever=_ever(days, today, links),
        counted_in=len(latest),
        languages=_by_story((language_name(row[2]), row[1]) for row in latest),
        outlets=_by_story((row[3], row[1]) for row in latest if row[3]),
        company=_company(connection, found.name, latest),
        latest=cards(connection, list(dict.fromkeys(row[1] for row in latest))[:_CARDS]),
    )


def feed_items(connection: sqlite3.Connection, name: str) -> tuple[FeedItem, ...]:
    """The latest matches that name a signatory, for its feed."""
    rows = connection.execute(
        """SELECT m.url, m.title, m.sentence, m.site, m.language, m.published_at, m.first_seen_at, m.signatories, m.tier
           FROM match_subjects s JOIN matches m ON m.id = s.match_id
           WHERE s.subject = ? ORDER BY s.day DESC, s.match_id DESC LIMIT ?""",
        (name, _FEED),
    )
    return tuple(
        FeedItem(
            url=row[0],
            title=row[1],
            sentence=row[2],
            site=row[3],
            language=row[4],
            published=_moment(row[5]) if row[5] else None,
            updated=_moment(row[6]),
            subjects=tuple(row[7].split("; ")) if row[7] else (),
            tier=row[8],
        )
        for row in rows
    )


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def _latest(connection: sqlite3.Connection, name: str) -> list[tuple[int, int, str, str]]:
    return [
        (row[0], row[1], row[2], row[3])
        for row in connection.execute(
            """SELECT m.id, m.story_id, m.language, m.site FROM match_subjects s JOIN matches m ON m.id = s.match_id
               WHERE s.subject = ? ORDER BY s.day DESC, s.match_id DESC LIMIT ?""",
            (name, _LATEST),
        )
    ]


def _by_story(named: Iterable[tuple[str, int]]) -> tuple[tuple[str, int], ...]:
    counts = Counter(value for value, _ in set(named))
    return tuple(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:_ROWS])


def _company(
    connection: sqlite3.Connection, name: str, latest: Sequence[tuple[int, int, str, str]]
) -> tuple[Company, ...]:
    stories = {row[0]: row[1] for row in latest}
    rows = connection.execute(
        """SELECT c.subject, c.match_id FROM json_each(?) j JOIN match_subjects c ON c.match_id = j.value
           WHERE c.subject != ? AND c.kind != 'call'""",
        (json.dumps(list(stories)), name),
    )
    together = Counter(subject for subject, _ in {(row[0], stories[row[1]]) for row in rows})
    ids = {row[1]: row[0] for row in connection.execute("SELECT id, name FROM signatories")}
    ordered = sorted(together.items(), key=lambda pair: (-pair[1], pair[0]))[:_ROWS]
    return tuple(Company(id=ids.get(subject), name=subject, stories=count) for subject, count in ordered)


def _articles_by_day(connection: sqlite3.Connection, name: str) -> dict[date, list[int]]:
    """Articles by tier on each day that has any: one pass over the subject's own rows, in their order."""
    rows = connection.execute(
        """SELECT day, sum(tier = 'call'), sum(tier = 'context'), sum(tier = 'mention') FROM match_subjects
           WHERE subject = ? GROUP BY day""",
        (name,),
    )
    found = ((to_day(row[0]), [row[1], row[2], row[3]]) for row in rows)
    return {day: counts for day, counts in found if day is not None}


def _year(connection: sqlite3.Connection, name: str, since: date, today: date, links: Links) -> tuple[Figure, int]:
    """The chart of stories by week, and how many stories it is made of."""
    rows = connection.execute(
        """SELECT DISTINCT s.day, s.tier, m.story_id FROM match_subjects s JOIN matches m ON m.id = s.match_id
           WHERE s.subject = ? AND s.day BETWEEN ? AND ?""",
        (name, since.isoformat(), today.isoformat()),
    ).fetchall()
    counted = Counter((row[0], row[1]) for row in rows)
    counts = timelines.by_day((day, tier, count) for (day, tier), count in counted.items())
    pieces = charts.spans(since, today, _WEEK)
    figure = timelines.by_tier("year", "Stories by week, over twelve months", counts, pieces, links)
    return figure, len({row[2] for row in rows})


def _ever(days: dict[date, list[int]], today: date, links: Links) -> Figure | None:
    if not days or (today - min(days)).days < _YEAR:
        return None
    # Articles: a subject's rows do not say which story, and looking up each of a hundred thousand takes too long.
    pieces = charts.months(min(days), today)
    return timelines.by_tier("ever", "Articles by month, all years", days, pieces, links, timelines.ARTICLES)
