"""Stories: copies of one text are counted once.

Every match starts as a story of its own and waits to be compared with the others.

Frozen: a released migration never changes.
"""

from __future__ import annotations

from typing import Final

STATEMENTS: Final = (
    """CREATE TABLE stories (
        id INTEGER PRIMARY KEY,
        day TEXT NOT NULL,
        tier TEXT NOT NULL CHECK (tier IN ('call', 'context', 'mention')),
        score REAL NOT NULL,
        title TEXT NOT NULL,
        signatories TEXT NOT NULL,
        articles INTEGER NOT NULL CHECK (articles > 0),
        outlets INTEGER NOT NULL CHECK (outlets > 0),
        languages TEXT NOT NULL,
        first_seen_at TEXT NOT NULL,
        last_seen_at TEXT NOT NULL
    )""",
    """INSERT INTO stories
       SELECT id, day, tier, score, title, signatories, 1, 1, language, first_seen_at, first_seen_at
       FROM matches""",
    "UPDATE matches SET story_id = id WHERE story_id != id",
    "CREATE INDEX stories_day ON stories (day)",
    "CREATE INDEX stories_tier ON stories (tier, day)",
    "CREATE INDEX stories_articles ON stories (articles)",
    "CREATE INDEX stories_first_seen ON stories (first_seen_at)",
    """CREATE TABLE story_links (
        first_id INTEGER NOT NULL REFERENCES matches (id) ON DELETE CASCADE,
        second_id INTEGER NOT NULL REFERENCES matches (id) ON DELETE CASCADE,
        similarity REAL NOT NULL,
        contained REAL NOT NULL,
        why TEXT NOT NULL,
        PRIMARY KEY (first_id, second_id),
        CHECK (first_id < second_id)
    ) WITHOUT ROWID""",
    "CREATE INDEX story_links_second ON story_links (second_id)",
    """CREATE TABLE story_keys (
        week INTEGER NOT NULL,
        key INTEGER NOT NULL,
        match_id INTEGER NOT NULL,
        PRIMARY KEY (week, key, match_id)
    ) WITHOUT ROWID""",
    """CREATE TABLE story_sketches (
        match_id INTEGER PRIMARY KEY REFERENCES matches (id) ON DELETE CASCADE,
        fingerprint TEXT NOT NULL,
        week INTEGER NOT NULL,
        keys TEXT NOT NULL
    )""",
    """CREATE TRIGGER story_sketches_delete AFTER DELETE ON story_sketches BEGIN
        DELETE FROM story_keys WHERE match_id = old.match_id AND week = old.week
        AND key IN (SELECT value FROM json_each(old.keys));
    END""",
    """CREATE TABLE story_queue (
        match_id INTEGER PRIMARY KEY REFERENCES matches (id) ON DELETE CASCADE,
        mark INTEGER NOT NULL DEFAULT 1
    )""",
    "INSERT INTO story_queue (match_id) SELECT id FROM matches",
    """CREATE TABLE story_decisions (
        id INTEGER PRIMARY KEY,
        article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
        other_id INTEGER REFERENCES articles (id) ON DELETE CASCADE,
        made_at TEXT NOT NULL,
        note TEXT NOT NULL DEFAULT '',
        undone_at TEXT,
        CHECK (article_id != other_id)
    )""",
    "CREATE INDEX story_decisions_article ON story_decisions (article_id)",
    "CREATE INDEX story_decisions_other ON story_decisions (other_id)",
    """CREATE TABLE former_stories (
        id INTEGER PRIMARY KEY,
        article_id INTEGER NOT NULL
    )""",
)
