"""ThreadLanes: order within a lane, company between lanes, and clean ends."""

from __future__ import annotations

import itertools
import threading
from collections import Counter
from contextlib import closing
from itertools import count
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.adapters.lanes import ThreadLanes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.ports import Lanes

WAIT = 10.0  # seconds after which a test that should have been woken fails


def lanes(threads: int = 4) -> ThreadLanes:
    return ThreadLanes(threads, threading.Event())


def test_they_are_the_lanes_that_jobs_know() -> None:
    port: Lanes = lanes()
    assert sorted(port.imap(len, ["a", "bb"], str)) == [1, 2]


def threads_named_lane() -> list[str]:
    return [thread.name for thread in threading.enumerate() if thread.name.startswith("lane")]


@settings(max_examples=50, deadline=None)
@given(st.lists(st.sampled_from("abcde"), max_size=60), st.integers(1, 5))
def test_every_item_is_done_once_and_in_the_order_of_its_lane(names: list[str], threads: int) -> None:
    running: Counter[str] = Counter()
    most: Counter[str] = Counter()
    lock = threading.Lock()

    def work(item: tuple[int, str]) -> tuple[int, str]:
        with lock:
            running[item[1]] += 1
            most[item[1]] = max(most[item[1]], running[item[1]])
        with lock:
            running[item[1]] -= 1
        return item

    items = list(enumerate(names))
    results = list(lanes(threads).imap(work, items, lambda item: item[1]))

    assert sorted(results) == items
    for name in set(names):
        assert [n for n, lane in results if lane == name] == [n for n, lane in items if lane == name]
    assert set(most.values()) <= {1}


def test_different_lanes_run_at_the_same_time() -> None:
    meeting = threading.Barrier(4, timeout=WAIT)  # passes only if four are inside together

    def work(item: str) -> str:
        meeting.wait()
        return item

    assert sorted(lanes(4).imap(work, "abcd", str)) == list("abcd")


def test_a_slow_lane_does_not_hold_up_the_others() -> None:
    release = threading.Event()

    def work(item: tuple[str, int]) -> tuple[str, int]:
        if item[0] == "slow":
            assert release.wait(WAIT)
        return item

    # Far more slow items in a row than there are threads or spares; the quick ones stand behind them.
    items = [("slow", n) for n in range(90)] + [("quick", n) for n in range(10)]
    results = lanes(2).imap(work, items, lambda item: item[0])

    first = [next(results) for _ in range(10)]
    release.set()

    assert first == [("quick", n) for n in range(10)]
    assert list(results) == [("slow", n) for n in range(90)]


def test_an_endless_source_is_read_only_a_little_ahead() -> None:
    read = []

    def source() -> Iterator[int]:
        for n in count():
            read.append(n)
            yield n

    with closing(lanes(2).imap(lambda n: n, source(), str)) as results:
        for _ in range(5):
            next(results)

    assert len(read) < 5 + 2 * 50


def test_a_slow_lane_of_many_items_is_not_read_into_memory() -> None:
    release = threading.Event()
    read = []

    def source() -> Iterator[int]:
        for n in range(100_000):
            read.append(n)
            yield n

    def work(n: int) -> int:
        assert release.wait(WAIT)
        return n

    with closing(lanes(2).imap(work, source(), lambda _: "one")) as results:
        release.set()
        next(results)

    assert len(read) <= 2 * 50 + 2


def test_nothing_is_read_before_a_result_is_asked_for() -> None:
    read = []

    def source() -> Iterator[int]:
        read.append(1)
        yield 1

    results = lanes().imap(lambda n: n, source(), str)

    assert read == []
    assert list(results) == [1]


def test_items_are_read_in_the_callers_thread() -> None:
    """A source may be a cursor of a database that only its own thread may use."""
    readers = set()

    def source() -> Iterator[int]:
        for n in range(20):
            readers.add(threading.current_thread())
            yield n

    list(lanes().imap(lambda n: n, source(), str))

    assert readers == {threading.current_thread()}


