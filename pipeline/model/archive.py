"""What people look up in the store."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from pipeline.model.articles import BodyQuality, DateSource, Obstacle
from pipeline.model.subjects import Tier
from pipeline.model.work import Heartbeat, Run, Tally


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """An article as it lies in the store, without its text."""

    id: int
    url: str
    title: str
    site: str
    language: str
    published: datetime | None
    published_from: DateSource
    first_seen: datetime
    body_quality: BodyQuality
    obstacle: Obstacle
    tier: Tier | None  # None: not flagged
    score: float
    signatories: tuple[str, ...]
    states: tuple[str, ...]
    sentence: str
    reasons: tuple[str, ...]
    matcher_version: str
    gazetteer_version: str
    duplicate_group: str  # of flagged ones their story; of others, equal for the same words; empty without a body


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """One entry behind an article: which feed brought it, when, and how it ended ("pending" while it waits)."""

    feed_url: str
    feed_title: str
    url: str
    title: str
    first_seen: datetime
    outcome: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A search result; `snippet` marks the words found between the two control characters given to the search."""

    filed: Filed
    snippet: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """The state of the whole, in numbers."""

    feeds: Tally  # by state
    feeds_due: int
    entries: Tally  # by outcome, "pending" for those that wait; adds up to all entries
    pages_due: int
    pages_waiting: int  # for a later try
    articles: Tally  # by tier, "unmatched" for the rest; adds up to all articles
    first_seen: datetime | None
    last_seen: datetime | None
    last_digest: date | None
    dispatches: Tally  # mail and push by state, "failing" for those planned again after a failure
    heartbeat: Heartbeat | None
    runs: tuple[Run, ...]  # the latest of each job
    file_bytes: int
    wal_bytes: int
