"""Digests: which article belongs to which day, decided once and kept, so that a digest can be made again."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from pipeline.adapters.sqlite.database import Database
from pipeline.adapters.sqlite.rows import to_strings, to_text, to_time, to_time_or_none
from pipeline.adapters.sqlite.troubles import troubles_in
from pipeline.model import BodyQuality, Coverage, DigestItem, DigestWindow, FeedTrouble, Tier

if TYPE_CHECKING:
    from datetime import datetime

_AHEAD = timedelta(days=2)  # no honest clock is so far behind the one that dated an article
_PARTIAL = "'full', 'feed_text'"


@dataclass(frozen=True, slots=True)
class DigestStore:
    """Implements ports.ReportStore."""

    db: Database

    def first_seen(self) -> datetime | None:
        """When the first entry ever came, or None for an empty store."""
        row = self.db.row("SELECT min(first_seen_at) FROM entries")
        return to_time_or_none(row[0]) if row else None

    def last_day(self) -> date | None:
        """The latest day that has a digest."""
        row = self.db.row("SELECT max(day) FROM digests")
        return date.fromisoformat(row[0]) if row and row[0] else None

    def undelivered(self, sinks: tuple[str, ...]) -> tuple[date, ...]:
        """Planned days that some sink has not got yet, earliest first."""
        marks = ",".join("?" * len(sinks))
        return tuple(
            date.fromisoformat(day)
            for (day,) in self.db.rows(
                f"""SELECT day FROM digests WHERE (SELECT count(*) FROM deliveries d WHERE d.day = digests.day
                    AND d.sink IN ({marks})) < ? ORDER BY day""",  # noqa: S608  (question marks only)
                (*sinks, len(sinks)),
            )
        )

    def plan(self, window: DigestWindow, now: datetime) -> None:
        """Fixes a day: its window, its coverage as it stands, and every flagged article in no digest yet.

        An article first seen on an earlier day but read only now comes in as late: in exactly one digest, never none.
        So does one that a clock gone wrong has dated far ahead of `now`, whose own day nobody here may live to see.
        """
        with self.db.writing():
            coverage = self._coverage(window)
            self.db.execute(
                "INSERT INTO digests (day, timezone, since, until, planned_at, coverage) VALUES (?, ?, ?, ?, ?, ?)",
                (
                    window.day.isoformat(),
                    window.timezone,
                    to_text(window.since),
                    to_text(window.until),
                    to_text(now),
                    _coverage_to_json(coverage),
                ),
            )
            self.db.execute(
                """INSERT INTO digest_items (article_id, day, late)
                   SELECT id, ?, first_seen_at < ? OR first_seen_at >= ? FROM articles a WHERE tier IS NOT NULL
                   AND (first_seen_at < ? OR first_seen_at > ?)
                   AND NOT EXISTS (SELECT 1 FROM digest_items i WHERE i.article_id = a.id)""",
                (
                    window.day.isoformat(), to_text(window.since), to_text(window.until), to_text(window.until),
                    to_text(now + _AHEAD),
                ),
            )  # fmt: skip

    def planned(self, day: date) -> tuple[DigestWindow, Coverage] | None:
        """The window and coverage a day was planned with, or None."""
        row = self.db.row("SELECT day, timezone, since, until, coverage FROM digests WHERE day = ?", (day.isoformat(),))
        if row is None:
            return None
        window = DigestWindow(
            day=date.fromisoformat(row[0]), timezone=row[1], since=to_time(row[2]), until=to_time(row[3])
        )
        return window, _coverage_from_json(row[4])

    def items(self, day: date) -> tuple[DigestItem, ...]:
        """The articles of a planned day, unordered."""
        return self._items(
            "JOIN digest_items i ON i.article_id = a.id WHERE i.day = ? AND a.tier IS NOT NULL",
            (day.isoformat(),),
            "i.late",
        )

    def preview(self, window: DigestWindow) -> tuple[tuple[DigestItem, ...], Coverage]:
        """What the digest of a window not planned yet would hold if it were made now."""
        items = self._items(
            """WHERE a.tier IS NOT NULL AND a.first_seen_at < ?
               AND NOT EXISTS (SELECT 1 FROM digest_items i WHERE i.article_id = a.id)""",
            (to_text(window.until),),
            f"a.first_seen_at < '{to_text(window.since)}'",
        )
        return items, self._coverage(window)

    def delivered(self, day: date, sink: str) -> str | None:
        """The SHA-256 of what `sink` got for `day`, or None when it got nothing."""
        row = self.db.row("SELECT sha256 FROM deliveries WHERE day = ? AND sink = ?", (day.isoformat(), sink))
        return str(row[0]) if row else None

    def deliver(self, day: date, sink: str, sha256: str, place: str, now: datetime) -> None:
        """Remembers that `sink` has the digest of `day`."""
        with self.db.writing():
            self.db.execute(
                """INSERT INTO deliveries (day, sink, delivered_at, sha256, place) VALUES (?, ?, ?, ?, ?)
                   ON CONFLICT (day, sink) DO UPDATE SET delivered_at = excluded.delivered_at,
                   sha256 = excluded.sha256, place = excluded.place""",
                (day.isoformat(), sink, to_text(now), sha256, place),
            )

    def _items(self, where: str, values: tuple[object, ...], late: str) -> tuple[DigestItem, ...]:
        rows = self.db.rows(
            f"""SELECT a.id, a.url, a.title, a.site, a.language, a.published_at, a.first_seen_at, a.tier, a.score,
                       a.signatories, a.states, a.sentence, a.body_quality, {late}
                FROM articles a {where} ORDER BY a.id""",  # noqa: S608  (both callers pass literals)
            values,
        )
        return tuple(
            DigestItem(
                url=url,
                title=title,
                site=site,
                language=language,
                published=to_time_or_none(published),
                first_seen=to_time(first_seen),
                tier=Tier(tier),
                score=score,
                signatories=to_strings(signatories),
                states=to_strings(states),
                sentence=sentence,
                surfaces=self._surfaces(article_id, sentence),
                body_quality=BodyQuality(quality),
                late=bool(is_late),
            )
            for (
                article_id, url, title, site, language, published, first_seen, tier, score, signatories, states,
                sentence, quality, is_late,
            ) in rows
        )  # fmt: skip

    def _surfaces(self, article_id: int, sentence: str) -> tuple[str, ...]:
        return tuple(
            surface
            for (surface,) in self.db.rows(
                "SELECT DISTINCT surface FROM mentions WHERE article_id = ? AND sentence = ? ORDER BY surface",
                (article_id, sentence),
            )
        )

    def _coverage(self, window: DigestWindow) -> Coverage:
        span = (to_text(window.since), to_text(window.until))
        outcomes = tuple(
            (outcome, count)
            for outcome, count in self.db.rows(
                """SELECT coalesce(outcome, 'pending') AS o, count(*) FROM entries
                   WHERE first_seen_at >= ? AND first_seen_at < ? GROUP BY o ORDER BY o""",
                span,
            )
        )
        return Coverage(
            feeds=self.db.number("SELECT count(*) FROM feeds WHERE state != 'dropped'"),
            feeds_answering=self.db.number(
                """SELECT count(DISTINCT feed_id) FROM polls
                   WHERE outcome IN ('ok', 'unchanged') AND polled_at >= ? AND polled_at < ?""",
                span,
            ),
            entries=sum(count for _, count in outcomes),
            outcomes=outcomes,
            obstacles=tuple(
                (obstacle, count)
                for obstacle, count in self.db.rows(
                    f"""SELECT obstacle, count(*) FROM articles WHERE first_seen_at >= ? AND first_seen_at < ?
                        AND obstacle != '' AND body_quality NOT IN ({_PARTIAL}) GROUP BY obstacle ORDER BY obstacle""",  # noqa: S608  (literals)
                    span,
                )
            ),
            troubles=troubles_in(self.db, window),
        )


def _coverage_to_json(coverage: Coverage) -> str:
    return json.dumps(
        {
            "feeds": coverage.feeds,
            "feeds_answering": coverage.feeds_answering,
            "entries": coverage.entries,
            "outcomes": dict(coverage.outcomes),
            "obstacles": dict(coverage.obstacles),
            "troubles": [
                [trouble.url, trouble.title, trouble.state, to_text(trouble.since), trouble.detail]
                for trouble in coverage.troubles
            ],
        },
        ensure_ascii=False,
    )


def _coverage_from_json(text: str) -> Coverage:
    data = json.loads(text)
    return Coverage(
        feeds=data["feeds"],
        feeds_answering=data["feeds_answering"],
        entries=data["entries"],
        outcomes=tuple(data["outcomes"].items()),
        obstacles=tuple(data["obstacles"].items()),
        troubles=tuple(
            FeedTrouble(url=url, title=title, state=state, since=to_time_or_none(since), detail=detail)
            for url, title, state, since, detail in data["troubles"]
        ),
    )
