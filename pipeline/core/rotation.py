"""Which backups may go."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime


def surplus(taken: Iterable[datetime], daily: int, weekly: int) -> tuple[datetime, ...]:
    """The backups that nobody needs any more, earliest first.

    Kept are the newest of all, the newest of each of the last `daily` days and of the last `weekly` ISO weeks that
    have one: days without a backup do not use up the allowance, so that an outage of a month costs no history.

    Args:
        taken: when each backup was made.
        daily: days to keep, 0 or more.
        weekly: weeks to keep, 0 or more.
    """
    newest_first = sorted(set(taken), reverse=True)
    kept = set(newest_first[:1])
    kept.update(_newest_of_each(newest_first, lambda moment: moment.date().toordinal(), daily))
    kept.update(_newest_of_each(newest_first, lambda moment: (moment.date().toordinal() - 1) // 7, weekly))
    return tuple(moment for moment in reversed(newest_first) if moment not in kept)


def _newest_of_each(newest_first: list[datetime], period: Callable[[datetime], int], many: int) -> list[datetime]:
    found: dict[int, datetime] = {}
    for moment in newest_first:
        found.setdefault(period(moment), moment)
    return list(found.values())[:many]
