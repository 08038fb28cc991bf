"""The labelled copies of the replay corpus: all found, nothing else merged."""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts.measure_stories import load, score

CORPUS = Path(__file__).parents[4] / "shared" / "replay" / "dev"
pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason="the replay corpus is not here")


def test_wire_groups_are_whole_and_nothing_else_is_merged() -> None:
    labelled = [one for one in load(CORPUS) if one.is_flagged]
    found = score(labelled)
    assert found.right >= 33
    assert found.f1 >= 0.95, found.missed
    assert found.wrong == ()
    assert found.merged == ()
