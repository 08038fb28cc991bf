"""The queue of known articles whose pages are looked at again, and where their revisions go."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from pipeline.adapters.sqlite.articles import rewrite_article
from pipeline.adapters.sqlite.database import Database
from pipeline.adapters.sqlite.rows import pack, to_json, to_text, to_time, to_time_or_none, unpack
from pipeline.core import urls
from pipeline.model import Article, BodyQuality, DateSource, Obstacle, RevisionKind, Revisit, Tier

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from pipeline.adapters.sqlite.database import Row
    from pipeline.core.revisions.endings import Ending
    from pipeline.core.revisions.schedule import NextLook, RevisitPolicy
    from pipeline.model import Change, Reading

_SLACK: Final = timedelta(days=2)  # beyond the last look; what is due later was queued by a clock gone wrong
# What kept the page itself away; there is nothing to look at again.
_NEVER_SEEN: Final = "'gone', 'no_link', 'robots', 'unreachable', 'too_big', 'not_html', 'crashed'"


@dataclass(frozen=True, slots=True)
class RevisitStore:
    """Implements jobs.revisit.RevisitMemory."""

    db: Database

    def unfinished(self, now: datetime) -> int:
        """How many looks are due at `now` or under way."""
        return self.db.number(
            "SELECT count(*) FROM revisits WHERE state = 'leased' OR (state = 'queued' AND due_at <= ?)",
            (to_text(now),),
        )

    def are_pages_due(self, now: datetime) -> bool:
        """Whether new pages wait to be read, or are being read."""
        return bool(
            self.db.row(
                """SELECT 1 FROM pages WHERE (state = 'queued' AND next_attempt_at <= ?) OR state = 'leased' LIMIT 1""",
                (to_text(now),),
            )
        )

    def enrol(self, now: datetime, policy: RevisitPolicy) -> int:
        """Queues every flagged article whose last look is still to come; returns how many are new.

        Articles come in whichever way they got their tier, and those read before this was switched on as well; what
        was read of the past does not.
        """
        first, last = policy.after[0], policy.after[-1]
        found = self.db.rows(
            f"""SELECT id, read_from, read_at, etag, last_modified FROM articles a
                WHERE tier IS NOT NULL AND read_at > ? AND read_from != '' AND NOT backfilled
                AND obstacle NOT IN ({_NEVER_SEEN}) AND NOT EXISTS
                    (SELECT 1 FROM revisits r WHERE r.article_id = a.id)""",  # noqa: S608  (literals)
            (to_text(now - last),),
        )
        if found:
            with self.db.writing():
                self.db.execute_many(
                    """INSERT OR IGNORE INTO revisits (article_id, url, host, state, look, due_at, etag, last_modified)
                       VALUES (?, ?, ?, 'queued', 1, ?, ?, ?)""",
                    [
                        (article_id, url, urls.host(url), to_text(min(to_time(read_at), now) + first), etag, modified)
                        for article_id, url, read_at, etag, modified in found
                    ],
                )
        return len(found)

    def lease(self, now: datetime, limit: int, policy: RevisitPolicy) -> tuple[Revisit, ...]:
        """Takes up to `limit` articles out of the queue, spread over hosts, the longest overdue of each first."""
        with self.db.writing():
            ids = [
                row[0]
                for row in self.db.rows(
                    """SELECT article_id FROM (
                           SELECT article_id, due_at, row_number() OVER (PARTITION BY host ORDER BY due_at) AS turn
                           FROM revisits WHERE state = 'queued' AND (due_at <= ? OR due_at > ?)
                       ) ORDER BY turn, due_at, article_id LIMIT ?""",
                    (to_text(now), to_text(now + policy.after[-1] + _SLACK), limit),
                )
            ]
            self.db.execute_many("UPDATE revisits SET state = 'leased' WHERE article_id = ?", [(one,) for one in ids])
            return tuple(map(self._revisit, ids))

    def _revisit(self, article_id: int) -> Revisit:
        row = self.db.row(
            """SELECT r.article_id, r.url, r.host, r.look, r.attempts, r.misses, r.etag, r.last_modified, a.read_at,
                      a.url, a.title, a.text, a.packed_text, a.language, a.authors, a.site, a.published_at,
                      a.published_from, a.body_quality, a.obstacle, a.tier,
                      (SELECT kind FROM revisions v WHERE v.article_id = a.id AND v.kind != 'edited'
                       ORDER BY v.id DESC LIMIT 1)
               FROM revisits r JOIN articles a ON a.id = r.article_id WHERE r.article_id = ?""",
            (article_id,),
        )
        if row is None:
            raise LookupError(f"a look at article {article_id} is queued without an article")
        keys = self.db.rows("SELECT url_key FROM locations WHERE article_id = ?", (article_id,))
        return _revisit(row, frozenset(str(key) for (key,) in keys))

    def begin(self, revisit: Revisit) -> Revisit:
        """Counts an attempt before the work, so that a page that kills the process has used up one of its tries."""
        with self.db.noting():
            self.db.execute("UPDATE revisits SET attempts = attempts + 1 WHERE article_id = ?", (revisit.article_id,))
        return replace(revisit, attempts=revisit.attempts + 1)

    def release(self, begun: Collection[int] = ()) -> int:
        """Puts back every article taken and not settled; attempts at those named in `begun` are taken back."""
        with self.db.writing():
            self.db.execute_many(
                "UPDATE revisits SET attempts = max(0, attempts - 1) WHERE article_id = ? AND state = 'leased'",
                [(article_id,) for article_id in begun],
            )
            return self.db.execute("UPDATE revisits SET state = 'queued' WHERE state = 'leased'")

    def postpone(self, revisit: Revisit, until: datetime, why: str) -> None:
        """Tries again later; this attempt stays counted."""
        with self.db.writing():
            self.db.execute(
                "UPDATE revisits SET state = 'queued', due_at = ?, why = ? WHERE article_id = ?",
                (to_text(until), why, revisit.article_id),
            )

    def put_back(self, revisit: Revisit, until: datetime, why: str) -> None:
        """Tries again later; nothing was sent to the server, so this attempt is not counted."""
        with self.db.writing():
            self.db.execute(
                """UPDATE revisits SET state = 'queued', attempts = max(0, attempts - 1), due_at = ?, why = ?
                   WHERE article_id = ?""",
                (to_text(until), why, revisit.article_id),
            )

    def miss(self, revisit: Revisit, until: datetime, why: str) -> None:
        """Notes that the page was gone, and asks once more later, with all attempts."""
        with self.db.writing():
            self.db.execute(
                """UPDATE revisits SET state = 'queued', attempts = 0, misses = misses + 1, due_at = ?, why = ?
                   WHERE article_id = ?""",
                (to_text(until), why, revisit.article_id),
            )

    def conclude(self, revisit: Revisit, ending: Ending, following: NextLook | None, now: datetime) -> None:
        """Stores what a look came to, whole or not at all: revisions, the corrected article, the next look."""
        with self.db.writing():
            tier = revisit.tier
            for change in ending.changes:
                tier = self._revise(revisit, change, tier, now)
            self.db.execute(
                """UPDATE revisits SET state = ?, look = ?, due_at = coalesce(?, due_at), attempts = 0, misses = 0,
                   etag = coalesce(?, etag), last_modified = coalesce(?, last_modified), looked_at = ?, outcome = ?,
                   why = ? WHERE article_id = ?""",
                (
                    "queued" if following else "done", following.look if following else revisit.look,
                    to_text(following.due) if following else None, ending.etag, ending.last_modified, to_text(now),
                    ending.outcome, ending.why, revisit.article_id,
                ),
            )  # fmt: skip

    def _revise(self, revisit: Revisit, change: Change, before: Tier | None, now: datetime) -> Tier | None:
        after = before
        if change.reading is not None:
            after = change.reading.match.tier if change.reading.match else None
        self.db.execute(
            """INSERT INTO revisions (article_id, seen_at, kind, look, title, packed_text, gained, lost, tier_before,
               tier_after, diff) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
            (
                revisit.article_id, to_text(now), change.kind.value, revisit.look, revisit.before.title,
                pack(revisit.before.text), to_json(change.gained), to_json(change.lost),
                before.value if before else None, after.value if after else None, change.diff,
            ),
        )  # fmt: skip
        if change.reading is not None:
            rewrite_article(self.db, revisit.article_id, change.reading, now)
            self._add_addresses(revisit.article_id, change.reading)
        return after

    def _add_addresses(self, article_id: int, reading: Reading) -> None:
        keys: Sequence[str] = sorted({urls.key(reading.article.url), *map(urls.key, reading.article.also_at)} - {""})
        self.db.execute_many(
            "INSERT OR IGNORE INTO locations (url_key, article_id) VALUES (?, ?)", [(key, article_id) for key in keys]
        )


def _revisit(row: Row, addresses: frozenset[str]) -> Revisit:
    (
        article_id, url, host, look, attempts, misses, etag, last_modified, read_at, canonical, title, text, packed,
        language, authors, site, published, published_from, quality, obstacle, tier, presence,
    ) = row  # fmt: skip
    return Revisit(
        article_id=article_id,
        url=url,
        lane=host,
        look=look,
        attempts=attempts,
        misses=misses,
        etag=etag,
        last_modified=last_modified,
        read_at=to_time(read_at),
        before=Article(
            url=canonical,
            title=title,
            text=text if text is not None else unpack(packed) if packed is not None else "",
            language=language,
            authors=tuple(filter(None, authors.split("; "))),
            site=site,
            published=to_time_or_none(published),
            published_from=DateSource(published_from),
            body_quality=BodyQuality(quality),
            obstacle=Obstacle(obstacle),
        ),
        addresses=addresses,
        tier=Tier(tier) if tier else None,
        is_withdrawn=presence == RevisionKind.WITHDRAWN.value,
    )
