"""What the analyst's desk needs to answer at once with a million matches.

A key that puts matches newest first and is different for each, so that pages of a list neither repeat nor skip one;
counts kept by triggers, so that nobody has to count the whole table; and a search for the titles of all entries, the
unflagged among them. Frozen.
"""

from __future__ import annotations

from typing import Final

STATEMENTS: Final = (
    """ALTER TABLE matches ADD COLUMN newest INTEGER
       GENERATED ALWAYS AS (CAST(replace(day, '-', '') AS INTEGER) * 10000000000 + id) VIRTUAL""",
    "CREATE INDEX matches_newest ON matches (newest)",
    "CREATE INDEX matches_tier_newest ON matches (tier, newest)",
    "CREATE INDEX matches_language_newest ON matches (language, newest)",
    "CREATE INDEX matches_site_newest ON matches (site, newest)",
    "DROP INDEX match_subjects_match",
    "CREATE INDEX match_subjects_match ON match_subjects (match_id, kind, category, country)",
    """CREATE TABLE match_counts (
        dimension TEXT NOT NULL,
        value TEXT NOT NULL,
        matches INTEGER NOT NULL,
        PRIMARY KEY (dimension, value)
    ) WITHOUT ROWID""",
    "CREATE INDEX match_counts_order ON match_counts (dimension, matches)",
    """INSERT INTO match_counts
       SELECT 'all', '', count(*) FROM matches HAVING count(*) > 0
       UNION ALL SELECT 'tier', tier, count(*) FROM matches GROUP BY tier
       UNION ALL SELECT 'language', language, count(*) FROM matches GROUP BY language
       UNION ALL SELECT 'site', site, count(*) FROM matches GROUP BY site
       UNION ALL SELECT 'day', day, count(*) FROM matches GROUP BY day
       UNION ALL SELECT 'subject', subject, count(*) FROM match_subjects GROUP BY subject
       UNION ALL SELECT 'category', category, count(DISTINCT match_id) FROM match_subjects GROUP BY category
       UNION ALL SELECT 'country', country, count(DISTINCT match_id) FROM match_subjects GROUP BY country""",
    """CREATE TRIGGER match_counts_insert AFTER INSERT ON matches BEGIN
        INSERT INTO match_counts VALUES
            ('all', '', 1), ('tier', new.tier, 1), ('language', new.language, 1), ('site', new.site, 1),
            ('day', new.day, 1)
        ON CONFLICT DO UPDATE SET matches = matches + 1;
    END""",
    """CREATE TRIGGER match_counts_delete AFTER DELETE ON matches BEGIN
        UPDATE match_counts SET matches = matches - 1
        WHERE (dimension, value) IN (VALUES
            ('all', ''), ('tier', old.tier), ('language', old.language), ('site', old.site), ('day', old.day));
        DELETE FROM match_counts WHERE matches = 0 AND (dimension, value) IN (VALUES
            ('all', ''), ('tier', old.tier), ('language', old.language), ('site', old.site), ('day', old.day));
    END""",
    """CREATE TRIGGER match_counts_update AFTER UPDATE OF tier, language, site, day ON matches
       WHEN (old.tier, old.language, old.site, old.day) != (new.tier, new.language, new.site, new.day) BEGIN
        UPDATE match_counts SET matches = matches - 1
        WHERE (dimension, value) IN (VALUES
            ('tier', old.tier), ('language', old.language), ('site', old.site), ('day', old.day));
        INSERT INTO match_counts VALUES
            ('tier', new.tier, 1), ('language', new.language, 1), ('site', new.site, 1), ('day', new.day, 1)
        ON CONFLICT DO UPDATE SET matches = matches + 1;
        DELETE FROM match_counts WHERE matches = 0 AND (dimension, value) IN (VALUES
            ('tier', old.tier), ('language', old.language), ('site', old.site), ('day', old.day));
    END""",
    """CREATE TRIGGER match_counts_subject_insert AFTER INSERT ON match_subjects BEGIN
        INSERT INTO match_counts VALUES ('subject', new.subject, 1)
        ON CONFLICT DO UPDATE SET matches = matches + 1;
        INSERT INTO match_counts SELECT 'category', new.category, 1 WHERE NOT EXISTS
            (SELECT 1 FROM match_subjects WHERE match_id = new.match_id AND +category = new.category
             AND subject != new.subject)
        ON CONFLICT DO UPDATE SET matches = matches + 1;
        INSERT INTO match_counts SELECT 'country', new.country, 1 WHERE NOT EXISTS
            (SELECT 1 FROM match_subjects WHERE match_id = new.match_id AND +country = new.country
             AND subject != new.subject)
        ON CONFLICT DO UPDATE SET matches = matches + 1;
    END""",
    """CREATE TRIGGER match_counts_subject_delete AFTER DELETE ON match_subjects BEGIN
        UPDATE match_counts SET matches = matches - 1 WHERE dimension = 'subject' AND value = old.subject;
        UPDATE match_counts SET matches = matches - 1 WHERE dimension = 'category' AND value = old.category
            AND NOT EXISTS (SELECT 1 FROM match_subjects WHERE match_id = old.match_id AND +category = old.category);
        UPDATE match_counts SET matches = matches - 1 WHERE dimension = 'country' AND value = old.country
            AND NOT EXISTS (SELECT 1 FROM match_subjects WHERE match_id = old.match_id AND +country = old.country);
        DELETE FROM match_counts WHERE matches = 0 AND (dimension, value) IN (VALUES
            ('subject', old.subject), ('category', old.category), ('country', old.country));
    END""",
    "CREATE INDEX entries_outcome ON entries (outcome, id)",
    "CREATE VIEW entry_titles AS SELECT id, spaced(title) AS title FROM entries",
    """CREATE VIRTUAL TABLE entries_fts USING fts5 (
        title, content="entry_titles", content_rowid="id", tokenize="unicode61 remove_diacritics 2"
    )""",
    "INSERT INTO entries_fts (entries_fts) VALUES ('rebuild')",
    """CREATE TRIGGER entries_fts_insert AFTER INSERT ON entries BEGIN
        INSERT INTO entries_fts (rowid, title) VALUES (new.id, spaced(new.title));
    END""",
    """CREATE TRIGGER entries_fts_delete AFTER DELETE ON entries BEGIN
        INSERT INTO entries_fts (entries_fts, rowid, title) VALUES ('delete', old.id, spaced(old.title));
    END""",
    """CREATE TRIGGER entries_fts_update AFTER UPDATE OF title ON entries BEGIN
        INSERT INTO entries_fts (entries_fts, rowid, title) VALUES ('delete', old.id, spaced(old.title));
        INSERT INTO entries_fts (rowid, title) VALUES (new.id, spaced(new.title));
    END""",
)
