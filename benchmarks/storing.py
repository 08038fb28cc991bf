"""What the store takes for its promises, beside bare SQLite: entries, and pages settled, against executemany.

    python benchmarks/storing.py [--feeds 100]

Ours are the calls that the jobs make: a transaction for each poll with its new entries, and one for each page with its
article, its mentions and its place in the search index. Plain is `executemany` of the very rows that ours has written,
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
from pipeline.model import Article, Entry, Poll, PollOutcome, Subscription  # noqa: E402

NOW = datetime(2026, 11, 24, tzinfo=UTC)
ITEMS, ROUNDS = 20, 3
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
    for index, name in enumerate(("entries", "pages settled")):
        ours, plain = (statistics.median(one[index][way] for one in many) for way in (0, 1))
        print(f"| {name} | {count / plain:.0f} | {count / ours:.0f} | {ours / plain:.1f} |")
    ratio = statistics.median(sum(one[i][0] for i in (0, 1)) for one in many) / statistics.median(
        sum(one[i][0] for i in (0, 1)) for one in few
    )
    print(f"\n10 times as many cost {ratio:.1f} times as much")


def _round(judge: Judge, feeds: int) -> tuple[tuple[float, float], tuple[float, float]]:
    """Processor seconds of ours and of plain, for entries and for pages."""
    with tempfile.TemporaryDirectory(prefix="paris-call-bench-") as folder:
        database = open_database(Path(folder) / "monitor.db")
        entries = _queue(database, feeds)
        pages = _settle(database, judge)
        rows = {table: database.rows(f"SELECT * FROM {table}") for table in WRITTEN}  # noqa: S608  (our own names)
        database.close()
        plain = [_plain(Path(folder) / f"{tables[0]}.db", {table: rows[table] for table in tables}) for tables in (
            WRITTEN[:1], WRITTEN[1:],
        )]  # fmt: skip
    return (entries, plain[0]), (pages, plain[1])


def _queue(database: Database, feeds: int) -> float:
    store = FeedStore(database)
    store.subscribe([Subscription(url=f"https://feed{number}.example/") for number in range(feeds)], 3600, NOW)
    brought = [(feed, [_entry(feed.id, item) for item in range(ITEMS)]) for feed in store.feeds()]
    start = time.process_time()
    for feed, entries in brought:
        store.record(feed, _poll(feed.id), [(entry, name_of(entry)) for entry in entries])
    return time.process_time() - start


def _settle(database: Database, judge: Judge) -> float:
    store = PageStore(database)
    spent = 0.0
    while True:
        start = time.process_time()
        leased = store.lease(NOW, 100)
        spent += time.process_time() - start
        if not leased:
            return spent
        for page in leased:
            text = f"{page.url}. {FLAGGED if page.id % 10 == 0 else ''}{PROSE}"
            reading = judge(Article(url=page.url, title=page.entry.title, text=text, language="en"))
            start = time.process_time()
            store.settle(store.begin(page), reading, outcome_of(reading), "", NOW)
            spent += time.process_time() - start


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
