"""What the daemon writes about itself: runs, heartbeat, closed hosts, the gazetteer in use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.adapters.sqlite.database import Database
from pipeline.adapters.sqlite.rows import to_counts, to_tally, to_text, to_time
from pipeline.model import HostClosure, Run

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from pipeline.model import Gazetteer


@dataclass(frozen=True, slots=True)
class Ledger:
    """Bookkeeping around the jobs."""

    db: Database

    def record(self, run: Run) -> None:
        """Adds one run."""
        with self.db.writing():
            self.db.execute(
                "INSERT INTO runs (job, started_at, finished_at, counts, error) VALUES (?, ?, ?, ?, ?)",
                (run.job, to_text(run.started_at), to_text(run.finished_at), to_counts(run.counts), run.error),
            )

    def last_runs(self) -> tuple[Run, ...]:
        """The latest run of each job, by name."""
        return tuple(
            Run(
                job=job,
                started_at=to_time(started),
                finished_at=to_time(finished),
                counts=to_tally(counts),
                error=error,
            )
            for job, started, finished, counts, error in self.db.rows(
                """SELECT job, started_at, finished_at, counts, error FROM runs
                   WHERE id IN (SELECT max(id) FROM runs GROUP BY job) ORDER BY job"""
            )
        )

    def beat(self, pid: int, host: str, doing: str, now: datetime) -> None:
        """Says that the daemon is alive; the first beat of a process marks its start."""
        with self.db.writing():
            self.db.execute(
                """INSERT INTO heartbeat (id, pid, host, started_at, beat_at, doing) VALUES (1, ?, ?, ?, ?, ?)
                   ON CONFLICT (id) DO UPDATE SET
                       started_at = CASE WHEN pid = excluded.pid AND host = excluded.host
                                         THEN started_at ELSE excluded.started_at END,
                       pid = excluded.pid, host = excluded.host, beat_at = excluded.beat_at, doing = excluded.doing""",
                (pid, host, to_text(now), to_text(now), doing),
            )

    def closures(self, now: datetime) -> tuple[HostClosure, ...]:
        """The hosts that have asked for quiet beyond `now`."""
        return tuple(
            HostClosure(host=host, until=to_time(until))
            for host, until in self.db.rows("SELECT host, until FROM closures WHERE until > ?", (to_text(now),))
        )

    def remember(self, closures: Sequence[HostClosure]) -> None:
        """Replaces the closed hosts, so that a restart asks none of them too early."""
        with self.db.writing():
            self.db.execute("DELETE FROM closures")
            self.db.execute_many(
                "INSERT INTO closures (host, until) VALUES (?, ?)",
                [(closure.host, to_text(closure.until)) for closure in closures],
            )

    def publish(self, gazetteer: Gazetteer) -> None:
        """Copies the gazetteer into the tables that analysts join with; those no longer listed stay, marked."""
        known = self.db.row("SELECT value FROM settings WHERE name = 'gazetteer_version'")
        if known and known[0] == gazetteer.version:
            return
        with self.db.writing():
            self.db.execute("UPDATE signatories SET listed = 0")
            self.db.execute_many(
                """INSERT INTO signatories (name, category, country, signed, ambiguity, evidence, listed)
                   VALUES (?, ?, ?, ?, ?, ?, 1)
                   ON CONFLICT (name) DO UPDATE SET category = excluded.category, country = excluded.country,
                   signed = excluded.signed, ambiguity = excluded.ambiguity, evidence = excluded.evidence,
                   listed = 1""",
                [(s.name, s.category, s.country, s.signed, s.ambiguity, s.evidence) for s in gazetteer.signatories],
            )
            self.db.execute("DELETE FROM aliases")
            self.db.execute_many(
                """INSERT OR IGNORE INTO aliases (signatory_id, name, strength)
                   SELECT id, ?, ? FROM signatories WHERE name = ?""",
                [
                    (name, strength, s.name)
                    for s in gazetteer.signatories
                    for strength, names in (("certain", s.names), ("weak", s.weak), ("trap", s.traps))
                    for name in names
                ],
            )
            self.db.execute(
                """INSERT INTO settings (name, value) VALUES ('gazetteer_version', ?)
                   ON CONFLICT (name) DO UPDATE SET value = excluded.value""",
                (gazetteer.version,),
            )

    def forget(self, before: datetime, text_before: datetime) -> tuple[tuple[str, int], ...]:
        """Keeps the file from growing without end.

        Drops polls, runs and ended revisits older than `before`, and the packed text of unflagged articles first seen
        before `text_before`; entries and addresses stay, or old items of slow feeds would come back as news. So does
        the text of an article that was corrected: it was flagged, or its revisions could not be compared.
        """
        with self.db.writing():
            polls = self.db.execute("DELETE FROM polls WHERE polled_at < ?", (to_text(before),))
            runs = self.db.execute("DELETE FROM runs WHERE finished_at < ?", (to_text(before),))
            texts = self.db.execute(
                """UPDATE articles SET packed_text = NULL
                   WHERE tier IS NULL AND packed_text IS NOT NULL AND first_seen_at < ?
                   AND NOT EXISTS (SELECT 1 FROM revisions r WHERE r.article_id = articles.id)""",
                (to_text(text_before),),
            )
            revisits = self.db.execute(
                "DELETE FROM revisits WHERE state = 'done' AND looked_at < ?", (to_text(before),)
            )
        return ("polls", polls), ("runs", runs), ("texts", texts), ("revisits", revisits)

    def tidy(self) -> int:
        """Refreshes the planner's statistics and empties the WAL; returns the pages a reader kept in it."""
        self.db.rows("PRAGMA optimize")
        return self.db.checkpoint()
