from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.core.intervals import PollPolicy
from pipeline.core.schedule import (
    Overlap,
    after_failure,
    after_outage,
    after_success,
    after_unchanged,
    after_whole,
    forgiven,
    host_of,
    is_due,
    may_have_missed,
)
from pipeline.errors import FetchError, FetchReason, ParseError, WorkerError
from pipeline.model import Entry, Feed, FeedDocument, FeedKind, FeedState, Page, Redirect, Subscription, Unchanged
from tests.builders import NOW

URL = "https://news.example/feed.xml"
MOVED = "https://www.news.example/rss"
POLICY = PollPolicy(jitter=0)
HOUR = 3600
DAY = 24 * HOUR

feeds = st.builds(
    Feed,
    id=st.just(1),
    subscription=st.builds(Subscription, url=st.sampled_from([URL, "https://other.example/atom"]), every=st.none()),
    location=st.sampled_from([URL, MOVED]),
    state=st.sampled_from([FeedState.ACTIVE, FeedState.FAILING]),
    etag=st.sampled_from(["", '"a"']),
    body_hash=st.sampled_from(["", "hash"]),
    interval=st.integers(1, 30 * DAY),
    next_poll_at=st.just(NOW),
    failures=st.integers(0, 10_000),
    last_new_at=st.sampled_from([None, NOW]),
)
overlaps = st.builds(Overlap, new=st.integers(0, 20_000), seen=st.integers(0, 20_000))
wishes = st.one_of(st.none(), st.integers(-DAY, 10**12))
errors = st.one_of(
    st.builds(
        FetchError,
        st.just(URL),
        st.sampled_from(list(FetchReason)),
        retryable=st.booleans(),
        status=st.sampled_from([0, 404, 410, 429, 500, 503]),
        retry_after=st.one_of(st.none(), st.floats()),
    ),
    st.builds(ParseError, st.just(URL), st.text()),
    st.builds(WorkerError, st.just("hung"), st.text()),
)
policies = st.builds(
    PollPolicy,
    min_interval=st.integers(60, HOUR),
    max_interval=st.integers(HOUR, 7 * DAY),
    error_cap=st.integers(DAY, 7 * DAY),
    jitter=st.floats(0, 0.5),
)


def feed(interval: int = HOUR, **changes: object) -> Feed:
    """A feed that has been polled before."""
    known = Feed(
        id=1,
        subscription=Subscription(url=URL),
        location=URL,
        interval=interval,
        next_poll_at=NOW,
        etag='"old"',
        last_modified="yesterday",
        body_hash="hash",
        last_ok_at=NOW - timedelta(hours=1),
        last_new_at=NOW - timedelta(hours=1),
    )
    return replace(known, **changes)  # type: ignore[arg-type]  # a test names the fields it changes


def page(**changes: object) -> Page:
    got = Page(
        requested_url=URL, url=URL, status=200, body=b"<rss/>", etag='"new"', last_modified="today", fetched_at=NOW
    )
    return replace(got, **changes)  # type: ignore[arg-type]  # likewise


def document(items: int = 10, ttl: int | None = None, title: str = "") -> FeedDocument:
    entries = tuple(Entry(guid=str(number)) for number in range(items))
    return FeedDocument(kind=FeedKind.SYNDICATION, entries=entries, ttl=ttl, title=title)


def polled(before: Feed, new: int, seen: int, policy: PollPolicy = POLICY) -> Feed:
    return after_success(before, document(new + seen), Overlap(new=new, seen=seen), page(), NOW, policy)


def failed(before: Feed, error: FetchError | ParseError | WorkerError) -> Feed:
    return after_failure(before, error, NOW, POLICY)


def status(code: int, retry_after: float | None = None) -> FetchError:
    return FetchError(URL, FetchReason.HTTP_STATUS, retryable=code >= 500, status=code, retry_after=retry_after)


def pause(after: Feed) -> float:
    return (after.next_poll_at - NOW).total_seconds()


# ---------------------------------------------------------------- what is due


