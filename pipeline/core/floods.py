"""Feeds that bring far more than they ever did, or old news under new addresses.

A feed that names all its items anew is recognised by their titles. But titles come again, a daily briefing's for one,
and what is taken for old is not read: so an item is taken for old at once only where its date says the same as its
title. Where a date is missing it is read, and known by its text; where the date is another one it is new.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from pipeline.model import EntryName, Flood

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime


_FEWEST_RENAMED: Final = 5  # items; fewer may agree by chance
_RENAMED: Final = 0.8  # the share of new items whose titles are known
_RENAMED_WHOLE: Final = 0.5  # the same, where nothing else in the document is known: news of an outage may be among it
_FEWEST_WHOLE: Final = 2  # items of a document in which nothing is known otherwise: all there are, or with their dates
_FEWEST_SURGING: Final = 50  # items; fewer are no burden
_SURGE: Final = 10  # times as many as ever before
_AT_ONCE: Final = 500  # pages of one poll
_LATER: Final = timedelta(minutes=10)  # what so many pages of one host take, a second each


@dataclass(frozen=True, slots=True)
class Renamed:
    """The new items that may be old ones under other names."""

    likely: frozenset[EntryName] = frozenset()  # by their titles, and no date says otherwise
    certain: frozenset[EntryName] = frozenset()  # those of them whose dates, each a different one, are known as well


def judge(fresh: Sequence[EntryName], old: Renamed, seen: int, most_before: int) -> Flood:
    """Whether the new items of a known feed are a flood.

    Args:
        fresh: names of the items taken for new, none of them more than once.
        old: which of them may be old ones, from `renamed`.
        seen: how many items of the document are known.
        most_before: the most items that any later poll than the first had brought, 0 when there was none.
    """
    likely, news = len(old.likely), len(fresh)
    if news >= _FEWEST_RENAMED and likely >= _RENAMED * news:
        return Flood.RENAMED
    if not seen and _is_renamed_whole(news, likely, len(old.certain)):
        return Flood.RENAMED
    if news >= max(_FEWEST_SURGING, _SURGE * most_before):
        return Flood.SURGE
    return Flood.NONE


def renamed(fresh: Sequence[EntryName], document: Sequence[EntryName], known: Sequence[EntryName]) -> Renamed:
    """The new items that may be old ones under other names: their titles are known.

    A title tells nothing that the feed gives to many items, its daily briefing for one: that several of its earlier
    items have, other items of the document, or one that still stands there under its old names.

    Args:
        fresh: names of the items taken for new, none of them more than once.
        document: names of all items, in any order.
        known: names of this feed's earlier entries that share one with an item of the document.
    """
    before: defaultdict[str, list[datetime | None]] = defaultdict(list)
    for name in known:
        dates = before[name.title_key]
        # An item that has been renamed before is there under each of its names, with one date.
        if name.published is None or name.published not in dates:
            dates.append(name.published)
    new = frozenset(fresh)
    titles = Counter(name.title_key for name in fresh)
    standing = {name.title_key for name in document if name not in new} | {""}
    instants = Counter(name.published for name in fresh)
    likely, certain = set(), set()
    for name in fresh:
        dates = before[name.title_key]
        if name.title_key in standing or titles[name.title_key] != 1 or len(dates) != 1:
            continue
        if name.published is None or dates[0] is None:
            likely.add(name)
        elif name.published == dates[0]:
            likely.add(name)
            if instants[name.published] == 1:
                certain.add(name)
    return Renamed(likely=frozenset(likely), certain=frozenset(certain))


def wait_for(place: int) -> timedelta:
    """How long the page of the item at `place` (from 0) of one poll waits: a flood is read in pieces, none dropped."""
    return _LATER * (place // _AT_ONCE)


def _is_renamed_whole(news: int, likely: int, certain: int) -> bool:
    if certain >= _FEWEST_WHOLE or news == likely >= _FEWEST_WHOLE:
        return True
    return likely >= max(_FEWEST_RENAMED, _RENAMED_WHOLE * news)
