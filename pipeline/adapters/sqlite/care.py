"""Whether the file is sound, and repairs of what can be made anew.

Everything is examined on a private copy: one moment, no lock that a running daemon would have to wait for, and the
copying alone reads every page of the file.
"""

from __future__ import annotations

import contextlib
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pipeline.adapters.sqlite.database import open_database, open_readonly
from pipeline.core.checkup import Verdict, fine, wrong
from pipeline.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.adapters.sqlite.database import Database
    from pipeline.core.checkup import Check

_SHOWN: Final = 5  # complaints of one kind

_RESTORE = "restore a backup: `paris-call restore FILE`"
_REPORT = "restore a backup, and report this as a defect, with the file if you can"
_REPAIR = "stop the daemon and run `paris-call doctor --repair-fts`"

# What must hold between the tables, as queries that count what breaks it.
_ACCOUNTS: Final = (
    (
        "an entry without an outcome waits for a page in the queue",
        """SELECT count(*) FROM entries e LEFT JOIN pages p ON p.id = e.page_id
           WHERE e.outcome IS NULL AND coalesce(p.state, 'done') = 'done'""",
    ),
    (
        "a page in the queue has an entry that waits for it",
        """SELECT count(*) FROM pages p WHERE p.state != 'done'
           AND NOT EXISTS (SELECT 1 FROM entries e WHERE e.page_id = p.id AND e.outcome IS NULL)""",
    ),
    (
        "an entry that matched has an article that is flagged or was",
        """SELECT count(*) FROM entries e WHERE e.outcome = 'matched' AND e.article_id IS NULL""",
    ),
    (
        "an article has an entry that brought it",
        """SELECT count(*) FROM articles a WHERE NOT EXISTS (SELECT 1 FROM entries e WHERE e.article_id = a.id)""",
    ),
    (
        "a flagged article has its text and a mention",
        """SELECT count(*) FROM articles a WHERE a.tier IS NOT NULL
           AND (a.text IS NULL OR NOT EXISTS (SELECT 1 FROM mentions m WHERE m.article_id = a.id))""",
    ),
    (
        "an article that is not flagged has no mentions",
        """SELECT count(*) FROM articles a JOIN mentions m ON m.article_id = a.id WHERE a.tier IS NULL""",
    ),
    (
        "a flagged article, and no other, has its row among the matches",
        """SELECT count(*) FROM articles a LEFT JOIN matches m ON m.id = a.id
           WHERE (a.tier IS NULL) != (m.id IS NULL) OR a.tier IS NOT m.tier OR a.title != coalesce(m.title, a.title)""",
    ),
    (
        "a match and its evidence name the same subjects",
        """SELECT (SELECT count(*) FROM mentions m WHERE NOT EXISTS (SELECT 1 FROM match_subjects s
                      WHERE s.match_id = m.article_id AND s.subject = m.subject))
                + (SELECT count(*) FROM match_subjects s WHERE NOT EXISTS (SELECT 1 FROM mentions m
                      WHERE m.article_id = s.match_id AND m.subject = s.subject))""",
    ),
    (
        "the totals of entries and articles agree with them",
        """SELECT count(*) FROM (
               SELECT what, value, count FROM totals UNION ALL
               SELECT 'entries', coalesce(outcome, 'pending') AS o, count(*) FROM entries GROUP BY o UNION ALL
               SELECT 'articles', coalesce(tier, 'unmatched') AS t, count(*) FROM articles GROUP BY t
           ) GROUP BY what, value, count HAVING count(*) != 2""",
    ),
    (
        "a flagged article that is no history is in a daily digest or waits for one, and nothing else waits",
        """SELECT (SELECT count(*) FROM matches m
                   WHERE NOT EXISTS (SELECT 1 FROM articles b INDEXED BY articles_backfilled
                                     WHERE b.backfilled AND b.id = m.id)
                   AND EXISTS (SELECT 1 FROM digest_items i WHERE i.article_id = m.id AND i.edition = 'daily')
                       = EXISTS (SELECT 1 FROM digest_queue q WHERE q.edition = 'daily'
                                 AND q.first_seen_at = m.first_seen_at AND q.article_id = m.id))
                + (SELECT count(*) FROM digest_queue q WHERE NOT EXISTS (
                       SELECT 1 FROM matches m WHERE m.id = q.article_id AND m.first_seen_at = q.first_seen_at)
                   OR EXISTS (SELECT 1 FROM articles a WHERE a.id = q.article_id AND a.backfilled))""",
    ),
    (
        "a digest that was delivered is kept as it was told, unless release 0.1 told it",
        """SELECT count(*) FROM deliveries d JOIN digests g ON g.edition = d.edition AND g.day = d.day
           WHERE g.packed IS NULL AND g.coverage = ''""",
    ),
    (
        "a match is in a story, and a story has the articles, outlets and sightings it counts",
        """SELECT (SELECT count(*) FROM matches m WHERE NOT EXISTS (SELECT 1 FROM stories s WHERE s.id = m.story_id))
                + (SELECT count(*) FROM stories s LEFT JOIN (
                      SELECT story_id, count(*) AS articles, count(DISTINCT coalesce(nullif(site, ''), url)) AS outlets,
                             min(first_seen_at) AS first, max(first_seen_at) AS last, max(score) AS score
                      FROM matches GROUP BY story_id) m ON m.story_id = s.id
                   WHERE (s.articles, s.outlets, s.first_seen_at, s.last_seen_at, s.score)
                         IS NOT (m.articles, m.outlets, m.first, m.last, m.score))""",
    ),
    (
        "a story is named by the article that was seen first",
        """SELECT count(*) FROM stories s WHERE s.id IS NOT (SELECT id FROM matches m WHERE m.story_id = s.id
           ORDER BY first_seen_at, url, id LIMIT 1)""",
    ),
    (
        "a match is compared with others or waits for it, and is found by the keys of its sketch",
        """SELECT (SELECT count(*) FROM matches m
                   WHERE NOT EXISTS (SELECT 1 FROM story_sketches s WHERE s.match_id = m.id)
                   AND NOT EXISTS (SELECT 1 FROM story_queue q WHERE q.match_id = m.id))
                + (SELECT count(*) FROM story_keys k WHERE NOT EXISTS (
                      SELECT 1 FROM story_sketches s WHERE s.match_id = k.match_id AND s.week = k.week))
                + (SELECT count(*) FROM story_sketches s, json_each(s.keys) k WHERE NOT EXISTS (
                      SELECT 1 FROM story_keys e WHERE e.key = k.value AND e.week = s.week
                      AND e.match_id = s.match_id))""",
    ),
    (
        "a dispatch that was sent has a message id and a time",
        """SELECT count(*) FROM dispatches WHERE state IN ('sending', 'sent', 'unsure')
           AND (message_id = '' OR sent_at IS NULL)""",
    ),
    (
        "a dispatched digest is kept as it was told",
        """SELECT count(*) FROM dispatches d WHERE d.day IS NOT NULL
           AND NOT EXISTS (SELECT 1 FROM digests g
               WHERE g.edition = d.what AND g.day = d.day AND g.packed IS NOT NULL)""",
    ),
    (
        "a mention stands in the text where it says",
        """SELECT count(*) FROM mentions m JOIN articles a ON a.id = m.article_id
           WHERE substr(CASE m.field WHEN 'title' THEN a.title ELSE a.text END, m.start + 1, m.end - m.start)
                 IS NOT m.surface""",
    ),
    (
        "a revisit that has ended has been looked at, and another waits for its next look",
        """SELECT count(*) FROM revisits WHERE state = 'done' AND looked_at IS NULL OR look < 1""",
    ),
    (
        "a revision leads from the tier before it to the tier after it, and the last one to what is stored",
        # A rematch in between may change a tier too; then it was judged after the correction was seen.
        """SELECT count(*) FROM revisions r JOIN articles a ON a.id = r.article_id
           WHERE r.id = (SELECT max(id) FROM revisions l WHERE l.article_id = r.article_id)
           AND r.tier_after IS NOT a.tier AND coalesce(a.matched_at, '') <= r.seen_at
           OR (r.kind != 'edited' AND (r.tier_before IS NOT r.tier_after OR r.diff != ''))""",
    ),
    (
        "an article is withdrawn once before it is restored, and restored once before it is withdrawn again",
        """SELECT count(*) FROM (SELECT kind, lag(kind, 1, 'restored') OVER (PARTITION BY article_id ORDER BY id)
                                 AS prior FROM revisions WHERE kind != 'edited') WHERE kind = prior""",
    ),
    (
        "the counts of matches agree with the matches",
        """SELECT count(*) FROM (
               SELECT dimension, value, matches FROM match_counts UNION ALL
               SELECT 'all', '', count(*) FROM matches HAVING count(*) > 0 UNION ALL
               SELECT 'tier', tier, count(*) FROM matches GROUP BY tier UNION ALL
               SELECT 'language', language, count(*) FROM matches GROUP BY language UNION ALL
               SELECT 'site', site, count(*) FROM matches GROUP BY site UNION ALL
               SELECT 'day', day, count(*) FROM matches GROUP BY day UNION ALL
               SELECT 'subject', subject, count(*) FROM match_subjects GROUP BY subject UNION ALL
               SELECT 'category', category, count(DISTINCT match_id) FROM match_subjects GROUP BY category UNION ALL
               SELECT 'country', country, count(DISTINCT match_id) FROM match_subjects GROUP BY country
           ) GROUP BY dimension, value, matches HAVING count(*) != 2""",
    ),
)

