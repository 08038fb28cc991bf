"""What an operator sets under `matching:` is what the matcher works by."""

from __future__ import annotations

import pickle
from pathlib import Path

from pipeline.core.matching import MatchPolicy, StatesAlone
from pipeline.shell.config import Config
from pipeline.shell.judges import recipe_of
from pipeline.shell.settings import Settings


def test_the_shipped_thresholds_are_the_matchers_own() -> None:
    assert recipe_of(Settings(Path("config.yaml"), Config())).policy == MatchPolicy()


def test_thresholds_reach_the_matcher_and_its_workers() -> None:
    chosen = {"weak_threshold": 0.9, "call_threshold": 2, "context_terms": 5, "near": 80, "states_alone": "always"}
    recipe = recipe_of(Settings(Path("config.yaml"), Config.model_validate({"matching": chosen})))
    assert recipe.policy == MatchPolicy(
        weak_threshold=0.9, call_threshold=2, context_terms=5, near=80, states_alone=StatesAlone.ALWAYS
    )
    assert pickle.loads(pickle.dumps(recipe)) == recipe  # noqa: S301  (our own)
