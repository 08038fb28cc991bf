"""Workers crash, hang and swell, and nobody but their own task is the worse for it. Real processes throughout."""

from __future__ import annotations

import os
import pickle
import re
import signal
import subprocess
import sys
import threading
import time
import types
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pipeline.adapters.workers import InlineWorkers, ProcessWorkers
from pipeline.errors import NoWorkerError, ParseError, PipelineError, WorkerError

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parent.parent.parent
WARM: list[int] = []
SHORT = 1.5  # seconds; enough for a task that does nothing, on a machine that does much else


def double(number: int) -> int:
    return 2 * number


def pid(_: object) -> int:
    return os.getpid()


def segfault(_: object) -> None:
    os.kill(os.getpid(), signal.SIGSEGV)


def exit_at_once(_: object) -> None:
    os._exit(7)


def hang(_: object) -> None:
    time.sleep(60)


def swell(_: object) -> int:
    return len(bytearray(8 << 30))


def complain(url: str) -> None:
    raise ParseError(url, "not a feed")


def blunder(_: object) -> None:
    raise ZeroDivisionError


class TroublesomeError(PipelineError):
    """An error that does not unpickle."""

    def __init__(self, one: str, two: str) -> None:
        super().__init__(one + two)


def make_trouble(_: object) -> None:
    raise TroublesomeError("does not", " travel")


def give_what_cannot_travel(_: object) -> object:
    return lambda: None


def spin(_: object) -> object:
    return re.match("(a+)+$", "a" * 60 + "b")  # holds the interpreter: no thread and no handler of ours gets a turn


def length(text: bytes) -> int:
    return len(text)


def faint(_: object) -> None:
    raise MemoryError


def warm(_: object = None) -> list[int]:
    return WARM


def warm_up() -> None:
    WARM.append(1)


def nursery(_: object) -> int:
    return os.getppid()


def remember_the_process() -> None:
    WARM.append(os.getpid())


def fail_to_start() -> None:
    os._exit(3)


def gone(process: int) -> bool:
    for _ in range(200):
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    return False


@pytest.fixture(scope="module")
def workers() -> Iterator[ProcessWorkers]:
    crew = ProcessWorkers(count=2, deadline=20, warm_up=warm_up)
    yield crew
    crew.close()


def test_a_task_is_done_elsewhere(workers: ProcessWorkers) -> None:
    assert workers.run(double, 21) == 42
    assert workers.run(pid, None) != os.getpid()


def test_a_process_is_warmed_up_once(workers: ProcessWorkers) -> None:
    assert workers.run(warm, None) == [1]
    assert workers.run(warm, None) == [1]


def test_every_process_has_what_one_has_loaded() -> None:
    crew = ProcessWorkers(count=2, deadline=20, warm_up=remember_the_process)
    loaders = crew.run(warm, None)
    first = crew.run(pid, None)
    with pytest.raises(WorkerError):
        crew.run(segfault, None)
    assert crew.run(pid, None) != first
    assert crew.run(warm, None) == loaders == [crew.run(nursery, None)]
    crew.close()


def test_a_lost_nursery_takes_its_workers_along_and_is_replaced() -> None:
    crew = ProcessWorkers(count=2, deadline=20, warm_up=warm_up)
    lost, worker = crew.run(nursery, None), crew.run(pid, None)
    os.kill(lost, signal.SIGKILL)
    assert gone(worker)
    assert crew.run(double, 4) == 8
    assert crew.run(nursery, None) != lost
    assert gone(lost)
    crew.close()


def test_closing_leaves_no_process_behind() -> None:
    crew = ProcessWorkers(count=2, deadline=20, warm_up=warm_up)
    with ThreadPoolExecutor(2) as threads:
        processes = set(threads.map(lambda _: crew.run(pid, None), range(20))) | {crew.run(nursery, None)}
    crew.close()
    assert all(map(gone, processes))


def test_what_a_worker_cannot_read_is_the_tasks_failure(workers: ProcessWorkers) -> None:
    work = types.FunctionType(double.__code__, globals(), "nowhere")
    work.__module__, work.__qualname__ = "sys", "nowhere"
    sys.nowhere = work  # type: ignore[attr-defined]  # known here only
    with pytest.raises(WorkerError, match="nowhere") as caught:
        workers.run(work, 1)
    assert caught.value.kind == "failed"


def test_an_expected_error_comes_back_as_itself(workers: ProcessWorkers) -> None:
    with pytest.raises(ParseError, match="not a feed") as caught:
        workers.run(complain, "http://news.example/")
    assert caught.value.url == "http://news.example/"


def test_an_unexpected_error_is_the_tasks_failure(workers: ProcessWorkers) -> None:
    with pytest.raises(WorkerError, match="ZeroDivisionError") as caught:
        workers.run(blunder, None)
    assert caught.value.kind == "failed"


@pytest.mark.parametrize(
    ("work", "kind", "words"),
    [(segfault, "died", "SIGSEGV"), (exit_at_once, "died", "exit code 7"), (swell, "memory", "2048 MB")],
)
def test_a_worker_that_dies_or_swells_costs_its_own_task_only(
    workers: ProcessWorkers, work: object, kind: str, words: str
) -> None:
    with pytest.raises(WorkerError, match=words) as caught:
        workers.run(work, None)  # type: ignore[arg-type]  # one of three functions
    assert caught.value.kind == kind
    assert workers.run(double, 1) == 2


def test_a_worker_that_hangs_is_killed_at_its_deadline() -> None:
    crew = ProcessWorkers(count=1, deadline=SHORT, warm_up=warm_up)
    with pytest.raises(WorkerError, match="killed after") as caught:
        crew.run(hang, None)
    assert caught.value.kind == "hung"
    assert crew.run(double, 1) == 2
    crew.close()