_INDICES: Final = ("articles_fts", "entries_fts")


def examine(path: Path) -> tuple[Check, ...]:
    """Everything about the database at `path` that can be checked, beside a running daemon or without one.

    Needs as much free space in the folder as the file takes.
    """
    try:
        with _copy_of(path) as copy:
            return soundness(copy)
    except StoreError as error:
        return (wrong("database", str(error), _RESTORE),)


def repair_search(db: Database) -> None:
    """Makes the full-text indices anew from the articles and entries.

    Raises:
        StoreError: the database refuses.
    """
    with db.writing():
        for index in _INDICES:
            db.execute(f"INSERT INTO {index} ({index}) VALUES ('rebuild')")  # noqa: S608  (our own names)


def soundness(db: Database) -> tuple[Check, ...]:
    """The same for a file that is open, and that nobody else needs meanwhile: it is locked for writing for a while."""
    whole = integrity(db)
    return (whole,) if whole.verdict is Verdict.WRONG else (whole, _references(db), _search(db), _accounts(db))


def integrity(db: Database) -> Check:
    """Whether the file's pages, trees and indices are sound; the search index, which can be made anew, left aside."""
    complaints = [str(row[0]) for row in db.rows(f"PRAGMA integrity_check({_SHOWN})")]
    serious = [complaint for complaint in complaints if complaint != "ok" and "fts5" not in complaint.lower()]
    if serious:
        return wrong("integrity", "; ".join(serious), _RESTORE)
    return fine("integrity", "every page of the file is sound")


