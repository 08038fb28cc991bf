"""`paris-call signatories`: looking names up, and taking new ones from the Call's own list."""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner, Result

from pipeline.adapters.gazetteer import read_gazetteer
from pipeline.core.mentions import Matcher
from pipeline.errors import ConfigError, FetchError
from pipeline.shell.commands.signatories import command
from tests.http_support import Server, http

if TYPE_CHECKING:
    from pathlib import Path

HEADER = "name,category,nationality,nature,website,twitter,date_signed\n"
NEW = ('Quuxwell "Cyber" Forum', "Quuxwell", "Quuxwell Institute (QWX)")


def row(name: str, category: str = "civil-society") -> str:
    return f'"{name}","{category}","FRA","","","",""\n'


@pytest.fixture(scope="module")
def official() -> list[str]:
    """The names of the shipped gazetteer, as the site would list them."""
    return [row(one.name, one.category) for one in read_gazetteer().signatories]


@pytest.fixture
def listed(tmp_path: Path, official: list[str]) -> Path:
    """The Call's list, with three names new, one gone and one in another category."""
    rows = [*official[:-1], *map(row, NEW)]
    rows = [row("Airbus") if line == row("Airbus", "private-sector") else line for line in rows]
    file = tmp_path / "supporters.csv"
    file.write_text(HEADER + "".join(rows), encoding="utf-8")
    return file


def write_config(folder: Path, text: str = "watchlist: own.csv\n") -> tuple[str, str]:
    (folder / "config.yaml").write_text(text, encoding="utf-8")
    return "--config", str(folder / "config.yaml")


def call(*arguments: str) -> Result:
    return CliRunner().invoke(command, arguments, catch_exceptions=False)


def update(*arguments: str) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(call("update", "--json", *arguments).stdout)
    return told


def test_the_difference_is_shown_and_nothing_is_changed(tmp_path: Path, listed: Path) -> None:
    config = write_config(tmp_path)
    told = update(*config, "--file", str(listed))
    assert [one["name"] for one in told["added"]] == list(NEW)
    assert len(told["gone"]) == 1
    assert told["moved"] == [{"name": "Airbus", "before": "private-sector", "after": "civil-society"}]
    assert (told["unread"], told["taken"]) == ([], [])
    assert not (tmp_path / "own.csv").exists()
    words = call("update", *config, "--file", str(listed)).stdout
    assert '+ Quuxwell "Cyber" Forum (civil-society, FRA)' in words
    assert "~ Airbus: private-sector → civil-society" in words
    assert "Nothing was changed" in words


def test_new_names_are_taken_once_and_followed_at_once(tmp_path: Path, listed: Path) -> None:
    config = write_config(tmp_path)
    words = call("update", *config, "--file", str(listed), "--take").stdout
    assert "3 names written to" in words
    assert "paris-call rematch" in words
    told = update(*config, "--file", str(listed), "--take")
    assert (told["added"], told["watched"], told["taken"]) == ([], list(NEW), [])
    with (tmp_path / "own.csv").open(encoding="utf-8", newline="") as lines:
        assert [one["name"] for one in csv.DictReader(lines)] == list(NEW)
    matcher = Matcher(read_gazetteer(tmp_path / "own.csv"))
    found = matcher.find("", "The Quuxwell Institute met the operator Quuxwell. A quuxwell, Quuxwell said.", "en")
    assert {mention.subject for mention in found.mentions} == {"Quuxwell Institute (QWX)", "Quuxwell"}
    alone = matcher.find("", "In Quuxwell it rained.", "en")
    assert [mention.rule for mention in alone.rejected] == ["no-cue"]


def test_names_cannot_be_taken_without_a_watchlist(tmp_path: Path, listed: Path) -> None:
    config = write_config(tmp_path, "database: monitor.db\n")
    with pytest.raises(ConfigError, match="no watchlist to write names into"):
        call("update", *config, "--file", str(listed), "--take")


def test_the_list_is_fetched_from_the_site(tmp_path: Path, listed: Path) -> None:
    body = listed.read_bytes()

    def answer(head: bytes) -> bytes:
        if b"GET /robots.txt" in head:
            return http(b"", status="404 Not Found")
        return http(body, "Content-Type: text/csv")

    with Server(answer) as server:
        config = write_config(tmp_path, f"fetch:\n  allow_private: ['{server.place}']\n  host_gap: 1s\n")
        told = update(*config, "--url", server.url("/supporters.csv"))
    assert [one["name"] for one in told["added"]] == list(NEW)


def test_a_site_that_is_out_of_reach_is_an_expected_error(tmp_path: Path) -> None:
    config = write_config(tmp_path)
    with pytest.raises(FetchError, match="blocked_address"):
        call("update", *config, "--url", "http://127.0.0.1:9/supporters.csv")


def test_signatories_are_listed_by_category(tmp_path: Path) -> None:
    config = write_config(tmp_path, "watchlist: own.csv\n")
    (tmp_path / "own.csv").write_text("name,category\nMy Firm,private-sector\n", encoding="utf-8")
    states = json.loads(call("list", *config, "--category", "state", "--json").stdout)
    assert {one["category"] for one in states} == {"state"}
    assert len(states) == 81
    lines = call("list", *config).stdout.splitlines()
    assert len(lines) == 1223
    assert "private-sector    –    My Firm" in lines


@pytest.mark.parametrize("name", ["Chili", "chile", "Chile", "智利"])
def test_a_signatory_is_shown_by_any_of_its_names(tmp_path: Path, name: str) -> None:
    config = write_config(tmp_path, "database: monitor.db\n")
    told = json.loads(call("show", *config, "--json", name).stdout)
    assert "Chili" in [one["name"] for one in told]
    assert "智利" in told[-1]["state_names"]["cldr"]
    assert "category       state" in call("show", *config, name).stdout


def test_a_name_nobody_has_brings_suggestions(tmp_path: Path) -> None:
    config = write_config(tmp_path, "database: monitor.db\n")
    result = call("show", *config, "Mircosoft")
    assert result.exit_code == 2
    assert "did you mean Microsoft" in result.stderr
