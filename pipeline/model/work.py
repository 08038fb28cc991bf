"""The record of work: runs and signs of life."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Heartbeat:
    """The daemon's sign of life."""

    pid: int
    host: str
    started_at: datetime
    beat_at: datetime
    doing: str


Tally = tuple[tuple[str, int], ...]  # (outcome, how many), in the order they should be shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One execution of one job: what it did, by outcome."""

    job: str
    started_at: datetime
    finished_at: datetime
    counts: Tally = ()
    error: str = ""