def _references(db: Database) -> Check:
    broken = db.rows("PRAGMA foreign_key_check")
    if broken:
        shown = ", ".join(f"{table} {rowid} -> {parent}" for table, rowid, parent, _ in broken[:_SHOWN])
        return wrong("references", f"{len(broken)} rows refer to rows that do not exist: {shown}", _REPORT)
    return fine("references", "every row refers to rows that exist")


def _search(db: Database) -> Check:
    try:
        with db.writing():
            for index in _INDICES:
                # Rank 1 compares the index with the texts themselves, not only with itself.
                db.execute(f"INSERT INTO {index} ({index}, rank) VALUES ('integrity-check', 1)")  # noqa: S608  (our own names)
    except StoreError:
        return wrong("search index", "does not agree with the articles", _REPAIR)
    return fine("search index", "agrees with the articles")


def _accounts(db: Database) -> Check:
    broken = [(rule, count) for rule, sql in _ACCOUNTS if (count := db.number(sql))]
    if broken:
        return wrong("accounts", "; ".join(f"{count} times not so: {rule}" for rule, count in broken), _REPORT)
    counted = db.number("SELECT count(*) FROM entries"), db.number("SELECT count(*) FROM articles")
    return fine("accounts", f"{counted[0]} entries, {counted[1]} articles; all that must agree agrees")


@contextlib.contextmanager
def _copy_of(path: Path) -> Iterator[Database]:
    source = open_readonly(path)
    try:
        with tempfile.TemporaryDirectory(prefix=f".{path.name}-", dir=path.parent) as folder:
            target = Path(folder) / path.name
            source.copy_to(target)
            copy = open_database(target)
            try:
                yield copy
            finally:
                copy.close()
    except OSError as error:
        raise StoreError(f"{path.parent}: no room or no right for a copy to examine: {error.strerror}") from error
    finally:
        source.close()
