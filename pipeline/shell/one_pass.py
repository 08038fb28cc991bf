"""One pass over everything that is due, for `once`, cron and simulated days."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.model import Run
from pipeline.shell.clock import utc_now
from pipeline.shell.following import follow

if TYPE_CHECKING:
    from datetime import datetime

    from pipeline.shell.following import Follower
    from pipeline.shell.wiring import Plant


def one_pass(running: Plant, now: datetime, follower: Follower) -> tuple[Run, ...]:
    """Polls, reads, revisits, groups, reports, delivers, tidies, each to its end, at `now`; returns the runs."""
    runs = [
        follow("poll", running.poll(now), follower),
        follow("read", running.read(now), follower),
        follow("revisit", running.revisit.to_the_end(now), follower),
        follow("group", running.group(), follower),
        follow("report", running.report(now), follower),
        follow("deliver", running.deliver(now), follower),
    ]
    started = utc_now()
    runs.append(Run(job="maintenance", started_at=started, counts=running.maintain(now), finished_at=utc_now()))
    for run in runs:
        running.ledger.record(run)
    return tuple(runs)
