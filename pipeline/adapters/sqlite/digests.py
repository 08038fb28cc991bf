"""Digests: which article belongs to which period, decided once; and each digest kept as it was first told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from pipeline.adapters.sqlite.database import Database
from pipeline.adapters.sqlite.rows import pack, to_text, to_time, to_time_or_none, unpack
from pipeline.adapters.sqlite.telling import material_of
from pipeline.core.digests.snapshots import coverage_to_json, digest_from_json, digest_to_json
from pipeline.model import DigestWindow, Edition

if TYPE_CHECKING:
    from datetime import datetime

    from pipeline.model import Digest, Material

_AHEAD: Final = timedelta(days=2)  # no honest clock is so far behind the one that dated an article
_DUE: Final = "q.edition = ?1 AND q.first_seen_at >= ?2 AND (q.first_seen_at < ?3 OR q.first_seen_at > ?4)"
_LONGEST: Final = timedelta(days=40)  # more than any period: an edition begins with the one it is asked for in


@dataclass(frozen=True, slots=True)
class DigestStore:
    """Implements ports.ReportStore."""

    db: Database

    def first_seen(self) -> datetime | None:
        """When the first entry ever came, or None for an empty store."""
        row = self.db.row("SELECT min(first_seen_at) FROM entries")
        return to_time_or_none(row[0]) if row else None

    def begun(self, edition: Edition, now: datetime) -> datetime:
        """When an edition was first asked for: at `now`, if never before. A clock put back puts it back too."""
        name, moment = f"edition_{edition}", to_text(now) or ""
        row = self.db.row("SELECT value FROM settings WHERE name = ?", (name,))
        if row and row[0] <= moment:
            return to_time(row[0])
        with self.db.writing():
            self.db.execute(
                """INSERT INTO settings (name, value) VALUES (?, ?)
                   ON CONFLICT (name) DO UPDATE SET value = excluded.value""",
                (name, moment),
            )
            # From now on a trigger queues what comes; here what came before in the period that the edition begins with.
            self.db.execute(
                """INSERT OR IGNORE INTO digest_queue (edition, first_seen_at, article_id)
                   SELECT ?1, m.first_seen_at, m.id FROM matches m WHERE m.first_seen_at >= ?2
                   AND NOT EXISTS (SELECT 1 FROM articles a WHERE a.id = m.id AND a.backfilled)
                   AND NOT EXISTS (SELECT 1 FROM digest_items i WHERE i.article_id = m.id AND i.edition = ?1)""",
                (edition, to_text(now - _LONGEST)),
            )
        return now

    def last_day(self, edition: Edition, until: date) -> date | None:
        """The first day of the latest period that has a digest, of those that begin on `until` at the latest."""
        row = self.db.row("SELECT max(day) FROM digests WHERE edition = ? AND day <= ?", (edition, until.isoformat()))
        return date.fromisoformat(row[0]) if row and row[0] else None

    def was_watched(self, window: DigestWindow) -> bool:
        """Whether any feed was polled in a period, in vain or not."""
        return bool(
            self.db.number(
                "SELECT EXISTS (SELECT 1 FROM polls WHERE polled_at >= ? AND polled_at < ?)",
                (to_text(window.since), to_text(window.until)),
            )
        )

    def plan(self, window: DigestWindow, now: datetime, start: datetime | None = None) -> None:
        """Fixes what belongs to a period: every flagged article that no digest of its edition has yet.

        An article first seen earlier but read only now comes in as late: in exactly one digest, never none. So does
        one that a clock gone wrong has dated far ahead of `now`, whose own day nobody here may live to see. Articles
        first seen before `start` are left aside: the edition did not exist then. So is history from a backfill.
        """
        with self.db.writing():
            self.db.execute(
                "INSERT INTO digests (edition, day, timezone, since, until, planned_at) VALUES (?, ?, ?, ?, ?, ?)",
                (
                    window.edition, window.day.isoformat(), window.timezone, to_text(window.since),
                    to_text(window.until), to_text(now),
                ),
            )  # fmt: skip
            # Untold articles wait in a queue, or each plan would have to look at every article there ever was.
            which = (window.edition, to_text(start) or "", to_text(window.until), to_text(now + _AHEAD))
            self.db.execute(
                f"""INSERT INTO digest_items (article_id, edition, day, late)
                    SELECT m.id, ?1, ?5, m.first_seen_at < ?6 OR m.first_seen_at >= ?3
                    FROM digest_queue q CROSS JOIN matches m ON m.id = q.article_id WHERE {_DUE} ORDER BY m.id""",  # noqa: S608  (literals)
                (*which, window.day.isoformat(), to_text(window.since)),
            )
            self.db.execute(f"DELETE FROM digest_queue AS q WHERE {_DUE}", which)  # noqa: S608  (literals)

    def planned(self, edition: Edition, day: date) -> DigestWindow | None:
        """The period that begins on `day`, as it was planned, or None."""
        found = self._windows("WHERE edition = ? AND day = ?", (edition, day.isoformat()))
        return found[0] if found else None

    def unfrozen(self) -> tuple[DigestWindow, ...]:
        """Planned periods whose digest is not kept yet, earliest first."""
        return self._windows("WHERE packed IS NULL ORDER BY edition, day", ())

    def material(self, window: DigestWindow) -> Material:
        """All that is known of a period: as planned, or as it would be if it were planned now."""
        return material_of(self.db, window)

    def freeze(self, window: DigestWindow, digest: Digest, now: datetime) -> None:
        """Keeps the digest of a planned period for good; the first one kept stays."""
        with self.db.writing():
            # What release 0.1 has told is no news for anybody.
            self.db.execute(
                """UPDATE digests SET packed = ?, coverage = ?, kept_at = CASE WHEN coverage = '' THEN ? END
                   WHERE edition = ? AND day = ? AND packed IS NULL""",
                (
                    pack(digest_to_json(digest)), coverage_to_json(digest.coverage), to_text(now), window.edition,
                    window.day.isoformat(),
                ),
            )  # fmt: skip

    def frozen(self, window: DigestWindow) -> Digest | None:
        """The digest that was kept of a period, or None.

        Raises:
            StoreError: it was written by a newer version.
        """
        row = self.db.row(
            "SELECT packed FROM digests WHERE edition = ? AND day = ?", (window.edition, window.day.isoformat())
        )
        return digest_from_json(unpack(row[0])) if row and row[0] is not None else None

    def undelivered(self, sinks: tuple[str, ...]) -> tuple[DigestWindow, ...]:
        """Planned periods that some sink has not got yet, earliest first."""
        marks = ",".join("?" * len(sinks))
        return self._windows(
            f"""WHERE (SELECT count(*) FROM deliveries d WHERE d.edition = digests.edition AND d.day = digests.day
                AND d.sink IN ({marks})) < ? ORDER BY until, edition""",  # noqa: S608  (question marks only)
            (*sinks, len(sinks)),
        )

    def delivered(self, window: DigestWindow, sink: str) -> str | None:
        """The SHA-256 of what `sink` got for a period, or None when it got nothing."""
        row = self.db.row(
            "SELECT sha256 FROM deliveries WHERE edition = ? AND day = ? AND sink = ?",
            (window.edition, window.day.isoformat(), sink),
        )
        return str(row[0]) if row else None

    def deliver(self, window: DigestWindow, sink: str, sha256: str, place: str, now: datetime) -> None:
        """Remembers that `sink` has the digest of a period."""
        with self.db.writing():
            self.db.execute(
                """INSERT INTO deliveries (edition, day, sink, delivered_at, sha256, place) VALUES (?, ?, ?, ?, ?, ?)
                   ON CONFLICT (edition, day, sink) DO UPDATE SET delivered_at = excluded.delivered_at,
                   sha256 = excluded.sha256, place = excluded.place""",
                (window.edition, window.day.isoformat(), sink, to_text(now), sha256, place),
            )

    def _windows(self, where: str, values: tuple[object, ...]) -> tuple[DigestWindow, ...]:
        return tuple(
            DigestWindow(
                edition=Edition(edition),
                day=date.fromisoformat(day),
                timezone=timezone,
                since=to_time(since),
                until=to_time(until),
            )
            for edition, day, timezone, since, until in self.db.rows(
                f"SELECT edition, day, timezone, since, until FROM digests {where}",  # noqa: S608  (literals)
                values,
            )
        )