def test_results_wait_for_the_caller_in_bounded_number() -> None:
    done = []
    enough = threading.Semaphore(0)

    def work(n: int) -> int:
        done.append(n)
        enough.release()
        return n

    with closing(lanes(2).imap(work, range(1000), str)) as results:
        next(results)
        for _ in range(3):
            assert enough.acquire(timeout=WAIT)
        assert len(done) <= 4  # one handed over, three in room for two threads and one spare


def test_stop_lets_the_work_under_way_finish_and_begins_nothing_more() -> None:
    stop = threading.Event()
    inside = threading.Barrier(3, timeout=WAIT)
    release = threading.Event()
    begun = []

    def work(n: int) -> int:
        begun.append(n)
        inside.wait()
        assert release.wait(WAIT)
        return n

    def stop_when_both_are_inside() -> None:
        inside.wait()
        stop.set()
        release.set()

    stopper = threading.Thread(target=stop_when_both_are_inside)
    stopper.start()
    results = list(ThreadLanes(2, stop).imap(work, range(100), str))
    stopper.join(WAIT)

    assert sorted(results) == [0, 1]
    assert sorted(begun) == [0, 1]


def test_stopped_lanes_do_nothing() -> None:
    stop = threading.Event()
    stop.set()

    assert list(ThreadLanes(2, stop).imap(pytest.fail, ["never"], str)) == []


def test_closing_early_finishes_what_is_under_way_and_leaves_no_thread() -> None:
    finished = []

    def work(n: int) -> int:
        finished.append(n)
        return n

    results = lanes(4).imap(work, count(), str)
    next(results)
    results.close()
    after = len(finished)

    assert threads_named_lane() == []
    assert len(finished) == after


def test_an_exception_of_the_work_reaches_the_caller_after_the_results_of_the_others() -> None:
    both = threading.Barrier(2, timeout=WAIT)
    begun = []

    def work(n: int) -> int:
        begun.append(n)
        if n < 2:
            both.wait()
        if n == 0:
            raise LookupError("no such thing")
        return n

    got: list[int] = []
    with pytest.raises(LookupError, match="no such thing"):
        got.extend(lanes(2).imap(work, range(100_000), str))

    assert 1 in got
    assert sorted([0, *got]) == sorted(begun)
    assert len(begun) < 100_000
    assert threads_named_lane() == []


def test_an_exception_of_the_source_reaches_the_caller_and_leaves_no_thread() -> None:
    def source() -> Iterator[int]:
        yield 1
        raise LookupError("the source is dry")

    with pytest.raises(LookupError, match="dry"):
        list(lanes().imap(lambda n: n, source(), str))
    assert threads_named_lane() == []


def test_none_is_an_item_and_a_result_like_any_other() -> None:
    assert list(lanes().imap(lambda item: item, [None, None], lambda _: "")) == [None, None]


def test_what_has_finished_comes_together_and_nothing_is_waited_for() -> None:
    release = threading.Event()
    ended = threading.Semaphore(0)

    def work(item: str) -> str:
        if item != "first":
            assert release.wait(WAIT)
        ended.release()
        return item

    groups = lanes(4).groups(work, ["first", "a", "b", "c"], str, most=16)
    first = next(groups)
    release.set()
    for _ in range(4):
        assert ended.acquire(timeout=WAIT)
    rest = list(groups)

    assert first == ("first",)
    assert sorted(item for group in rest for item in group) == ["a", "b", "c"]


def test_a_group_is_no_larger_than_asked_for() -> None:
    groups = list(lanes(8).groups(lambda n: n, range(100), str, most=3))

    assert sorted(n for group in groups for n in group) == list(range(100))
    assert {len(group) for group in groups} <= {1, 2, 3}


def test_results_beside_a_failure_are_handed_over_in_their_group() -> None:
    meeting = threading.Barrier(3, timeout=WAIT)

    def work(n: int) -> int:
        meeting.wait()
        if n == 1:
            raise KeyError(n)
        return n

    groups = lanes(3).groups(work, range(3), str, most=16)
    got: list[int] = []
    with pytest.raises(KeyError):
        got.extend(itertools.chain.from_iterable(groups))
    assert sorted(got) == [0, 2]