@pytest.mark.parametrize(("work", "words"), [(make_trouble, "does not travel"), (give_what_cannot_travel, "pickle")])
def test_what_cannot_travel_is_the_tasks_failure(workers: ProcessWorkers, work: object, words: str) -> None:
    before = workers.run(pid, None)
    with pytest.raises(WorkerError, match=words) as caught:
        workers.run(work, None)  # type: ignore[arg-type]  # one of two functions
    assert caught.value.kind == "failed"
    assert workers.run(pid, None) == before


@pytest.mark.parametrize("task", [b"", b"x" * 5_000_000])
def test_a_worker_that_is_stopped_is_killed_at_its_deadline(task: bytes) -> None:
    crew = ProcessWorkers(count=1, deadline=SHORT, warm_up=warm_up)
    os.kill(crew.run(pid, None), signal.SIGSTOP)
    with pytest.raises(WorkerError) as caught:
        crew.run(length, task)
    assert caught.value.kind == "hung"
    assert crew.run(length, task) == len(task)
    crew.close()


def test_a_process_is_replaced_after_many_tasks() -> None:
    crew = ProcessWorkers(count=1, deadline=20)
    first = crew.run(pid, None)
    assert len({crew.run(pid, None) for _ in range(1999)}) == 1
    assert crew.run(pid, None) != first
    crew.close()


def test_an_idle_worker_that_is_killed_costs_one_task_at_most(workers: ProcessWorkers) -> None:
    victim = workers.run(pid, None)
    os.kill(victim, signal.SIGKILL)
    results = []
    for number in range(3):
        try:
            results.append(workers.run(double, number))
        except WorkerError:
            results.append(-1)
    assert results.count(-1) <= 1
    assert workers.run(double, 9) == 18


def test_many_threads_share_few_workers_while_some_tasks_crash(workers: ProcessWorkers) -> None:
    def one(number: int) -> int:
        try:
            workers.run(segfault, None) if number % 10 == 3 else None
        except WorkerError:
            return -1
        return workers.run(double, number)

    with ThreadPoolExecutor(8) as threads:
        results = list(threads.map(one, range(40)))
    assert results == [-1 if number % 10 == 3 else 2 * number for number in range(40)]


def test_a_worker_that_cannot_start_is_an_error_not_a_wait() -> None:
    crew = ProcessWorkers(count=1, deadline=5, warm_up=fail_to_start)
    for _ in range(2):
        with pytest.raises(NoWorkerError, match="no worker could be started: died with exit code 3"):
            crew.run(double, 1)
    crew.close()


def test_workers_outlive_the_thread_that_started_them() -> None:
    crew = ProcessWorkers(count=1, deadline=20)
    started: list[int] = []
    thread = threading.Thread(target=lambda: started.append(crew.run(pid, None)))
    thread.start()
    thread.join()
    assert crew.run(pid, None) == started[0]
    crew.close()


def test_closing_lets_the_task_under_way_finish_and_refuses_others() -> None:
    crew = ProcessWorkers(count=1, deadline=20)
    crew.run(double, 1)
    results: list[int] = []
    thread = threading.Thread(target=lambda: results.append(crew.run(double, 4)))
    thread.start()
    crew.close()
    thread.join()
    with pytest.raises(WorkerError, match="closed"):
        crew.run(double, 1)
    assert results in ([8], [])


def test_killing_ends_a_task_under_way() -> None:
    crew = ProcessWorkers(count=1, deadline=60)
    crew.run(double, 1)
    errors: list[WorkerError] = []

    def wait() -> None:
        with pytest.raises(WorkerError) as caught:
            crew.run(hang, None)
        errors.append(caught.value)

    thread = threading.Thread(target=wait)
    thread.start()
    time.sleep(0.2)
    crew.kill()
    thread.join(10)
    assert [error.kind for error in errors] == ["closed"]


def test_no_worker_outlives_a_killed_parent() -> None:
    code = (
        "import os; from pipeline.adapters.workers import ProcessWorkers; from tests.adapters import test_workers\n"
        "if __name__ == '__main__':\n"
        "    crew = ProcessWorkers(count=1, deadline=60)\n"
        "    print(crew.run(os.getpgid, 0) and crew.run(test_workers.pid, None), flush=True)\n"
        "    os.kill(os.getpid(), 9)\n"
    )
    told = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert gone(int(told.stdout))


def test_an_orphan_that_hangs_in_a_library_ends_itself() -> None:
    code = (
        "import os, threading; from pipeline.adapters.workers import ProcessWorkers\n"
        "from tests.adapters import test_workers\n"
        "if __name__ == '__main__':\n"
        "    crew = ProcessWorkers(count=1, deadline=test_workers.SHORT, warm_up=test_workers.warm_up)\n"
        "    print(crew.run(test_workers.pid, None), flush=True)\n"
        "    threading.Timer(0.2, os.kill, (os.getpid(), 9)).start()\n"
        "    crew.run(test_workers.spin, None)\n"
    )
    told = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert gone(int(told.stdout))


def test_inline_workers_are_the_same_port() -> None:
    assert InlineWorkers().run(double, 2) == 4
    with pytest.raises(ParseError):
        InlineWorkers().run(complain, "u")
    with pytest.raises(WorkerError, match="memory"):
        InlineWorkers().run(faint, None)


def test_a_worker_error_pickles() -> None:
    error = pickle.loads(pickle.dumps(WorkerError("died", "by SIGSEGV")))  # noqa: S301  (our own)
    assert (error.kind, error.detail) == ("died", "by SIGSEGV")
