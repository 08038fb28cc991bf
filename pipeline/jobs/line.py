"""The line between us and the world: what jobs remember of it, and whose fault it is that a host stays silent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from pipeline.core.outage import Contact, Contacts
from pipeline.ports import PollStore

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
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


class Attempt(Protocol):
    """One attempt at something on a host."""

    @property
    def lane(self) -> str:
        """The host."""
        ...

    @property
    def contact(self) -> Contact:
        """What the attempt says about the line."""
        ...


A = TypeVar("A", bound=Attempt)


class Line(Generic[A]):
    """The line as the attempts of one run show it.

    A host that cannot be reached may be down, or we are offline. Such attempts are held back until enough others have
    answered to tell.
    """

    def __init__(self, unreached_before: Iterable[str], hosts: int = 0) -> None:
        """Takes up where the last run ended.

        Args:
            unreached_before: hosts not reached since anybody last answered.
            hosts: how many this run will ask, where that is known.
        """
        self._contacts = Contacts(unreached_before)
        self._hosts = hosts
        self._held: list[A] = []

    def may_ask(self) -> bool:
        """Whether it is worth asking another host."""
        return self._contacts.go_on()

    def ask(self, host: str) -> None:
        """A request is on its way."""
        self._contacts.ask(host)

    def sift(self, attempts: Iterable[A]) -> tuple[A, ...]:
        """Takes note of attempts; returns those that may be stored now, some held back before perhaps among them."""
        ready: list[A] = []
        for attempt in attempts:
            self._contacts.note(attempt.lane, attempt.contact)
            (self._held if attempt.contact is Contact.UNREACHED else ready).append(attempt)
        if self._held and self._contacts.online(max(0, self._hosts - self._contacts.asked)):
            ready += self._held
            self._held.clear()
        return tuple(ready)

    def is_cut(self) -> bool:
        """Whether it is we who are offline."""
        return self._contacts.offline()

    def held(self) -> tuple[A, ...]:
        """What is held back still."""
        return tuple(self._held)
