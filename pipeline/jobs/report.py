"""Past days -> a digest each -> every sink, once each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from typing import TYPE_CHECKING

from pipeline.core import digests
from pipeline.errors import DeliveryError
from pipeline.ports import ReportStore, Sink

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from pipeline.model import Digest


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported:
    """What became of one day's digest at one sink."""

    day: date
    sink: str
    outcome: str  # "delivered" or "failed"
    place: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Plans the digest of each past day once, and delivers it once to each sink.

    A day is planned before it is delivered: whatever happens to a sink, the day keeps what belongs to it.
    """

    store: ReportStore
    sinks: tuple[Sink, ...]
    timezone: str  # IANA name
    at: time  # local time of the day after

    def __call__(self, now: datetime) -> Iterator[Reported]:
        """Makes what is due at `now`; yields each delivery."""
        for day in digests.days_due(self.store.first_seen(), self.store.last_day(), now, self.timezone, self.at):
            self.store.plan(digests.window_of(day, self.timezone), now)
        for day in self.store.undelivered(tuple(sink.name for sink in self.sinks)):
            yield from self._deliver(day, now)

    def digest(self, day: date) -> Digest:
        """The digest of `day`: as planned, or as it would be if it were planned now."""
        planned = self.store.planned(day)
        if planned is None:
            window = digests.window_of(day, self.timezone)
            items, coverage = self.store.preview(window)
            return digests.compose(window, items, coverage)
        window, coverage = planned
        return digests.compose(window, self.store.items(day), coverage)

    def _deliver(self, day: date, now: datetime) -> Iterator[Reported]:
        digest = self.digest(day)
        for sink in self.sinks:
            if self.store.delivered(day, sink.name) is not None:
                continue
            try:
                delivery = sink.send(digest)
            except DeliveryError as error:
                yield Reported(day=day, sink=sink.name, outcome="failed", why=str(error))
                continue
            self.store.deliver(day, sink.name, delivery.sha256, delivery.place, now)
            yield Reported(day=day, sink=sink.name, outcome="delivered", place=delivery.place)
