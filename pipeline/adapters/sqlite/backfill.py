"""The ledger of archive files: how far each was read, what came of it month by month, and its articles."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.adapters.sqlite.articles import Sighted, add_article
from pipeline.adapters.sqlite.database import Database
from pipeline.adapters.sqlite.entries import Arrival, Urgency, add_entries, destinations
from pipeline.adapters.sqlite.rows import to_text
from pipeline.core import identity, urls
from pipeline.errors import StoreError
from pipeline.model import Sift

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from pipeline.model import Damage, Entry, EntryName, Reading, Sifted, Tally


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerFile:
    """How far an archive file was read."""

    id: int
    name: str
    size: int  # bytes
    position: int  # of the last record stored; 0 before the first
    damages: int
    first_damage: str
    finished: bool


@dataclass(frozen=True, slots=True)
class BackfillLedger:
    """Implements jobs.backfill.BackfillStore."""

    db: Database

    def begin(self, name: str, size: int, matcher: str, now: datetime) -> LedgerFile:
        """The ledger's row of a file, made where there is none; one read by another matcher starts anew.

        Raises:
            StoreError: a file of that name was begun with another size.
        """
        with self.db.writing():
            row = self.db.row("SELECT id, size, matcher FROM backfill_files WHERE name = ?", (name,))
            if row is None:
                self.db.execute(
                    "INSERT INTO backfill_files (name, feed_id, matcher, size, started_at) VALUES (?, ?, ?, ?, ?)",
                    (name, self._feed(name, now), matcher, size, to_text(now)),
                )
            elif row[1] != size:
                raise StoreError(f"{name}: {size} bytes, but {row[1]} when it was begun; give the whole file again")
            elif row[2] != matcher:
                self.db.execute(
                    """UPDATE backfill_files SET matcher = ?, position = 0, damages = 0, first_damage = '',
                       started_at = ?, finished_at = NULL WHERE id = ?""",
                    (matcher, to_text(now), row[0]),
                )
                self.db.execute("DELETE FROM backfill_months WHERE file_id = ?", (row[0],))
        return next(file for file in self.files() if file.name == name)

    def files(self) -> tuple[LedgerFile, ...]:
        """Every file begun, in the order they were."""
        return tuple(
            LedgerFile(
                id=file_id,
                name=name,
                size=size,
                position=position,
                damages=damages,
                first_damage=first_damage,
                finished=finished is not None,
            )
            for file_id, name, size, position, damages, first_damage, finished in self.db.rows(
                "SELECT id, name, size, position, damages, first_damage, finished_at FROM backfill_files ORDER BY id"
            )
        )

    def months(self) -> tuple[tuple[str, Tally], ...]:
        """Pages by outcome for each month, earliest first."""
        found: dict[str, list[tuple[str, int]]] = {}
        for month, outcome, count in self.db.rows(
            "SELECT month, outcome, sum(pages) FROM backfill_months GROUP BY month, outcome ORDER BY month, outcome"
        ):
            found.setdefault(month, []).append((outcome, count))
        return tuple((month, tuple(counts)) for month, counts in found.items())

    def take(self, file_id: int, sifted: Sequence[Sifted], damages: Sequence[Damage], end: int, now: datetime) -> Tally:
        """Stores one batch and moves the file's position, whole or not at all; returns pages by outcome."""
        with self.db.writing():
            counts = Counter((one.month, self._outcome(file_id, one, now).value) for one in sifted)
            self.db.execute_many(
                """INSERT INTO backfill_months (file_id, month, outcome, pages) VALUES (?, ?, ?, ?)
                   ON CONFLICT (file_id, month, outcome) DO UPDATE SET pages = pages + excluded.pages""",
                [(file_id, month, outcome, count) for (month, outcome), count in sorted(counts.items())],
            )
            told = [f"byte {one.position}: {one.why}" for one in damages]
            told += [one.why for one in sifted if one.outcome is Sift.FAILED]
            self.db.execute(
                """UPDATE backfill_files SET position = ?, damages = damages + ?,
                   first_damage = CASE first_damage WHEN '' THEN ? ELSE first_damage END WHERE id = ?""",
                (end, len(damages), told[0] if told else "", file_id),
            )
        by_outcome: Counter[str] = Counter()
        for (_, outcome), count in counts.items():
            by_outcome[outcome] += count
        return tuple(sorted(by_outcome.items()))

    def finish(self, file_id: int, now: datetime) -> None:
        """The file was read to its end."""
        with self.db.writing():
            self.db.execute("UPDATE backfill_files SET finished_at = ? WHERE id = ?", (to_text(now), file_id))

    def announce(self, name: str, entries: Sequence[Entry], now: datetime) -> Tally:
        """Queues the pages of entries that no feed brought, to be read after the news; returns how many were new.

        Args:
            name: of the list they are from, such as a sitemap's address.
            entries: each with its address.
            now: when.
        """
        with self.db.writing():
            feed_id = self._feed(name, now)
            named: dict[EntryName, Entry] = {}
            for entry in entries:
                named.setdefault(identity.name_of(entry), entry)
            fresh = [Arrival(entry, known_as, now) for known_as, entry in named.items()
                     if not self._is_listed(feed_id, known_as)]  # fmt: skip
            leads = destinations(self.db, feed_id, fresh, Urgency.HISTORY)
            add_entries(self.db, feed_id, list(zip(fresh, leads, strict=True)), now)
        queued = sum(one.outcome is None for one in leads)
        counts = {"known": len(entries) - queued, "queued": queued}
        return tuple((outcome, count) for outcome, count in counts.items() if count)

    def _is_listed(self, feed_id: int, name: EntryName) -> bool:
        same = (feed_id, name.guid, name.url_key, name.title_key)
        found = self.db.row(
            "SELECT 1 FROM entries WHERE feed_id = ? AND guid = ? AND url_key = ? AND title_key = ?", same
        )
        return found is not None

    def _feed(self, name: str, now: datetime) -> int:
        """The feed, never polled, that a backfill's entries belong to."""
        url = f"backfill:{name}"
        self.db.execute(
            """INSERT INTO feeds (url, location, title, state, interval, next_poll_at, added_at)
               VALUES (?, ?, ?, 'dropped', 0, ?, ?) ON CONFLICT (url) DO NOTHING""",
            (url, url, f"backfill of {name}", to_text(now), to_text(now)),
        )
        return self.db.number("SELECT id FROM feeds WHERE url = ?", (url,))

    def _outcome(self, file_id: int, sifted: Sifted, now: datetime) -> Sift:
        if sifted.reading is None:
            return sifted.outcome
        return self._store(file_id, sifted.reading, sifted.crawled, now)

    def _store(self, file_id: int, reading: Reading, crawled: datetime, now: datetime) -> Sift:
        article = reading.article
        keys = sorted({urls.key(url) for url in (article.url, *article.also_at)} - {""})
        marks = ",".join("?" * len(keys))
        if self.db.row(f"SELECT 1 FROM locations WHERE url_key IN ({marks})", keys):  # noqa: S608  (question marks only)
            return Sift.DUPLICATE
        article_id = add_article(self.db, reading, Sighted(first_seen=crawled, urgency=Urgency.HISTORY), now)
        self.db.execute_many(
            "INSERT INTO locations (url_key, article_id) VALUES (?, ?)", [(key, article_id) for key in keys]
        )
        self.db.execute(
            """INSERT INTO entries (feed_id, guid, url_key, title_key, url, title, first_seen_at, outcome, outcome_at,
               outcome_why, article_id)
               SELECT feed_id, ?, ?, '', ?, ?, ?, 'matched', ?, ?, ? FROM backfill_files WHERE id = ?""",
            (
                article.url, keys[0] if keys else "", article.url, article.title, to_text(now), to_text(now),
                "read from an archive file", article_id, file_id,
            ),
        )  # fmt: skip
        return Sift.MATCHED
