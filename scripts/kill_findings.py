"""What a monitor that was killed again and again looks like in the end, to be compared with one nobody disturbed."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pipeline.adapters.sqlite.functions import add_functions

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from scripts.kill_monitor import Monitor


@dataclass(frozen=True, slots=True)
class Findings:
    """What one database looks like in the end: `wrong` in words, `content` to be compared."""

    wrong: tuple[str, ...]
    content: frozenset[tuple[object, ...]]


_MOST_TOLD: Final = 4000  # bytes of a traceback

# What must be nought, whatever happened.
_NOUGHT: Final = {
    "entries without an outcome": "SELECT count(*) FROM entries WHERE outcome IS NULL",
    "pages not done": "SELECT count(*) FROM pages WHERE state != 'done'",
    "looks under way": "SELECT count(*) FROM revisits WHERE state = 'leased'",
    "looks given up": "SELECT count(*) FROM revisits WHERE outcome = 'skipped'",
    "revisions of pages that nobody has changed": "SELECT count(*) FROM revisions",
    "flagged articles that nobody looks at again": """SELECT count(*) FROM articles WHERE tier IS NOT NULL
        AND obstacle NOT IN ('gone', 'robots', 'no_link') AND id NOT IN (SELECT article_id FROM revisits)""",
    "articles stored twice": "SELECT count(*) - count(DISTINCT url) FROM articles",
    "entries stored twice": """SELECT count(*) - (SELECT count(*) FROM
        (SELECT DISTINCT feed_id, guid, url_key, title_key FROM entries)) FROM entries""",
    "mentions stored twice": """SELECT count(*) - (SELECT count(*) FROM
        (SELECT DISTINCT article_id, field, start, subject FROM mentions)) FROM mentions""",
    "flagged articles in no digest": """SELECT count(*) FROM articles WHERE tier IS NOT NULL
        AND id NOT IN (SELECT article_id FROM digest_items)""",
    "unflagged articles in a digest": """SELECT count(*) FROM digest_items
        WHERE article_id IN (SELECT id FROM articles WHERE tier IS NULL)""",
    "flagged articles without mentions": """SELECT count(*) FROM articles WHERE tier IS NOT NULL
        AND id NOT IN (SELECT article_id FROM mentions)""",
    "entries that ended well without an article": """SELECT count(*) FROM entries
        WHERE outcome IN ('matched', 'unmatched') AND article_id IS NULL""",
    "pages given up because their reader crashed": "SELECT count(*) FROM articles WHERE obstacle = 'crashed'",
    "digests some sink has not got": """SELECT count(*) FROM digests
        WHERE day NOT IN (SELECT day FROM deliveries)""",
    "polls whose counts do not add up": "SELECT count(*) FROM polls WHERE entries != new + seen",
    "articles that nobody has grouped": "SELECT count(*) FROM story_queue",
    "messages that wait or are under way": "SELECT count(*) FROM dispatches WHERE state IN ('planned', 'sending')",
    "messages that failed": "SELECT count(*) FROM dispatches WHERE state = 'failed'",
    "stories told to somebody twice": """SELECT count(*) FROM (SELECT 1 FROM dispatches d
        JOIN matches m ON m.id = d.article_id WHERE d.state IN ('sent', 'unsure')
        GROUP BY d.recipient, m.story_id HAVING count(*) > 1)""",
    "digests that somebody was not sent": """SELECT count(*) FROM
        (SELECT DISTINCT recipient FROM dispatches WHERE what = 'daily') r JOIN digests g
        WHERE NOT EXISTS (SELECT 1 FROM dispatches d WHERE d.recipient = r.recipient AND d.day = g.day
            AND d.what = g.edition AND d.state IN ('sent', 'unsure'))""",
    "rows that point nowhere": "SELECT count(*) FROM pragma_foreign_key_check",
}
# Which of several addresses of one story comes first is chance, and with it who is the duplicate; that all are there,
# and what was found in them, is not.
_CONTENT: Final = (
    "SELECT 'article', url, title, tier, score, signatories, states, body_quality, obstacle, text_hash FROM articles",
    """SELECT 'mention', a.url, m.field, m.start, m.end, m.subject, m.rule FROM mentions m
       JOIN articles a ON a.id = m.article_id""",
    "SELECT 'entry', f.url, e.guid, e.url_key, e.title_key FROM entries e JOIN feeds f ON f.id = e.feed_id",
    "SELECT 'in a digest', a.url FROM digest_items d JOIN articles a ON a.id = d.article_id",
    """SELECT 'one story', a.url, b.url FROM matches a JOIN matches b ON b.story_id = a.story_id WHERE a.url < b.url""",
    # Which copy of a story is told is chance as well.
    """SELECT 'told', substr(d.recipient, 1, instr(d.recipient, '@')), copy.url FROM dispatches d
       JOIN matches m ON m.id = d.article_id JOIN matches copy ON copy.story_id = m.story_id
       WHERE d.state IN ('sent', 'unsure')""",
    "SELECT 'found by its title', a.url FROM articles_fts f JOIN articles a ON a.id = f.rowid",
)


def examine_mail(folder: Path, arrived: Mapping[tuple[str, str], int]) -> tuple[str, ...]:
    """What is wrong between the ledger and what the mail server got, by recipient and Message-ID."""
    with closing(sqlite3.connect(folder / "monitor.db")) as db:
        rows = db.execute("SELECT DISTINCT recipient, message_id, state FROM dispatches WHERE message_id != ''")
        stated = {(recipient, message_id): state for recipient, message_id, state in rows}
    here = {who_and_what: times for who_and_what, times in arrived.items() if f"@{folder.name}." in who_and_what[0]}
    wrong = [f"arrived {times} times: {what}" for what, times in here.items() if times > 1]
    wrong += [
        f"sent, and never arrived: {what}" for what, state in stated.items() if state == "sent" and what not in here
    ]
    wrong += [
        f"arrived, and said to be {stated.get(what, 'unknown')}: {what}"
        for what in here
        if stated.get(what) not in {"sent", "unsure"}
    ]
    return tuple(wrong)


def unsure(folder: Path) -> int:
    """Messages of which a person has to decide whether they arrived."""
    with closing(sqlite3.connect(folder / "monitor.db")) as db:
        return int(db.execute("SELECT count(DISTINCT message_id) FROM dispatches WHERE state = 'unsure'").fetchone()[0])


def examine(monitor: Monitor) -> Findings:
    """Looks through the database of a monitor that has stopped."""
    folder = monitor.folder
    with closing(sqlite3.connect(folder / "monitor.db")) as db:
        add_functions(db)
        wrong = [f"{count} {what}" for what, sql in _NOUGHT.items() if (count := db.execute(sql).fetchone()[0])]
        wrong += [f"integrity_check: {row[0]}" for row in db.execute("PRAGMA integrity_check") if row[0] != "ok"]
        try:
            add_functions(db)
            db.execute("INSERT INTO articles_fts (articles_fts, rank) VALUES ('integrity-check', 1)")
        except sqlite3.DatabaseError as error:
            wrong.append(f"search index: {error}")
        content_of = frozenset(tuple(row) for sql in _CONTENT for row in db.execute(sql))
        days = {str(day) for (day,) in db.execute("SELECT day FROM digests")}
    written = {path.stem for path in (folder / "digests").glob("*.md")}
    if written != days:
        wrong.append(f"digest files {sorted(written)} for days {sorted(days)}")
    leftovers = [path.name for path in (folder / "digests").iterdir() if path.suffix not in {".md", ".html"}]
    if leftovers:
        wrong.append(f"left behind in the folder of digests: {leftovers}")
    _, traceback, told = monitor.told().partition(b"Traceback")
    if traceback:
        wrong.append(f"a traceback in the log: {told[:_MOST_TOLD].decode(errors='replace')}")
    return Findings(tuple(wrong), content_of)


def differences(expected: Findings, found: Findings) -> tuple[str, ...]:
    """What is wrong with `found`, in words; the first few rows of each kind."""
    lost, extra = expected.content - found.content, found.content - expected.content
    told = [f"lost: {row}" for row in sorted(lost, key=str)[:5]]
    told += [f"not in the undisturbed run: {row}" for row in sorted(extra, key=str)[:5]]
    return (*found.wrong, *told)
