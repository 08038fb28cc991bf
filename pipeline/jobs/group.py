"""Flagged articles that are not grouped yet -> stories."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from pipeline.core.stories.grouping import Compared, Grouped, Waiting
from pipeline.core.stories.links import WINDOW, link
from pipeline.core.stories.sketch import keys_of
from pipeline.core.stories.texts import Prepared, prepare

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from datetime import timedelta

    from pipeline.model import Copy

_BATCH = 50  # articles per transaction: what an interruption has compared in vain
_KEPT = 300  # texts made ready that are kept at hand; a long one takes a megabyte


class GroupStore(Protocol):
    """The queue of what is not grouped yet, and the sketches of what is."""

    def adopt(self, version: str) -> int:
        """Queues everything anew when the rules have another version than it was grouped by; returns how much."""
        ...

    def waiting(self) -> int:
        """How many articles are in the queue."""
        ...

    def batch(self, limit: int) -> tuple[Waiting, ...]:
        """The first articles of the queue; none when it is empty."""
        ...

    def alike(self, copy: Copy, keys: Collection[int], within: timedelta) -> frozenset[int]:
        """The other articles that share a key with one and were first seen not too far from it."""
        ...

    def copies(self, ids: Collection[int]) -> tuple[Copy, ...]:
        """The flagged ones of these articles, in any order."""
        ...

    def store(self, batch: Sequence[Compared]) -> tuple[Grouped, ...]:
        """Takes a batch out of the queue and makes stories of its links, whole or not at all.

        Raises:
            StoreError: nothing was stored.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupStories:
    """Compares what is new with what is there; each article comes to exactly one `Grouped`.

    It may be broken off at any moment, and goes on with what is still in the queue.
    """

    store: GroupStore
    version: str  # of the rules

    def __call__(self) -> Iterator[Grouped]:
        """Groups until the queue is empty; yields as the results are stored."""
        self.store.adopt(self.version)
        desk = _Desk(self.store)
        while batch := self.store.batch(_BATCH):
            yield from self.store.store(desk.compared(batch))


@dataclass(slots=True)
class _Desk:
    """The texts at hand."""

    store: GroupStore
    ready: dict[int, Prepared] = field(default_factory=dict)

    def compared(self, batch: Sequence[Waiting]) -> tuple[Compared, ...]:
        """Compares each with the store and with those before it in the batch."""
        before: defaultdict[int, set[int]] = defaultdict(set)
        return tuple(self._compared(waiting, before) for waiting in batch)

    def _compared(self, waiting: Waiting, before: defaultdict[int, set[int]]) -> Compared:
        copy = waiting.copy
        if waiting.is_compared:
            return Compared(waiting=waiting, keys=None)
        text = self.ready[copy.id] = prepare(copy)
        keys = keys_of(text)
        others = set(self.store.alike(copy, keys, WINDOW)).union(*(before[key] for key in keys)) - {copy.id}
        for key in keys:
            before[key].add(copy.id)
        links = (link(text, other) for other in self._texts(others))
        return Compared(waiting=waiting, keys=keys, links=tuple(found for found in links if found is not None))

    def _texts(self, ids: Collection[int]) -> list[Prepared]:
        found = [self.ready[number] for number in ids if number in self.ready]
        if len(self.ready) > _KEPT:
            self.ready.clear()
        fresh = [prepare(copy) for copy in self.store.copies([n for n in ids if n not in {t.copy.id for t in found}])]
        self.ready |= {text.copy.id: text for text in fresh}
        return found + fresh
