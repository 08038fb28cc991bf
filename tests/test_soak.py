"""The soak at its shortest; the long one is run by hand (scripts/soak.py)."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from scripts import soak_site
from scripts.soak import soak
from scripts.soak_figures import Sample, growth
from scripts.soak_plan import Plan

if TYPE_CHECKING:
    from pathlib import Path


def sample(parent: float, worker: float = 0.0) -> Sample:
    return Sample(
        hour=0, parent=parent, workers=worker, largest_worker=worker, handles=9, threads=1, database=1.0, entries=0
    )


def test_growth_is_measured_after_the_first_tenth() -> None:
    warming_up = [sample(50.0)] * 2 + [sample(100.0)] * 18
    assert growth(warming_up, "parent") == 0
    leaking = [sample(100.0 + n) for n in range(20)]
    assert growth(leaking, "parent") > 0.1


def test_workers_that_are_replaced_are_compared_at_their_largest() -> None:
    saw = [sample(1.0, worker=100.0 + n % 7) for n in range(40)]
    assert growth(saw, "largest_worker") == 0
    assert growth([sample(1.0, worker=100.0 + n % 7 + n) for n in range(40)], "largest_worker") > 0.1


def test_three_days_are_slept_through_and_the_clock_is_set_back_once() -> None:
    hours = list(Plan(days=30, step=4, hosts=1).hours)
    pauses = [after - before for before, after in itertools.pairwise(hours)]
    assert max(pauses) == 72
    assert [pause for pause in pauses if pause < 0] == [-1]
    assert len(hours) > 100


def test_what_a_site_does_depends_on_its_number_and_the_hour_alone() -> None:
    assert soak_site.feed(3, 100.0) == soak_site.feed(3, 100.0)
    faults = {soak_site.feed_fault(host, hour) for host in range(20) for hour in range(0, 700, 6)}
    assert len(faults) == 9
    pages = {soak_site.page_fault(host, story) for host in range(20) for story in range(100)}
    assert len(pages) == 9


def test_a_day_with_faults_ends_with_every_story_accounted_for(tmp_path: Path) -> None:
    samples, outcomes, complaints = soak(Plan(days=1, step=12, hosts=2, aftermath=5), tmp_path, lambda _: None)
    assert [complaint for complaint in complaints if "grew" not in complaint] == []
    assert outcomes["PageRead matched"] > 0
    assert {one.threads for one in samples} == {samples[0].threads}
