"""An analyst's verdicts on the command line, from a first folder to a name that counts only with a cue."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner, Result

from pipeline.adapters.sqlite.database import open_database
from pipeline.adapters.sqlite.feeds import FeedStore
from pipeline.adapters.sqlite.pages import PageStore
from pipeline.errors import ConfigError
from pipeline.model import Outcome
from pipeline.shell import cli
from tests.builders import NOW, entry, flagged, name, ok_poll, subscription, unflagged

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A monitor with ten stories on Airbus, numbers 1 to 10, and one on nothing."""
    call(None, "init", str(tmp_path), "--contact", "ana@monitor.example")
    db = open_database(tmp_path / "data" / "monitor.db")
    feeds, pages = FeedStore(db), PageStore(db)
    feeds.subscribe([subscription()], 3600, NOW)
    entries = [entry(n) for n in range(1, 12)]
    feeds.record(feeds.feeds()[0], ok_poll(1, len(entries)), [(one, name(one)) for one in entries])
    for number, page in enumerate(sorted(pages.lease(NOW, 99), key=lambda page: page.id)):
        reading = flagged(page.url) if number < 10 else unflagged(page.url)
        pages.settle(page, reading, Outcome.MATCHED if number < 10 else Outcome.UNMATCHED, "", NOW)
    db.close()
    return tmp_path


def call(folder: Path | None, *arguments: str) -> Result:
    config = () if folder is None else ("--config", str(folder / "config.yaml"))
    return CliRunner().invoke(cli.cli, [*arguments, *config], catch_exceptions=True)


def test_verdicts_are_kept_and_counted_by_name(folder: Path) -> None:
    assert call(folder, "feedback", "mark", "1", "right").exit_code == 0
    assert "wrong: Airbus" in call(folder, "feedback", "mark", "2", "wrong", "--note", "a street").output
    told = json.loads(call(folder, "feedback", "list", "--json").output)
    assert {(one["id"], one["verdict"], one["note"]) for one in told} == {(1, "right", ""), (2, "wrong", "a street")}
    (record,) = json.loads(call(folder, "feedback", "aliases", "--json").output)
    assert (record["alias"], record["right"], record["wrong"], record["demote"]) == ("Airbus", 1, 1, False)


def test_a_second_verdict_takes_the_place_of_the_first_and_can_be_taken_back(folder: Path) -> None:
    call(folder, "feedback", "mark", "1", "right")
    call(folder, "feedback", "mark", "1", "wrong")
    (one,) = json.loads(call(folder, "feedback", "list", "--json").output)
    assert one["verdict"] == "wrong"
    assert "1 verdict taken back" in call(folder, "feedback", "forget", "1").output
    assert json.loads(call(folder, "feedback", "list", "--json").output) == []


def test_a_name_that_errs_is_proposed_and_demoted_only_when_told(folder: Path) -> None:
    for number in range(1, 6):
        call(folder, "feedback", "mark", str(number), "wrong")
    assert "only with a cue?" in call(folder, "feedback", "aliases").output
    assert isinstance(call(folder, "feedback", "demote", "airbus").exception, ConfigError)  # no watchlist yet
    config = folder / "config.yaml"
    config.write_text(config.read_text().replace("# watchlist: watchlist.csv", "watchlist: watchlist.csv"))
    assert "only with a cue" in call(folder, "feedback", "demote", "airbus").output
    assert "Airbus" in json.loads(call(folder, "signatories", "Airbus", "--json").output)[0]["weak"]
    assert call(folder, "check").exit_code == 0
    again = call(folder, "feedback", "demote", "airbus")
    assert again.exit_code == 2
    assert "has a row for Airbus already" in again.output


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("mark", "99", "right"), "no stored story '99'"),
        (("mark", "11", "right"), "not flagged"),
        (("mark", "1", "right", "--subject", "Boeing"), "not among those named: Airbus"),
        (("mark", "1", "maybe"), "'maybe' is not one of"),
        (("demote", "Boeing"), "no verdict was given"),
    ],
)
def test_what_cannot_be_meant_is_told(folder: Path, arguments: tuple[str, ...], words: str) -> None:
    config = folder / "config.yaml"
    config.write_text(config.read_text().replace("# watchlist: watchlist.csv", "watchlist: watchlist.csv"))
    result = call(folder, "feedback", *arguments)
    assert result.exit_code == 2
    assert words in " ".join(result.output.split())


def test_a_signatory_is_shown_with_its_latest_stories(folder: Path) -> None:
    told = json.loads(call(folder, "signatories", "Airbus", "--json").output)[0]
    assert told["matches"]["count"] == 10
    assert len(told["matches"]["latest"]) == 5


def test_a_story_opens_where_it_was_published(folder: Path) -> None:
    assert call(folder, "open", "1", "--print").output == "https://news.example/story-1\n"
    assert "no digest of 2020-01-01" in " ".join(call(folder, "open", "2020-01-01", "--print").output.split())
    (folder / "data" / "digests").mkdir()
    (folder / "data" / "digests" / "2020-01-01.html").write_text("", encoding="utf-8")
    assert call(folder, "open", "2020-01-01", "--print").output.endswith("data/digests/2020-01-01.html\n")
