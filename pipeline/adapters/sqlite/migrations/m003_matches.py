"""What people look at: one narrow row per flagged article, one per subject of it, and a search for every script.

Frozen: a released migration never changes. The triggers and the view call `spaced`, which every connection of ours
and of the Datasette plugin has (adapters/sqlite/functions.py).
"""

from __future__ import annotations

from typing import Final

STATEMENTS: Final = (
    """CREATE TABLE matches (
        id INTEGER PRIMARY KEY REFERENCES articles (id) ON DELETE CASCADE,
        day TEXT NOT NULL,
        tier TEXT NOT NULL CHECK (tier IN ('call', 'context', 'mention')),
        score REAL NOT NULL,
        title TEXT NOT NULL,
        sentence TEXT NOT NULL,
        signatories TEXT NOT NULL,
        site TEXT NOT NULL,
        language TEXT NOT NULL,
        url TEXT NOT NULL,
        published_at TEXT,
        first_seen_at TEXT NOT NULL,
        story_id INTEGER NOT NULL
    )""",
    """INSERT INTO matches
       SELECT id, substr(CASE WHEN published_at <= first_seen_at THEN published_at ELSE first_seen_at END, 1, 10),
              tier, score, title, sentence,
              coalesce((SELECT group_concat(value, '; ') FROM
                  (SELECT value FROM json_each(signatories) UNION ALL SELECT value FROM json_each(states))), ''),
              site, language, url, published_at, first_seen_at, id
       FROM articles WHERE tier IS NOT NULL""",
    "CREATE INDEX matches_day ON matches (day)",
    "CREATE INDEX matches_tier ON matches (tier, day)",
    "CREATE INDEX matches_language ON matches (language, day)",
    "CREATE INDEX matches_site ON matches (site, day)",
    "CREATE INDEX matches_story ON matches (story_id)",
    "CREATE INDEX matches_first_seen ON matches (first_seen_at)",
    """CREATE TABLE match_subjects (
        subject TEXT NOT NULL,
        day TEXT NOT NULL,
        match_id INTEGER NOT NULL REFERENCES matches (id) ON DELETE CASCADE,
        kind TEXT NOT NULL CHECK (kind IN ('call', 'signatory', 'state')),
        category TEXT NOT NULL,
        country TEXT NOT NULL,
        tier TEXT NOT NULL,
        PRIMARY KEY (subject, day, match_id)
    ) WITHOUT ROWID""",
    """INSERT INTO match_subjects
       SELECT DISTINCT m.subject, x.day, x.id, m.kind, coalesce(s.category, ''), coalesce(s.country, ''), x.tier
       FROM matches x JOIN mentions m ON m.article_id = x.id LEFT JOIN signatories s ON s.id = m.signatory_id""",
    "CREATE INDEX match_subjects_match ON match_subjects (match_id)",
    "CREATE INDEX match_subjects_day ON match_subjects (day)",
    "CREATE INDEX match_subjects_category ON match_subjects (category, day)",
    "CREATE INDEX match_subjects_country ON match_subjects (country, day)",
    "DROP TRIGGER articles_fts_insert",
    "DROP TRIGGER articles_fts_delete",
    "DROP TRIGGER articles_fts_update",
    "DROP TABLE articles_fts",
    "CREATE VIEW searchable AS SELECT id, spaced(title) AS title, spaced(text) AS text FROM articles",
    """CREATE VIRTUAL TABLE articles_fts USING fts5 (
        title, text, content="searchable", content_rowid="id", tokenize="unicode61 remove_diacritics 2"
    )""",
    "INSERT INTO articles_fts (articles_fts) VALUES ('rebuild')",
    """CREATE TRIGGER articles_fts_insert AFTER INSERT ON articles BEGIN
        INSERT INTO articles_fts (rowid, title, text) VALUES (new.id, spaced(new.title), spaced(new.text));
    END""",
    """CREATE TRIGGER articles_fts_delete AFTER DELETE ON articles BEGIN
        INSERT INTO articles_fts (articles_fts, rowid, title, text)
        VALUES ('delete', old.id, spaced(old.title), spaced(old.text));
    END""",
    """CREATE TRIGGER articles_fts_update AFTER UPDATE OF title, text ON articles BEGIN
        INSERT INTO articles_fts (articles_fts, rowid, title, text)
        VALUES ('delete', old.id, spaced(old.title), spaced(old.text));
        INSERT INTO articles_fts (rowid, title, text) VALUES (new.id, spaced(new.title), spaced(new.text));
    END""",
)
