"""Looking things up: search, one article, everything, and the state of the whole. Never writes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from pipeline.adapters.sqlite.articles import MENTION, mention_of
from pipeline.adapters.sqlite.database import Database
from pipeline.adapters.sqlite.ledger import Ledger
from pipeline.adapters.sqlite.rows import to_strings, to_text, to_time, to_time_or_none, unpack
from pipeline.core import urls
from pipeline.core.evidence import MARK, UNMARK
from pipeline.core.searching import SPACE
from pipeline.model import (
    BodyQuality,
    DateSource,
    Filed,
    Heartbeat,
    Hit,
    Mention,
    Obstacle,
    Sighting,
    Status,
    Tally,
    Tier,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from pipeline.adapters.sqlite.database import Row
    from pipeline.core.searching import SearchQuery

_FILED = """a.id, a.url, a.title, a.site, a.language, a.published_at, a.published_from, a.first_seen_at,
    a.body_quality, a.obstacle, a.tier, a.score, a.signatories, a.states, a.sentence, a.reasons, a.matcher_version,
    a.gazetteer_version,
    coalesce((SELECT 'story-' || m.story_id FROM matches m WHERE m.id = a.id), a.text_hash)"""
_RANKED = 20_000  # hits that are weighed: of a word in every other article, ranking all would take seconds
_PAGE = 500  # rows per query, so that a long export holds no read transaction open


@dataclass(frozen=True, slots=True)
class Archive:
    """Questions people ask of the store."""

    db: Database

    def search(self, query: SearchQuery, limit: int) -> tuple[Hit, ...]:
        """Flagged articles, best first, of the newest `_RANKED` that fit; nothing for an empty query."""
        if query.is_empty:
            return ()
        rows = self.db.rows(
            f"""SELECT {_FILED}, snippet(articles_fts, -1, ?, ?, ' … ', 24)
                FROM articles_fts JOIN articles a ON a.id = articles_fts.rowid
                WHERE articles_fts MATCH ? AND a.tier IS NOT NULL AND articles_fts.rowid > coalesce(
                    (SELECT articles_fts.rowid FROM articles_fts CROSS JOIN matches m ON m.id = articles_fts.rowid
                     WHERE articles_fts MATCH ? ORDER BY articles_fts.rowid DESC LIMIT 1 OFFSET ?), 0)
                ORDER BY rank LIMIT ?""",  # noqa: S608  (constant column list)
            (MARK, UNMARK, query.match, query.match, _RANKED, limit),
        )
        return tuple(Hit(filed=_filed(row[:-1]), snippet=(row[-1] or "").replace(SPACE, "")) for row in rows)

    def article(self, url: str) -> tuple[Filed, str, tuple[Mention, ...]] | None:
        """An article by any of its addresses, with its text (empty when no longer kept) and its mentions."""
        row = self.db.row(
            f"""SELECT {_FILED}, a.text, a.packed_text FROM locations l JOIN articles a ON a.id = l.article_id
                WHERE l.url_key = ?""",  # noqa: S608  (constant column list)
            (urls.key(url),),
        )
        if row is None:
            return None
        filed = _filed(row[:-2])
        text = row[-2] if row[-2] is not None else unpack(row[-1]) if row[-1] is not None else ""
        return filed, text, self.mentions(filed.id)

    def filed(self, article_id: int) -> Filed | None:
        """An article by its id, or None."""
        row = self.db.row(f"SELECT {_FILED} FROM articles a WHERE a.id = ?", (article_id,))  # noqa: S608  (constant column list)
        return _filed(row) if row else None

    def matches_of(self, subject: str) -> int:
        """How many flagged articles name a subject."""
        return self.db.number("SELECT count(*) FROM match_subjects WHERE subject = ?", (subject,))

    def latest_of(self, subject: str, limit: int) -> tuple[Filed, ...]:
        """The latest flagged articles that name a subject, by day, latest first."""
        return tuple(
            _filed(row)
            for row in self.db.rows(
                f"""SELECT {_FILED} FROM match_subjects s JOIN articles a ON a.id = s.match_id WHERE s.subject = ?
                    ORDER BY s.day DESC, s.match_id DESC LIMIT ?""",  # noqa: S608  (constant column list)
                (subject, limit),
            )
        )

    def mentions(self, article_id: int) -> tuple[Mention, ...]:
        """The mentions of an article, in reading order."""
        return tuple(
            mention_of(row)
            for row in self.db.rows(
                f"SELECT {MENTION} FROM mentions WHERE article_id = ? ORDER BY field DESC, start, subject",  # noqa: S608  (constant column list)
                (article_id,),
            )
        )

    def sightings(self, url: str) -> tuple[Sighting, ...]:
        """Every entry that led to this URL or to its article, earliest first."""
        return tuple(
            Sighting(
                feed_url=feed_url,
                feed_title=feed_title,
                url=entry_url,
                title=title,
                first_seen=to_time(first_seen),
                outcome=outcome,
                why=why,
            )
            for feed_url, feed_title, entry_url, title, first_seen, outcome, why in self.db.rows(
                """SELECT f.url, f.title, e.url, e.title, e.first_seen_at, coalesce(e.outcome, 'pending'),
                          coalesce(nullif(e.outcome_why, ''), p.last_error, '')
                   FROM entries e JOIN feeds f ON f.id = e.feed_id LEFT JOIN pages p ON p.id = e.page_id
                   WHERE e.page_id IN (SELECT id FROM pages WHERE url_key = ?)
                      OR e.article_id IN (SELECT article_id FROM locations WHERE url_key = ?)
                   ORDER BY e.first_seen_at, e.id""",
                (urls.key(url), urls.key(url)),
            )
        )

    def everything(self, since: datetime | None = None) -> Iterator[Filed]:
        """Every article, flagged or not, in the order of storing."""
        last = 0
        while rows := self.db.rows(
            f"SELECT {_FILED} FROM articles a WHERE a.id > ? AND a.first_seen_at >= ? ORDER BY a.id LIMIT ?",  # noqa: S608  (constant column list)
            (last, to_text(since) or "", _PAGE),
        ):
            for row in rows:
                yield _filed(row)
            last = rows[-1][0]

    def status(self, now: datetime) -> Status:
        """The state of the whole at `now`."""
        beat = self.db.row("SELECT pid, host, started_at, beat_at, doing FROM heartbeat")
        # Apart, each is one look into the index; asked together they walk through all of it.
        first, last = self.db.row(
            "SELECT (SELECT min(first_seen_at) FROM entries), (SELECT max(first_seen_at) FROM entries)"
        ) or (None, None)
        digest = self.db.row("SELECT max(day) FROM digests")
        return Status(
            feeds=self._tally("SELECT state, count(*) FROM feeds GROUP BY state ORDER BY state"),
            feeds_due=self.db.number(
                "SELECT count(*) FROM feeds WHERE state IN ('active', 'failing') AND next_poll_at <= ?",
                (to_text(now),),
            ),
            entries=self._tally("SELECT value, count FROM totals WHERE what = 'entries' ORDER BY value"),
            pages_due=self.db.number(
                "SELECT count(*) FROM pages WHERE state = 'queued' AND next_attempt_at <= ?", (to_text(now),)
            ),
            pages_waiting=self.db.number(
                "SELECT count(*) FROM pages WHERE state = 'queued' AND next_attempt_at > ?", (to_text(now),)
            ),
            articles=self._tally("SELECT value, count FROM totals WHERE what = 'articles' ORDER BY value"),
            first_seen=to_time_or_none(first),
            last_seen=to_time_or_none(last),
            last_digest=date.fromisoformat(digest[0]) if digest and digest[0] else None,
            dispatches=self._tally(
                """SELECT CASE WHEN state = 'planned' AND attempts > 0 THEN 'failing' ELSE state END AS s, count(*)
                   FROM dispatches GROUP BY s ORDER BY s"""
            ),
            heartbeat=Heartbeat(
                pid=beat[0], host=beat[1], started_at=to_time(beat[2]), beat_at=to_time(beat[3]), doing=beat[4]
            )
            if beat
            else None,
            runs=Ledger(self.db).last_runs(),
            file_bytes=self.db.path.stat().st_size,
            wal_bytes=self.db.wal_bytes(),
        )

    def _tally(self, sql: str) -> Tally:
        return tuple((str(name), int(count)) for name, count in self.db.rows(sql))


def _filed(row: Row) -> Filed:
    (
        article_id, url, title, site, language, published, published_from, first_seen, quality, obstacle, tier, score,
        signatories, states, sentence, reasons, matcher_version, gazetteer_version, text_hash,
    ) = row  # fmt: skip
    return Filed(
        id=article_id,
        url=url,
        title=title,
        site=site,
        language=language,
        published=to_time_or_none(published),
        published_from=DateSource(published_from),
        first_seen=to_time(first_seen),
        body_quality=BodyQuality(quality),
        obstacle=Obstacle(obstacle),
        tier=Tier(tier) if tier else None,
        score=score,
        signatories=to_strings(signatories),
        states=to_strings(states),
        sentence=sentence,
        reasons=to_strings(reasons),
        matcher_version=matcher_version,
        gazetteer_version=gazetteer_version,
        duplicate_group=text_hash,
    )
