"""Pauses between polls: their limits, their growth after failures, and how feeds of one rhythm are spread."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pipeline.model import Feed

SHORTEST: Final = 60  # seconds, whatever anybody wants
_DOUBLINGS: Final = 20  # more exceed any cap


@dataclass(frozen=True, slots=True, kw_only=True)
class PollPolicy:
    """How often feeds are polled, in seconds: 0 < `min_interval` <= `initial` <= `max_interval` <= `error_cap`."""

    min_interval: int = 15 * 60
    max_interval: int = 6 * 3600
    initial: int = 3600  # until a feed's own rhythm is known
    error_cap: int = 24 * 3600  # the longest pause after failures; `LONGEST_PAUSE` at most
    jitter: float = 0.05  # the share of a pause, at most, by which feeds of one rhythm are spread


def by_hand(feed: Feed) -> int:
    """The operator's interval for this feed, in seconds; 0 when it is left to us."""
    return max(feed.subscription.every, SHORTEST) if feed.subscription.every else 0


def backed_off(feed: Feed, policy: PollPolicy) -> int:
    """The pause in seconds after so many failures in a row; it doubles with each."""
    base = by_hand(feed) or max(feed.interval, SHORTEST)
    doubled = base << min(feed.failures - 1, _DOUBLINGS)
    return max(min(doubled, policy.error_cap), base)


def jittered(feed: Feed, seconds: int, policy: PollPolicy) -> int:
    """A pause shortened by the feed's own share, always the same: due in time, yet not all at once."""
    share = int.from_bytes(blake2b(feed.url.encode("utf-8", "replace"), digest_size=4).digest()) / 2**32
    least = SHORTEST if feed.subscription.every else policy.min_interval
    return max(seconds - int(seconds * policy.jitter * share), min(seconds, least), 1)


def bounded(seconds: int, policy: PollPolicy) -> int:
    """An interval within the policy's limits."""
    return max(policy.min_interval, min(seconds, policy.max_interval))


def spelled(seconds: int) -> str:
    """A span in the two largest units that it takes."""
    units = (("d", 86_400), ("h", 3_600), ("min", 60), ("s", 1))
    parts: list[str] = []
    for name, size in units:
        count, seconds = divmod(seconds, size)
        if count:
            parts.append(f"{count} {name}")
    return " ".join(parts[:2]) or "0 s"
