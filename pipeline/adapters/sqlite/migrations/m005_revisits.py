"""Looking again: when each flagged article's page is looked at next, and what its publisher has done to it.

Frozen: a released migration never changes.
"""

from __future__ import annotations

from typing import Final

STATEMENTS: Final = (
    "ALTER TABLE articles ADD COLUMN read_from TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE articles ADD COLUMN etag TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE articles ADD COLUMN last_modified TEXT NOT NULL DEFAULT ''",
    """UPDATE articles SET read_from = coalesce(
           (SELECT url FROM pages WHERE article_id = articles.id ORDER BY finished_at, id LIMIT 1), '')
       WHERE tier IS NOT NULL""",
    "CREATE INDEX articles_read ON articles (read_at) WHERE tier IS NOT NULL",
    """CREATE TABLE revisits (
        article_id INTEGER PRIMARY KEY REFERENCES articles (id) ON DELETE CASCADE,
        url TEXT NOT NULL,
        host TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('queued', 'leased', 'done')),
        look INTEGER NOT NULL,
        due_at TEXT NOT NULL,
        attempts INTEGER NOT NULL DEFAULT 0,
        misses INTEGER NOT NULL DEFAULT 0,
        etag TEXT NOT NULL DEFAULT '',
        last_modified TEXT NOT NULL DEFAULT '',
        looked_at TEXT,
        outcome TEXT NOT NULL DEFAULT '',
        why TEXT NOT NULL DEFAULT ''
    )""",
    "CREATE INDEX revisits_due ON revisits (due_at) WHERE state = 'queued'",
    "CREATE INDEX revisits_leased ON revisits (article_id) WHERE state = 'leased'",
    "CREATE INDEX revisits_done ON revisits (looked_at) WHERE state = 'done'",
    """CREATE TABLE revisions (
        id INTEGER PRIMARY KEY,
        article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
        seen_at TEXT NOT NULL,
        kind TEXT NOT NULL CHECK (kind IN ('edited', 'withdrawn', 'restored')),
        look INTEGER NOT NULL,
        title TEXT NOT NULL,
        packed_text BLOB NOT NULL,
        gained TEXT NOT NULL DEFAULT '[]',
        lost TEXT NOT NULL DEFAULT '[]',
        tier_before TEXT CHECK (tier_before IN ('call', 'context', 'mention')),
        tier_after TEXT CHECK (tier_after IN ('call', 'context', 'mention')),
        diff TEXT NOT NULL DEFAULT ''
    )""",
    "CREATE INDEX revisions_article ON revisions (article_id)",
    "CREATE INDEX revisions_seen ON revisions (seen_at)",
)
