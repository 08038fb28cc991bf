"""What questions and jobs cost on large archives, and how each grows with the archive.

    python benchmarks/archive.py FILE [FILE ...] [--rematch 2000] [--care FOLDER]

Each FILE is made by scripts/make_archive.py, the smallest first, and is written to: make it anew for another run.
Figures are ms of processor time, with wall-clock time beside them, of a median after a first round that warms the
file's pages in memory; of what changes the file there is one round only. The last column is what ten times the archive
costs, from the first and the last file by their numbers of articles; the goal is at most 11. With --care a migration, a
check and a backup are measured too; they need as much free space in FOLDER as the largest file takes.
"""

from __future__ import annotations

import argparse
import itertools
import math
import os
import sys
import threading
import time
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from statistics import median, quantiles
from typing import TYPE_CHECKING, Final, NamedTuple, TypeVar

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.reading import RECIPE  # noqa: E402  (the folder is no installed package)
from pipeline.adapters.lanes import ThreadLanes  # noqa: E402
from pipeline.adapters.sqlite import backups, care  # noqa: E402
from pipeline.adapters.sqlite.archive import Archive  # noqa: E402
from pipeline.adapters.sqlite.database import open_database  # noqa: E402
from pipeline.adapters.sqlite.digests import DigestStore  # noqa: E402
from pipeline.adapters.sqlite.feeds import FeedStore  # noqa: E402
from pipeline.adapters.sqlite.grouping import GroupTable  # noqa: E402
from pipeline.adapters.sqlite.ledger import Ledger  # noqa: E402
from pipeline.adapters.sqlite.pages import PageStore  # noqa: E402
from pipeline.adapters.sqlite.rematching import RematchTable  # noqa: E402
from pipeline.adapters.sqlite.revisits import RevisitStore  # noqa: E402
from pipeline.adapters.workers import InlineWorkers  # noqa: E402
from pipeline.core import digests  # noqa: E402
from pipeline.core.identity import name_of  # noqa: E402
from pipeline.core.outcomes import outcome_of  # noqa: E402
from pipeline.core.revisions.schedule import RevisitPolicy  # noqa: E402
from pipeline.core.searching import to_query  # noqa: E402
from pipeline.core.stories import VERSION  # noqa: E402
from pipeline.jobs.group import GroupStories  # noqa: E402
from pipeline.jobs.rematch import Rematch  # noqa: E402
from pipeline.model import Article, Edition, Entry, Poll, PollOutcome  # noqa: E402
from pipeline.shell.judges import judge_of  # noqa: E402
from pipeline.shell.rematching import judge_article  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pipeline.adapters.sqlite.database import Database
    from pipeline.model import Digest, DigestWindow

T = TypeVar("T")

SEARCHES: Final = (
    "ransomware", "w4711", "网络", "サイバー", '"cyber attack"', "ransomware microsoft", "hospital*", "الأمن",
)  # fmt: skip
NOW: Final = datetime(2026, 11, 24, 23, 59, tzinfo=UTC)  # the end of a made archive's last day
DAY: Final = date(2026, 11, 23)
MONTH: Final = date(2026, 10, 1)
ROUNDS: Final = 3
HITS: Final = 20
PAGES: Final = 1_000
PROSE: Final = "The ministers met on Monday and spoke about trade, water and the price of bread in the capital. " * 20
FLAGGED: Final = (
    "Microsoft warned hospitals of a cyberattack and of ransomware. Airbus and Siemens back the Paris Call. "
)


class Spent(NamedTuple):
    """Milliseconds of processor and of wall-clock time."""

    cpu: float
    wall: float


