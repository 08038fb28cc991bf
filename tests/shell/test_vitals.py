"""What counts as late, as hanging, as well; by a clock that only goes forward."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipeline.model import Run
from pipeline.shell.vitals import LATE_AFTER, STALE_AFTER, STALLED_AFTER, Vitals
from tests.builders import NOW


def vitals() -> Vitals:
    return Vitals({"poll": 15, "maintenance": 3600}, 0.0)


def test_a_tick_that_comes_is_not_late() -> None:
    signs = vitals()
    for now in (0.0, 15.0, 30.0):
        signs.began("poll", now)
        signs.ended("poll", now + 1)
    assert signs.late(31 + 15 + LATE_AFTER) == ()
    assert signs.late(32 + 15 + LATE_AFTER) == ("poll",)
    assert signs.late(3601 + LATE_AFTER) == ("poll", "maintenance")


def test_long_work_is_not_late_and_hangs_only_when_nothing_comes_of_it() -> None:
    signs = vitals()
    signs.began("poll", 0.0)
    for now in range(0, 7200, 600):
        signs.progressed("poll", now)
    assert signs.late(6600 + STALLED_AFTER)[:1] != ("poll",)
    assert signs.stalled(6600 + STALLED_AFTER) == ()
    assert signs.stalled(6601 + STALLED_AFTER) == ("poll",)
    signs.ended("poll", 9000)
    assert signs.stalled(9000) == ()


def test_a_database_that_takes_no_write_is_a_complaint() -> None:
    signs = vitals()
    signs.wrote(100)
    signs.progressed("poll", 100)
    assert signs.complaints(100 + STALE_AFTER) == ()
    assert signs.complaints(101 + STALE_AFTER) == ("the database has taken no write for 61 s",)


def test_counts_add_up() -> None:
    signs = vitals()
    for counts, error in ((("ok", 3), ("failed", 1)), ""), ((("ok", 2),), ""), ((), "disk full"):
        signs.count(Run(job="poll", started_at=NOW, finished_at=NOW, counts=counts, error=error))
    assert signs.outcomes() == (("poll", "failed", 1), ("poll", "ok", 5))
    assert signs.runs() == (("poll", "failed", 1), ("poll", "ok", 2))


@given(st.lists(st.tuples(st.sampled_from(["began", "ended"]), st.floats(0, 100)), max_size=8), st.floats(0, 50))
def test_nothing_is_both_late_and_hanging(steps: list[tuple[str, float]], later: float) -> None:
    signs = vitals()
    for step, now in sorted(steps, key=lambda step: step[1]):
        getattr(signs, step)("poll", now)
    assert not set(signs.late(100 + later * 100)) & set(signs.stalled(100 + later * 100))
