"""Weekly and monthly digests beside daily ones, and each digest kept as it was told.

Frozen: a released migration never changes.
"""

from __future__ import annotations

from typing import Final

STATEMENTS: Final = (
    # Keys cannot be changed in place. References to a table follow it when it is renamed.
    """CREATE TABLE digests_new (
        edition TEXT NOT NULL CHECK (edition IN ('daily', 'weekly', 'monthly')),
        day TEXT NOT NULL,
        timezone TEXT NOT NULL,
        since TEXT NOT NULL,
        until TEXT NOT NULL,
        planned_at TEXT NOT NULL,
        coverage TEXT NOT NULL DEFAULT '',
        packed BLOB,
        PRIMARY KEY (edition, day)
    )""",
    """INSERT INTO digests_new (edition, day, timezone, since, until, planned_at, coverage)
       SELECT 'daily', day, timezone, since, until, planned_at, coverage FROM digests""",
    """CREATE TABLE digest_items_new (
        article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
        edition TEXT NOT NULL,
        day TEXT NOT NULL,
        late INTEGER NOT NULL DEFAULT 0,
        PRIMARY KEY (article_id, edition),
        FOREIGN KEY (edition, day) REFERENCES digests_new (edition, day)
    ) WITHOUT ROWID""",
    "INSERT INTO digest_items_new SELECT article_id, 'daily', day, late FROM digest_items",
    """CREATE TABLE deliveries_new (
        edition TEXT NOT NULL,
        day TEXT NOT NULL,
        sink TEXT NOT NULL,
        delivered_at TEXT NOT NULL,
        sha256 TEXT NOT NULL,
        place TEXT NOT NULL DEFAULT '',
        PRIMARY KEY (edition, day, sink),
        FOREIGN KEY (edition, day) REFERENCES digests_new (edition, day)
    ) WITHOUT ROWID""",
    "INSERT INTO deliveries_new SELECT 'daily', day, sink, delivered_at, sha256, place FROM deliveries",
    "DROP TABLE deliveries",
    "DROP TABLE digest_items",
    "DROP TABLE digests",
    "ALTER TABLE digests_new RENAME TO digests",
    "ALTER TABLE digest_items_new RENAME TO digest_items",
    "ALTER TABLE deliveries_new RENAME TO deliveries",
    "CREATE INDEX digest_items_day ON digest_items (edition, day)",
    "CREATE INDEX digests_unfrozen ON digests (edition, day) WHERE packed IS NULL",
    # All that a digest counts, without a look at the rows. It takes the place of the index on the time alone.
    "CREATE INDEX matches_seen ON matches (first_seen_at, tier, story_id, site)",
    "DROP INDEX IF EXISTS matches_first_seen",
)
