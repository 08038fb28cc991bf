"""Digests and alerts -> every recipient, once each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Final, Protocol, TypeAlias

from pipeline.core import alerting, mailing
from pipeline.core.alerting import AlertPolicy
from pipeline.core.rendering.alerts import alert_letter
from pipeline.errors import Fate, PostError
from pipeline.model import Dispatch, DispatchState, Letter, Parcel, Recipient, Via

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.core.alerting import Freshness
    from pipeline.model import AlertItem, Tier

Message: TypeAlias = tuple[Dispatch, ...]  # what goes to one recipient in one piece, never empty

_MOST_UNSURE: Final = 2  # in a row: a server that takes everything and answers nothing gets no more


class DispatchStore(Protocol):
    """The ledger of what goes to people."""

    def orphans(self) -> tuple[Dispatch, ...]:
        """Marks as unsure what a process that is gone was about to hand over; returns it."""
        ...

    def drop_others(self, recipients: Sequence[Recipient]) -> int:
        """Drops what waits for somebody who is no longer in the configuration; returns how much."""
        ...

    def plan_digests(self, recipient: Recipient, edition: str, now: datetime) -> int:
        """Plans the digests that a recipient is owed and has no row for; returns how many."""
        ...

    def untold(self, recipient: Recipient, tiers: Sequence[Tier], fresh: Freshness) -> tuple[AlertItem, ...]:
        """Fresh stories of these tiers of which a recipient has heard nothing yet, by their earliest article."""
        ...

    def plan_alerts(self, recipient: Recipient, items: Sequence[AlertItem], now: datetime) -> None:
        """Plans an alert for each of these stories."""
        ...

    def due(self, recipient: Recipient, now: datetime) -> tuple[Dispatch, ...]:
        """What should go to a recipient now, the oldest first."""
        ...

    def alerts_sent(self, recipient: Recipient, since: datetime) -> tuple[datetime, ...]:
        """When alerts went to a recipient, one time for each message."""
        ...

    def has_heard(self, dispatch: Dispatch) -> bool:
        """Whether the recipient of an alert has had another one on what is now the same story."""
        ...

    def alert_items(self, article_ids: Sequence[int]) -> tuple[AlertItem, ...]:
        """What an alert says of these articles, in their order; those no longer flagged are left out."""
        ...

    def hold(self, dispatches: Sequence[Dispatch], until: datetime) -> None:
        """Keeps alerts waiting; no attempt is counted."""
        ...

    def begin(self, dispatches: Sequence[Dispatch], message_id: str, now: datetime) -> None:
        """Says, before the words are handed over, that they are; a crash from here on leaves it unsure."""
        ...

    def finish(self, dispatches: Sequence[Dispatch], state: DispatchState, error: str) -> None:
        """An attempt has come to an end: sent, failed, unsure or dropped."""
        ...

    def postpone(self, dispatches: Sequence[Dispatch], until: datetime, error: str, attempts: int) -> None:
        """Tries again later; `attempts` is how many more have been made."""
        ...


class Post(Protocol):
    """A way to people."""

    @property
    def via(self) -> Via:
        """Which way."""
        ...

    def send(self, parcel: Parcel, committing: Callable[[], None]) -> None:
        """Sends one parcel; calls `committing` when the next step hands it over.

        Raises:
            PostError: it was not sent, or nobody knows; its fate says which.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispatched:
    """What became of one message."""

    what: str  # the digest's edition with its day, or "alert" with the articles
    via: Via
    recipient: str
    outcome: str  # "sent", "retry", "failed", "unsure", "held" or "dropped"
    why: str
    until: datetime | None  # of the next try
    ids: tuple[int, ...]  # in the ledger


