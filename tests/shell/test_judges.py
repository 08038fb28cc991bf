"""What an operator sets under `matching:` is what the matcher works by."""

from __future__ import annotations

import os
import pickle
from pathlib import Path

import pytest

from pipeline.adapters.workers import ProcessWorkers
from pipeline.core.matching import MatchPolicy, StatesAlone
from pipeline.shell.config import Config
from pipeline.shell.judges import WarmUp, recipe_of
from pipeline.shell.settings import Settings

PATIENCE = 60.0  # seconds


def test_the_shipped_thresholds_are_the_matchers_own() -> None:
    assert recipe_of(Settings(Path("config.yaml"), Config())).policy == MatchPolicy()


def test_thresholds_reach_the_matcher_and_its_workers() -> None:
    chosen = {"weak_threshold": 0.9, "call_threshold": 2, "context_terms": 5, "near": 80, "states_alone": "always"}
    recipe = recipe_of(Settings(Path("config.yaml"), Config.model_validate({"matching": chosen})))
    assert recipe.policy == MatchPolicy(
        weak_threshold=0.9, call_threshold=2, context_terms=5, near=80, states_alone=StatesAlone.ALWAYS
    )
    assert pickle.loads(pickle.dumps(recipe)) == recipe  # noqa: S301  (our own)


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="needs Linux to count threads")
def test_nothing_a_worker_loads_starts_a_thread() -> None:
    """Workers are forked from the process that has loaded it, and a fork would copy the locks of its threads."""
    recipe = recipe_of(Settings(Path("config.yaml"), Config()))
    workers = ProcessWorkers(count=1, deadline=PATIENCE, warm_up=WarmUp(recipe))
    assert workers.run(_threads_of_the_parent, None) == 1
    workers.close()


def _threads_of_the_parent(_: None) -> int:
    return len(list(Path(f"/proc/{os.getppid()}/task").iterdir()))
