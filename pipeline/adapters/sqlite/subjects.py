"""Who is named in a digest's period, and how often each was named before. Reads the temporary table `told`.

CROSS JOIN keeps SQLite to the order written: of a temporary table it does not know how short it is.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from pipeline.adapters.sqlite.rows import to_text
from pipeline.core.digests.periods import periods_before
from pipeline.core.digests.statistics import LEAST_UNUSUAL, QUIET_DAYS, SPANS
from pipeline.model import DigestSubject, Edition, SubjectKind, SubjectPast

if TYPE_CHECKING:
    from datetime import datetime

    from pipeline.adapters.sqlite.database import Database
    from pipeline.model import DigestWindow

_WEEK: Final = timedelta(days=7)
# History from a backfill is in no digest. The index holds nothing else, so each look-up is a short one; a list of all
# of it would be made anew by every query.
NEWS: Final = (
    """NOT EXISTS (SELECT 1 FROM articles b INDEXED BY articles_backfilled WHERE b.backfilled AND b.id = m.id)"""
)


def pasts_of(db: Database, window: DigestWindow) -> tuple[SubjectPast, ...]:
    """Every subject of the period's stories, by name."""
    since = window.since - _WEEK
    if window.edition is not Edition.DAILY:
        since = periods_before(window, 1)[0].since
    before = _before(db, since, window.since)
    ranks = _ranks(before)
    # Of a group SQLite takes `title` and the like from the row that has the maximum.
    return tuple(
        SubjectPast(
            subject=DigestSubject(name=name, kind=SubjectKind(kind), category=category, country=country),
            stories=stories,
            title=title,
            before=before.get((name, kind), 0),
            rank_before=ranks.get((name, kind)),
            past=_past(db, name, window) if stories >= LEAST_UNUSUAL else (),
            quiet_since=_last_named(db, name, window),
        )
        for name, kind, category, country, stories, title, _ in db.rows(
            """SELECT s.subject, s.kind, s.category, s.country, count(DISTINCT m.story_id), m.title,
                      max(CASE m.tier WHEN 'call' THEN 2000 WHEN 'context' THEN 1000 ELSE 0 END + m.score)
               FROM told t CROSS JOIN matches m ON m.id = t.id CROSS JOIN match_subjects s ON s.match_id = m.id
               GROUP BY s.subject ORDER BY s.subject"""
        )
    )


def _before(db: Database, since: datetime, until: datetime) -> dict[tuple[str, str], int]:
    return {
        (name, kind): stories
        for name, kind, stories in db.rows(
            f"""SELECT s.subject, s.kind, count(DISTINCT m.story_id)
                FROM matches m CROSS JOIN match_subjects s ON s.match_id = m.id
                WHERE m.first_seen_at >= ? AND m.first_seen_at < ? AND {NEWS} GROUP BY s.subject, s.kind""",  # noqa: S608  (literals)
            (to_text(since), to_text(until)),
        )
    }


def _ranks(before: dict[tuple[str, str], int]) -> dict[tuple[str, str], int]:
    """The place of each among its kind, equals by name."""
    ranks: dict[tuple[str, str], int] = {}
    for kind in SubjectKind:
        named = sorted((key for key in before if key[1] == kind), key=lambda key: (-before[key], key[0]))
        ranks |= {key: rank for rank, key in enumerate(named, 1)}
    return ranks


def _past(db: Database, name: str, window: DigestWindow) -> tuple[int, ...]:
    """Stories in each span before the period, latest first."""
    spans = SPANS[window.edition]
    oldest = window.since - timedelta(days=spans.days * spans.count)
    counts: dict[int, int] = dict(
        db.rows(
            f"""SELECT (? - CAST(strftime('%s', m.first_seen_at) AS INTEGER) - 1) / ? AS span,
                       count(DISTINCT m.story_id)
                FROM match_subjects s CROSS JOIN matches m ON m.id = s.match_id
                WHERE s.subject = ? AND s.day >= ? AND m.first_seen_at >= ? AND m.first_seen_at < ?
                AND {NEWS} GROUP BY span""",  # noqa: S608  (literals)
            (
                int(window.since.timestamp()), spans.days * 86_400, name, oldest.date().isoformat(), to_text(oldest),
                to_text(window.since),
            ),
        )
    )  # fmt: skip
    return tuple(counts.get(span, 0) for span in range(spans.count))


def _last_named(db: Database, name: str, window: DigestWindow) -> date | None:
    """The last day before the period on which a story named it; what is told only now does not count."""
    row = db.row(
        """SELECT s.day FROM match_subjects s CROSS JOIN matches m ON m.id = s.match_id
           WHERE s.subject = ? AND s.day BETWEEN ? AND ? AND m.first_seen_at < ?
           AND NOT EXISTS (SELECT 1 FROM told t WHERE t.id = s.match_id) ORDER BY s.day DESC LIMIT 1""",
        (
            name, (window.day - timedelta(days=QUIET_DAYS)).isoformat(), window.day.isoformat(),
            to_text(window.since),
        ),
    )  # fmt: skip
    return date.fromisoformat(row[0]) if row else None
