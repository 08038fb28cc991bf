"""One article: its text with every mention in place and the reason for each, where it came from, who else tells it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pipeline.adapters.sqlite.rows import to_strings, unpack
from pipeline.core.rendering import coverage, reasons, wording
from pipeline.core.rendering.languages import language_name
from pipeline.desk.reading.cards import MatchRow, matches_of
from pipeline.desk.reading.opinions import opinions_of
from pipeline.desk.reading.places import Stretch, Subject, in_text, in_title, places_of, subjects
from pipeline.desk.reading.revisions import RevisionRow, revisions_of
from pipeline.model import BodyQuality, DateSource

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

_MEMBERS: Final = 40  # articles of the story that are listed here; its own page has all
_DATE_SOURCES: Final = {
    DateSource.PAGE: "the page says so",
    DateSource.FEED: "the feed says so",
    DateSource.URL: "its address says so",
    DateSource.NONE: "nobody says when; shown is when we first saw it",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """One entry that brought the article."""

    feed_id: int
    feed: str
    url: str
    title: str
    first_seen_at: str
    outcome: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbour:
    """The match before or after in the list of its tier."""

    id: int
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticlePage:
    """All that an article's page shows."""

    id: int
    title: tuple[Stretch, ...]
    plain_title: str
    paragraphs: tuple[tuple[Stretch, ...], ...]
    has_text: bool
    url: str
    site: str
    authors: str
    language_code: str
    language: str
    published_at: str | None
    published_from: str  # in words
    first_seen_at: str
    read_at: str
    quality: str  # in words
    obstacle: str  # in words, or empty
    tier: str | None
    score: float
    why: tuple[str, ...]  # the verdict's reasons, most important first
    versions: tuple[str, str]  # matcher, gazetteer
    matched_at: str | None
    subjects: tuple[Subject, ...]
    arrivals: tuple[Arrival, ...]
    story_id: int | None
    day: str
    others: tuple[MatchRow, ...]  # of the same story
    others_count: int
    newer: Neighbour | None
    older: Neighbour | None
    revisions: tuple[RevisionRow, ...]  # latest first


def article(connection: sqlite3.Connection, article_id: int) -> ArticlePage | None:
    """The page of an article, or None when there is no such."""
    row = connection.execute(
        """SELECT title, text, packed_text, url, site, authors, language, published_at, published_from, first_seen_at,
                  read_at, body_quality, obstacle, tier, score, reasons, matcher_version, gazetteer_version, matched_at
           FROM articles WHERE id = ?""",
        (article_id,),
    ).fetchone()
    if row is None:
        return None
    text = row[1] if row[1] is not None else unpack(row[2]) if row[2] is not None else ""
    found, owners = places_of(connection, article_id)
    match = connection.execute("SELECT story_id, day, tier FROM matches WHERE id = ?", (article_id,)).fetchone()
    others = [other for other in matches_of(connection, [match[0]]) if other.id != article_id] if match else []
    return ArticlePage(
        id=article_id,
        title=in_title(row[0], found),
        plain_title=row[0],
        paragraphs=in_text(text, found),
        has_text=bool(text.strip()),
        url=row[3],
        site=row[4],
        authors=row[5],
        language_code=row[6],
        language=language_name(row[6]),
        published_at=row[7],
        published_from=_DATE_SOURCES[DateSource(row[8])],
        first_seen_at=row[9],
        read_at=row[10],
        quality=wording.quality(BodyQuality(row[11])) or "the full text was read",
        obstacle=coverage.obstacle(row[12]),
        tier=row[13],
        score=row[14],
        why=tuple(reasons.spelled_out(reason) for reason in to_strings(row[15])),
        versions=(row[16], row[17]),
        matched_at=row[18],
        subjects=subjects(found, owners, opinions_of(connection, article_id)),
        arrivals=_arrivals(connection, article_id),
        story_id=match[0] if match else None,
        day=match[1] if match else "",
        others=tuple(others[:_MEMBERS]),
        others_count=len(others),
        newer=_neighbour(connection, article_id, match, _NEWER) if match else None,
        older=_neighbour(connection, article_id, match, _OLDER) if match else None,
        revisions=revisions_of(connection, article_id),
    )


def _arrivals(connection: sqlite3.Connection, article_id: int) -> tuple[Arrival, ...]:
    rows = connection.execute(
        """SELECT f.id, coalesce(nullif(f.title, ''), f.url), e.url, e.title, e.first_seen_at, e.outcome, e.outcome_why
           FROM entries e JOIN feeds f ON f.id = e.feed_id WHERE e.article_id = ? ORDER BY e.first_seen_at, e.id""",
        (article_id,),
    )
    return tuple(
        Arrival(
            feed_id=row[0],
            feed=row[1],
            url=row[2],
            title=row[3],
            first_seen_at=row[4],
            outcome=coverage.outcome(row[5] or "pending"),
            why=row[6],
        )
        for row in rows
    )


# The list is the one of a tier, newest first: who reads what names the Call wants the next that does.
_NEWER: Final = "SELECT id, title FROM matches WHERE tier = ? AND (day, id) > (?, ?) ORDER BY day, id LIMIT 1"
_OLDER: Final = "SELECT id, title FROM matches WHERE tier = ? AND (day, id) < (?, ?) ORDER BY day DESC, id DESC LIMIT 1"


def _neighbour(connection: sqlite3.Connection, article_id: int, match: Sequence[object], sql: str) -> Neighbour | None:
    row = connection.execute(sql, (match[2], match[1], article_id)).fetchone()
    return Neighbour(id=row[0], title=row[1]) if row else None
