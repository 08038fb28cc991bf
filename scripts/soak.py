"""One long-lived process through a month of virtual days with faults: does anything grow, does anything get lost?

    python -m scripts.soak [--days 30] [--step 4] [--hosts 20] [--work DIR] [--report FILE]

The jobs run in this process, as in the daemon, at virtual instants; sites on loopback (soak_site.py) publish, fail and
lie by the virtual clock. On top come outages of our own, workers killed from outside, a night of changing clocks, a
clock set back and three days without us. Prints a table of memory, file handles and threads, and checks the books.
Exit code 1 when something grew by more than 5 % after the first tenth, or does not add up.
"""

from __future__ import annotations

import argparse
import gc
import os
import resource
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pipeline.shell import memory
from pipeline.shell.one_pass import one_pass
from pipeline.shell.options import load_settings
from pipeline.shell.wiring import plant
from scripts import soak_site
from scripts.processes import proportional, readers_of, resident

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime

    from pipeline.shell.following import Event
    from pipeline.shell.wiring import Plant

ROOT: Final = Path(__file__).parent.parent
MAX_GROWTH: Final = 0.05
_FIRST_OUTAGE: Final = 1  # day
BARS: Final = "▁▂▃▄▅▆▇█"

_CONFIG: Final = """\
database: monitor.db
feeds: feeds.txt
timezone: Europe/Paris
fetch:
  contact: soak@monitor.example
  timeout: 2s
  host_gap: 1ms
  max_body_mb: {max_body}
  connect_to: {{"*:80": "127.0.0.1:{port}"}}
  allow_private: ["127.0.0.1:{port}"]
poll:
  initial: 1h
  max_interval: 6h
read:
  workers: 2
digest:
  folder: digests
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How long, how many, and when what goes wrong; times in virtual hours."""

    days: int
    step: float
    hosts: int
    aftermath: int = 44  # passes of six calm hours at the end: longer than a repeated ETag is believed

    @property
    def hours(self) -> Iterator[float]:
        """The instants of the passes: three days are slept through, and the clock is set back an hour once."""
        slept = (self.days * 0.6 * 24, self.days * 0.6 * 24 + 72) if self.days >= 10 else (0.0, 0.0)  # noqa: PLR2004  (a short run has no three days to sleep)
        set_back = self.days * 0.8 * 24
        hour, was_set_back = 0.0, False
        while hour <= self.days * 24:
            if not slept[0] < hour < slept[1]:
                yield hour
            if hour > set_back and not was_set_back:
                hour, was_set_back = hour - 1 - self.step, True
            hour += self.step

    def is_outage(self, hour: float) -> bool:
        """Whether we are offline: ten hours of every sixth day, from the second on."""
        return int(hour / 24) % 6 == 1 and 8 <= hour % 24 < 18  # noqa: PLR2004  (hours of a day)

    def kills_worker(self, place: int) -> bool:
        """Whether a worker is killed before this pass: every tenth."""
        return place % 10 == 5  # noqa: PLR2004  (half of ten)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """This process and its workers after one pass; memory in MB."""

    hour: float
    parent: float
    workers: float
    largest_worker: float
    handles: int
    threads: int
    database: float
    entries: int


class Tally:
    """Follows the jobs, and counts."""

    def __init__(self) -> None:
        self.outcomes: Counter[str] = Counter()

    def saw(self, event: Event) -> None:
        """One outcome."""
        self.outcomes[f"{type(event).__name__} {event.outcome}"] += 1


def main() -> int:
    """Soaks, prints, and says whether all is well."""
    options = _options()
    memory.keep_flat()
    plan = Plan(days=options.days, step=options.step, hosts=options.hosts)
    with tempfile.TemporaryDirectory(prefix="paris-call-soak-") as folder:
        work = Path(options.work or folder)
        work.mkdir(parents=True, exist_ok=True)
        began = time.monotonic()
        samples, tally, complaints = soak(plan, work, lambda text: print(text, file=sys.stderr, flush=True))
        text = _report(plan, samples, tally, complaints, time.monotonic() - began)
    print(text)
    if options.report:
        Path(options.report).write_text(text + "\n", encoding="utf-8")
    return 1 if complaints else 0


