"""Feeds: URLs we poll, and what polling has taught us."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class FeedKind(StrEnum):
    """The dialect of a feed document."""

    SYNDICATION = "syndication"  # RSS 0.9x/1.0/2.0, Atom 0.3/1.0, RDF
    JSON = "jsonfeed"
    SITEMAP = "sitemap"


class FeedState(StrEnum):
    """Where a feed stands. Only ACTIVE and FAILING are polled."""

    ACTIVE = "active"
    FAILING = "failing"  # polled with growing pauses, never given up
    GONE = "gone"  # the server answered 410
    DROPPED = "dropped"  # no longer in feeds.txt; its history stays


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """One line of feeds.txt: what the operator asked for."""

    url: str
    title: str = ""
    tags: tuple[str, ...] = ()
    language: str = ""  # BCP 47, a hint for entries that name none
    every: int | None = None  # seconds; overrides the adaptive interval
    user_agent: str = ""  # overrides fetch.user_agent for this feed


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A subscription and what polling has taught us about it."""

    id: int
    subscription: Subscription
    location: str  # where it is polled now: the URL, or where a permanent redirect led
    state: FeedState = FeedState.ACTIVE
    title: str = ""  # by the operator, else by the feed itself
    etag: str = ""
    last_modified: str = ""
    body_hash: str = ""  # of the last document that gave items
    interval: int  # seconds
    next_poll_at: datetime
    next_poll_why: str = ""
    failures: int = 0  # in a row
    last_polled_at: datetime | None = None
    last_ok_at: datetime | None = None
    last_new_at: datetime | None = None
    last_error: str = ""
    distrusted: str = ""  # validators (see `Feed.validators`) that were sent again over other content; never used

    @property
    def validators(self) -> str:
        """Both validators as one value; empty when there is none."""
        return f"{self.etag}\n{self.last_modified}".strip("\n")

    @property
    def url(self) -> str:
        """The URL as configured: the feed's name for ever, wherever it moves."""
        return self.subscription.url