def main() -> None:
    """Prints a table in Markdown."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--rematch", type=int, default=2_000, help="articles to judge again")
    parser.add_argument("--care", type=Path, help="measure migration, check and backup, with copies in this folder")
    options = parser.parse_args()
    sizes, found = [], []
    for file in options.files:
        database, opening = once(partial(open_database, file))
        size = database.number("SELECT count(*) FROM articles")
        print(f"\n{size:,} articles, {file.stat().st_size / 1e9:.1f} GB, load {os.getloadavg()[0]:.1f}\n", flush=True)
        rows = [("opening, which migrates a file of an older version", opening)]
        for name, spent in itertools.chain(questions(database), jobs(database, options.rematch)):
            rows.append((name, spent))
            print(f"| {name} | {spent.cpu:.1f} | {spent.wall:.1f} |", flush=True)
        database.close()
        if options.care:
            for name, spent in upkeep(file, options.care):
                rows.append((name, spent))
                print(f"| {name} | {spent.cpu:.1f} | {spent.wall:.1f} |", flush=True)
        sizes.append(size)
        found.append(rows)
    _table(sizes, found)


def _table(sizes: list[int], found: list[list[tuple[str, Spent]]]) -> None:
    print("\n| | " + " | ".join(f"{size:,}: CPU, ms | wall" for size in sizes) + " | per ten |")
    print("|---|" + "---:|" * (2 * len(sizes) + 1))
    for row in zip(*found, strict=True):
        spent = [one for _, one in row]
        ratio = max(spent[-1].cpu, 0.1) / max(spent[0].cpu, 0.1)
        per_ten = 10 ** (math.log(ratio) / math.log(sizes[-1] / sizes[0])) if len(sizes) > 1 else math.nan
        cells = " | ".join(f"{one.cpu:,.1f} | {one.wall:,.1f}" for one in spent)
        print(f"| {row[0][0]} | {cells} | {per_ten:.1f} |")


def questions(db: Database) -> Iterator[tuple[str, Spent]]:
    """What people ask, and what ticks ask every minute."""
    archive, store = Archive(db), DigestStore(db)
    searched: list[Spent] = []
    for words in SEARCHES:
        spent = rounds(partial(archive.search, to_query(words), HITS))
        searched += spent
        yield f"search `{words}`", _median(spent)
    yield "every search, 95th percentile", Spent(*(quantiles(part, n=20)[-1] for part in zip(*searched, strict=True)))
    ended = ((Edition.DAILY, DAY), (Edition.WEEKLY, DAY - timedelta(days=1)), (Edition.MONTHLY, MONTH))
    for edition, day in ended:
        window = digests.window_of(day, "UTC", edition)
        yield f"{edition} digest", timed(partial(_compose, store, window))
    yield "`status`", timed(partial(archive.status, NOW))
    policy = RevisitPolicy(after=(timedelta(hours=1), timedelta(days=1), timedelta(days=7)))
    yield "the revisits' tick, with nothing new", timed(partial(RevisitStore(db).enrol, NOW, policy))
    yield "the digests' tick, with nothing due", timed(store.unfrozen)


def _compose(store: DigestStore, window: DigestWindow) -> Digest:
    return digests.compose(store.material(window))


def jobs(db: Database, rematched: int) -> Iterator[tuple[str, Spent]]:
    """What changes the file."""
    store, ledger = DigestStore(db), Ledger(db)
    yield (
        "planning the last day's digest",
        once(lambda: store.plan(digests.window_of(DAY + timedelta(days=1), "UTC"), NOW))[1],
    )
    # A weekly edition that begins with the archive is a first plan of everything.
    start = datetime(2018, 11, 12, tzinfo=UTC)
    everything = digests.window_of(DAY, "UTC", Edition.WEEKLY)

    def first_plan() -> None:
        with db.writing():
            db.execute(
                "INSERT OR IGNORE INTO digest_queue SELECT 'weekly', first_seen_at, id FROM matches ORDER BY 2, 3"
            )
        store.plan(everything, NOW, start)

    yield "a first plan, of the whole archive", once(first_plan)[1]
    yield "grouping the last day but one again", grouping(db)
    polled, settled = storing(db)
    yield f"storing {PAGES:,} entries", polled
    yield f"storing {PAGES:,} pages, every tenth flagged", settled
    yield f"rematch of {rematched:,} flagged articles", rematching(db, rematched)
    log, text = timedelta(days=90), timedelta(days=30)
    yield "retention, a month late", once(lambda: ledger.forget(NOW - timedelta(days=60), NOW))[1]
    yield "retention with nearly nothing to drop", once(lambda: ledger.forget(NOW - log, NOW - text))[1]
    yield "tidying: statistics and checkpoint", once(ledger.tidy)[1]


def storing(db: Database) -> tuple[Spent, Spent]:
    """Entries of fifty polls, then their pages; a transaction each."""
    feeds, pages, judge = FeedStore(db), PageStore(db), judge_of(RECIPE)
    some = sorted(feeds.feeds(), key=lambda feed: feed.id)[:50]
    each = PAGES // len(some)
    polls = [
        (feed, Poll(feed_id=feed.id, polled_at=NOW, outcome=PollOutcome.OK, location=feed.url, status=200,
                    entries=each, new=each, seen=0),
         [Entry(guid=url, url=url, title=f"Story {number} of {feed.id}", summary=PROSE[:240], published=NOW)
          for number in range(each) for url in (f"https://fresh-{feed.id}.example/story/{number}",)])
        for feed in some
    ]  # fmt: skip

    def poll_all() -> None:
        for feed, poll, new in polls:
            feeds.record(feed, poll, [(entry, name_of(entry)) for entry in new])

    polled = once(poll_all)[1]
    cpu = wall = 0.0
    while leased := pages.lease(NOW, 100):
        for page in leased:
            text = f"{page.url}. {FLAGGED if page.id % 10 == 0 else ''}{PROSE}"
            reading = judge(Article(url=page.url, title=page.entry.title, text=text, language="en"))
            spent = once(partial(pages.settle, pages.begin(page), reading, outcome_of(reading), "", NOW))[1]
            cpu, wall = cpu + spent.cpu, wall + spent.wall
    return polled, Spent(cpu, wall)


def grouping(db: Database) -> Spent:
    """The matches of a day compared with all others again."""
    GroupTable(db).adopt(VERSION)
    with db.writing():
        db.execute(
            "UPDATE story_sketches SET fingerprint = '' WHERE match_id IN (SELECT id FROM matches WHERE day = ?)",
            (str(DAY),),
        )
        db.execute("INSERT OR IGNORE INTO story_queue (match_id) SELECT id FROM matches WHERE day = ?", (str(DAY),))
    return once(lambda: list(GroupStories(store=GroupTable(db), version=VERSION)()))[1]


def rematching(db: Database, articles: int) -> Spent:
    """Flagged articles judged again; of a made archive nearly all verdicts change, so they are stored anew."""
    judge_of(RECIPE)
    job = Rematch(
        store=RematchTable(db), lanes=ThreadLanes(1, threading.Event()), workers=InlineWorkers(),
        judge=partial(judge_article, RECIPE), task=f"benchmark {time.time()}",
    )  # fmt: skip
    return once(lambda: list(itertools.islice(job(None, NOW), articles)))[1]


def upkeep(file: Path, folder: Path) -> Iterator[tuple[str, Spent]]:
    """A backup, and on it the check that `paris-call doctor` makes."""
    backup, spent = once(partial(backups.back_up, file, folder, NOW))
    yield "backup, with its verification", spent
    copy = open_database(backup.path)
    try:
        checks, spent = once(partial(care.soundness, copy))
    finally:
        copy.close()
        backup.path.unlink()
    wrong = [check.detail for check in checks if check.verdict.value != "fine"]
    yield f"check of everything{': ' + '; '.join(wrong) if wrong else ''}", spent


def once(work: Callable[[], T]) -> tuple[T, Spent]:
    """What a call gives and takes."""
    start, used = time.perf_counter(), time.process_time()
    given = work()
    return given, Spent(1000 * (time.process_time() - used), 1000 * (time.perf_counter() - start))


def timed(work: Callable[[], object]) -> Spent:
    """The median of some calls, after a first one that does not count."""
    return _median(rounds(work))


def rounds(work: Callable[[], object]) -> list[Spent]:
    """Some calls, after a first one that does not count."""
    once(work)
    return [once(work)[1] for _ in range(ROUNDS)]


def _median(spent: list[Spent]) -> Spent:
    return Spent(*map(median, zip(*spent, strict=True)))


if __name__ == "__main__":
    main()
