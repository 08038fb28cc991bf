"""A new folder is ready to run."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from pipeline.shell import cli, config, feedlist

ROOT = Path(__file__).parent.parent.parent


@pytest.mark.parametrize("name", ["config.yaml", "feeds.txt"])
def test_what_init_writes_is_what_the_repository_shows(name: str) -> None:
    assert (ROOT / "pipeline" / "shell" / "templates" / name).read_bytes() == (ROOT / name).read_bytes()


def test_a_new_folder_can_be_checked_at_once(tmp_path: Path) -> None:
    folder = tmp_path / "monitor"
    told = CliRunner().invoke(cli.cli, ["init", str(folder), "--contact", "https://monitor.example/about"])
    assert told.exit_code == 0, told.output
    assert config.load(folder / "config.yaml").fetch.contact == "https://monitor.example/about"
    assert len(feedlist.load(folder / "feeds.txt")) > 100
    assert CliRunner().invoke(cli.cli, ["check", "--config", str(folder / "config.yaml")]).exit_code == 0


def test_what_is_there_stays(tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_text("timezone: Europe/Berlin\n", encoding="utf-8")
    told = CliRunner().invoke(cli.cli, ["init", str(tmp_path)])
    assert "kept" in told.output
    assert "written" in told.output
    assert (tmp_path / "config.yaml").read_text(encoding="utf-8") == "timezone: Europe/Berlin\n"


def test_a_contact_that_reaches_nobody_is_refused(tmp_path: Path) -> None:
    told = CliRunner().invoke(cli.cli, ["init", str(tmp_path), "--contact", "nobody"])
    assert told.exit_code == 2
    assert list(tmp_path.iterdir()) == []


def test_a_contact_that_an_old_file_keeps_out_is_told(tmp_path: Path) -> None:
    run = CliRunner()
    run.invoke(cli.cli, ["init", str(tmp_path)])
    told = run.invoke(cli.cli, ["init", "--contact", "https://example.org/monitor", str(tmp_path)])
    assert "The contact was not written" in told.output
    assert "example.org/monitor" not in (tmp_path / "config.yaml").read_text(encoding="utf-8")
