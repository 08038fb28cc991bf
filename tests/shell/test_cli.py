"""The command line as people and cron use it: real processes, against a newsroom on loopback."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from demo import content, newsroom, run
from pipeline.adapters import lock
from pipeline.adapters.sqlite.functions import add_functions
from pipeline.core.digests import digest_from_json
from pipeline.core.rendering.plain import width
from pipeline.model import Edition, Tier
from pipeline.shell import cli

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parent.parent.parent
PARIS_CALL = (sys.executable, "-m", "pipeline")
MONDAY_EVENING = "2026-11-09T18:00:00Z"
TUESDAY_MORNING = "2026-11-10T06:00:00Z"
PATIENCE = 60  # seconds; a bound, not an expectation


def call(*arguments: str, stdin: str = "", check: bool = True) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        (*PARIS_CALL, *arguments),
        cwd=ROOT,
        input=stdin,
        capture_output=True,
        text=True,
        check=check,
        timeout=PATIENCE,
        env={**os.environ, "COLUMNS": "120", "PYTHONWARNINGS": "error::ResourceWarning"},
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A monitor that has read Monday's news."""
    folder = tmp_path_factory.mktemp("cli") / "monitor"
    room = newsroom.Newsroom(content.load())
    room.now = content.OPENING.replace(hour=18)
    with newsroom.listening(room) as address:
        run.prepare(folder, content.load(), address)
        call("once", "--config", str(folder / "config.yaml"), "--now", MONDAY_EVENING)
    return folder


@pytest.fixture(scope="module")
def config(folder: Path) -> tuple[str, str]:
    return "--config", str(folder / "config.yaml")


