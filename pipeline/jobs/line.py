"""What jobs remember of the line between us and the world; belongs to the ports."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from pipeline.ports import PollStore

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from pipeline.core.rhythm import Habit
    from pipeline.model import Feed


class LineStore(Protocol):
    """Who could not be reached of late."""

    def unreached(self, now: datetime) -> frozenset[str]:
        """The hosts that polls could not reach since anybody last answered."""
        ...


class FeedMemory(PollStore, LineStore, Protocol):
    """What polling remembers, with its own outages and the habits of feeds."""

    def charged(self, now: datetime) -> tuple[tuple[Feed, int], ...]:
        """The feeds charged with failures since anybody last answered, each with how many."""
        ...

    def forgive(self, feeds: Sequence[Feed], now: datetime) -> None:
        """Stores the feeds that `charged` named as they stand without the charges, which become our own outage."""
        ...

    def habit(self, feed_id: int) -> Habit:
        """How often a feed has news, and when it last sent a whole document."""
        ...

    def most_news(self, feed_id: int) -> int:
        """The most new items that any poll of a feed but its first ever brought."""
        ...
