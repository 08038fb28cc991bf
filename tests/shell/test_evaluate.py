"""`paris-call evaluate`: figures people can act upon."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from pipeline.shell.commands.evaluate import command
from pipeline.shell.commands.match import command as match

if TYPE_CHECKING:
    from types import ModuleType

MATCHING = Path(__file__).parents[3] / "shared" / "matching"
STORIES = (
    {
        "id": "right",
        "lang": "en",
        "title": "",
        "text": "Microsoft backs the Paris Call for Trust and Security in Cyberspace.",
        "call": True,
        "signatories": ["Microsoft"],
        "classes": ["plain"],
    },
    {
        "id": "wrong",
        "lang": "en",
        "title": "",
        "text": "Microsoft sold less [bold]than it had hoped.",
        "call": False,
        "signatories": ["Airbus"],
        "not": ["Microsoft"],
        "classes": ["[trap]"],
    },
)


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    file = tmp_path / "gold.jsonl"
    file.write_text("\n".join(map(json.dumps, STORIES)), encoding="utf-8")
    return file


def evaluate(*arguments: str, columns: int = 160) -> str:
    nowhere = ("--config", "no-such-config.yaml")
    result = CliRunner(env={"COLUMNS": str(columns)}).invoke(command, (*nowhere, *arguments), catch_exceptions=False)
    assert result.exit_code == 0
    return result.stdout


def as_json(*arguments: str) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(evaluate("--json", *arguments))
    return told


def test_the_figures_are_given_as_json(gold: Path) -> None:
    told = as_json(str(gold))
    assert (told["call"]["precision"], told["call"]["recall"]) == (1.0, 1.0)
    assert told["signatories"] == {"precision": 0.5, "recall": 0.5, "f1": 0.5, "right": 1, "wrong": 1, "missed": 1}
    assert told["traps"] == {"fired": 1, "laid": 1, "rate": 1.0}
    assert set(told["classes"]) == {"plain", "[trap]"}
    assert told["languages"]["en"]["texts"] == 2


def test_every_error_says_where_and_by_which_rule(gold: Path) -> None:
    wrong, missed = as_json(str(gold))["errors"]
    assert (wrong["id"], wrong["fault"], wrong["subject"]) == ("wrong", "trapped", "Microsoft")
    (seen,) = wrong["seen"]
    assert str(STORIES[1]["text"])[seen["start"] : seen["end"]] == seen["surface"] == "Microsoft"
    assert seen["rule"] == "certain-name"
    assert (missed["fault"], missed["subject"], missed["seen"]) == ("missed", "Airbus", [])
    shown = evaluate("--errors", str(gold))
    assert "wrong [en] trapped: Microsoft" in shown
    assert "body 0–9 certain-name 1.00" in shown
    assert "[Microsoft] sold less [bold]than" in shown
    assert "nothing in the text looks like it" in shown


def test_the_scoreboard_names_the_spellings_that_go_wrong(gold: Path) -> None:
    board = as_json(str(gold))["spellings"]
    assert {"surface": "Microsoft", "subject": "Microsoft", "right": 1, "wrong": 1, "missed": 0} in board
    shown = evaluate(str(gold))
    assert "worst spellings" in shown
    assert "[trap]" in shown


def test_an_ordinary_terminal_is_wide_enough(gold: Path) -> None:
    shown = evaluate(str(gold), columns=80)
    assert "precision   recall" in shown
    assert "look-alikes" in shown
    assert "…" not in shown


@pytest.fixture(scope="module")
def elsewhere() -> ModuleType:
    spec = importlib.util.spec_from_file_location("shared_evaluate", MATCHING / "evaluate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.skipif(not MATCHING.exists(), reason="the labelled stories lie outside the repository")
def test_it_counts_as_the_shared_scorer_does(elsewhere: ModuleType) -> None:
    file = MATCHING / "gold_dev.jsonl"
    told = as_json(str(file))
    result = CliRunner().invoke(match, ("--config", "no-such-config.yaml"), input=file.read_text(encoding="utf-8"))
    predictions = [json.loads(line) for line in result.stdout.splitlines()]
    theirs = elsewhere.score(elsewhere.load(file), predictions)
    for ours, name in (("call", "call"), ("signatories", "sig"), ("states", "st")):
        counts = theirs[name]
        assert [told[ours][key] for key in ("right", "wrong", "missed")] == [counts.tp, counts.fp, counts.fn]
    fired = [one + other for one, other in zip(theirs["trap"], theirs["trap_st"], strict=True)]
    assert [told["traps"]["fired"], told["traps"]["laid"]] == fired
    assert [told["call_traps"]["fired"], told["call_traps"]["laid"]] == theirs["calltrap"]
