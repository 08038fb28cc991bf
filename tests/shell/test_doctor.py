"""doctor, backup and restore as an operator uses them."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from pipeline.adapters import lock
from pipeline.adapters.sqlite.database import has_wal_reset_bug, open_database
from pipeline.adapters.sqlite.feeds import FeedStore
from pipeline.adapters.sqlite.ledger import Ledger
from pipeline.adapters.sqlite.pages import PageStore
from pipeline.model import Outcome
from pipeline.shell.cli import cli
from pipeline.shell.clock import utc_now
from tests.builders import NOW, at, entry, flagged, name, ok_poll, subscription

ROOT = Path(__file__).parent.parent.parent
PATIENCE = 60


def call(*arguments: str, python_path: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        (sys.executable, "-m", "pipeline", *arguments),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
        env={**os.environ, "PYTHONWARNINGS": "error::ResourceWarning", "PYTHONPATH": python_path},
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "config.yaml").write_text(
        "database: monitor.db\nbackup: {folder: backups}\nhealth: {min_free_mb: 1}\n", encoding="utf-8"
    )
    (tmp_path / "feeds.txt").write_text("https://news.example/feed\n", encoding="utf-8")
    db = open_database(tmp_path / "monitor.db")
    feeds, pages = FeedStore(db), PageStore(db)
    feeds.subscribe([subscription()], 3600, NOW)
    feeds.record(feeds.feeds()[0], ok_poll(1, 1), [(entry(1), name(entry(1)))])
    (page,) = pages.lease(NOW, 1)
    pages.settle(page, flagged(page.url), Outcome.MATCHED, "", NOW)
    db.close()
    return tmp_path


def doctor(folder: Path, *options: str) -> tuple[int, dict[str, dict[str, Any]]]:
    """Its exit code and what it found, by name."""
    told = CliRunner().invoke(cli, ["doctor", "--json", "--config", str(folder / "config.yaml"), *options])
    report = json.loads(told.stdout)
    assert report["ok"] is (told.exit_code == 0)
    # The worst of a name, should there be several.
    order = ("fine", "warning", "wrong")
    return told.exit_code, {
        check["name"]: check for check in sorted(report["checks"], key=lambda check: order.index(check["verdict"]))
    }


def execute(folder: Path, sql: str) -> None:
    with closing(sqlite3.connect(folder / "monitor.db")) as db:
        db.execute(sql)
        db.commit()


def test_a_healthy_installation_passes(folder: Path) -> None:
    code, checks = doctor(folder)
    assert code == 0
    assert {check["verdict"] for check in checks.values()} <= {"fine", "warning"}
    assert {"SQLite", "expat", "packages", "rights", "disk", "clock", "daemon", "integrity", "accounts"} <= set(checks)


def test_a_stale_search_index_is_told_and_repaired(folder: Path) -> None:
    execute(folder, "DELETE FROM articles_fts_data WHERE id > 10")
    code, checks = doctor(folder)
    assert (code, checks["search index"]["verdict"]) == (1, "wrong")
    assert "--repair-fts" in checks["search index"]["remedy"]
    code, checks = doctor(folder, "--repair-fts")
    assert (code, checks["search index"]["verdict"]) == (0, "fine")


def test_a_repair_beside_a_daemon_is_refused(folder: Path) -> None:
    with lock.hold(folder / "monitor.db"):
        told = call("doctor", "--repair-fts", "--config", str(folder / "config.yaml"))
    assert told.returncode == 75
    assert "in use by another paris-call" in told.stderr


def test_a_daemon_without_a_sign_of_life_is_wrong(folder: Path) -> None:
    db = open_database(folder / "monitor.db")
    Ledger(db).beat(os.getpid(), "here", "running", at(-1))
    db.close()
    with lock.hold(folder / "monitor.db"):
        code, checks = doctor(folder)
    assert code == 1
    assert f"kill {os.getpid()}" in checks["daemon"]["remedy"]


def test_a_database_from_the_future_shows_a_clock_that_went_back(folder: Path) -> None:
    future = utc_now().replace(year=2090)
    db = open_database(folder / "monitor.db")
    Ledger(db).beat(1, "here", "running", future)
    db.close()
    code, checks = doctor(folder)
    assert (code, checks["clock"]["verdict"]) == (1, "wrong")


def test_too_little_space_is_wrong(folder: Path) -> None:
    (folder / "config.yaml").write_text("database: monitor.db\nhealth: {min_free_mb: 999999999}\n", encoding="utf-8")
    code, checks = doctor(folder)
    assert (code, checks["disk"]["verdict"]) == (1, "wrong")


def test_mistakes_in_files_are_named_without_secrets(folder: Path) -> None:
    (folder / "feeds.txt").write_text("https://me:hunter2@news.example/feed\n", encoding="utf-8")
    code, checks = doctor(folder)
    assert (code, checks["feeds"]["verdict"]) == (1, "wrong")
    assert "hunter2" not in json.dumps(checks)
    (folder / "config.yaml").write_text("databse: x\n", encoding="utf-8")
    code, checks = doctor(folder)
    assert code == 1
    assert "did you mean `database`" in checks["configuration"]["detail"]


def test_a_network_without_an_answer_is_wrong(folder: Path) -> None:
    (folder / "config.yaml").write_text(
        'database: monitor.db\nfetch: {allow_private: ["127.0.0.1:9"], connect_to: {"*:443": "127.0.0.1:9"}}\n',
        encoding="utf-8",
    )
    code, checks = doctor(folder, "--online")
    assert (code, checks["network"]["verdict"]) == (1, "wrong")


def test_a_file_that_is_no_database_is_wrong_in_words(folder: Path) -> None:
    for part in folder.glob("monitor.db*"):
        part.unlink()
    (folder / "monitor.db").write_bytes(b"overwritten by mistake" * 1000)
    code, checks = doctor(folder)
    assert (code, checks["database"]["verdict"]) == (1, "wrong")


def test_a_value_that_cannot_be_read_is_wrong_in_words(folder: Path) -> None:
    execute(folder, "UPDATE entries SET first_seen_at = 'last week'")
    code, checks = doctor(folder)
    assert (code, checks["database"]["verdict"]) == (1, "wrong")
    assert "'last week'" in checks["database"]["detail"]


def test_before_the_first_run_all_is_well(tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_text("health: {min_free_mb: 1}\n", encoding="utf-8")
    (tmp_path / "feeds.txt").write_text("https://news.example/feed\n", encoding="utf-8")
    before = sorted(tmp_path.rglob("*"))
    code, checks = doctor(tmp_path)
    assert code == 0
    assert "will be created" in checks["database"]["detail"]
    assert sorted(tmp_path.rglob("*")) == before


def test_for_people_each_check_is_a_line_with_its_remedy(folder: Path) -> None:
    execute(folder, "UPDATE mentions SET surface = 'Boeing'")
    told = call("doctor", "--config", str(folder / "config.yaml"))
    assert told.returncode == 1
    assert "WRONG    accounts" in told.stdout
    assert "-> restore a backup" in told.stdout


def test_a_backup_and_its_restore(folder: Path) -> None:
    options = ("--config", str(folder / "config.yaml"))
    with lock.hold(folder / "monitor.db"):  # as a running daemon does
        made = json.loads(call("backup", "--json", *options).stdout)
        refused = call("restore", made["backup"], *options)
    assert refused.returncode == 75
    execute(folder, "DELETE FROM mentions")
    assert doctor(folder)[0] == 1
    told = call("restore", made["backup"], *options)
    assert told.returncode == 0
    assert "kept as" in told.stdout
    assert doctor(folder)[0] == 0


def test_a_restore_from_nothing_is_refused(folder: Path) -> None:
    told = call("restore", str(folder / "absent.db"), "--config", str(folder / "config.yaml"))
    assert (told.returncode, "no such file" in told.stderr) == (1, True)


def test_an_unsafe_sqlite_is_said_loudly(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "without" / "pysqlite3").mkdir(parents=True)
    (tmp_path / "without" / "pysqlite3" / "__init__.py").write_text("raise ImportError", encoding="utf-8")
    told = call("doctor", "--config", str(folder / "config.yaml"), python_path=str(tmp_path / "without"))
    major, minor, patch = sqlite3.sqlite_version_info
    assert ("CAN CORRUPT" in told.stdout) is has_wal_reset_bug((major, minor, patch))
    assert told.returncode == 0


def test_no_password_comes_out_of_a_mistake(folder: Path) -> None:
    (folder / "feeds.txt").write_text("https://me:hunter2@news.example/feed\n", encoding="utf-8")
    told = call("once", "--config", str(folder / "config.yaml"))
    assert told.returncode == 2
    assert "***@news.example" in told.stderr
    assert "hunter2" not in told.stdout + told.stderr
