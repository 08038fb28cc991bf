"""Everything the first release needs.

Frozen: a released migration never changes.
"""

from __future__ import annotations

from typing import Final

STATEMENTS: Final = (
    """CREATE TABLE feeds (
        id INTEGER PRIMARY KEY,
        url TEXT NOT NULL UNIQUE,
        location TEXT NOT NULL,
        title TEXT NOT NULL DEFAULT '',
        tags TEXT NOT NULL DEFAULT '',
        language TEXT NOT NULL DEFAULT '',
        every INTEGER,
        user_agent TEXT NOT NULL DEFAULT '',
        state TEXT NOT NULL CHECK (state IN ('active', 'failing', 'gone', 'dropped')),
        etag TEXT NOT NULL DEFAULT '',
        last_modified TEXT NOT NULL DEFAULT '',
        body_hash TEXT NOT NULL DEFAULT '',
        interval INTEGER NOT NULL,
        next_poll_at TEXT NOT NULL,
        next_poll_why TEXT NOT NULL DEFAULT '',
        failures INTEGER NOT NULL DEFAULT 0,
        added_at TEXT NOT NULL,
        last_polled_at TEXT,
        last_ok_at TEXT,
        last_new_at TEXT,
        last_error TEXT NOT NULL DEFAULT ''
    )""",
    "CREATE INDEX feeds_due ON feeds (next_poll_at) WHERE state IN ('active', 'failing')",
    """CREATE TABLE polls (
        id INTEGER PRIMARY KEY,
        feed_id INTEGER NOT NULL REFERENCES feeds (id),
        polled_at TEXT NOT NULL,
        outcome TEXT NOT NULL CHECK (outcome IN ('ok', 'unchanged', 'failed')),
        location TEXT NOT NULL,
        status INTEGER NOT NULL DEFAULT 0,
        entries INTEGER NOT NULL DEFAULT 0,
        new INTEGER NOT NULL DEFAULT 0,
        seen INTEGER NOT NULL DEFAULT 0,
        missed_some INTEGER NOT NULL DEFAULT 0,
        detail TEXT NOT NULL DEFAULT '',
        CHECK (entries = new + seen)
    )""",
    "CREATE INDEX polls_feed ON polls (feed_id, polled_at)",
    "CREATE INDEX polls_time ON polls (polled_at)",
    """CREATE TABLE articles (
        id INTEGER PRIMARY KEY,
        url TEXT NOT NULL,
        title TEXT NOT NULL,
        site TEXT NOT NULL DEFAULT '',
        language TEXT NOT NULL DEFAULT '',
        authors TEXT NOT NULL DEFAULT '',
        published_at TEXT,
        published_from TEXT NOT NULL DEFAULT 'none',
        first_seen_at TEXT NOT NULL,
        read_at TEXT NOT NULL,
        body_quality TEXT NOT NULL,
        obstacle TEXT NOT NULL DEFAULT '',
        text_hash TEXT NOT NULL DEFAULT '',
        tier TEXT CHECK (tier IN ('call', 'context', 'mention')),
        score REAL NOT NULL DEFAULT 0,
        signatories TEXT NOT NULL DEFAULT '[]',
        states TEXT NOT NULL DEFAULT '[]',
        sentence TEXT NOT NULL DEFAULT '',
        reasons TEXT NOT NULL DEFAULT '[]',
        matcher_version TEXT NOT NULL DEFAULT '',
        gazetteer_version TEXT NOT NULL DEFAULT '',
        matched_at TEXT,
        text TEXT,
        packed_text BLOB
    )""",
    "CREATE INDEX articles_first_seen ON articles (first_seen_at)",
    "CREATE INDEX articles_tier ON articles (tier, first_seen_at) WHERE tier IS NOT NULL",
    "CREATE INDEX articles_language ON articles (language)",
    "CREATE INDEX articles_site ON articles (site)",
    "CREATE INDEX articles_text_hash ON articles (text_hash)",
    """CREATE VIRTUAL TABLE articles_fts USING fts5 (
        title, text, content="articles", content_rowid="id", tokenize="unicode61 remove_diacritics 2"
    )""",
    """CREATE TRIGGER articles_fts_insert AFTER INSERT ON articles BEGIN
        INSERT INTO articles_fts (rowid, title, text) VALUES (new.id, new.title, new.text);
    END""",
    """CREATE TRIGGER articles_fts_delete AFTER DELETE ON articles BEGIN
        INSERT INTO articles_fts (articles_fts, rowid, title, text) VALUES ('delete', old.id, old.title, old.text);
    END""",
    """CREATE TRIGGER articles_fts_update AFTER UPDATE OF title, text ON articles BEGIN
        INSERT INTO articles_fts (articles_fts, rowid, title, text) VALUES ('delete', old.id, old.title, old.text);
        INSERT INTO articles_fts (rowid, title, text) VALUES (new.id, new.title, new.text);
    END""",
    """CREATE TABLE locations (
        url_key TEXT PRIMARY KEY,
        article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE
    ) WITHOUT ROWID""",
    "CREATE INDEX locations_article ON locations (article_id)",
    """CREATE TABLE pages (
        id INTEGER PRIMARY KEY,
        url_key TEXT NOT NULL UNIQUE,
        url TEXT NOT NULL,
        host TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('queued', 'leased', 'done')),
        attempts INTEGER NOT NULL DEFAULT 0,
        next_attempt_at TEXT NOT NULL,
        last_error TEXT NOT NULL DEFAULT '',
        finished_at TEXT,
        article_id INTEGER REFERENCES articles (id) ON DELETE SET NULL
    )""",
    "CREATE INDEX pages_due ON pages (next_attempt_at) WHERE state = 'queued'",
    "CREATE INDEX pages_leased ON pages (id) WHERE state = 'leased'",
    "CREATE INDEX pages_article ON pages (article_id)",
    """CREATE TABLE entries (
        id INTEGER PRIMARY KEY,
        feed_id INTEGER NOT NULL REFERENCES feeds (id),
        guid TEXT NOT NULL,
        url_key TEXT NOT NULL,
        title_key TEXT NOT NULL,
        url TEXT NOT NULL,
        title TEXT NOT NULL,
        authors TEXT NOT NULL DEFAULT '',
        language TEXT NOT NULL DEFAULT '',
        published_at TEXT,
        updated_at TEXT,
        packed_words BLOB,
        first_seen_at TEXT NOT NULL,
        outcome TEXT CHECK (outcome IN
            ('matched', 'unmatched', 'duplicate', 'blocked', 'gone', 'failed', 'rejected')),
        outcome_at TEXT,
        outcome_why TEXT NOT NULL DEFAULT '',
        page_id INTEGER REFERENCES pages (id),
        article_id INTEGER REFERENCES articles (id) ON DELETE SET NULL,
        UNIQUE (feed_id, guid, url_key, title_key),
        CHECK ((outcome IS NULL) = (outcome_at IS NULL))
    )""",
    "CREATE INDEX entries_url ON entries (feed_id, url_key)",
    "CREATE INDEX entries_title ON entries (feed_id, title_key)",
    "CREATE INDEX entries_page ON entries (page_id)",
    "CREATE INDEX entries_article ON entries (article_id)",
    "CREATE INDEX entries_first_seen ON entries (first_seen_at)",
    "CREATE INDEX entries_pending ON entries (id) WHERE outcome IS NULL",
    """CREATE TABLE signatories (
        id INTEGER PRIMARY KEY,
        name TEXT NOT NULL UNIQUE,
        category TEXT NOT NULL,
        country TEXT NOT NULL DEFAULT '',
        signed TEXT NOT NULL DEFAULT '',
        ambiguity TEXT NOT NULL DEFAULT '',
        evidence TEXT NOT NULL DEFAULT '',
        listed INTEGER NOT NULL DEFAULT 1
    )""",
    """CREATE TABLE aliases (
        id INTEGER PRIMARY KEY,
        signatory_id INTEGER NOT NULL REFERENCES signatories (id),
        name TEXT NOT NULL,
        strength TEXT NOT NULL CHECK (strength IN ('certain', 'weak', 'trap')),
        UNIQUE (signatory_id, name, strength)
    )""",
    """CREATE TABLE mentions (
        id INTEGER PRIMARY KEY,
        article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
        subject TEXT NOT NULL,
        kind TEXT NOT NULL CHECK (kind IN ('call', 'signatory', 'state')),
        signatory_id INTEGER REFERENCES signatories (id),
        field TEXT NOT NULL CHECK (field IN ('title', 'body')),
        start INTEGER NOT NULL,
        end INTEGER NOT NULL,
        surface TEXT NOT NULL,
        sentence TEXT NOT NULL,
        rule TEXT NOT NULL,
        score REAL NOT NULL,
        evidence TEXT NOT NULL DEFAULT '[]',
        UNIQUE (article_id, field, start, subject),
        CHECK (start < end)
    )""",
    "CREATE INDEX mentions_subject ON mentions (subject, article_id)",
    "CREATE INDEX mentions_signatory ON mentions (signatory_id)",
    """CREATE TABLE runs (
        id INTEGER PRIMARY KEY,
        job TEXT NOT NULL,
        started_at TEXT NOT NULL,
        finished_at TEXT NOT NULL,
        counts TEXT NOT NULL DEFAULT '{}',
        error TEXT NOT NULL DEFAULT ''
    )""",
    "CREATE INDEX runs_job ON runs (job, started_at)",
    """CREATE TABLE digests (
        day TEXT PRIMARY KEY,
        timezone TEXT NOT NULL,
        since TEXT NOT NULL,
        until TEXT NOT NULL,
        planned_at TEXT NOT NULL,
        coverage TEXT NOT NULL
    ) WITHOUT ROWID""",
    """CREATE TABLE digest_items (
        article_id INTEGER PRIMARY KEY REFERENCES articles (id) ON DELETE CASCADE,
        day TEXT NOT NULL REFERENCES digests (day),
        late INTEGER NOT NULL DEFAULT 0
    )""",
    "CREATE INDEX digest_items_day ON digest_items (day)",
    """CREATE TABLE deliveries (
        day TEXT NOT NULL REFERENCES digests (day),
        sink TEXT NOT NULL,
        delivered_at TEXT NOT NULL,
        sha256 TEXT NOT NULL,
        place TEXT NOT NULL DEFAULT '',
        PRIMARY KEY (day, sink)
    ) WITHOUT ROWID""",
    """CREATE TABLE closures (
        host TEXT PRIMARY KEY,
        until TEXT NOT NULL
    ) WITHOUT ROWID""",
    """CREATE TABLE heartbeat (
        id INTEGER PRIMARY KEY CHECK (id = 1),
        pid INTEGER NOT NULL,
        host TEXT NOT NULL,
        started_at TEXT NOT NULL,
        beat_at TEXT NOT NULL,
        doing TEXT NOT NULL DEFAULT ''
    )""",
    """CREATE TABLE settings (
        name TEXT PRIMARY KEY,
        value TEXT NOT NULL
    ) WITHOUT ROWID""",
)
