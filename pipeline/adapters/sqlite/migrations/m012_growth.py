"""What keeps hourly work and daily questions from looking at the whole archive.

Counts of entries and articles kept by triggers; which flagged articles wait for a digest, of weekly and monthly ones
once these were asked for; and which unflagged articles still have a packed text, found without a look at those that
have none.

Frozen: a released migration never changes.
"""

from __future__ import annotations

from typing import Final

STATEMENTS: Final = (
    "CREATE INDEX articles_packed ON articles (first_seen_at) WHERE tier IS NULL AND packed_text IS NOT NULL",
    # Half as many merges as usual: a fourth less to do for each page stored, and a search hardly sees it.
    "INSERT INTO articles_fts (articles_fts, rank) VALUES ('automerge', 8)",
    "INSERT INTO entries_fts (entries_fts, rank) VALUES ('automerge', 8)",
    # A verdict given anew writes the same text again: nothing for the index to do.
    "DROP TRIGGER articles_fts_update",
    """CREATE TRIGGER articles_fts_update AFTER UPDATE OF title, text ON articles
       WHEN old.title IS NOT new.title OR old.text IS NOT new.text BEGIN
        INSERT INTO articles_fts (articles_fts, rowid, title, text)
        VALUES ('delete', old.id, spaced(old.title), spaced(old.text));
        INSERT INTO articles_fts (rowid, title, text) VALUES (new.id, spaced(new.title), spaced(new.text));
    END""",
    """CREATE TABLE totals (
        what TEXT NOT NULL CHECK (what IN ('entries', 'articles')),
        value TEXT NOT NULL,
        count INTEGER NOT NULL,
        PRIMARY KEY (what, value)
    ) WITHOUT ROWID""",
    # Articles without a tier are what is left: counting them one by one would read every row of a wide table.
    """INSERT INTO totals
       SELECT 'entries', coalesce(outcome, 'pending') AS o, count(*) FROM entries GROUP BY o
       UNION ALL SELECT 'articles', tier, count(*) FROM articles WHERE tier IS NOT NULL GROUP BY tier""",
    """INSERT INTO totals
       SELECT 'articles', 'unmatched', a.count - t.count
       FROM (SELECT count(*) AS count FROM articles) a,
            (SELECT coalesce(sum(count), 0) AS count FROM totals WHERE what = 'articles') t
       WHERE a.count > t.count""",
    """CREATE TRIGGER totals_entry_insert AFTER INSERT ON entries BEGIN
        INSERT INTO totals VALUES ('entries', coalesce(new.outcome, 'pending'), 1)
        ON CONFLICT DO UPDATE SET count = count + 1;
    END""",
    """CREATE TRIGGER totals_entry_delete AFTER DELETE ON entries BEGIN
        UPDATE totals SET count = count - 1 WHERE what = 'entries' AND value = coalesce(old.outcome, 'pending');
        DELETE FROM totals WHERE what = 'entries' AND value = coalesce(old.outcome, 'pending') AND count = 0;
    END""",
    """CREATE TRIGGER totals_entry_update AFTER UPDATE OF outcome ON entries WHEN old.outcome IS NOT new.outcome BEGIN
        UPDATE totals SET count = count - 1 WHERE what = 'entries' AND value = coalesce(old.outcome, 'pending');
        DELETE FROM totals WHERE what = 'entries' AND value = coalesce(old.outcome, 'pending') AND count = 0;
        INSERT INTO totals VALUES ('entries', coalesce(new.outcome, 'pending'), 1)
        ON CONFLICT DO UPDATE SET count = count + 1;
    END""",
    """CREATE TRIGGER totals_article_insert AFTER INSERT ON articles BEGIN
        INSERT INTO totals VALUES ('articles', coalesce(new.tier, 'unmatched'), 1)
        ON CONFLICT DO UPDATE SET count = count + 1;
    END""",
    """CREATE TRIGGER totals_article_delete AFTER DELETE ON articles BEGIN
        UPDATE totals SET count = count - 1 WHERE what = 'articles' AND value = coalesce(old.tier, 'unmatched');
        DELETE FROM totals WHERE what = 'articles' AND value = coalesce(old.tier, 'unmatched') AND count = 0;
    END""",
    """CREATE TRIGGER totals_article_update AFTER UPDATE OF tier ON articles WHEN old.tier IS NOT new.tier BEGIN
        UPDATE totals SET count = count - 1 WHERE what = 'articles' AND value = coalesce(old.tier, 'unmatched');
        DELETE FROM totals WHERE what = 'articles' AND value = coalesce(old.tier, 'unmatched') AND count = 0;
        INSERT INTO totals VALUES ('articles', coalesce(new.tier, 'unmatched'), 1)
        ON CONFLICT DO UPDATE SET count = count + 1;
    END""",
    """CREATE TABLE digest_queue (
        edition TEXT NOT NULL CHECK (edition IN ('daily', 'weekly', 'monthly')),
        first_seen_at TEXT NOT NULL,
        article_id INTEGER NOT NULL,
        PRIMARY KEY (edition, first_seen_at, article_id)
    ) WITHOUT ROWID""",
    # Editions that are in use; `edition_weekly` and `edition_monthly` say since when.
    """CREATE VIEW editions_in_use AS
       SELECT 'daily' AS edition
       UNION ALL SELECT substr(name, 9) FROM settings WHERE name IN ('edition_weekly', 'edition_monthly')""",
    """INSERT INTO digest_queue
       SELECT e.edition, m.first_seen_at, m.id FROM editions_in_use e CROSS JOIN matches m
       WHERE m.id NOT IN (SELECT id FROM articles WHERE backfilled)
       AND NOT EXISTS (SELECT 1 FROM digest_items i WHERE i.article_id = m.id AND i.edition = e.edition)
       ORDER BY 1, 2, 3""",
    """CREATE TRIGGER digest_queue_insert AFTER INSERT ON matches BEGIN
        INSERT OR IGNORE INTO digest_queue
        SELECT e.edition, new.first_seen_at, new.id FROM editions_in_use e
        WHERE NOT EXISTS (SELECT 1 FROM articles a WHERE a.id = new.id AND a.backfilled)
        AND NOT EXISTS (SELECT 1 FROM digest_items i WHERE i.article_id = new.id AND i.edition = e.edition);
    END""",
    """CREATE TRIGGER digest_queue_delete AFTER DELETE ON matches BEGIN
        DELETE FROM digest_queue WHERE edition IN ('daily', 'weekly', 'monthly')
        AND first_seen_at = old.first_seen_at AND article_id = old.id;
    END""",
    """CREATE TRIGGER digest_queue_history AFTER UPDATE OF backfilled ON articles
       WHEN old.backfilled != new.backfilled BEGIN
        DELETE FROM digest_queue WHERE edition IN ('daily', 'weekly', 'monthly')
        AND first_seen_at = new.first_seen_at AND article_id = new.id AND new.backfilled;
        INSERT OR IGNORE INTO digest_queue
        SELECT e.edition, m.first_seen_at, m.id FROM editions_in_use e JOIN matches m ON m.id = new.id
        WHERE NOT new.backfilled
        AND NOT EXISTS (SELECT 1 FROM digest_items i WHERE i.article_id = m.id AND i.edition = e.edition);
    END""",
)
