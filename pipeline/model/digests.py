"""Digests: what a day held, and what could not be seen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from pipeline.model.articles import BodyQuality
from pipeline.model.subjects import Tier
from pipeline.model.work import Tally


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestItem:
    """One article in a digest, ready to be shown."""

    url: str
    title: str
    site: str
    language: str
    published: datetime | None
    first_seen: datetime
    tier: Tier
    score: float
    signatories: tuple[str, ...]  # official names
    states: tuple[str, ...]
    sentence: str  # the sentence that matched
    surfaces: tuple[str, ...]  # what to emphasise in it
    body_quality: BodyQuality
    late: bool = False  # first seen before the digest's own day, and in no earlier digest


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedTrouble:
    """A feed the digest must own up to: failing, silent, gone, flooding; or, without URL, our own line: offline."""

    url: str
    title: str
    state: str
    since: datetime | None
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """What a day's watch could and could not see."""

    feeds: int  # subscribed
    feeds_answering: int
    entries: int  # first seen in the window
    outcomes: Tally  # entries by outcome; "pending" for those still in the queue; adds up to `entries`
    obstacles: Tally  # articles read from less than their full body, by obstacle
    troubles: tuple[FeedTrouble, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestWindow:
    """One local day as a span of time, by first-seen time: `since` <= first_seen < `until`."""

    day: date
    timezone: str  # IANA name
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """What one local day held."""

    window: DigestWindow
    items: tuple[DigestItem, ...]  # by tier, then score, then url
    top_signatories: tuple[tuple[str, int], ...]  # articles each, most first
    coverage: Coverage


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """Proof that a sink has a digest."""

    place: str  # where a person finds it
    sha256: str  # of the bytes delivered, hex
