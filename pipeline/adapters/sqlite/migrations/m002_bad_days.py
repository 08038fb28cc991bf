"""Our own outages, floods, reasons of failures, and validators not to be believed.

Frozen: a released migration never changes.
"""

from __future__ import annotations

from typing import Final

STATEMENTS: Final = (
    # A CHECK cannot be changed in place.
    """CREATE TABLE polls_new (
        id INTEGER PRIMARY KEY,
        feed_id INTEGER NOT NULL REFERENCES feeds (id),
        polled_at TEXT NOT NULL,
        outcome TEXT NOT NULL CHECK (outcome IN ('ok', 'unchanged', 'failed', 'offline')),
        location TEXT NOT NULL,
        status INTEGER NOT NULL DEFAULT 0,
        entries INTEGER NOT NULL DEFAULT 0,
        new INTEGER NOT NULL DEFAULT 0,
        seen INTEGER NOT NULL DEFAULT 0,
        missed_some INTEGER NOT NULL DEFAULT 0,
        detail TEXT NOT NULL DEFAULT '',
        reason TEXT NOT NULL DEFAULT '',
        flood TEXT NOT NULL DEFAULT '',
        CHECK (entries = new + seen)
    )""",
    """INSERT INTO polls_new (id, feed_id, polled_at, outcome, location, status, entries, new, seen, missed_some,
                              detail)
       SELECT id, feed_id, polled_at, outcome, location, status, entries, new, seen, missed_some, detail FROM polls""",
    "DROP TABLE polls",
    "ALTER TABLE polls_new RENAME TO polls",
    "CREATE INDEX polls_feed ON polls (feed_id, polled_at)",
    "CREATE INDEX polls_time ON polls (polled_at)",
    "ALTER TABLE feeds ADD COLUMN distrusted TEXT NOT NULL DEFAULT ''",
)
