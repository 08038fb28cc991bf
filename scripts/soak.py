"""One long-lived process through a month of virtual days with faults: does anything grow, does anything get lost?

    python -m scripts.soak [--days 30] [--step 4] [--hosts 20] [--work DIR] [--report FILE]

The jobs run in this process, as in the daemon, at virtual instants; sites on loopback (soak_site.py) publish, fail and
lie by the virtual clock. On top come outages of our own, workers killed from outside, a night of changing clocks, a
clock set back and three days without us. Prints a table of memory, file handles and threads, and checks the books.
Exit code 1 when something grew by more than 5 % after the first tenth, or does not add up.
"""

from __future__ import annotations

import argparse
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pipeline.shell import memory
from pipeline.shell.one_pass import one_pass
from pipeline.shell.options import load_settings
from pipeline.shell.wiring import plant
from scripts import soak_site
from scripts.processes import readers_of
from scripts.soak_books import books, lost
from scripts.soak_figures import Sample, grown, report, sample_of
from scripts.soak_plan import Plan

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from pipeline.shell.following import Event

ROOT: Final = Path(__file__).parent.parent

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
        text = report(plan, samples, tally, complaints, time.monotonic() - began)
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
            samples.append(sample_of(running, hour))
            tell(f"day {hour / 24:5.1f}  parent {samples[-1].parent:6.1f} MB  {samples[-1].entries} entries")
        # The last faults and the last retries pass; then everything must have come to its end.
        hour = max(plan.hours)
        for command in (f"hour {hour}", "calm", "up"):
            order(command)
        for _ in range(plan.aftermath):
            hour += 6
            one_pass(running, _moment(hour), tally)
        complaints = (*lost(running, plan), *books(running), *grown(samples))
    return tuple(samples), tally.outcomes, complaints


def _moment(hour: float) -> datetime:
    return soak_site.START + timedelta(hours=hour)


def _kill_a_worker() -> None:
    readers = tuple(readers_of(os.getpid()))
    if readers:
        os.kill(readers[-1], signal.SIGKILL)


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
