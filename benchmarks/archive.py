"""Search, a day's digest, rematch and retention on large archives, and how each grows with the archive.

    python benchmarks/archive.py FILE [FILE ...] [--rematch 10000]

Each FILE is a COPY of one made by scripts/make_archive.py, for it is written to: verdicts are renewed and old rows
dropped. Search and digest are read-only; p95 and medians are in ms of wall-clock time, with processor time beside them,
after a first round that warms the file's pages in memory.
"""

from __future__ import annotations

import argparse
import itertools
import os
import sys
import threading
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.reading import RECIPE  # noqa: E402  (the folder is no installed package)
from pipeline.adapters.lanes import ThreadLanes  # noqa: E402
from pipeline.adapters.sqlite.archive import Archive  # noqa: E402
from pipeline.adapters.sqlite.database import open_database  # noqa: E402
from pipeline.adapters.sqlite.digests import DigestStore  # noqa: E402
from pipeline.adapters.sqlite.ledger import Ledger  # noqa: E402
from pipeline.adapters.sqlite.rematching import RematchTable  # noqa: E402
from pipeline.adapters.workers import InlineWorkers  # noqa: E402
from pipeline.core import digests  # noqa: E402
from pipeline.core.searching import to_query  # noqa: E402
from pipeline.jobs.rematch import Rematch  # noqa: E402
from pipeline.shell.judges import judge_of  # noqa: E402
from pipeline.shell.rematching import judge_article  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable

    from pipeline.adapters.sqlite.database import Database

SEARCHES = ("ransomware", "w4711", "网络", "サイバー", '"cyber attack"', "ransomware microsoft", "hospital*", "الأمن")
NOW = datetime(2026, 11, 24, tzinfo=UTC)
ROUNDS, HITS = 5, 20


@dataclass(frozen=True)
class Spent:
    """Wall-clock and processor milliseconds of some calls."""

    wall: list[float]
    cpu: list[float]

    def __str__(self) -> str:
        """Median, 95th percentile and processor time."""
        ordered = sorted(self.wall)
        return f"{median(ordered):.0f} | {ordered[round(0.95 * (len(ordered) - 1))]:.0f} | {median(self.cpu):.0f}"


def main() -> None:
    """Prints a table in Markdown for each file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--rematch", type=int, default=10_000, help="articles to judge again")
    options = parser.parse_args()
    for file in options.files:
        database = open_database(file)
        _measure(database, file, options.rematch)
        database.close()


def _measure(database: Database, file: Path, articles: int) -> None:
    matches = database.number("SELECT count(*) FROM matches")
    print(f"\n## {matches:,} matches, {file.stat().st_size / 1e9:.1f} GB, load {os.getloadavg()[0]:.1f}\n")
    print("| | median, ms | p95 | CPU |\n|---|---|---|---|")
    archive, ledger = Archive(database), Ledger(database)
    every = Spent([], [])
    for words in SEARCHES:
        found = timed(partial(archive.search, to_query(words), HITS), ROUNDS)
        every.wall.extend(found.wall)
        every.cpu.extend(found.cpu)
        print(f"| search `{words}` | {found} |", flush=True)
    print(f"| every search | {every} |")
    day = database.rows("SELECT day FROM matches ORDER BY id LIMIT 1 OFFSET ?", (matches // 2,))[0][0]
    window = digests.window_of(datetime.fromisoformat(day).date(), "UTC")
    store = DigestStore(database)
    # Whatever was seen before has been told the day before, as it is where a digest is made every day.
    spent = timed(lambda: store.plan(digests.window_of(window.day - timedelta(days=1), "UTC"), NOW), 0)
    print(f"| planning the day before, with all that came earlier | {spent} |", flush=True)
    print(f"| digest of {day} | {timed(lambda: digests.compose(store.material(window)), ROUNDS)} |", flush=True)
    print(f"| status | {timed(lambda: archive.status(NOW), ROUNDS)} |", flush=True)
    judge_of(RECIPE)
    start, used = time.perf_counter(), time.process_time()
    job = Rematch(
        store=RematchTable(database), lanes=ThreadLanes(1, threading.Event()), workers=InlineWorkers(),
        judge=partial(judge_article, RECIPE), task=f"benchmark {start}",
    )  # fmt: skip
    judged = list(itertools.islice(job(None, NOW), articles))
    wall, cpu = time.perf_counter() - start, time.process_time() - used
    changed = sum(one.effect.value not in {"unchanged", "confirmed", "no_text"} for one in judged)
    print(f"| rematch of {len(judged)}, {changed} of them changed, one core: {len(judged) / cpu:.0f}/s of CPU"
          f" | {1000 * wall:.0f} | | {1000 * cpu:.0f} |", flush=True)  # fmt: skip
    oldest = datetime.fromisoformat(database.rows("SELECT min(first_seen_at) FROM articles")[0][0])
    for days in (365, 366):
        start, used = time.perf_counter(), time.process_time()
        gone = sum(count for _, count in ledger.forget(oldest + timedelta(days=days), oldest + timedelta(days=days)))
        wall, cpu = time.perf_counter() - start, time.process_time() - used
        print(f"| retention: {gone} rows | {1000 * wall:.0f} | | {1000 * cpu:.0f} |", flush=True)


def timed(work: Callable[[], object], rounds: int) -> Spent:
    """What some calls of `work` take, after a first one that does not count; of that alone when there are no others."""
    spent = Spent([], [])
    for number in range(rounds + 1):
        start, used = time.perf_counter(), time.process_time()
        work()
        if number or not rounds:
            spent.wall.append(1000 * (time.perf_counter() - start))
            spent.cpu.append(1000 * (time.process_time() - used))
    return spent


if __name__ == "__main__":
    main()