def soak(
    plan: Plan, work: Path, tell: Callable[[str], None]
) -> tuple[tuple[Sample, ...], Counter[str], tuple[str, ...]]:
    """Runs the plan in `work`; returns the samples, the outcomes, and what is wrong in the end."""
    port = _free_port()
    (work / "config.yaml").write_text(_CONFIG.format(port=port, max_body=soak_site.MAX_BODY_MB), encoding="utf-8")
    (work / "feeds.txt").write_text(
        "".join(f"http://{soak_site.host_name(number)}/feed\n" for number in range(plan.hosts)), encoding="utf-8"
    )
    tally, samples, hour = Tally(), [], 0.0
    with (
        _sites(port, plan.hosts) as order,
        plant(load_settings(work / "config.yaml"), soak_site.START, threading.Event()) as running,
    ):
        for place, hour in enumerate(plan.hours):
            order(f"hour {hour}")
            order("down" if plan.is_outage(hour) else "up")
            if plan.kills_worker(place):
                _kill_a_worker()
            one_pass(running, _moment(hour), tally)
            samples.append(_sample(running, hour))
            tell(f"day {hour / 24:5.1f}  parent {samples[-1].parent:6.1f} MB  {samples[-1].entries} entries")
        # The last faults and the last retries pass; then everything must have come to its end.
        hour = max(plan.hours)
        for command in (f"hour {hour}", "calm", "up"):
            order(command)
        for _ in range(plan.aftermath):
            hour += 6
            one_pass(running, _moment(hour), tally)
        complaints = (*_lost(running, plan), *_books(running), *_growth(samples))
    return tuple(samples), tally.outcomes, complaints


def _moment(hour: float) -> datetime:
    return soak_site.START + timedelta(hours=hour)


# ---------------------------------------------------------------- what is wrong


def _lost(running: Plant, plan: Plan) -> Iterator[str]:
    """Stories published during the soak that never came, or came without being found although they could be read."""
    db, end = running.database, max(plan.hours)
    came = {url.removesuffix("-moved") for (url,) in db.rows("SELECT url FROM entries")}
    for host in range(plan.hosts):
        stories = range(soak_site.published(host, end))
        name = soak_site.host_name(host)
        missing = [story for story in stories if f"http://{name}{soak_site.path_of(story)}" not in came]
        if missing:
            yield f"{name}: stories {missing} never came"
        flagged = {
            url.removesuffix("-moved")
            for (url,) in db.rows("SELECT url FROM articles WHERE tier IS NOT NULL AND url LIKE ?", (f"%//{name}/%",))
        }
        unflagged = [
            story
            for story in stories
            if soak_site.names_signatory(host, story)
            and soak_site.page_fault(host, story) in {"", "error once", "reset once"}
            and f"http://{name}{soak_site.path_of(story)}" not in flagged
        ]
        if unflagged:
            yield f"{name}: stories {unflagged} were not flagged"
    if plan.days > _FIRST_OUTAGE and not db.number("SELECT count(*) FROM polls WHERE outcome = 'offline'"):
        yield "no outage was noticed"


_BOOKS: Final = {
    "entries without an outcome": "SELECT count(*) FROM entries WHERE outcome IS NULL",
    "entries more or less than the polls brought": (
        "SELECT abs((SELECT count(*) FROM entries) - (SELECT sum(new) FROM polls))"
    ),
    "polls whose entries do not add up": "SELECT count(*) FROM polls WHERE entries != new + seen",
    "pages still leased": "SELECT count(*) FROM pages WHERE state = 'leased'",
    "pages without an article": "SELECT count(*) FROM pages WHERE state = 'done' AND article_id IS NULL",
    "flagged stories told twice": (
        "SELECT count(*) FROM (SELECT 1 FROM articles WHERE tier IS NOT NULL GROUP BY title HAVING count(*) > 1)"
    ),
    "flagged articles in no digest, but for the last two days": (
        "SELECT count(*) FROM articles WHERE tier IS NOT NULL AND first_seen_at < (SELECT max(until) FROM digests) "
        "AND id NOT IN (SELECT article_id FROM digest_items)"
    ),
    "days without a digest": (
        "SELECT julianday(max(day)) - julianday(min(day)) + 1 - count(*) FROM digests"
    ),
    "digests not delivered": "SELECT (SELECT count(*) FROM digests) - (SELECT count(*) FROM deliveries)",
    "articles not in the search index": (
        "SELECT abs((SELECT count(*) FROM articles) - (SELECT count(*) FROM articles_fts))"
    ),
    "feeds charged with an outage of ours": "SELECT count(*) FROM feeds WHERE last_error LIKE '%connect%'",
}  # fmt: skip


def _books(running: Plant) -> Iterator[str]:
    """Counts that do not add up."""
    for what, query in _BOOKS.items():
        if found := running.database.number(query):
            yield f"{found} {what}"
    (verdict,) = running.database.rows("PRAGMA integrity_check")
    if verdict != ("ok",):
        yield f"integrity check: {verdict[0]}"


