"""What it costs to read a page, beside three plain ways: see plain.py.

    python benchmarks/reading.py [CORPUS] [--rounds 5] [--every 1]

All read the same real pages in turns, page by page, so that a busy machine slows them alike; figures are processor
time, a median over the rounds for each page; the slowest way has every tenth page and one round. Then the same pages
through one worker process and through two, as the daemon reads them, pickling and pipes included; figures are
wall-clock time.

The corpus is not part of this project; the program says so and ends where it is absent.
"""

from __future__ import annotations

import argparse
import gc
import logging
import os
import statistics
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.plain import ALONE, POLLER, SANE, plain_ways  # noqa: E402  (the folder is no installed package)
from pipeline.adapters.workers import ProcessWorkers  # noqa: E402
from pipeline.adapters.workers.life import NEW_OBJECTS  # noqa: E402
from pipeline.core.matching import MatchPolicy  # noqa: E402
from pipeline.model import Entry, Page, ReadTask  # noqa: E402
from pipeline.shell.judges import MatcherRecipe, ReadInWorker, WarmUp  # noqa: E402
from scripts.measure_extraction import CORPUS, FETCHED, samples  # noqa: E402  (the folder is no installed package)

if TYPE_CHECKING:
    from collections.abc import Callable

RECIPE = MatcherRecipe(watchlist="", policy=MatchPolicy())
POLLER_EVERY = 10  # pages; of the slowest way


def main() -> int:
    """Prints the tables."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("corpus", nargs="?", type=Path, default=CORPUS)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--every", type=int, default=1, help="read every n-th page only")
    given = options.parse_args()
    if not (given.corpus / "pages" / "index.jsonl").is_file():
        print(f"no pages in {given.corpus}; they are not part of this project", file=sys.stderr)
        return 1
    logging.disable(logging.CRITICAL)  # trafilatura's, about pages it cannot read
    tasks = tasks_of(given.corpus)[:: given.every]
    _one_core(tasks, plain_ways(given.corpus), given.rounds)
    _processes(tasks, given.rounds)
    return 0


def tasks_of(corpus: Path) -> list[ReadTask]:
    """The pages of a corpus, each as a worker gets it."""
    return [
        ReadTask(
            entry=Entry(url=page["url"], title=page["title"] or ""),
            page=Page(
                requested_url=page["url"],
                url=page["url"],
                status=200,
                body=body,
                charset=page["declared_charset"] or "",
                fetched_at=FETCHED,
            ),
        )
        for page, body in samples(corpus / "pages")
    ]


def in_turns(
    tasks: list[ReadTask], ways: dict[str, Callable[[ReadTask], object]], rounds: int
) -> dict[str, dict[int, float]]:
    """Processor seconds by way and page, each a median over the rounds; of the slowest way, few pages and one round."""
    costs: dict[str, dict[int, list[float]]] = {name: {} for name in ways}
    for number in range(rounds + 1):  # the first round only warms up
        for index, task in enumerate(tasks):
            for name, way in ways.items():
                if name == POLLER and (number != 1 or index % POLLER_EVERY):
                    continue
                cost = spent(way, task)
                if number:
                    costs[name].setdefault(index, []).append(cost)
    return {name: {index: statistics.median(some) for index, some in pages.items()} for name, pages in costs.items()}


def print_ratios(costs: dict[str, dict[int, float]], ours: str) -> None:
    """How many times as fast ours is as each plain way, on the pages that both have read."""
    for name in (ALONE, SANE, POLLER):
        theirs = costs[name]
        ratio = sum(theirs.values()) / sum(costs[ours][index] for index in theirs)
        print(f"ours is {ratio:.2f} times as fast as {name} ({len(theirs)} pages)")
    print()


def _one_core(tasks: list[ReadTask], plain: dict[str, Callable[[ReadTask], object]], rounds: int) -> None:
    become_worker()
    costs = in_turns(tasks, {**plain, "ours": ReadInWorker(RECIPE)}, rounds)
    print(
        f"{len(tasks)} pages, median of {rounds} rounds, processor time\n\n| | ms a page | median page | slowest 1 % |"
    )
    print("|---|---|---|---|")
    for name, pages in costs.items():
        ordered = sorted(pages.values())
        print(
            f"| {name} | {1000 * statistics.mean(ordered):.1f} | {1000 * statistics.median(ordered):.1f}"
            f" | {1000 * ordered[int(0.99 * len(ordered))]:.0f} |"
        )
    print()
    print_ratios(costs, "ours")


def become_worker() -> None:
    """Has this process load, and collect garbage, as a worker does."""
    WarmUp(RECIPE)()
    gc.collect()
    gc.freeze()
    gc.set_threshold(NEW_OBJECTS)


def spent(read: Callable[[ReadTask], object], task: ReadTask) -> float:
    """Processor seconds of reading one page."""
    start = time.process_time()
    read(task)
    return time.process_time() - start


def _processes(tasks: list[ReadTask], rounds: int) -> None:
    print(f"{os.cpu_count()} cores\n\n| processes | pages/s |\n|---|---|")
    pools = {count: ProcessWorkers(count=count, deadline=60, warm_up=WarmUp(RECIPE)) for count in (1, 2)}
    rates: dict[int, list[float]] = {count: [] for count in pools}
    for number in range(rounds + 1):
        for count, workers in pools.items():
            rate = _rate(workers, tasks)
            if number:
                rates[count].append(rate)
    for count, workers in pools.items():
        workers.close()
        print(f"| {count} | {statistics.median(rates[count]):.0f} |")
    print(f"\ntwo are {statistics.median(rates[2]) / statistics.median(rates[1]):.2f} times as fast as one")


def _rate(workers: ProcessWorkers, tasks: list[ReadTask]) -> float:
    read = ReadInWorker(RECIPE)
    with ThreadPoolExecutor(4) as threads:  # threads that have fetched a page wait for a worker
        start = time.perf_counter()
        for _ in threads.map(lambda task: workers.run(read, task), tasks):
            pass
        return len(tasks) / (time.perf_counter() - start)


if __name__ == "__main__":
    sys.exit(main())