def export(config: tuple[str, str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in call("export", *config).stdout.splitlines()]


def test_help_names_every_command() -> None:
    told = call("--help").stdout
    assert all(name in told for name in cli.COMMANDS)


@pytest.mark.parametrize("command", list(cli.COMMANDS))
def test_every_command_explains_itself(command: str) -> None:
    assert "Usage:" in call(command, "--help").stdout


def test_help_waits_for_no_heavy_library() -> None:
    heavy = "feedparser trafilatura httpx sqlite_utils pydantic apscheduler rich lxml jinja2"
    code = (
        "import sys; from pipeline.shell.cli import cli\n"
        "try: cli(['--help'])\nexcept SystemExit: pass\n"
        f"print([name for name in {heavy.split()!r} if name in sys.modules])"
    )
    told = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert told.stdout.splitlines()[-1] == "[]"


def test_a_pass_says_what_it_did_and_the_next_finds_nothing_new(folder: Path, config: tuple[str, str]) -> None:
    room = newsroom.Newsroom(content.load())
    room.now = content.OPENING.replace(hour=18)
    with newsroom.listening(room) as address:
        text = (folder / "config.yaml").read_text(encoding="utf-8")
        (folder / "again.yaml").write_text(text.replace(text.split('"*:80": "')[1].split('"')[0], address))
        told = json.loads(
            call("once", "--json", "--config", str(folder / "again.yaml"), "--now", MONDAY_EVENING).stdout
        )
    counts = {run["job"]: run["counts"] for run in told["runs"]}
    assert counts["poll"] == {}
    assert counts["read"] == {}


def test_every_entry_has_ended_or_waits(folder: Path, config: tuple[str, str]) -> None:
    status = json.loads(call("status", "--json", *config).stdout)
    with sqlite3.connect(f"file:{folder}/monitor.db?mode=ro", uri=True) as db:
        assert sum(status["entries"].values()) == db.execute("SELECT count(*) FROM entries").fetchone()[0]
        assert sum(status["articles"].values()) == db.execute("SELECT count(*) FROM articles").fetchone()[0]
    db.close()
    assert status["entries"]["matched"] > 5
    assert "feeds" in call("status", *config).stdout


def test_the_digest_of_a_day_reads_the_same_twice(config: tuple[str, str]) -> None:
    first = call("digest", "2026-11-09", *config).stdout
    assert first.startswith("# Paris Call digest, Monday 9 November 2026")
    assert "## The Paris Call" in first
    assert "## What could and could not be seen" in first
    assert call("digest", "2026-11-09", *config).stdout == first


def test_the_digest_speaks_every_format_and_narrows(config: tuple[str, str]) -> None:
    assert call("digest", "2026-11-09", "--format", "html", *config).stdout.startswith("<!DOCTYPE html>")
    assert max(map(width, call("digest", "2026-11-09", "--format", "txt", *config).stdout.split("\n"))) > 40
    whole = digest_from_json(call("digest", "2026-11-09", "--format", "json", *config).stdout)
    narrow = digest_from_json(
        call("digest", "2026-11-09", "--format", "json", "--filter", "tier=context", *config).stdout
    )
    assert narrow.stories == tuple(story for story in whole.stories if story.tier is Tier.CONTEXT)
    week = digest_from_json(call("digest", "2026-11-09", "--edition", "weekly", "--format", "json", *config).stdout)
    assert (week.window.edition, week.stories) == (Edition.WEEKLY, whole.stories)  # only its Monday was read so far


def test_a_reported_digest_is_rebuilt_to_the_byte(folder: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(folder, tmp_path / "monitor")
    config = ("--config", str(copy / "config.yaml"))
    call("once", *config, "--now", TUESDAY_MORNING, check=False)  # nobody answers by now
    written = {path.name: path.read_bytes() for path in (copy / "digests").iterdir()}
    assert set(written) == {"2026-11-09.html", "2026-11-09.md"}
    (copy / "digests" / "2026-11-09.md").unlink()
    assert "the same bytes as delivered" in call("digest", "--rebuild", "2026-11-09", *config).stderr
    assert {path.name: path.read_bytes() for path in (copy / "digests").iterdir()} == written


@pytest.mark.parametrize(
    "wrong", [("--rebuild", "2031-01-01"), ("--rebuild", "2026-11-09", "2026-11-09"), ("--filter", "mood=good")]
)
def test_what_no_digest_can_be_asked_is_refused(wrong: tuple[str, ...], config: tuple[str, str]) -> None:
    told = call("digest", *wrong, *config, check=False)
    assert told.returncode in {1, 2}
    assert "Error" in told.stderr


def test_search_finds_marks_and_never_breaks(config: tuple[str, str]) -> None:
    hits = json.loads(call("search", "--json", *config, '"paris call"').stdout)
    assert hits
    assert all(hit["tier"] for hit in hits)
    assert call("search", *config, "paris", "call").stdout
    for odd in ('"', "C++", "O'Brien", "-x", "a:b", "NEAR(", "*"):
        assert call("search", *config, "--", odd).returncode == 0


def test_explain_says_why_a_story_is_flagged_and_why_another_is_not(config: tuple[str, str]) -> None:
    articles = export(config)
    flagged = next(article for article in articles if article["call"])
    other = next(article for article in articles if not article["flagged"] and article["body_quality"] == "full")
    told = json.loads(call("explain", "--json", *config, flagged["url"]).stdout)
    assert told["tier"] == "call"
    for mention in told["accepted"]:
        text = told["title"] if mention["field"] == "title" else told["text"]
        assert text[mention["start"] : mention["end"]] == mention["surface"]
    assert call("explain", *config, other["url"]).stdout.startswith("Not flagged")
    page = call("explain", "--html", *config, flagged["url"]).stdout
    assert "<mark" in page
    assert "<script" not in page


def test_explain_takes_a_text_as_well(config: tuple[str, str], tmp_path: Path) -> None:
    text = "Airbus backs cyber norms\n\nAirbus joined the Paris Call for Trust and Security in Cyberspace on Monday."
    (tmp_path / "story.txt").write_text(text, encoding="utf-8")
    assert call("explain", *config, str(tmp_path / "story.txt")).stdout.startswith("Flagged as `call`")
    assert call("explain", *config, "-", stdin=text).stdout.startswith("Flagged as `call`")


def test_explain_says_when_it_does_not_know_an_address(config: tuple[str, str]) -> None:
    told = call("explain", *config, "https://never.example/seen", check=False)
    assert told.returncode == 1
    assert "no feed has brought this address" in told.stderr


def test_feeds_are_listed_with_their_health(config: tuple[str, str]) -> None:
    feeds = json.loads(call("feeds", "--json", *config).stdout)
    assert {"active", "gone"} <= {feed["state"] for feed in feeds}
    assert all(feed["next_poll_why"] for feed in feeds)
    assert "gone" in call("feeds", "--ailing", *config).stdout


def test_a_feed_that_is_gone_can_be_revived(folder: Path, config: tuple[str, str]) -> None:
    gone = next(feed for feed in json.loads(call("feeds", "--json", *config).stdout) if feed["state"] == "gone")
    call("feeds", "--revive", gone["url"], *config)
    states = {feed["url"]: feed["state"] for feed in json.loads(call("feeds", "--json", *config).stdout)}
    assert states[gone["url"]] == "active"
    assert call("feeds", "--revive", "http://no.example/", *config, check=False).returncode == 2


def test_csv_neutralises_formulas_and_has_every_article(config: tuple[str, str]) -> None:
    rows = list(csv.DictReader(io.StringIO(call("export", "--format", "csv", *config).stdout)))
    assert len(rows) == len(export(config))
    assert not [cell for row in rows for cell in row.values() if cell.startswith(("=", "+", "-", "@"))]


def test_match_answers_line_by_line_in_official_names() -> None:
    stories = [
        {"id": 1, "title": "", "text": "Les États-Unis et TotalEnergies ont signé l'Appel de Paris.", "lang": "fr"},
        {"id": "b", "title": "Oranges", "text": "Orange juice is good for you.", "lang": "en"},
    ]
    told = call("match", stdin="\n".join(json.dumps(story) for story in stories)).stdout
    first, second = (json.loads(line) for line in told.splitlines())
    assert (first["id"], first["states"]) == (1, ["États-Unis"])
    assert "Total" in first["signatories"]
    assert (second["id"], second["tier"], second["mentions"]) == ("b", None, [])


def test_match_names_the_line_it_cannot_read() -> None:
    told = call("match", stdin='{"id": 1, "text": "x"}\nnot json\n', check=False)
    assert told.returncode == 2
    assert told.stderr.startswith("<stdin>:2: is not JSON")


def test_check_reports_all_mistakes_of_all_files_at_once(tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_text("fetch: {allow_private: ['not an address!']}\n", encoding="utf-8")
    (tmp_path / "feeds.txt").write_text("gopher://x\nhttps://a.example/ every=nine\n", encoding="utf-8")
    told = call("check", "--config", str(tmp_path / "config.yaml"), check=False)
    assert told.returncode == 2
    assert len(told.stderr.splitlines()) == 3
    assert f"{tmp_path}/feeds.txt:1: " in told.stderr
    assert f"{tmp_path}/feeds.txt:2: " in told.stderr
    assert "Traceback" not in told.stderr


def test_check_of_the_shipped_files_is_clean() -> None:
    told = json.loads(call("check", "--json").stdout)
    assert told["ok"]


def test_a_second_process_is_refused_with_a_code_of_its_own(folder: Path, config: tuple[str, str]) -> None:
    with lock.hold(folder / "monitor.db"):
        told = call("once", *config, check=False)
    assert told.returncode == 75
    assert "in use by another paris-call" in told.stderr


def test_reading_commands_say_what_to_do_without_a_database(tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_text("database: absent.db\n", encoding="utf-8")
    for command in (("status",), ("search", "x"), ("feeds",), ("export",), ("digest",)):
        told = call(*command, "--config", str(tmp_path / "config.yaml"), check=False)
        assert told.returncode == 1
        assert "paris-call once" in told.stderr
        assert "Traceback" not in told.stderr


def test_a_wrong_time_is_a_wrong_use() -> None:
    told = call("once", "--now", "yesterday", check=False)
    assert told.returncode == 2
    assert "2026-11-24T06:00:00Z" in told.stderr


def test_the_schema_is_json_and_completion_is_for_the_shell() -> None:
    assert json.loads(call("schema").stdout)["properties"]["database"]
    assert "_PARIS_CALL_COMPLETE" in call("completion", "bash").stdout


@pytest.mark.parametrize(
    "arguments", [("--help",), ("export", "--help"), ("export",), ("export", "--format", "csv"), ("status",)]
)
def test_a_reader_that_has_had_enough_ends_a_command_as_it_ends_cat(folder: Path, arguments: tuple[str, ...]) -> None:
    """`paris-call export | head`: quietly, by the signal that the shell expects."""
    where = () if "--help" in arguments else ("--config", str(folder / "config.yaml"))
    reader, writer = os.pipe()
    os.close(reader)
    try:
        ended = subprocess.run(
            (*PARIS_CALL, *arguments, *where), cwd=ROOT, stdout=writer, stderr=subprocess.PIPE, text=True,
            timeout=PATIENCE, check=False,
        )  # fmt: skip
    finally:
        os.close(writer)
    assert (ended.returncode, ended.stderr) == (-signal.SIGPIPE, "")


@pytest.fixture
def daemon(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], Path, newsroom.Newsroom]]:
    """A daemon at work on a newsroom in which everything has been published."""
    room = newsroom.Newsroom(content.load())
    room.now = content.OPENING.replace(day=13)
    with newsroom.listening(room) as address:
        folder = tmp_path / "monitor"
        run.prepare(folder, content.load(), address)
        process = start(folder)
        yield process, folder, room
        if process.poll() is None:
            process.kill()
        process.wait(PATIENCE)


def start(folder: Path) -> subprocess.Popen[str]:
    with (folder / "log.txt").open("a") as log:
        return subprocess.Popen(
            (*PARIS_CALL, "run", "--config", str(folder / "config.yaml")), cwd=ROOT, stderr=log, text=True
        )


def wait_until(folder: Path, sql: str, number: int) -> None:
    """Until a query counts at least so many."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            db = sqlite3.connect(f"file:{folder}/monitor.db?mode=ro", uri=True)
            try:
                if db.execute(sql).fetchone()[0] >= number:
                    return
            finally:
                db.close()
        except sqlite3.OperationalError:
            pass
        time.sleep(0.1)
    pytest.fail(f"{sql} stayed under {number}; the log ends with {(folder / 'log.txt').read_text()[-2000:]}")


READ = "SELECT count(*) FROM pages WHERE state = 'done'"


def test_the_daemon_stops_on_sigterm_with_nothing_half_done(
    daemon: tuple[subprocess.Popen[str], Path, newsroom.Newsroom],
) -> None:
    process, folder, _ = daemon
    wait_until(folder, READ, 5)
    wait_until(folder, "SELECT count(*) FROM heartbeat", 1)
    process.send_signal(signal.SIGTERM)
    assert process.wait(30) == 0
    db = sqlite3.connect(folder / "monitor.db")
    assert db.execute("SELECT count(*) FROM pages WHERE state = 'leased'").fetchone()[0] == 0
    assert db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    db.close()
    assert "Traceback" not in (folder / "log.txt").read_text()


def test_a_second_signal_stops_the_daemon_at_once(
    daemon: tuple[subprocess.Popen[str], Path, newsroom.Newsroom],
) -> None:
    process, folder, _ = daemon
    wait_until(folder, READ, 1)
    process.send_signal(signal.SIGTERM)
    time.sleep(0.2)
    process.send_signal(signal.SIGTERM)
    assert process.wait(PATIENCE) in {0, 1}


def test_a_killed_daemon_loses_nothing_and_doubles_nothing(
    daemon: tuple[subprocess.Popen[str], Path, newsroom.Newsroom],
) -> None:
    process, folder, _ = daemon
    for done in (3, 8, 14):
        wait_until(folder, READ, done)
        process.kill()
        process.wait(PATIENCE)
        process = start(folder)
    wait_until(folder, READ, 30)
    process.send_signal(signal.SIGTERM)
    assert process.wait(PATIENCE) == 0
    call("once", "--config", str(folder / "config.yaml"))
    db = sqlite3.connect(folder / "monitor.db")
    assert db.execute("SELECT count(*), count(DISTINCT url) FROM articles").fetchone()[0] > 30
    assert db.execute("SELECT count(*) - count(DISTINCT url) FROM articles").fetchone()[0] == 0
    stranded = """SELECT count(*) FROM entries WHERE outcome IS NULL
                  AND page_id NOT IN (SELECT id FROM pages WHERE state = 'queued')"""
    assert db.execute(stranded).fetchone()[0] == 0
    assert db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    add_functions(db)
    db.execute("INSERT INTO articles_fts (articles_fts, rank) VALUES ('integrity-check', 1)")
    db.close()
