"""What it costs to read a page, beside the plain way: trafilatura with its defaults and one regular expression.

    python benchmarks/reading.py [CORPUS] [--rounds 5] [--every 1]

Both read the same real pages in turns, page by page, so that a busy machine slows both alike; figures are processor
time, a median over the rounds for each page. Then the same pages through one worker process and through two, as the
daemon reads them, pickling and pipes included; figures are wall-clock time.

The corpus is not part of this project; the program says so and ends where it is absent.
"""

from __future__ import annotations

import argparse
import csv
import gc
import logging
import os
import re
import statistics
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import trafilatura

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from pipeline.adapters.workers import ProcessWorkers  # noqa: E402
from pipeline.core.matching import MatchPolicy  # noqa: E402
from pipeline.model import Entry, Page, ReadTask  # noqa: E402
from pipeline.shell.judges import MatcherRecipe, ReadInWorker, WarmUp  # noqa: E402
from scripts.measure_extraction import CORPUS, FETCHED, samples  # noqa: E402  (the folder is no installed package)

if TYPE_CHECKING:
    from collections.abc import Callable

RECIPE = MatcherRecipe(watchlist="", policy=MatchPolicy())


@dataclass(frozen=True)
class Plain:
    """The plain way, as a short program would do it."""

    names: re.Pattern[str]

    def __call__(self, task: ReadTask) -> object:
        """The names in a page's text."""
        page = task.page
        if page is None:
            return set()
        text = trafilatura.extract(page.body, url=page.url, include_comments=False) or ""
        return set(self.names.findall(f"{task.entry.title}\n{text}"))


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
    _one_core(tasks, plain_of(given.corpus), given.rounds)
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


def plain_of(corpus: Path) -> Plain:
    """The plain way, with the names of the signatories."""
    with (corpus.parents[1] / "matching" / "signatories_official.csv").open(encoding="utf-8", newline="") as file:
        names = sorted({row[0] for row in csv.reader(file)}, key=len, reverse=True)
    return Plain(re.compile("|".join(rf"\b{re.escape(name)}\b" for name in names if name)))


def _one_core(tasks: list[ReadTask], plain: Plain, rounds: int) -> None:
    ours = ReadInWorker(RECIPE)
    WarmUp(RECIPE)()
    gc.collect()
    gc.freeze()  # as a worker does
    costs: dict[str, list[list[float]]] = {"plain": [[] for _ in tasks], "ours": [[] for _ in tasks]}
    for number in range(rounds + 1):
        for index, task in enumerate(tasks):
            for name, read in (("plain", plain), ("ours", ours)):
                cost = spent(read, task)
                if number:  # the first round only warms up
                    costs[name][index].append(cost)
    medians = {name: [statistics.median(page) for page in pages] for name, pages in costs.items()}
    print(
        f"{len(tasks)} pages, median of {rounds} rounds, processor time\n\n| | ms a page | median page | slowest 1 % |"
    )
    print("|---|---|---|---|")
    for name, pages in medians.items():
        ordered = sorted(pages)
        print(
            f"| {name} | {1000 * statistics.mean(pages):.1f} | {1000 * statistics.median(pages):.1f}"
            f" | {1000 * ordered[int(0.99 * len(ordered))]:.0f} |"
        )
    print(f"\nours is {sum(medians['plain']) / sum(medians['ours']):.2f} times as fast\n")


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
