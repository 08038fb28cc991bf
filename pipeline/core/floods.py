"""Feeds that bring far more than they ever did, or old news under new addresses."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from pipeline.model import Flood

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.model import EntryName

_FEWEST_RENAMED: Final = 5  # items; fewer may agree by chance
_RENAMED: Final = 0.8  # the share of new items whose titles are known
_FEWEST_WHOLE: Final = 2  # items of a short feed that come all under known titles, and nothing else
_FEWEST_SURGING: Final = 50  # items; fewer are no burden
_SURGE: Final = 10  # times as many as ever before
_AT_ONCE: Final = 500  # pages of one poll
_LATER: Final = timedelta(minutes=10)  # what so many pages of one host take, a second each


def judge(fresh: Sequence[EntryName], known: Sequence[EntryName], seen: int, most_before: int) -> Flood:
    """Whether the new items of a known feed are a flood.

    Args:
        fresh: names of the items taken for new, none of them more than once.
        known: names of this feed's earlier entries that share one with an item of the document.
        seen: how many items of the document are known.
        most_before: the most items that any later poll than the first had brought, 0 when there was none.
    """
    old = len(renamed(fresh, known))
    if len(fresh) >= _FEWEST_RENAMED and old >= _RENAMED * len(fresh):
        return Flood.RENAMED
    if len(fresh) == old >= _FEWEST_WHOLE and not seen:
        return Flood.RENAMED
    if len(fresh) >= max(_FEWEST_SURGING, _SURGE * most_before):
        return Flood.SURGE
    return Flood.NONE


def renamed(fresh: Sequence[EntryName], known: Sequence[EntryName]) -> frozenset[EntryName]:
    """The new items that may be old ones under other names: their titles are known.

    A title that the feed gives to many items, its daily briefing for one, tells nothing.
    """
    before = Counter(name.title_key for name in known if name.title_key)
    now = Counter(name.title_key for name in fresh)
    return frozenset(name for name in fresh if before[name.title_key] == 1 == now[name.title_key])


def wait_for(place: int) -> timedelta:
    """How long the page of the item at `place` (from 0) of one poll waits: a flood is read in pieces, none dropped."""
    return _LATER * (place // _AT_ONCE)
