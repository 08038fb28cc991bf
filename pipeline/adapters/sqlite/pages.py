"""The queue of pages, and the articles that come of them."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from pipeline.adapters.sqlite.articles import Sighted, add_article, text_hash
from pipeline.adapters.sqlite.database import Database
from pipeline.adapters.sqlite.entries import Urgency, move
from pipeline.adapters.sqlite.rows import to_text, to_time, to_time_or_none, unpack
from pipeline.core import urls
from pipeline.model import Entry, Outcome, PendingPage, Settlement

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from pipeline.adapters.sqlite.database import Row
    from pipeline.model import Reading


# No rule waits longer: what is due later was queued by a clock gone wrong.
_LONGEST_WAIT = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class PageStore:
    """Implements ports.ReadStore."""

    db: Database

    def unfinished(self) -> int:
        """How many pages are in the queue or being read."""
        return self.db.number("SELECT count(*) FROM pages WHERE state != 'done'")

    def lease(self, now: datetime, limit: int) -> tuple[PendingPage, ...]:
        """Takes up to `limit` pages out of the queue, spread over hosts."""
        with self.db.writing():
            ids = [
                row[0]
                for row in self.db.rows(
                    """SELECT id FROM (
                           SELECT id, history, row_number() OVER (PARTITION BY host ORDER BY history, id) AS turn
                           FROM pages
                           WHERE state = 'queued' AND (next_attempt_at <= ? OR next_attempt_at > ?)
                       ) ORDER BY history, turn, id LIMIT ?""",
                    (to_text(now), to_text(now + _LONGEST_WAIT), limit),
                )
            ]
            self.db.execute_many(
                "UPDATE pages SET state = 'leased' WHERE id = ?",
                [(page_id,) for page_id in ids],
            )
            return tuple(self._pending_page(page_id) for page_id in ids)

    def _pending_page(self, page_id: int) -> PendingPage:
        # The entry that says most speaks for its page, should the page itself stay out of reach.
        row = self.db.row(
            """SELECT p.id, p.url, p.host, p.attempts, e.guid, e.title, e.authors, e.published_at, e.updated_at,
                      e.language, e.packed_words, (SELECT min(first_seen_at) FROM entries WHERE page_id = p.id)
               FROM pages p JOIN entries e ON e.page_id = p.id AND e.outcome IS NULL
               WHERE p.id = ? ORDER BY length(e.packed_words) DESC, e.id LIMIT 1""",
            (page_id,),
        )
        if row is None:
            raise LookupError(f"page {page_id} is queued without an entry")
        return _pending(row)

    def begin(self, page: PendingPage) -> PendingPage:
        """Counts an attempt before the work, so that a page that kills the process has used up one of its tries."""
        with self.db.noting():
            self.db.execute("UPDATE pages SET attempts = attempts + 1 WHERE id = ?", (page.id,))
        return replace(page, attempts=page.attempts + 1)

    def release(self, begun: Collection[int] = ()) -> int:
        """Puts every leased page back: nobody works on them any more.

        Attempts at the pages named in `begun` came to no end and are taken back; others that a killed process had
        begun stay counted, one of them may have been the killer.
        """
        with self.db.writing():
            self.db.execute_many(
                "UPDATE pages SET attempts = max(0, attempts - 1) WHERE id = ? AND state = 'leased'",
                [(page_id,) for page_id in begun],
            )
            return self.db.execute("UPDATE pages SET state = 'queued' WHERE state = 'leased'")

    def postpone(self, page: PendingPage, until: datetime, why: str) -> None:
        """Tries again later; this attempt stays counted."""
        with self.db.writing():
            self.db.execute(
                "UPDATE pages SET state = 'queued', next_attempt_at = ?, last_error = ? WHERE id = ?",
                (to_text(until), why, page.id),
            )

    def put_back(self, page: PendingPage, until: datetime, why: str) -> None:
        """Tries again later; nothing was sent to the server, so this attempt is not counted."""
        with self.db.writing():
            self.db.execute(
                """UPDATE pages SET state = 'queued', attempts = max(0, attempts - 1), next_attempt_at = ?,
                   last_error = ? WHERE id = ?""",
                (to_text(until), why, page.id),
            )

    def settle(self, page: PendingPage, reading: Reading, outcome: Outcome, why: str, now: datetime) -> Outcome:
        """Stores what came of a page, whole: article, mentions, search index, and the outcome of each entry.

        Returns the outcome of the page's first entry: DUPLICATE when the article turned out to be known already
        under one of its other addresses, or its feed has given its items new ones and it says the same as before.
        """
        settlement = Settlement(page=page, reading=reading, outcome=outcome, why=why)
        return self.settle_together((settlement,), now)[0]

    def settle_together(self, settlements: Sequence[Settlement], now: datetime) -> tuple[Outcome, ...]:
        """Stores what came of several pages as `settle` would one after the other, all of it or nothing."""
        with self.db.writing():
            return tuple(self._settle(settlement, now) for settlement in settlements)

    def _settle(self, settlement: Settlement, now: datetime) -> Outcome:
        page, reading, why = settlement.page, settlement.reading, settlement.why
        key, history = self.db.row("SELECT url_key, history FROM pages WHERE id = ?", (page.id,)) or ("", 0)
        keys = {key, *(urls.key(url) for url in (reading.article.url, *reading.article.also_at))} - {""}
        known = self._article_at(sorted(keys))
        if known is None and (known := self._told_before(page, reading)) is not None:
            move(self.db, known, key, page.url, page.first_seen_at)
        article_id = known
        if article_id is None:
            # An article that only a backfill asked for is no news of today.
            sighted = Sighted(first_seen=page.first_seen_at, read_from=page.url, urgency=Urgency(history))
            article_id = add_article(self.db, reading, sighted, now)
        self.db.execute_many(
            "INSERT OR IGNORE INTO locations (url_key, article_id) VALUES (?, ?)",
            [(url_key, article_id) for url_key in sorted(keys)],
        )
        self.db.execute(
            """UPDATE pages SET state = 'done', finished_at = ?, article_id = ?, last_error = ? WHERE id = ?""",
            (to_text(now), article_id, why, page.id),
        )
        first = Outcome.DUPLICATE if known is not None else settlement.outcome
        self._end_entries(page.id, article_id, (first, why), now)
        return first

    def _article_at(self, keys: Sequence[str]) -> int | None:
        marks = ",".join("?" * len(keys))
        row = self.db.row(
            f"SELECT min(article_id) FROM locations WHERE url_key IN ({marks})",  # noqa: S608  (question marks only)
            keys,
        )
        return None if row is None or row[0] is None else int(row[0])

    def _told_before(self, page: PendingPage, reading: Reading) -> int | None:
        """The article of the same title and text that the same feed brought before it gave its items new names.

        Which of the two addresses is read first is chance.
        """
        row = self.db.row(
            """SELECT min(a.id) FROM entries e
               JOIN entries other ON other.feed_id = e.feed_id AND other.title_key = e.title_key AND other.id != e.id
               JOIN articles a ON a.id = other.article_id
               WHERE e.page_id = ? AND e.title_key != '' AND a.text_hash != '' AND a.text_hash = ?
               AND EXISTS (SELECT 1 FROM polls p WHERE p.feed_id = e.feed_id AND p.flood = 'renamed'
                   AND p.polled_at IN (e.first_seen_at, other.first_seen_at))""",
            (page.id, text_hash(reading)),
        )
        return None if row is None or row[0] is None else int(row[0])

    def _end_entries(self, page_id: int, article_id: int, end: tuple[Outcome, str], now: datetime) -> None:
        outcome, why = end
        waiting = self.db.rows("SELECT id FROM entries WHERE page_id = ? AND outcome IS NULL ORDER BY id", (page_id,))
        duplicate = (Outcome.DUPLICATE.value, "another entry brought the same page")
        self.db.execute_many(
            """UPDATE entries SET outcome = ?, outcome_why = ?, outcome_at = ?, article_id = ?, packed_words = NULL
               WHERE id = ?""",
            [
                (*(duplicate if place else (outcome.value, why)), to_text(now), article_id, entry_id)
                for place, (entry_id,) in enumerate(waiting)
            ],
        )


def _pending(row: Row) -> PendingPage:
    page_id, url, host, attempts, guid, title, authors, published, updated, language, packed, first_seen = row
    summary, content = json.loads(unpack(packed)) if packed else ("", "")
    return PendingPage(
        id=page_id,
        url=url,
        lane=host,
        attempts=attempts,
        first_seen_at=to_time(first_seen),
        entry=Entry(
            guid=guid,
            url=url,
            title=title,
            summary=summary,
            content=content,
            authors=tuple(filter(None, authors.split("; "))),
            published=to_time_or_none(published),
            updated=to_time_or_none(updated),
            language=language,
        ),
    )