@dataclass(frozen=True, slots=True, kw_only=True)
class Deliver:
    """Plans what each recipient is owed, and sends what is due; each message is one event.

    What is `sending` when a run begins was left so by a process that died, because only one runs at a time: it is
    unsure from then on, and never sent again by itself.
    """

    store: DispatchStore
    posts: tuple[Post, ...]
    recipients: tuple[Recipient, ...]
    digest_letter: Callable[[str, date, Recipient], Letter]  # of an edition's day, for somebody
    alerts: AlertPolicy
    domain: str  # of message ids
    timezone: str  # IANA name
    goes_on: Callable[[], bool] = lambda: True  # asked before each message

    def __call__(self, now: datetime) -> Iterator[Dispatched]:
        """Sends what is due at `now`; yields each message as it ends."""
        for orphan in self.store.orphans():
            yield _event((orphan,), "unsure", "the program ended while it was being sent; it may have arrived")
        self.store.drop_others(self.recipients)
        for recipient in self.recipients:
            for edition in recipient.editions:
                self.store.plan_digests(recipient, edition, now)
            if recipient.alerts:
                untold = self.store.untold(recipient, self.alerts.tiers, alerting.fresh_at(now))
                wanted = [item for item in untold if alerting.fits(item, recipient.wanted)]
                self.store.plan_alerts(recipient, wanted, now)
        for post in self.posts:
            yield from self._by(post, now)

    def _by(self, post: Post, now: datetime) -> Iterator[Dispatched]:
        waiting: list[Message] = []
        for recipient in self.recipients:
            if recipient.via is post.via:
                ready, settled = self._ready(recipient, now)
                waiting += ready
                yield from settled
        # What failed least goes first: a message that fails for days does not stand before all others.
        waiting.sort(key=lambda message: (message[0].attempts, message[0].day is not None, message[0].id))
        unsure_in_a_row = 0
        for place, message in enumerate(waiting):
            if not self.goes_on():
                return
            event, fate = self._send(post, message, now)
            yield event
            unsure_in_a_row = unsure_in_a_row + 1 if fate is Fate.UNSURE else 0
            if fate is Fate.DOWN or unsure_in_a_row == _MOST_UNSURE:
                until = now + mailing.pause_after(message[0].attempts + 1)
                for other in waiting[place + 1 :]:
                    self.store.postpone(other, until, event.why, 1)
                return

    def _ready(self, recipient: Recipient, now: datetime) -> tuple[list[Message], list[Dispatched]]:
        """The messages that may go to somebody now, and what became of those that may not."""
        settled: list[Dispatched] = []
        messages: list[Message] = []
        stories: defaultdict[int, list[Dispatch]] = defaultdict(list)
        for dispatch in self.store.due(recipient, now):
            if dispatch.article_id is None:
                messages.append((dispatch,))
                continue
            items = self.store.alert_items((dispatch.article_id,))
            if items and not self.store.has_heard(dispatch):
                stories[items[0].story_id].append(dispatch)
                continue
            why = "its story has been told already" if items else "no longer flagged"
            self.store.finish((dispatch,), DispatchState.DROPPED, why)
            settled.append(_event((dispatch,), "dropped", why))
        lately = self.store.alerts_sent(recipient, now - alerting.HOUR)
        release = alerting.release([tuple(story) for story in stories.values()], lately, self.alerts, now)
        if release.hold_until is not None:
            held = tuple(dispatch for story in stories.values() for dispatch in story)
            self.store.hold(held, release.hold_until)
            settled.append(_event(held, "held", "quiet hours, or enough for one hour", release.hold_until))
        return messages + list(release.messages), settled

    def _send(self, post: Post, message: Message, now: datetime) -> tuple[Dispatched, Fate | None]:
        parcel = self._parcel(message, now)
        try:
            post.send(parcel, lambda: self.store.begin(message, parcel.message_id, now))
        except PostError as error:
            return self._failed(message, error, now), error.fate
        self.store.finish(message, DispatchState.SENT, "")
        return _event(message, "sent"), None

    def _failed(self, message: Message, error: PostError, now: datetime) -> Dispatched:
        why = error.detail
        match error.fate:
            case Fate.LATER | Fate.DOWN:
                until = now + mailing.pause_after(message[0].attempts + 1)
                self.store.postpone(message, until, why, 1)
                return _event(message, "retry", why, until)
            case Fate.REFUSED:
                self.store.finish(message, DispatchState.FAILED, why)
                return _event(message, "failed", why)
            case Fate.UNSURE:
                self.store.finish(message, DispatchState.UNSURE, why)
                return _event(message, "unsure", why)

    def _parcel(self, message: Message, now: datetime) -> Parcel:
        first = message[0]
        references: tuple[str, ...] = ()
        if first.day is not None:
            recipient = next(one for one in self.recipients if (one.via, one.name) == (first.via, first.recipient))
            letter = self.digest_letter(first.what, first.day, recipient)
        else:
            items = self.store.alert_items([one.article_id for one in message if one.article_id is not None])
            stories = {item.story_id: item for item in reversed(items)}
            letter = alert_letter([item for item in items if stories[item.story_id] is item], self.timezone)
            if len(stories) == 1:
                references = (mailing.thread_id(items[0].story_id, self.domain),)
        return Parcel(
            recipient=first.recipient,
            letter=letter,
            message_id=mailing.message_id(message, self.domain),
            references=references,
            dated=now,
        )


def _event(message: Message, outcome: str, why: str = "", until: datetime | None = None) -> Dispatched:
    first = message[0]
    return Dispatched(
        what=f"{first.what} {first.day.isoformat()}" if first.day else first.what,
        via=first.via,
        recipient=first.recipient,
        outcome=outcome,
        why=why,
        until=until,
        ids=tuple(dispatch.id for dispatch in message),
    )
