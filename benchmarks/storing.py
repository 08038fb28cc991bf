"""What the store takes for its promises, beside bare SQLite: entries, and pages settled, against executemany.

    python benchmarks/storing.py [--feeds 100]

Ours are the calls that the jobs make: a transaction for each poll with its new entries; the count of each attempt; and
a transaction for each page with its article, its mentions and its place in the search index, or for each group of pages
that finish at the same time. Plain is `executemany` of the very rows that ours has written,
into tables that stand alone, in one transaction each. Figures are processor seconds, side by side in one run.
"""

from __future__ import annotations

import argparse
import os
import sqlite3
import statistics
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from pipeline.adapters.gazetteer import read_gazetteer  # noqa: E402
from pipeline.adapters.sqlite.database import Database, open_database  # noqa: E402
from pipeline.adapters.sqlite.feeds import FeedStore  # noqa: E402
from pipeline.adapters.sqlite.pages import PageStore  # noqa: E402
from pipeline.core.identity import name_of  # noqa: E402
from pipeline.core.judging import Judge  # noqa: E402
from pipeline.core.mentions import Matcher  # noqa: E402
from pipeline.core.outcomes import outcome_of  # noqa: E402
from pipeline.model import (  # noqa: E402
    Article,
    Entry,
    PendingPage,
    Poll,
    PollOutcome,
    Settlement,
    Subscription,
)

NOW = datetime(2026, 11, 24, tzinfo=UTC)
ITEMS, ROUNDS = 20, 3
GROUPS = (1, 4, 16)  # pages settled in one transaction
WRITTEN = ("entries", "articles", "mentions", "matches", "match_subjects", "locations")
PROSE = "The ministers met on Monday and spoke about trade, water and the price of bread in the capital. " * 40
FLAGGED = "Microsoft warned hospitals of a cyberattack and of ransomware. Airbus and Siemens back the Paris Call. "


def main() -> None:
    """Prints a table in Markdown."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--feeds", type=int, default=100)
    feeds = parser.parse_args().feeds
    judge = Judge(matcher=Matcher(read_gazetteer()))
    few, many = ([_round(judge, count) for _ in range(ROUNDS)] for count in (feeds // 10, feeds))
    count = feeds * ITEMS
    print(f"{count} entries, every tenth page flagged, median of {ROUNDS} rounds, load {os.getloadavg()[0]:.1f}\n")
    print("| | plain, per second | ours, per second | plain is so many times as fast |\n|---|---|---|---|")
    names = ("entries", *(f"pages settled, {size} at a time" for size in GROUPS))
    for index, name in enumerate(names):
        ours, plain = (statistics.median(one[index][way] for one in many) for way in (0, 1))
        print(f"| {name} | {count / plain:.0f} | {count / ours:.0f} | {ours / plain:.1f} |")
    ratio = statistics.median(sum(one[i][0] for i in (0, 1)) for one in many) / statistics.median(
        sum(one[i][0] for i in (0, 1)) for one in few
    )
    print(f"\n10 times as many cost {ratio:.1f} times as much")


def _round(judge: Judge, feeds: int) -> list[tuple[float, float]]:
    """Processor seconds of ours and of plain, for entries and for pages in groups of each size."""
    found: list[tuple[float, float]] = []
    for size in GROUPS:
        with tempfile.TemporaryDirectory(prefix="paris-call-bench-") as folder:
            database = open_database(Path(folder) / "monitor.db")
            entries = _queue(database, feeds)
            pages = _settle(database, judge, size)
            rows = {table: database.rows(f"SELECT * FROM {table}") for table in WRITTEN}  # noqa: S608  (our own names)
            database.close()
            if not found:
                found.append((entries, _plain(Path(folder) / "entries.db", {"entries": rows["entries"]})))
            found.append((pages, _plain(Path(folder) / "articles.db", {table: rows[table] for table in WRITTEN[1:]})))
    return found


def _queue(database: Database, feeds: int) -> float:
    store = FeedStore(database)
    store.subscribe([Subscription(url=f"https://feed{number}.example/") for number in range(feeds)], 3600, NOW)
    brought = [(feed, [_entry(feed.id, item) for item in range(ITEMS)]) for feed in store.feeds()]
    start = time.process_time()
    for feed, entries in brought:
        store.record(feed, _poll(feed.id), [(entry, name_of(entry)) for entry in entries])
    return time.process_time() - start


def _settle(database: Database, judge: Judge, size: int) -> float:
    store = PageStore(database)
    spent = 0.0
    while True:
        start = time.process_time()
        leased = store.lease(NOW, 64)
        spent += time.process_time() - start
        if not leased:
            return spent
        for first in range(0, len(leased), size):
            group = [_settlement(judge, page) for page in leased[first : first + size]]
            start = time.process_time()
            for settlement in group:
                store.begin(settlement.page)
            store.settle_together(group, NOW)
            spent += time.process_time() - start


def _settlement(judge: Judge, page: PendingPage) -> Settlement:
    text = f"{page.url}. {FLAGGED if page.id % 10 == 0 else ''}{PROSE}"
    reading = judge(Article(url=page.url, title=page.entry.title, text=text, language="en"))
    return Settlement(page=page, reading=reading, outcome=outcome_of(reading))


def _plain(file: Path, rows: dict[str, list[tuple[object, ...]]]) -> float:
    db = sqlite3.connect(file)
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = NORMAL")
    start = time.process_time()
    with db:
        for table, values in rows.items():
            names = ", ".join(f"c{number}" for number in range(len(values[0])))
            db.execute(f"CREATE TABLE {table} (c0 PRIMARY KEY, {names[4:]})" if table == "articles" else
                       f"CREATE TABLE {table} ({names})")  # fmt: skip
            db.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(values[0]))})", values)  # noqa: S608  (our own names)
    spent = time.process_time() - start
    db.close()
    return spent


def _entry(feed: int, item: int) -> Entry:
    url = f"https://feed{feed}.example/story/{item}"
    return Entry(guid=url, url=url, title=f"Story {item} of outlet {feed}", summary=PROSE[:240], published=NOW)


def _poll(feed: int) -> Poll:
    return Poll(
        feed_id=feed, polled_at=NOW, outcome=PollOutcome.OK, location=f"https://feed{feed}.example/", status=200,
        entries=ITEMS, new=ITEMS, seen=0,
    )  # fmt: skip


if __name__ == "__main__":
    main()
