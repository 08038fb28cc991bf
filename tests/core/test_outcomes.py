"""What becomes of pages that cannot be had, and of entries once their page was read."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from pipeline.core.outcomes import MakeDo, PutBack, RetryPolicy, TryAgain, after_crash, after_failed_fetch, outcome_of
from pipeline.errors import FetchError, FetchReason, WorkerError
from pipeline.model import BodyQuality, Obstacle, Outcome
from tests.builders import NOW, flagged, unflagged

POLICY = RetryPolicy()
URL = "https://news.example/story"


def failed(
    reason: FetchReason, *, status: int = 0, retryable: bool = True, retry_after: float | None = None
) -> FetchError:
    return FetchError(URL, reason, retryable=retryable, status=status, retry_after=retry_after)


def test_a_page_that_fails_is_tried_again_with_growing_pauses_and_then_made_do() -> None:
    error = failed(FetchReason.TIMEOUT)
    waits = []
    for attempt in range(1, len(POLICY.waits) + 1):
        decision = after_failed_fetch(error, attempt, NOW, POLICY)
        assert isinstance(decision, TryAgain)
        waits.append(decision.at - NOW)
    assert waits == sorted(waits)
    last = after_failed_fetch(error, len(POLICY.waits) + 1, NOW, POLICY)
    assert last == MakeDo(obstacle=Obstacle.UNREACHABLE, why=str(error))


def test_a_servers_wish_for_quiet_is_kept_even_when_it_is_longer_than_ours() -> None:
    decision = after_failed_fetch(failed(FetchReason.HTTP_STATUS, status=503, retry_after=7200), 1, NOW, POLICY)
    assert isinstance(decision, TryAgain)
    assert decision.at == NOW + timedelta(hours=2)


def test_an_absurd_wish_is_kept_for_a_day() -> None:
    decision = after_failed_fetch(failed(FetchReason.HTTP_STATUS, status=503, retry_after=1e20), 1, NOW, POLICY)
    assert isinstance(decision, TryAgain)
    assert decision.at == NOW + timedelta(days=1)


def test_a_closed_host_costs_no_attempt() -> None:
    decision = after_failed_fetch(failed(FetchReason.HOST_CLOSED, retry_after=30), 9, NOW, POLICY)
    assert isinstance(decision, PutBack)
    assert decision.at == NOW + timedelta(seconds=30)


@pytest.mark.parametrize(
    ("status", "obstacle"),
    [(404, Obstacle.GONE), (410, Obstacle.GONE), (401, Obstacle.PAYWALL), (403, Obstacle.BOT_WALL),
     (451, Obstacle.BOT_WALL), (418, Obstacle.UNREACHABLE)],
)  # fmt: skip
def test_a_final_status_says_what_stood_in_the_way(status: int, obstacle: Obstacle) -> None:
    decision = after_failed_fetch(failed(FetchReason.HTTP_STATUS, status=status, retryable=False), 1, NOW, POLICY)
    assert isinstance(decision, MakeDo)
    assert decision.obstacle is obstacle


@pytest.mark.parametrize(
    ("reason", "obstacle"),
    [
        (FetchReason.ROBOTS, Obstacle.ROBOTS),
        (FetchReason.TOO_BIG, Obstacle.TOO_BIG),
        (FetchReason.DNS, Obstacle.UNREACHABLE),
    ],
)
def test_a_final_reason_says_what_stood_in_the_way(reason: FetchReason, obstacle: Obstacle) -> None:
    decision = after_failed_fetch(failed(reason, retryable=False), 1, NOW, POLICY)
    assert isinstance(decision, MakeDo)
    assert decision.obstacle is obstacle


def test_a_page_that_kills_its_reader_is_not_tried_for_ever() -> None:
    error = WorkerError("died", "signal 11")
    assert isinstance(after_crash(error, 1, NOW, POLICY), TryAgain)
    assert isinstance(after_crash(error, 2, NOW, POLICY), TryAgain)
    assert after_crash(error, 3, NOW, POLICY) == MakeDo(obstacle=Obstacle.CRASHED, why=str(error))


def test_a_match_counts_whatever_stood_in_the_way() -> None:
    reading = flagged(URL)
    seen = replace(reading.article, obstacle=Obstacle.ROBOTS, body_quality=BodyQuality.FEED_SUMMARY)
    assert outcome_of(replace(reading, article=seen)) is Outcome.MATCHED


@pytest.mark.parametrize("obstacle", list(Obstacle))
@pytest.mark.parametrize("quality", list(BodyQuality))
def test_every_reading_has_an_outcome(obstacle: Obstacle, quality: BodyQuality) -> None:
    reading = unflagged(URL)
    ended = outcome_of(replace(reading, article=replace(reading.article, obstacle=obstacle, body_quality=quality)))
    assert ended in set(Outcome) - {Outcome.DUPLICATE, Outcome.REJECTED, Outcome.MATCHED}
    if quality is BodyQuality.FULL:
        assert ended is Outcome.UNMATCHED
