"""Past periods -> a digest each -> every sink, once each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import TYPE_CHECKING

from pipeline.core import digests
from pipeline.errors import DeliveryError
from pipeline.model import Edition
from pipeline.ports import ReportStore, Sink

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from pipeline.model import Digest, DigestWindow


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported:
    """What became of one period's digest at one sink."""

    day: date  # the first of the period
    sink: str
    outcome: str  # "delivered" or "failed"
    place: str = ""
    why: str = ""
    edition: Edition = Edition.DAILY


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Plans the digest of each past period once, keeps it as it is told, and delivers it once to each sink.

    A period is planned before it is told, and told before it is delivered: whatever happens to a sink, the period
    keeps what belongs to it; whatever happens to the stories later, the digest stays as it was.
    """

    store: ReportStore
    sinks: tuple[Sink, ...]
    timezone: str  # IANA name
    at: time  # local time of the day after
    editions: tuple[Edition, ...] = (Edition.DAILY,)
    weekly_on: int = digests.MONDAY

    def __call__(self, now: datetime) -> Iterator[Reported]:
        """Makes what is due at `now`; yields each delivery."""
        for edition in self.editions:
            self._plan(edition, now)
        for window in self.store.unfrozen():
            self.store.freeze(window, digests.compose(self.store.material(window)), now)
        for window in self.store.undelivered(tuple(sink.name for sink in self.sinks)):
            yield from self._deliver(window, now)

    def digest(self, day: date, edition: Edition = Edition.DAILY) -> Digest:
        """The digest of the period that `day` lies in: as told, or as it would be if it were made now."""
        window = self.reported(day, edition) or digests.window_of(day, self.timezone, edition)
        return self.store.frozen(window) or digests.compose(self.store.material(window))

    def reported(self, day: date, edition: Edition) -> DigestWindow | None:
        """The planned period that `day` lies in, or None when it was not reported yet."""
        return self.store.planned(edition, digests.first_day(day, edition))

    def _plan(self, edition: Edition, now: datetime) -> None:
        first, start = self.store.first_seen(), None
        if edition is not Edition.DAILY and first is not None:
            # An edition asked for later begins with the period it is asked for in, not with years of them.
            begun = max(first, self.store.begun(edition, now))
            first = digests.window_of(digests.local_day(begun, self.timezone), self.timezone, edition).since
            start = first
        timetable = digests.Timetable(timezone=self.timezone, at=self.at, edition=edition, weekly_on=self.weekly_on)
        # A digest of today or of a day to come was made by a clock gone wrong; the days until then are owed theirs.
        yesterday = digests.local_day(now, self.timezone) - timedelta(days=1)
        last = self.store.last_day(edition, yesterday)
        due = [digests.window_of(day, self.timezone, edition) for day in digests.days_due(first, last, now, timetable)]
        if len(due) > digests.MOST_MADE_UP:
            due = [window for window in due if self.store.was_watched(window)]
        for window in due:
            self.store.plan(window, now, start)

    def _deliver(self, window: DigestWindow, now: datetime) -> Iterator[Reported]:
        digest = self.store.frozen(window) or digests.compose(self.store.material(window))
        for sink in self.sinks:
            if self.store.delivered(window, sink.name) is not None:
                continue
            try:
                delivery = sink.send(digest)
            except DeliveryError as error:
                yield self._reported(window, sink, "failed", why=str(error))
                continue
            self.store.deliver(window, sink.name, delivery.sha256, delivery.place, now)
            yield self._reported(window, sink, "delivered", place=delivery.place)

    def _reported(self, window: DigestWindow, sink: Sink, outcome: str, place: str = "", why: str = "") -> Reported:
        return Reported(day=window.day, edition=window.edition, sink=sink.name, outcome=outcome, place=place, why=why)
