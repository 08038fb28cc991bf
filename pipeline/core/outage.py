"""Whether it is we who are offline: when hardly any of many hosts can be reached at once, the fault is ours.

Then no feed and no page is charged with a failure. A single dead host looks the same from here, so the verdict takes
several hosts, and one answer from anybody is enough to doubt all that went before.
"""

from __future__ import annotations

from datetime import timedelta
from enum import Enum, auto
from typing import TYPE_CHECKING, Final

from pipeline.errors import FetchError, FetchReason

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pipeline.errors import ParseError, WorkerError

PAUSE: Final = timedelta(seconds=60)  # until what was asked in vain is asked again
PROBES: Final = 5  # asked, one after another, to find out whether we are back
MEMORY: Final = timedelta(days=1)  # for which earlier attempts in vain count

FEWEST_HOSTS: Final = 5  # fewer may well all be down by themselves
MISSING_SHARE: Final = 0.8  # more than that


class Contact(Enum):
    """What an attempt says about the line between us and a host."""

    REACHED = auto()  # it answered, be it nonsense
    UNREACHED = auto()
    UNTRIED = auto()  # nothing was sent, which says nothing


UNREACHED_REASONS: Final = frozenset({FetchReason.DNS, FetchReason.CONNECT, FetchReason.TIMEOUT})
_UNTRIED_REASONS: Final = frozenset(
    {FetchReason.HOST_CLOSED, FetchReason.ROBOTS, FetchReason.BAD_URL, FetchReason.BLOCKED_ADDRESS}
)


def contact_of(error: FetchError | ParseError | WorkerError) -> Contact:
    """What a failure says about the line: a document that cannot be read has at least arrived."""
    if not isinstance(error, FetchError):
        return Contact.REACHED
    if error.reason in UNREACHED_REASONS:
        return Contact.UNREACHED
    return Contact.UNTRIED if error.reason in _UNTRIED_REASONS else Contact.REACHED


class Contacts:
    """The hosts a run has asked so far, and who answered.

    Hosts that earlier runs could not reach count too, until the first answer: they were asked over another line.
    """

    def __init__(self, unreached_before: Iterable[str] = ()) -> None:
        """Takes up where the last run ended.

        Args:
            unreached_before: hosts not reached since anybody last answered.
        """
        self._before = frozenset(unreached_before)
        self._asked: set[str] = set()
        self._reached: set[str] = set()
        self._missed: set[str] = set()

    @property
    def asked(self) -> int:
        """How many hosts this run has asked."""
        return len(self._asked)

    def ask(self, host: str) -> None:
        """A request is on its way."""
        self._asked.add(host)

    def note(self, host: str, contact: Contact) -> None:
        """What came of a request."""
        self._asked.add(host)
        match contact:
            case Contact.REACHED:
                self._before = frozenset()
                self._reached.add(host)
            case Contact.UNREACHED:
                self._missed.add(host)
            case Contact.UNTRIED if host not in self._reached | self._missed:
                self._asked.discard(host)
            case Contact.UNTRIED:
                pass  # another request to this host has said something

    def offline(self) -> bool:
        """Whether we are offline, even if everybody still to answer does so."""
        hosts = self._before | self._asked
        missing = (self._before | self._missed) - self._reached
        return len(hosts) >= FEWEST_HOSTS and len(missing) > MISSING_SHARE * len(hosts)

    def online(self, to_come: int) -> bool:
        """Whether we are online, even if nobody still to answer does, nor any of the `to_come` hosts not asked yet."""
        hosts = len(self._before | self._asked) + to_come
        return hosts < FEWEST_HOSTS or len(self._reached) >= (1 - MISSING_SHARE) * hosts - _ROUNDING

    def go_on(self) -> bool:
        """Whether it is worth asking another host: while offline, only a few are, to notice when that ends."""
        return not self.offline() or len(self._asked) < PROBES


_ROUNDING: Final = 1e-9  # one fifth of ten is not quite two
