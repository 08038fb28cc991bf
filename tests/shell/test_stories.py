"""`paris-call stories`: what people see and decide."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from pipeline.adapters import lock
from pipeline.adapters.sqlite.database import open_database
from pipeline.adapters.sqlite.feeds import FeedStore
from pipeline.errors import BusyError, StoreError
from pipeline.shell.cli import cli
from tests.builders import NOW, subscription
from tests.jobs.test_group import LOCAL, arrive, group, stories

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three stories, of four articles, two and one."""
    (tmp_path / "config.yaml").write_text("database: monitor.db\nfeeds: feeds.txt\n", encoding="utf-8")
    (tmp_path / "feeds.txt").write_text("https://news.example/feed\n", encoding="utf-8")
    db = open_database(tmp_path / "monitor.db")
    FeedStore(db).subscribe([subscription()], 3600, NOW)
    arrive(db, range(7))
    group(db)
    db.close()
    return tmp_path


def paris_call(folder: Path, *arguments: str, width: int = 80) -> str:
    told = CliRunner(env={"COLUMNS": str(width), "PARIS_CALL_CONFIG": str(folder / "config.yaml")}).invoke(
        cli, ["stories", *arguments], catch_exceptions=False
    )
    assert told.exit_code == 0, told.output
    return told.output


@pytest.mark.parametrize("width", [60, 80, 200])
def test_the_list_fits_the_terminal(folder: Path, width: int) -> None:
    told = paris_call(folder, width=width)
    assert max(map(len, told.splitlines())) <= width
    assert "3 of 3 stories, which 7 articles tell" in told
    assert [line.split()[0] for line in told.splitlines() if line.lstrip()[:1].isdigit()] == ["7", "5", "1", "3"]


def test_filters_and_json(folder: Path) -> None:
    told = json.loads(paris_call(folder, "--least", "2", "--until", "2026-11-24T09:00Z", "--json"))
    assert [(one["id"], one["articles"], one["outlets"], one["site"]) for one in told] == [(1, 4, 4, "Paper 0")]
    assert paris_call(folder, "--subject", "Boeing") == "nothing found\n"


def test_a_story_is_shown_with_what_each_copy_added(folder: Path) -> None:
    told = paris_call(folder, "show", "3")
    assert "story 1 · 4 articles · 4 outlets" in told
    assert told.index("Paper 0") < told.index("Paper 2")
    assert f"+ {LOCAL[:40]}" in told
    whole = json.loads(paris_call(folder, "show", "3", "--json"))
    added = {member["article"]: member["added"] for member in whole["members"]}
    assert added[1] == added[2] == []
    assert added[3] == [LOCAL]
    assert len(whole["members"][1]["left_out"]) == 1
    assert whole["members"][0]["link"] is None
    with pytest.raises(StoreError, match="no story and no flagged article"):
        paris_call(folder, "show", "99")


def test_people_split_join_undo_and_see_what_they_did(folder: Path) -> None:
    assert "Article 2 is in story 2 of 1 articles" in paris_call(folder, "split", "2", "--note", "another")
    assert "story 1 of 4 articles" in paris_call(folder, "join", "3", "7")
    assert "Decision 1 is undone" in paris_call(folder, "undo", "1")
    made = json.loads(paris_call(folder, "decisions", "--json"))
    assert [(one["verb"], one["note"], one["undone_at"] is None) for one in made] == [
        ("split", "another", False),
        ("join", "", True),
    ]
    assert "join 3 7" in paris_call(folder, "decisions")
    db = open_database(folder / "monitor.db")
    assert stories(db) == {0: frozenset({0, 1, 2, 3, 6}), 4: frozenset({4, 5})}
    db.close()


def test_regrouping_waits_for_nobody_and_leaves_a_record(folder: Path) -> None:
    with lock.hold(folder / "monitor.db"), pytest.raises(BusyError):
        paris_call(folder, "--regroup")
    assert "3 of 3 stories" in paris_call(folder, "--regroup")
    db = open_database(folder / "monitor.db")
    assert [json.loads(row[0]) for row in db.rows("SELECT counts FROM runs WHERE job = 'group'")] == [
        {"alone": 1, "joined": 6}
    ]
    db.close()


def test_the_export_names_the_story_of_flagged_articles(folder: Path) -> None:
    told = CliRunner().invoke(cli, ["export", "--config", str(folder / "config.yaml")], catch_exceptions=False)
    groups = [json.loads(line)["duplicate_group"] for line in told.output.splitlines()]
    assert groups == ["story-1"] * 4 + ["story-5"] * 2 + ["story-7"]


@pytest.mark.parametrize("order", [("--config", "{}", "show", "3"), ("show", "3", "--config", "{}")])
def test_the_configuration_may_stand_before_or_behind_the_command(folder: Path, order: tuple[str, ...]) -> None:
    arguments = [part.format(folder / "config.yaml") for part in order]
    told = CliRunner(env={"PARIS_CALL_CONFIG": "elsewhere.yaml"}).invoke(cli, ["stories", *arguments])
    assert (told.exit_code, told.output.count("story 1 · 4 articles")) == (0, 1)