@pytest.mark.parametrize(
    ("state", "polled_now"),
    [(FeedState.ACTIVE, True), (FeedState.FAILING, True), (FeedState.GONE, False), (FeedState.DROPPED, False)],
)
def test_only_living_feeds_are_due(state: FeedState, polled_now: bool) -> None:
    assert is_due(feed(state=state), NOW) is polled_now


def test_a_feed_is_due_from_its_time_on() -> None:
    waiting = feed(next_poll_at=NOW + timedelta(seconds=1))
    assert not is_due(waiting, NOW)
    assert is_due(waiting, NOW + timedelta(seconds=1))


def test_a_feed_stands_in_the_lane_of_the_host_it_moved_to() -> None:
    assert host_of(feed(location=MOVED)) == "www.news.example"


# ---------------------------------------------------------------- the rhythm


@pytest.mark.parametrize(
    ("new", "seen", "interval"),
    [
        (8, 2, HOUR // 2),  # most of the window turned over
        (5, 5, HOUR),
        (1, 9, HOUR + 900),
        (0, 10, HOUR + 900),
        (3, 0, HOUR // 2),  # three items are few
        (10, 0, HOUR // 4),  # nothing seen before is left
    ],
)
def test_polls_are_steered_so_that_they_overlap(new: int, seen: int, interval: int) -> None:
    after = polled(feed(), new, seen)
    assert after.interval == interval
    assert pause(after) == interval


def test_the_reason_is_given_in_words() -> None:
    assert polled(feed(), 8, 2).next_poll_why == "8 of 10 items new, sooner: 30 min"
    assert polled(feed(), 5, 5).next_poll_why == "5 of 10 items new: 1 h"
    assert "may have been missed" in polled(feed(), 10, 0).next_poll_why
    assert failed(feed(), status(404)).next_poll_why == "failed once: 1 h"
    assert failed(feed(failures=1), status(404)).next_poll_why == "failed 2 times in a row: 2 h"


def test_the_first_document_proves_nothing() -> None:
    first = feed(last_new_at=None)
    assert polled(first, 30, 0).interval == HOUR
    assert not may_have_missed(first, Overlap(new=30, seen=0))


def test_a_window_that_turned_over_may_have_lost_items() -> None:
    assert may_have_missed(feed(), Overlap(new=5, seen=0))
    assert not may_have_missed(feed(), Overlap(new=4, seen=0))
    assert not may_have_missed(feed(), Overlap(new=30, seen=1))


def test_a_304_lengthens_the_interval_a_little() -> None:
    unchanged = Unchanged(requested_url=URL, url=URL, fetched_at=NOW)
    after = after_unchanged(feed(failures=2, state=FeedState.FAILING, last_error="x"), unchanged, NOW, POLICY)
    assert after.interval == HOUR + 300
    assert (after.state, after.failures, after.last_error) == (FeedState.ACTIVE, 0, "")
    assert (after.etag, after.last_modified) == ('"old"', "yesterday")


def test_a_304_about_something_never_read_is_not_believed_twice() -> None:
    unchanged = Unchanged(requested_url=URL, url=URL, fetched_at=NOW)
    after = after_unchanged(feed(body_hash=""), unchanged, NOW, POLICY)
    assert (after.etag, after.last_modified) == ("", "")


@pytest.mark.parametrize(
    ("ttl", "max_age", "waits"),
    [(None, 2 * HOUR, 2 * HOUR), (3 * HOUR, 2 * HOUR, 3 * HOUR), (DAY, None, 6 * HOUR), (60, 60, HOUR), (-5, -5, HOUR)],
)
def test_the_publishers_wish_is_a_floor_within_the_longest_interval(
    ttl: int | None, max_age: int | None, waits: int
) -> None:
    after = after_success(feed(), document(ttl=ttl), Overlap(new=5, seen=5), page(max_age=max_age), NOW, POLICY)
    assert pause(after) == waits
    assert after.interval == HOUR


def test_the_operators_interval_overrides_all_others() -> None:
    by_hand = feed(subscription=Subscription(url=URL, every=20 * 60))
    after = after_success(by_hand, document(ttl=DAY), Overlap(new=0, seen=9), page(max_age=DAY), NOW, POLICY)
    assert after.interval == pause(after) == 20 * 60
    unchanged = Unchanged(requested_url=URL, url=URL, fetched_at=NOW, max_age=DAY)
    assert pause(after_unchanged(by_hand, unchanged, NOW, POLICY)) == 20 * 60


def test_the_operators_interval_is_a_minute_at_least() -> None:
    hasty = feed(subscription=Subscription(url=URL, every=1))
    assert pause(polled(hasty, 0, 9)) == 60


def test_feeds_of_one_rhythm_are_spread_before_their_time() -> None:
    def waits(number: int) -> float:
        url = f"https://news.example/{number}"
        some = feed(6 * HOUR, subscription=Subscription(url=url), location=url)
        return pause(polled(some, 5, 5, PollPolicy(jitter=0.05)))

    found = [waits(number) for number in range(50)]
    assert all(6 * HOUR * 0.95 <= seconds <= 6 * HOUR for seconds in found)
    assert len(set(found)) > 40
    assert found == [waits(number) for number in range(50)]


# ---------------------------------------------------------------- what a document teaches


def test_validators_are_kept_when_there_are_items_to_show_for_them() -> None:
    after = polled(feed(), 1, 9)
    assert (after.etag, after.last_modified) == ('"new"', "today")
    assert after.body_hash not in {"", "hash"}


def test_an_empty_document_leaves_validators_and_rhythm_alone() -> None:
    after = polled(feed(), 0, 0)
    assert (after.etag, after.last_modified, after.body_hash) == ('"old"', "yesterday", "hash")
    assert after.interval == HOUR
    assert after.next_poll_why == "no items: 1 h"


def test_a_feed_that_has_always_been_empty_is_asked_conditionally() -> None:
    fresh = feed(etag="", last_modified="", body_hash="", last_new_at=None)
    after = polled(fresh, 0, 0)
    assert after.etag == page().etag != ""
    assert after.body_hash
    odd = replace(document(0), complaint="not well-formed")
    assert after_success(fresh, odd, Overlap(new=0, seen=0), page(), NOW, POLICY).etag == ""


def test_a_success_wipes_the_failures_and_takes_the_old_rhythm_up_again() -> None:
    ailing = feed(failures=7, state=FeedState.FAILING, last_error="down")
    after = polled(ailing, 5, 5)
    assert (after.state, after.failures, after.last_error, after.interval) == (FeedState.ACTIVE, 0, "", HOUR)
    assert after.last_polled_at == after.last_ok_at == after.last_new_at == NOW


def test_without_new_items_the_last_new_one_stays_as_old_as_it_is() -> None:
    assert polled(feed(), 0, 9).last_new_at == NOW - timedelta(hours=1)


def test_the_operators_title_goes_before_the_publishers() -> None:
    named = feed(subscription=Subscription(url=URL, title="Ours"))
    overlap = Overlap(new=0, seen=10)
    assert after_success(named, document(title="Theirs"), overlap, page(), NOW, POLICY).title == "Ours"
    assert after_success(feed(), document(title="Theirs"), overlap, page(), NOW, POLICY).title == "Theirs"
    assert after_success(feed(title="Old"), document(), overlap, page(), NOW, POLICY).title == "Old"


# ---------------------------------------------------------------- moving house


@pytest.mark.parametrize(
    ("hops", "items", "location"),
    [
        ((301,), 3, MOVED),
        ((308, 301), 3, MOVED),
        ((301, 302), 3, URL),
        ((307,), 3, URL),
        ((301,), 0, URL),
        ((), 3, URL),
    ],
)
def test_a_feed_moves_when_every_hop_is_for_good_and_items_come_from_there(
    hops: tuple[int, ...], items: int, location: str
) -> None:
    redirects = tuple(Redirect(status=code, url=MOVED) for code in hops)
    got = page(url=MOVED if hops else URL, redirects=redirects)
    after = after_success(feed(), document(items), Overlap(new=0, seen=items), got, NOW, POLICY)
    assert after.location == location
    assert after.url == URL


def test_a_move_that_fails_three_times_is_taken_back() -> None:
    there = feed(location=MOVED)
    for _ in range(2):
        there = failed(there, status(500))
        assert there.location == MOVED
    back = failed(there, status(500))
    assert (back.location, back.etag, back.last_modified) == (URL, "", "")


# ---------------------------------------------------------------- failures


def test_a_feed_that_fails_twice_waits_longer() -> None:
    once = failed(feed(), status(500))
    twice = failed(once, status(500))
    assert (pause(once), pause(twice)) == (HOUR, 2 * HOUR)
    assert twice.state is FeedState.FAILING
    assert twice.interval == HOUR


@pytest.mark.parametrize(
    "error",
    [
        status(404),
        status(403),
        FetchError(URL, FetchReason.DNS, retryable=True),
        ParseError(URL, "an HTML page"),
        WorkerError("hung", "20 s"),
    ],
)
def test_no_failure_is_for_ever(error: FetchError | ParseError | WorkerError) -> None:
    after = failed(feed(failures=500), error)
    assert after.state is FeedState.FAILING
    assert pause(after) == DAY
    assert after.last_error == str(error)
    assert (after.etag, after.last_modified) == ('"old"', "yesterday")


def test_a_rhythm_slower_than_the_cap_is_kept() -> None:
    weekly = feed(subscription=Subscription(url=URL, every=7 * DAY))
    assert pause(failed(weekly, status(500))) == 7 * DAY


def test_a_410_ends_it_at_once() -> None:
    assert failed(feed(), status(410)).state is FeedState.GONE


def test_a_410_at_a_new_address_leads_back_to_the_old_one() -> None:
    after = failed(feed(location=MOVED), status(410))
    assert (after.state, after.location) == (FeedState.FAILING, URL)


@pytest.mark.parametrize(
    ("retry_after", "waits"),
    [
        (None, HOUR),
        (3, HOUR),
        (7200.5, 7201),
        (20 * HOUR, 20 * HOUR),  # beyond the longest interval
        (1e20, DAY),
        (float("inf"), DAY),
        (float("nan"), HOUR),
        (-5, HOUR),
    ],
)
def test_retry_after_is_a_floor_of_a_day_at_most(retry_after: float | None, waits: int) -> None:
    assert pause(failed(feed(), status(503, retry_after))) == waits


def test_nothing_failed_when_nothing_was_sent() -> None:
    closed = FetchError(URL, FetchReason.HOST_CLOSED, retryable=True, retry_after=90)
    after = failed(feed(failures=1), closed)
    assert (after.failures, after.state, after.last_error) == (1, FeedState.ACTIVE, "")
    assert pause(after) == 90


def test_a_feed_dropped_while_it_was_polled_stays_dropped() -> None:
    dropped = feed(state=FeedState.DROPPED)
    assert polled(dropped, 1, 1).state is FeedState.DROPPED
    assert failed(dropped, status(410)).state is FeedState.DROPPED


# ---------------------------------------------------------------- whatever happens


@settings(deadline=None)
@given(feeds, overlaps, wishes, wishes, policies)
def test_after_any_document_the_next_poll_is_within_bounds(
    before: Feed, overlap: Overlap, ttl: int | None, max_age: int | None, policy: PollPolicy
) -> None:
    after = after_success(before, document(3, ttl=ttl), overlap, page(max_age=max_age), NOW, policy)
    assert policy.min_interval <= after.interval <= policy.max_interval
    assert policy.min_interval <= pause(after) <= policy.max_interval


@settings(deadline=None)
@given(feeds, wishes, policies)
def test_after_any_304_the_next_poll_is_within_bounds(before: Feed, max_age: int | None, policy: PollPolicy) -> None:
    unchanged = Unchanged(requested_url=URL, url=URL, fetched_at=NOW, max_age=max_age)
    after = after_unchanged(before, unchanged, NOW, policy)
    assert policy.min_interval <= pause(after) <= policy.max_interval


@settings(deadline=None)
@given(feeds, errors, policies)
def test_after_any_failure_the_next_poll_comes(
    before: Feed, error: FetchError | ParseError | WorkerError, policy: PollPolicy
) -> None:
    after = after_failure(before, error, NOW, policy)
    assert 0 < pause(after) <= max(policy.error_cap, before.interval, DAY)
    assert after.interval == before.interval
    assert after.next_poll_why


@settings(deadline=None)
@given(feeds, policies)
def test_pauses_after_failures_never_shrink(before: Feed, policy: PollPolicy) -> None:
    one = after_failure(before, status(500), NOW, policy)
    other = after_failure(one, status(500), NOW, policy)
    assert pause(one) <= pause(other)


@settings(deadline=None)
@given(feeds, policies, st.lists(overlaps, max_size=30))
def test_no_history_leads_out_of_bounds(before: Feed, policy: PollPolicy, history: list[Overlap]) -> None:
    for overlap in history:
        before = after_success(before, document(3), overlap, page(), NOW, policy)
        assert policy.min_interval <= before.interval <= policy.max_interval


@pytest.mark.parametrize(
    ("ahead", "due"),
    [
        (timedelta(hours=6), False),
        (timedelta(hours=25), False),
        (timedelta(hours=27), True),
        (timedelta(days=9999), True),
    ],
)
def test_a_time_that_no_rule_could_have_set_counts_as_come(ahead: timedelta, due: bool) -> None:
    assert is_due(feed(next_poll_at=NOW + ahead), NOW) is due


def test_an_interval_set_by_hand_may_be_longer_than_any_pause_of_ours() -> None:
    weekly = feed(subscription=Subscription(url=URL, every=7 * DAY), next_poll_at=NOW + timedelta(days=7))
    assert not is_due(weekly, NOW)
    assert is_due(replace(weekly, next_poll_at=NOW + timedelta(days=8)), NOW)


def test_a_feed_polled_in_the_future_is_due_but_an_hour_set_back_is_waited_out() -> None:
    soon = NOW + timedelta(hours=1)
    assert not is_due(feed(last_polled_at=NOW + timedelta(hours=1), next_poll_at=soon), NOW)
    assert is_due(feed(last_polled_at=NOW + timedelta(days=1), next_poll_at=soon), NOW)


@given(before=feeds, error=errors)
def test_no_pause_of_ours_is_taken_for_a_clock_gone_wrong(
    before: Feed, error: FetchError | ParseError | WorkerError
) -> None:
    assert not is_due(failed(before, error), NOW)


def test_an_outage_of_ours_leaves_a_feed_as_it_was() -> None:
    failing = feed(state=FeedState.FAILING, failures=3, last_error="HTTP 500")
    after = after_outage(failing, NOW)
    assert replace(after, next_poll_at=failing.next_poll_at, next_poll_why=failing.next_poll_why) == failing
    assert after.next_poll_at == NOW + timedelta(minutes=1)


@pytest.mark.parametrize(("charges", "failures", "state"), [(1, 2, "failing"), (3, 0, "active"), (9, 0, "active")])
def test_failures_that_were_ours_are_taken_back(charges: int, failures: int, state: str) -> None:
    failing = feed(state=FeedState.FAILING, failures=3, last_error="dns")
    after = forgiven(failing, charges, NOW)
    assert (after.failures, after.state) == (failures, state)
    assert bool(after.last_error) == (failures > 0)


def test_validators_caught_lying_are_not_used_until_the_server_sends_others() -> None:
    doubtful = feed(etag='"v1"', last_modified="Mon", last_new_at=NOW)
    same = page(etag='"v1"', last_modified="Mon")
    caught = after_whole(doubtful, same, Overlap(new=1, seen=2))
    assert after_whole(doubtful, same, Overlap(new=0, seen=3)) == doubtful
    assert after_whole(doubtful, page(etag='"v2"'), Overlap(new=1, seen=2)) == doubtful
    after = after_success(caught, document(3), Overlap(new=1, seen=2), same, NOW, POLICY)
    assert after.validators == ""
    later = after_success(after, document(3), Overlap(new=0, seen=3), page(etag='"v2"'), NOW, POLICY)
    assert later.etag == '"v2"'
