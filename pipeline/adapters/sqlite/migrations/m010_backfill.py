"""The ledger of what was read of the past.

Frozen: a released migration never changes.
"""

from __future__ import annotations

from typing import Final

STATEMENTS: Final = (
    """CREATE TABLE backfill_files (
        id INTEGER PRIMARY KEY,
        name TEXT NOT NULL UNIQUE,
        feed_id INTEGER NOT NULL REFERENCES feeds (id),
        matcher TEXT NOT NULL,
        size INTEGER NOT NULL,
        position INTEGER NOT NULL DEFAULT 0,
        damages INTEGER NOT NULL DEFAULT 0,
        first_damage TEXT NOT NULL DEFAULT '',
        started_at TEXT NOT NULL,
        finished_at TEXT
    )""",
    """CREATE TABLE backfill_months (
        file_id INTEGER NOT NULL REFERENCES backfill_files (id),
        month TEXT NOT NULL,
        outcome TEXT NOT NULL CHECK (outcome IN ('passed_over', 'unmatched', 'matched', 'duplicate', 'failed')),
        pages INTEGER NOT NULL,
        PRIMARY KEY (file_id, month, outcome)
    ) WITHOUT ROWID""",
    "ALTER TABLE pages ADD COLUMN history INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE articles ADD COLUMN backfilled INTEGER NOT NULL DEFAULT 0",
)
