"""What it costs to sift a page of the past at tiers call and context, beside the plain way; and that nothing is lost.

    python benchmarks/backfill.py [CORPUS] [--rounds 3] [--every 1]

The same real pages of general news, page by page in turns: the plain ways (plain.py) on every page; ours is what a
worker of `paris-call backfill` does, which reads pages only as far as the prefilter lets them through.
Figures are processor time, a median over the rounds for each page. Then every page and every story of the corpus is
read with and without the prefilter: ends with 1 when a match differs.

The corpus is not part of this project; the program says so and ends where it is absent.
"""

from __future__ import annotations

import argparse
import gzip
import logging
import os
import pickle
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.plain import plain_ways  # noqa: E402  (the folder is no installed package)
from benchmarks.reading import RECIPE, become_worker, in_turns, print_ratios, tasks_of  # noqa: E402  (the folder is no installed package)
from pipeline.adapters import warc  # noqa: E402
from pipeline.core.articles.rough import wording  # noqa: E402
from pipeline.model import ArchivedPage, Entry, Page, ReadTask, Sift, Sifted, Tier  # noqa: E402
from pipeline.shell.judges import ReadInWorker, SiftInWorker, prefilter_of  # noqa: E402
from scripts.measure_extraction import CORPUS, FETCHED  # noqa: E402
from tests.warc_support import Archive  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROUNDS = 3
WANTED = frozenset({Tier.CALL, Tier.CONTEXT})
SIFT = SiftInWorker(RECIPE, WANTED)


def main() -> int:
    """Prints the tables."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("corpus", nargs="?", type=Path, default=CORPUS)
    options.add_argument("--rounds", type=int, default=ROUNDS)
    options.add_argument("--every", type=int, default=1, help="measure every n-th page only; all are compared")
    given = options.parse_args()
    if not (given.corpus / "pages" / "index.jsonl").is_file():
        print(f"no pages in {given.corpus}; they are not part of this project", file=sys.stderr)
        return 1
    logging.disable(logging.CRITICAL)  # trafilatura's, about pages it cannot read
    prefilter_of(RECIPE)
    become_worker()
    tasks = tasks_of(given.corpus)
    _measure(tasks[:: given.every], plain_ways(given.corpus), given.rounds)
    _carry([_page_of(task) for task in tasks])
    return _compare([*(task.page for task in tasks if task.page), *_stories(given.corpus)])


def _measure(tasks: list[ReadTask], plain: dict[str, Callable[[ReadTask], object]], rounds: int) -> None:
    texts = {_page_of(task).url: wording(_page_of(task)) for task in tasks}
    ours, rough, asking = "ours", "of that, the rough text", "and asking the prefilter"
    ways: dict[str, Callable[[ReadTask], object]] = {
        **plain,
        ours: lambda task: _sifted(_page_of(task)),
        rough: lambda task: wording(_page_of(task)),
        asking: lambda task: prefilter_of(RECIPE).can_match(texts[_page_of(task).url]),
    }
    costs = in_turns(tasks, ways, rounds)
    size = statistics.mean(len(_page_of(task).body) for task in tasks)
    print(f"{len(tasks)} pages of {size / 1000:.0f} kB, median of {rounds} rounds, load {os.getloadavg()[0]:.1f}\n")
    print("| | ms a page |\n|---|---|")
    for name, pages in costs.items():
        print(f"| {name} | {1000 * statistics.mean(pages.values()):.2f} |")
    passed = sum(prefilter_of(RECIPE).can_match(text) for text in texts.values())
    read = sum(_sifted(_page_of(task)).outcome is not Sift.PASSED_OVER for task in tasks)
    rest = sum(costs[ours].values()) - sum(costs[rough].values()) - sum(costs[asking].values())
    print(f"| and the {passed} pages that pass, {read} of them read to the end | {1000 * rest / len(tasks):.2f} |\n")
    print_ratios(costs, ours)


def _carry(found: list[Page]) -> None:
    """What it costs to bring a page out of an archive file to a worker: once for all, in the process that stores."""
    made = Archive()
    for page in found:
        made.add(page.url, page.body)
    with tempfile.TemporaryDirectory(prefix="paris-call-bench-") as folder:
        file = Path(folder) / "news.warc.gz"
        file.write_bytes(made.data)
        costs = []
        for _ in range(ROUNDS):
            start = time.process_time()
            read = tuple(warc.pages(file, 0, 10_000_000))
            middle = time.process_time()
            pickle.loads(pickle.dumps(read))  # noqa: S301  (our own)
            costs.append((middle - start, time.process_time() - middle))
    out, across = (1000 * statistics.median(cost[part] for cost in costs) / len(found) for part in (0, 1))
    print(f"out of a WARC file {out:.2f} ms a page, across to a worker {across:.2f} ms;"
          f" {len(found) / len(made.data) * 1e9:,.0f} such pages in a GB\n")  # fmt: skip


def _compare(pages: list[Page]) -> int:
    """Whether the prefilter changes no match."""
    read = ReadInWorker(RECIPE)
    found = lost = 0
    for page in pages:
        match = read(ReadTask(entry=Entry(url=page.url), page=page)).match
        wanted = match if match is not None and match.tier in WANTED else None
        kept = _sifted(page)
        got = kept.reading.match if kept.outcome is Sift.MATCHED and kept.reading else None
        found += wanted is not None
        if got != wanted:
            lost += 1
            print(f"DIFFERS: {page.url}: {wanted} without the prefilter, {got} with it")
    print(f"{len(pages)} pages and stories, {found} of them matched, {lost} otherwise than without the prefilter")
    return 1 if lost or not found else 0


def _stories(corpus: Path) -> Iterator[Page]:
    for file in sorted((corpus / "stories").glob("*.html.gz")):
        url = f"https://stories.example/{file.name}"
        body = gzip.decompress(file.read_bytes())
        yield Page(requested_url=url, url=url, status=200, body=body, fetched_at=FETCHED)


def _page_of(task: ReadTask) -> Page:
    if task.page is None:
        raise LookupError(task.entry.url)
    return task.page


def _sifted(page: Page) -> Sifted:
    return SIFT((ArchivedPage(position=1, page=page),))[0]


if __name__ == "__main__":
    sys.exit(main())
