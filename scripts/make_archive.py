"""Makes a database as a monitor may have it after years: N articles with all that belongs to them.

    python scripts/make_archive.py N FILE [--flagged 0.1] [--backfilled 0.1] [--feeds 400] [--seed 1]

Rows go straight into tables without indexes and triggers; those come at the end, which is many times as fast. A second
process makes the rows up, and meanwhile the full-text indices in a file of their own. The result is what the program
itself would have written: `paris-call doctor` finds it sound. What is in it: scripts/made_up_archive.py; how its words
are spread: scripts/made_up_news.py. Nothing in it is true.

One article in ten is flagged by default. Of 457 real pages it is 17 %, but those come from programmers' feeds, which
name Microsoft and GitHub more often than other news do. The watch began in November 2021; before it, a tenth of the
flagged articles was brought by a backfill that reaches back to the Call of November 2018.
"""

from __future__ import annotations

import argparse
import contextlib
import multiprocessing
import random
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from pipeline.adapters.gazetteer import read_gazetteer  # noqa: E402  (the folder is no installed package)
from pipeline.adapters.sqlite.database import open_database  # noqa: E402
from pipeline.adapters.sqlite.digests import DigestStore  # noqa: E402
from pipeline.adapters.sqlite.ledger import Ledger  # noqa: E402
from pipeline.adapters.sqlite.migrations import m008_desk, m012_growth  # noqa: E402
from pipeline.adapters.sqlite.rows import pack, to_text  # noqa: E402
from pipeline.core import digests  # noqa: E402
from pipeline.core.digests.snapshots import digest_to_json  # noqa: E402
from pipeline.core.stories import VERSION  # noqa: E402
from scripts.made_up_archive import (  # noqa: E402
    LAST_DAY,
    WATCHED_SINCE,
    Newsroom,
    Rows,
    Shape,
    days_of,
    shelf_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date
    from multiprocessing.connection import Connection

    from pipeline.adapters.sqlite.database import Database

_BATCH: Final = 20_000  # articles in a transaction
_CACHE: Final = 1_500_000  # KiB
_FTS_HEAP: Final = 64 << 20  # bytes gathered before a segment is written; the usual megabyte makes thousands
_FTS: Final = ("articles_fts", "entries_fts")
_KEPT: Final = ("INSERT INTO match_counts", "INSERT INTO totals", "INSERT INTO digest_queue")
_SHADOWS: Final = ("data", "idx", "docsize")  # the tables that an FTS5 index consists of
_PRAGMAS: Final = ("foreign_keys=OFF", "synchronous=OFF", "journal_mode=OFF", f"cache_size=-{_CACHE}")
_NOW: Final = datetime(LAST_DAY.year, LAST_DAY.month, LAST_DAY.day, 23, 59, tzinfo=UTC)
_INSERTS: Final = {
    "articles": """INSERT INTO articles (id, url, title, site, language, published_at, first_seen_at, read_at,
        body_quality, obstacle, text_hash, tier, score, signatories, states, sentence, reasons, matcher_version,
        gazetteer_version, matched_at, read_from, backfilled, text, packed_text, published_from)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'page')""",
    "entries": """INSERT INTO entries (feed_id, guid, url_key, title_key, url, title, published_at, first_seen_at,
        outcome, outcome_at, outcome_why, page_id, article_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
    "pages": """INSERT INTO pages (id, url_key, url, host, state, next_attempt_at, finished_at, article_id, attempts)
        VALUES (?, ?, ?, ?, 'done', ?, ?, ?, 1)""",
    "mentions": """INSERT INTO mentions (article_id, subject, kind, signatory_id, field, start, end, surface, sentence,
        rule, score) VALUES (?, ?, ?, ?, 'body', ?, ?, ?, ?, 'name', 0.9)""",
    "matches": """INSERT INTO matches (id, day, tier, score, title, sentence, signatories, site, language, url,
        published_at, first_seen_at, story_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
    "subjects": "INSERT INTO match_subjects VALUES (?, ?, ?, ?, ?, ?, ?)",
    "stories": "INSERT INTO stories VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    "links": "INSERT INTO story_links VALUES (?, ?, 0.9, 1, 'copy')",
    "sketches": "INSERT INTO story_sketches VALUES (?, ?, ?, ?)",
    "keys": "INSERT OR IGNORE INTO story_keys VALUES (?, ?, ?)",
    "revisions": """INSERT INTO revisions (article_id, seen_at, kind, look, title, packed_text, tier_before, tier_after,
        diff) VALUES (?, ?, 'edited', 1, ?, ?, ?, ?, '[]')""",
}
_LOCATIONS: Final = "INSERT INTO locations SELECT substr(url, 9), id FROM articles ORDER BY 1"  # without "https://"


def main() -> None:
    """Makes the file; says how long each part took and how large it is."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("count", type=int, metavar="N", help="articles")
    parser.add_argument("file", type=Path, help="the database to make; must not exist")
    usual = Shape(0)
    parser.add_argument("--flagged", type=float, default=usual.flagged, help="share of the articles")
    parser.add_argument("--backfilled", type=float, default=usual.backfilled, help="share of the flagged articles")
    parser.add_argument("--feeds", type=int, default=usual.feeds, help="each with ninety days of hourly polls")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    if options.file.exists():
        raise SystemExit(f"{options.file}: exists already")
    began = time.monotonic()
    make(options.file, Shape(options.count, options.flagged, options.backfilled, options.feeds), options.seed)
    print(f"{options.count} articles, {options.file.stat().st_size / 1e6:.0f} MB, {time.monotonic() - began:.0f} s")


def make(path: Path, shape: Shape, seed: int = 1) -> None:
    """Fills a new database at `path`."""
    began = time.monotonic()

    def done(part: str) -> None:
        print(f"{time.monotonic() - began:6.0f} s, {path.stat().st_size / 1e9:5.1f} GB: {part}", flush=True)

    db = open_database(path)
    Ledger(db).publish(read_gazetteer())
    later = _strip(db)
    for pragma in _PRAGMAS:
        db.rows(f"PRAGMA {pragma}")
    _feeds(db, random.Random(seed), shape)  # noqa: S311  (the same file each time)
    ids: dict[str, int] = dict(db.rows("SELECT name, id FROM signatories"))
    context = multiprocessing.get_context("spawn")
    with tempfile.TemporaryDirectory(prefix=f".{path.name}-", dir=path.parent) as folder:
        ours, theirs = context.Pipe(duplex=False)
        indices = Path(folder) / "fts.db"
        maker = context.Process(target=_make_up, args=(theirs, indices, shape, seed, ids))
        maker.start()
        theirs.close()
        with contextlib.suppress(EOFError):  # the maker has failed: see below
            while (rows := ours.recv()) is not None:
                _write(db, rows)
        done("rows")
        with db.writing():
            db.execute(_LOCATIONS)
            _what_follows(db, shape)
        done("locations, digests, revisits, polls and runs")
        for statement in later:
            db.execute(statement)
        done("indexes")
        maker.join()
        if maker.exitcode:
            raise SystemExit("the process that makes up the news has failed")
        _adopt(db, indices)
        done("full-text indices")
    _counts(db)
    _digests(db)
    db.rows("PRAGMA analysis_limit=1000")
    db.execute("ANALYZE")
    db.rows("PRAGMA journal_mode=WAL")
    db.close()
    done("counts, digests, statistics")


def _make_up(pipe: Connection, indices: Path, shape: Shape, seed: int, ids: dict[str, int]) -> None:
    """Sends rows, then None; makes the full-text indices meanwhile. Runs in a process of its own."""
    dice = random.Random(seed)  # noqa: S311  (the same file each time)
    newsroom = Newsroom(dice, shelf_of(dice, read_gazetteer().signatories, ids), shape)
    db = open_database(indices)
    _strip(db)
    for pragma in _PRAGMAS:
        db.rows(f"PRAGMA {pragma}")
    for index in _FTS:
        db.execute(f"INSERT INTO {index} ({index}, rank) VALUES ('hashsize', ?)", (_FTS_HEAP,))  # noqa: S608  (our own names)
    entries = 0
    for rows in _batches(newsroom, days_of(dice, shape)):
        pipe.send(rows)
        with db.writing():
            db.execute_many(
                "INSERT INTO articles_fts (rowid, title, text) VALUES (?, spaced(?), spaced(?))",
                [(row[0], row[2], row[22]) for row in rows.articles],
            )
            db.execute_many(
                "INSERT INTO entries_fts (rowid, title) VALUES (?, spaced(?))",
                [(number, row[5]) for number, row in enumerate(rows.entries, entries + 1)],
            )
        entries += len(rows.entries)
    pipe.send(None)
    db.rows("PRAGMA journal_mode=DELETE")
    db.close()


def _batches(newsroom: Newsroom, days: Iterable[tuple[date, int, int]]) -> Iterator[Rows]:
    rows = Rows()
    for day, flagged, others in days:
        newsroom.day(day, flagged, others, rows)
        if len(rows.articles) >= _BATCH:
            yield rows
            rows = Rows()
    yield rows


def _adopt(db: Database, indices: Path) -> None:
    """Copies the full-text indices out of the other file, as they are."""
    db.execute("ATTACH ? AS made", (str(indices),))
    with db.writing():
        for table in (f"{index}_{shadow}" for index in _FTS for shadow in _SHADOWS):
            db.execute(f"DELETE FROM {table}")  # noqa: S608  (our own names)
            db.execute(f"INSERT INTO {table} SELECT * FROM made.{table}")  # noqa: S608  (our own names)
    db.execute("DETACH made")


def _strip(db: Database) -> list[str]:
    """Takes indexes and triggers away; returns the statements that bring them back."""
    found = db.rows("SELECT type, name, sql FROM sqlite_master WHERE type IN ('index', 'trigger') AND sql IS NOT NULL")
    with db.writing():
        for kind, name, _ in found:
            db.execute(f"DROP {kind} {name}")
    return [sql for _, _, sql in found]


def _write(db: Database, rows: Rows) -> None:
    with db.writing():
        for table, insert in _INSERTS.items():
            db.execute_many(insert, getattr(rows, table))


def _feeds(db: Database, dice: random.Random, shape: Shape) -> None:
    rows = []
    for number in range(1, shape.feeds + 1):
        quiet = timedelta(hours=dice.expovariate(1 / 20) if number % 10 else 24 * dice.randint(10, 200))
        url = f"https://feed-{number}.example/feed"
        rows.append((number, url, url, f"Outlet {number:04d}", 3600, to_text(_NOW), f"{WATCHED_SINCE}T00:00:00Z",
                     to_text(_NOW), to_text(_NOW - quiet)))  # fmt: skip
    with db.writing():
        db.execute_many(
            """INSERT INTO feeds (id, url, location, title, state, interval, next_poll_at, added_at, last_polled_at,
               last_ok_at, last_new_at) VALUES (?, ?, ?, ?, 'active', ?, ?, ?, ?, ?8, ?)""",
            rows,
        )
        since = f"{WATCHED_SINCE}T00:00:00Z"
        db.execute(
            """INSERT INTO feeds (id, url, location, title, state, interval, next_poll_at, added_at)
               VALUES (?, 'backfill:past', 'backfill:past', 'backfill of the past', 'dropped', 0, ?, ?)""",
            (shape.backfill, since, since),
        )
        db.execute(
            """INSERT INTO backfill_files (name, feed_id, matcher, size, position, started_at, finished_at)
               VALUES ('past', ?, 'rules 1', 1, 1, ?, ?)""",
            (shape.backfill, since, since),
        )
        db.execute("INSERT INTO settings VALUES ('stories_version', ?)", (VERSION,))


def _what_follows(db: Database, shape: Shape) -> None:
    """A digest a day up to the last but one, looks at what is new, and ninety days of polls and runs."""
    db.execute(
        """INSERT INTO digests (edition, day, timezone, since, until, planned_at)
           SELECT DISTINCT 'daily', day, 'UTC', day || 'T00:00:00Z', date(day, '+1 day') || 'T00:00:00Z',
                  date(day, '+1 day') || 'T06:30:00Z' FROM matches WHERE day >= ? AND day < ?""",
        (str(WATCHED_SINCE), str(LAST_DAY)),
    )
    db.execute(
        "INSERT INTO digest_items SELECT id, 'daily', day, 0 FROM matches WHERE day >= ? AND day < ? ORDER BY id",
        (str(WATCHED_SINCE), str(LAST_DAY)),
    )
    db.execute("INSERT INTO deliveries SELECT edition, day, 'html', planned_at, '', '' FROM digests")
    last_look = to_text(_NOW - timedelta(days=7))
    db.execute(
        """INSERT INTO revisits (article_id, url, host, state, look, due_at, looked_at, outcome)
           SELECT id, read_from, substr(url, 9, 19), CASE WHEN read_at < ?1 THEN 'done' ELSE 'queued' END, 3,
                  date(read_at, '+8 days') || 'T00:00:00Z', CASE WHEN read_at < ?1 THEN ?2 END,
                  CASE WHEN read_at < ?1 THEN 'same' ELSE '' END
           FROM articles WHERE tier IS NOT NULL AND NOT backfilled AND read_at > ?3""",
        (last_look, to_text(_NOW), to_text(_NOW - timedelta(days=97))),
    )
    urls = [(feed, f"https://feed-{feed}.example/feed") for feed in range(1, shape.feeds + 1)]
    hours = [to_text(_NOW - timedelta(hours=hour)) for hour in range(90 * 24, 0, -1)]
    db.execute_many(
        """INSERT INTO polls (feed_id, polled_at, outcome, location, status, entries, new, seen)
           VALUES (?, ?, ?, ?, ?, ?, 0, ?)""",
        [
            (feed, hour, *(("unchanged", url, 304, 0, 0) if place % 5 else ("ok", url, 200, 20, 20)))
            for place, hour in enumerate(hours)
            for feed, url in urls
        ],
    )  # fmt: skip
    db.execute_many(
        "INSERT INTO runs (job, started_at, finished_at, counts) VALUES (?, ?, ?, '{}')",
        [(job, hour, hour) for hour in hours for job in ("poll", "read", "group", "maintain", "revisit")],
    )


def _counts(db: Database) -> None:
    """What triggers keep, as the migrations made it of older files."""
    with db.writing():
        for statement in (*m008_desk.STATEMENTS, *m012_growth.STATEMENTS):
            if statement.startswith(_KEPT):
                db.execute(statement)


def _digests(db: Database) -> None:
    """Each digest is kept as it was told; to save time all of them tell the same day, the last but one."""
    store = DigestStore(db)
    window = digests.window_of(LAST_DAY - timedelta(days=1), "UTC")
    packed = pack(digest_to_json(digests.compose(store.material(window))))
    with db.writing():
        db.execute("UPDATE digests SET packed = ?", (packed,))


if __name__ == "__main__":
    main()