_GROWING: Final = ("parent", "largest_worker", "handles", "threads")


def growth(samples: Sequence[Sample], what: str) -> float:
    """How much larger something is in the last tenth than in the second, as a share of the latter; by the median.

    Workers are killed and replaced, so that a median tells how old they happen to be; for them it is how much larger
    the largest of the second half is than the largest of the first.
    """
    tenth, half = max(1, len(samples) // 10), len(samples) // 2
    values = [float(getattr(sample, what)) for sample in samples]
    if what == "largest_worker":
        before, after = max(values[:half]), max(values[half:])
    else:
        before, after = statistics.median(values[tenth : 2 * tenth]), statistics.median(values[-tenth:])
    return (after - before) / before if before else 0.0


def _growth(samples: Sequence[Sample]) -> Iterator[str]:
    for what in _GROWING:
        if (share := growth(samples, what)) > MAX_GROWTH:
            yield f"{what} grew by {share:.1%} after the first tenth"


# ---------------------------------------------------------------- what is measured


def _sample(running: Plant, hour: float) -> Sample:
    gc.collect()
    readers = tuple(readers_of(os.getpid()))
    return Sample(
        hour=hour,
        parent=resident(os.getpid()),
        workers=sum(map(proportional, readers)),
        largest_worker=max(map(resident, readers), default=0.0),
        handles=len(list(Path("/proc/self/fd").iterdir())),
        threads=threading.active_count(),
        database=running.settings.database.stat().st_size / 1e6,
        entries=running.database.number("SELECT count(*) FROM entries"),
    )


def _kill_a_worker() -> None:
    readers = tuple(readers_of(os.getpid()))
    if readers:
        os.kill(readers[-1], signal.SIGKILL)


# ---------------------------------------------------------------- what is told


def _report(
    plan: Plan, samples: Sequence[Sample], tally: Counter[str], complaints: Sequence[str], seconds: float
) -> str:
    peak = f"peak of the parent {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB"
    lines = [
        f"{plan.days} virtual days, {plan.hosts} hosts, {len(samples)} passes in one process, {seconds:.0f} s; {peak}",
        "",
        "| day | parent MB | workers MB | handles | threads | database MB | entries |",
        "|---|---|---|---|---|---|---|",
    ]
    count = min(11, len(samples))
    for place in sorted({round(n * (len(samples) - 1) / max(1, count - 1)) for n in range(count)}):
        at = samples[place]
        lines.append(
            f"| {at.hour / 24:.1f} | {at.parent:.1f} | {at.workers:.1f} | {at.handles} | {at.threads} "
            f"| {at.database:.1f} | {at.entries} |"
        )
    lines.append("")
    lines += [
        f"{what:<15} {_plot([getattr(sample, what) for sample in samples])} {growth(samples, what):+.1%}"
        for what in _GROWING
    ]
    lines += ["", "; ".join(f"{count} {outcome}" for outcome, count in sorted(tally.items()))]
    lines += ["", *(f"WRONG: {complaint}" for complaint in complaints)] if complaints else ["", "everything adds up"]
    return "\n".join(lines)


def _plot(values: Sequence[float], width: int = 60) -> str:
    """A line of bars from zero to the largest."""
    most = max(values) or 1
    places = [round(n * (len(values) - 1) / max(1, width - 1)) for n in range(min(width, len(values)))]
    return "".join(BARS[min(len(BARS) - 1, int(values[place] / most * (len(BARS) - 1)))] for place in places)


@contextmanager
def _sites(port: int, hosts: int) -> Iterator[Callable[[str], None]]:
    """The sites, in a process of their own; yields what gives them orders and waits until they are carried out."""
    command = (sys.executable, "-m", "scripts.soak_site", str(port), str(hosts))
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603  (our own program)

        def order(text: str) -> None:
            if process.stdin is None or process.stdout is None:
                raise SystemExit("the sites have no ears")
            process.stdin.write(f"{text}\n")
            process.stdin.flush()
            if process.stdout.readline().strip() != "ok":
                raise SystemExit("the sites have died")

        try:
            yield order
        finally:
            process.kill()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--days", type=int, default=30, help="virtual days")
    parser.add_argument("--step", type=float, default=4, help="virtual hours between two passes")
    parser.add_argument("--hosts", type=int, default=20, help="sites, each with a feed")
    parser.add_argument("--work", help="folder for the database and the digests; a temporary one otherwise")
    parser.add_argument("--report", help="a file for what is printed")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
