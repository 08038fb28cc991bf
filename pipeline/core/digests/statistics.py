"""What is usual, and what is not. Counts in, verdicts out; too short a past gives no verdict.

News about one name is sparse and comes in bursts: most days bring nothing, one bring ten. A mean and a standard
deviation say little then. What is usual is the median of whole spans, how far it swings their median absolute
deviation, and how odd a count is the tail of a Poisson law whose rate is the median with its swing added.
"""

from __future__ import annotations

import math
import statistics
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pipeline.model import Edition

if TYPE_CHECKING:
    from collections.abc import Sequence

QUIET_DAYS: Final = 90  # without a mention, after which the next one is news
BASELINE_DAYS: Final = 28  # of watching, before anything can be called unusual or new
LEAST_UNUSUAL: Final = 3  # stories; fewer are never news by their number

_RARE: Final = 0.001  # chance of so many in an ordinary period: one false alarm in some days, over all signatories
_TIMES_USUAL: Final = 3.0  # even a certain rise is no news when it is small
_LEAST_RATE: Final = 0.5  # stories in a span, for a name hardly ever seen
_NORMAL: Final = 1.4826  # median absolute deviations in a standard deviation
_WEEK: Final = 7
_WORKDAYS: Final = 5


@dataclass(frozen=True, slots=True)
class Spans:
    """The past an edition compares with: `count` spans of `days` days each, right before its period."""

    days: int
    count: int


# A day is held against weeks, so that the weekend's lull is in every one of them.
SPANS: Final = {
    Edition.DAILY: Spans(days=_WEEK, count=12),
    Edition.WEEKLY: Spans(days=_WEEK, count=12),
    Edition.MONTHLY: Spans(days=30, count=6),
}


@dataclass(frozen=True, slots=True)
class Rise:
    """A count that is out of the ordinary: `usual` stories in an ordinary span; the smaller `chance`, the odder."""

    usual: float
    chance: float
    spans: int


def rise(count: int, past: Sequence[int], edition: Edition) -> Rise | None:
    """Whether `count` stories in one period of `edition` are unusual, `past` being the counts of the spans before.

    None when they are not, or when the past watched is shorter than BASELINE_DAYS. For a day the week's stories are
    taken to fall on its five workdays: a Monday is no news for being busier than the mean of all seven.
    """
    if count < LEAST_UNUSUAL or len(past) * SPANS[edition].days < BASELINE_DAYS:
        return None
    usual = float(statistics.median(past))
    swing = _NORMAL * statistics.median(abs(one - usual) for one in past)
    shares = _WORKDAYS if edition is Edition.DAILY else 1
    if count < _TIMES_USUAL * usual / shares:
        return None
    chance = poisson_tail(count, max(usual + swing, _LEAST_RATE) / shares)
    return Rise(usual=usual, chance=chance, spans=len(past)) if chance < _RARE else None


def poisson_tail(count: int, rate: float) -> float:
    """The chance of `count` or more events where `rate` are expected; `count` >= 0, `rate` > 0."""
    if count <= 0:
        return 1.0
    if count <= rate:
        # Summing what lies below is exact enough here, and the tail itself would need many terms.
        return 1.0 - math.fsum(_poisson(n, rate) for n in range(count))
    total, term, n = 0.0, _poisson(count, rate), count
    while term > total * 1e-16:
        total += term
        n += 1
        term *= rate / n
    return total


def whole_spans(edition: Edition, watched_days: int) -> int:
    """How many of an edition's spans were watched from their beginning."""
    spans = SPANS[edition]
    return min(spans.count, max(watched_days, 0) // spans.days)


def mean(counts: Sequence[int]) -> float | None:
    """The mean, or None of nothing."""
    return math.fsum(counts) / len(counts) if counts else None


def _poisson(n: int, rate: float) -> float:
    return math.exp(n * math.log(rate) - rate - math.lgamma(n + 1))
