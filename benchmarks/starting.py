"""What it takes to start, beside a bare Python; and what memory a worker takes, over many pages.

    python benchmarks/starting.py [CORPUS] [--pages 2000]

Processor seconds of whole processes, in turns, medians. A worker's start is its libraries and its matcher, all that
`WarmUp` does. Memory is the resident size of this process, of the one workers are forked from, and of the worker, which
reads the corpus' pages over and over and is replaced as in life; without the corpus, which is not part of this project,
it is told before the first page only.
"""

from __future__ import annotations

import argparse
import logging
import os
import resource
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.reading import RECIPE, tasks_of  # noqa: E402  (the folder is no installed package)
from pipeline.adapters.workers import ProcessWorkers  # noqa: E402
from pipeline.shell.judges import ReadInWorker, WarmUp  # noqa: E402
from scripts.measure_extraction import CORPUS  # noqa: E402
from scripts.processes import private, readers_of, resident  # noqa: E402

if TYPE_CHECKING:
    from pipeline.model import ReadTask

ROUNDS, STEPS = 5, 20
_WARM = "from benchmarks.starting import RECIPE, WarmUp; WarmUp(RECIPE)()"
_PLAIN_WARM = "import httpx, feedparser, trafilatura"


def main() -> None:
    """Prints the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", nargs="?", type=Path, default=CORPUS)
    parser.add_argument("--pages", type=int, default=2_000, help="20,000 take some ten minutes")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="paris-call-bench-") as folder:
        _start(Path(folder))
    logging.disable(logging.CRITICAL)
    tasks = tasks_of(options.corpus) if (options.corpus / "pages" / "index.jsonl").is_file() else []
    _memory(tasks, options.pages)


def _start(folder: Path) -> None:
    config = folder / "config.yaml"
    (folder / "feeds.txt").write_text("", encoding="utf-8")
    config.write_text("database: monitor.db\n", encoding="utf-8")
    ours = (sys.executable, "-m", "pipeline")
    subprocess.run((*ours, "once", "--config", str(config)), cwd=ROOT, check=True, capture_output=True)  # noqa: S603  (our own program)
    ways = {
        "python -c pass": (sys.executable, "-c", "pass"),
        "paris-call --help": (*ours, "--help"),
        "paris-call status": (*ours, "status", "--config", str(config)),
        "paris-call once, no feeds": (*ours, "once", "--config", str(config)),
        f"python -c '{_PLAIN_WARM}'": (sys.executable, "-c", _PLAIN_WARM),
        "a worker": (sys.executable, "-c", _WARM),
    }
    costs: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(ROUNDS):
        for name, command in ways.items():
            before = _children()
            subprocess.run(command, cwd=ROOT, check=True, capture_output=True)  # noqa: S603  (our own program)
            costs[name].append(_children() - before)
    bare = statistics.median(costs["python -c pass"])
    print(f"median of {ROUNDS}, load {os.getloadavg()[0]:.1f}\n\n| | processor seconds | times a bare Python |")
    print("|---|---|---|")
    for name, values in costs.items():
        print(f"| `{name}` | {statistics.median(values):.2f} | {statistics.median(values) / bare:.0f} |")


def _memory(tasks: list[ReadTask], pages: int) -> None:
    workers = ProcessWorkers(count=1, deadline=60, warm_up=WarmUp(RECIPE))
    read = ReadInWorker(RECIPE)
    print("\n| pages read | parent, MB | nursery, MB | worker, MB | its own part | workers so far |")
    print("|---|---|---|---|---|---|")
    seen: set[int] = set()
    every = max(1, pages // STEPS)
    for number in range(pages + 1 if tasks else 1):
        if number:
            workers.run(read, tasks[number % len(tasks)])
        else:
            workers.run(len, "")  # so that there is one
        nursery, worker = readers_of(os.getpid())
        seen.add(worker)
        if number % every == 0:
            sizes = *(resident(pid) for pid in (os.getpid(), nursery, worker)), private(worker)
            print(f"| {number} | {' | '.join(f'{size:.0f}' for size in sizes)} | {len(seen)} |", flush=True)
    workers.close()


def _children() -> float:
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    return ended.ru_utime + ended.ru_stime


if __name__ == "__main__":
    main()
