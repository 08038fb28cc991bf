"""Kills the daemon and its workers at random moments, again and again, then looks for what was lost or doubled.

    python -m scripts.kill_loop [--kills 200] [--seed 1] [--at-a-time 2] [--work DIR]

A newsroom on loopback plays some eighty stories to `paris-call run`. In each round a fresh database meets worker
kills, then kills of the whole daemon, then kills of `once --now` while it sends alerts and, a day later, while it makes
the digest and sends it; at last it is left in peace. Its content, and what arrived at a mail server, is compared with
that of a run nobody disturbed. Exit code 1 when anything differs.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

from demo import content, newsroom
from pipeline.shell.clock import utc_now
from scripts.kill_findings import Findings, differences, examine, examine_mail, unsure
from scripts.kill_monitor import PATIENCE, Monitor
from scripts.kill_post import PostOffice, open_for_mail
from scripts.processes import readers_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

_DOOM: Final = (0.0, 2.5)  # seconds between a process's first outcome and its end
_LAST_WORDS: Final = (0.0, 0.5)  # seconds between the first step of telling people and the end
_ALERTS: Final = 2  # hours later, by when all that was read can be told to be one story
_LAST_ALERTS: Final = 3  # hours later: of what a feed that was not due before has brought
_DIGEST: Final = 36  # hours later


@dataclass(frozen=True, slots=True)
class Plan:
    """How often a round strikes, and whom."""

    workers: int = 3
    daemons: int = 5
    alerts: int = 2  # passes of `once` when alerts are due
    digests: int = 2  # passes of `once` a day later

    @property
    def kills(self) -> int:
        """All of them."""
        return self.workers + self.daemons + self.alerts + self.digests


def round_of_kills(monitor: Monitor, plan: Plan, chance: random.Random) -> int:
    """Strikes as planned, then lets the monitor finish; returns how many processes were killed.

    Workers come first: each kill of a daemon charges an attempt to all that it had leased, and after the third a
    page whose worker dies is given up, as it should be.
    """
    struck = _strike_workers(monitor, plan.workers, chance)
    for _ in range(plan.daemons):
        struck += _strike(monitor, monitor.start("run"), chance)
    moment = utc_now()
    _pass(monitor, moment)
    for times, hours in ((plan.alerts, _ALERTS), (0, _LAST_ALERTS), (plan.digests, _DIGEST)):
        for _ in range(times):
            struck += _strike_telling(monitor, moment + timedelta(hours=hours), chance)
        _pass(monitor, moment + timedelta(hours=hours))
    finish(monitor)
    return struck


def finish(monitor: Monitor) -> None:
    """All that is due today, the digest of it tomorrow, and later that of what came late, past midnight or not."""
    moment = utc_now()
    for hours in (0, _ALERTS, _LAST_ALERTS, _DIGEST, _DIGEST + 48):
        _pass(monitor, moment + timedelta(hours=hours))


def _pass(monitor: Monitor, moment: datetime) -> None:
    monitor.work("once", "--now", moment.isoformat())


def _strike(monitor: Monitor, process: subprocess.Popen[bytes], chance: random.Random) -> int:
    """Kills a process some time after it has got to work, or right as it ends."""
    before = monitor.written()
    end = time.monotonic() + PATIENCE
    # Half of the time it is not even let get to work: opening, migrating and recovering must survive that as well.
    if chance.random() < 0.5:  # noqa: PLR2004  (half)
        while process.poll() is None and monitor.written() == before and time.monotonic() < end:
            if monitor.is_done():
                break
            time.sleep(0.02)
    return _end(process, chance.uniform(*_DOOM))


def _strike_telling(monitor: Monitor, moment: datetime, chance: random.Random) -> int:
    """Kills a pass at some step of telling people, or before it gets there."""
    process = monitor.start("once", "--now", moment.isoformat())
    before = monitor.announced()
    while process.poll() is None and monitor.announced() == before:
        time.sleep(0.005)
    return _end(process, chance.uniform(*_LAST_WORDS))


def _end(process: subprocess.Popen[bytes], seconds: float) -> int:
    """Kills a process in so many seconds; 1 when it still lived."""
    with suppress(subprocess.TimeoutExpired):
        process.wait(seconds)
    was_alive = process.poll() is None
    process.kill()
    process.wait(PATIENCE)
    return int(was_alive)


def _strike_workers(monitor: Monitor, times: int, chance: random.Random) -> int:
    """Kills workers of a daemon while they read, and what they are forked from; the daemon at the end."""
    process = monitor.start("run")
    struck = 0
    end = time.monotonic() + PATIENCE
    while struck < times and process.poll() is None and time.monotonic() < end:
        time.sleep(chance.uniform(0.2, 1.5))
        # What they are forked from comes first: it is killed along, or spared.
        for worker in tuple(readers_of(process.pid))[chance.randrange(2) :]:
            with suppress(ProcessLookupError):
                os.kill(worker, signal.SIGKILL)
                struck += 1
    process.kill()
    process.wait(PATIENCE)
    return struck + 1


def recent(now: datetime) -> newsroom.Newsroom:
    """The newsroom with its four days pressed into the two before `now`: older stories are told to nobody at once."""
    opening = (now - content.OPENING) / timedelta(hours=1) - 4 * 24 / 2

    def moved(story: content.Story) -> content.Story:
        correction = story.correction
        return story.model_copy(
            update={
                "hour": opening + story.hour / 2,
                "correction": correction and correction.model_copy(update={"hour": opening + correction.hour / 2}),
                "withdrawn": None if story.withdrawn is None else opening + story.withdrawn / 2,
            }
        )

    sites = [
        site.model_copy(update={"stories": tuple(moved(story) for story in site.stories)}) for site in content.load()
    ]
    return newsroom.Newsroom(sites, now)


def undisturbed(folder: Path, address: str, post: int) -> Findings:
    """What a monitor finds that nobody kills."""
    monitor = Monitor(folder, address)
    monitor.tell_people(post)
    finish(monitor)
    return examine(monitor)


def main() -> int:
    """Runs it; the exit code is 0 when nothing was lost and nothing doubled."""
    options = _options()
    work = Path(options.work or tempfile.mkdtemp(prefix="paris-call-kills-"))
    office = PostOffice()
    began = time.monotonic()
    kills = 0
    failures: list[str] = []
    with newsroom.listening(recent(utc_now())) as address, open_for_mail(office) as post:
        expected = undisturbed(work / "undisturbed", address, post)
        print(f"undisturbed: {len(expected.content)} rows, {expected.wrong or 'in order'}", flush=True)
        failures += expected.wrong
        lock = threading.Lock()

        def one(number: int) -> None:
            nonlocal kills
            monitor = Monitor(work / f"round-{number}", address)
            monitor.tell_people(post)
            struck = round_of_kills(monitor, Plan(), random.Random(f"{options.seed}/{number}"))  # noqa: S311  (not secret)
            folder = monitor.folder
            told = (*differences(expected, examine(monitor)), *examine_mail(folder, office.arrived))
            with lock:
                kills += struck
                failures.extend(f"round {number}: {line}" for line in told)
                print(
                    f"round {number}: {struck} kills, {kills} so far, {unsure(folder)} messages unsure, "
                    f"{list(told) or 'all there, once'}",
                    flush=True,
                )

        rounds: Sequence[int] = range(-(-options.kills // Plan().kills))
        with ThreadPoolExecutor(options.at_a_time) as crew:
            for _ in crew.map(one, rounds):
                pass
    for line in failures:
        print(line)
    print(f"{kills} kills, {len(failures)} differences, {time.monotonic() - began:.0f} s; databases in {work}")
    return 1 if failures else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", default="1")
    parser.add_argument("--at-a-time", type=int, default=2, help="databases at work at the same time")
    parser.add_argument("--work", help="folder for the databases; a temporary one otherwise")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
