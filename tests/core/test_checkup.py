"""Judgements on plain numbers."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pipeline.core import checkup
from pipeline.core.checkup import Verdict
from tests.builders import NOW, at


@pytest.mark.parametrize(
    ("free", "verdict"),
    [(499, Verdict.WRONG), (500, Verdict.WARNING), (999, Verdict.WARNING), (1000, Verdict.FINE)],
)
def test_a_disk_is_judged_by_where_the_daemon_pauses(free: int, verdict: Verdict) -> None:
    assert checkup.disk(free, 500).verdict is verdict


def test_a_log_that_a_reader_keeps_growing_is_a_warning() -> None:
    assert checkup.wal(257, 256).verdict is Verdict.WARNING
    assert checkup.wal(256, 256).verdict is Verdict.FINE


def test_events_of_the_future_show_that_the_clock_went_back() -> None:
    assert checkup.clock(NOW, at(1), timedelta(minutes=5)).verdict is Verdict.WRONG
    assert checkup.clock(NOW, at(0.05), timedelta(minutes=5)).verdict is Verdict.FINE
    assert checkup.clock(NOW, None, timedelta(minutes=5)).verdict is Verdict.FINE


def test_an_xml_parser_without_a_bound_on_entities_is_named() -> None:
    assert checkup.expat((2, 4, 0)).verdict is Verdict.WARNING
    assert checkup.expat((2, 4, 1)).verdict is Verdict.FINE


def test_whatever_is_not_fine_comes_with_a_remedy() -> None:
    found = (checkup.disk(0, 1), checkup.wal(1, 0), checkup.clock(NOW, at(9), timedelta()), checkup.expat((2, 0, 0)))
    assert all(check.remedy for check in found)
