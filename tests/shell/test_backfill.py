"""The past, from files and lists, on the command line: nothing lost, nothing twice, and no news of today."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pipeline.adapters.sqlite import care
from pipeline.adapters.sqlite.database import open_database, open_readonly
from pipeline.core.checkup import Verdict
from tests.warc_support import Archive

if TYPE_CHECKING:
    from pipeline.adapters.sqlite.database import Row

ROOT = Path(__file__).parent.parent.parent
PATIENCE = 120

MONTHS = ("2018-11", "2018-12", "2019-01")  # the archive files of tests are crawled in March 2019
CALL = "The ministers renewed their support for the Paris Call for Trust and Security in Cyberspace. " * 3
DULL = "The bakery on the corner sells bread, cakes and coffee to the people of the village every day. " * 3


def page(title: str, text: str, day: str) -> bytes:
    return (
        f'<html lang="en"><head><title>{title}</title><meta property="article:published_time" content="{day}">'
        f"</head><body><article><h1>{title}</h1><p>{text}</p><p>{text}</p></article></body></html>"
    ).encode()


def archive(pages: int) -> Archive:
    """Every fifth page names the Call."""
    made = Archive()
    for number in range(pages):
        text = CALL if number % 5 == 0 else DULL
        day = f"{MONTHS[number % 3]}-20T08:00:00Z"
        made.add(f"https://news{number % 7}.example/{number}", page(f"Story {number}", text, day))
    return made


@pytest.fixture
def config(tmp_path: Path) -> Path:
    (tmp_path / "feeds.txt").write_text("", encoding="utf-8")
    (tmp_path / "data").mkdir()
    config = tmp_path / "config.yaml"
    config.write_text("read: {workers: 2}\n", encoding="utf-8")
    return config


def start(config: Path, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        (sys.executable, "-m", "pipeline", "backfill", *arguments, "--config", str(config)),
        cwd=ROOT,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


def call(config: Path, *arguments: str) -> tuple[int, str]:
    process = start(config, *arguments)
    told, errors = process.communicate(timeout=PATIENCE)
    assert "Traceback" not in errors, errors
    return process.returncode, told


def rows(config: Path, sql: str) -> list[Row]:
    db = open_readonly(config.parent / "data" / "monitor.db")
    try:
        return db.rows(sql)
    finally:
        db.close()


def test_a_file_is_read_to_its_end_and_only_what_is_wanted_is_kept(tmp_path: Path, config: Path) -> None:
    file = tmp_path / "CC-NEWS-2019.warc.gz"
    file.write_bytes(archive(60).data)
    code, told = call(config, "warc", str(file), "--json")
    (summary,) = json.loads(told)
    assert code == 0
    assert summary["finished"]
    assert sum(summary["counts"].values()) == 60
    assert summary["counts"]["matched"] == 12
    assert rows(config, "SELECT count(*), min(day), max(day), min(tier) FROM matches") == [
        (12, "2018-11-20", "2019-01-20", "call")
    ]
    assert rows(config, "SELECT DISTINCT backfilled FROM articles") == [(1,)]
    months = json.loads(call(config, "status", "--json")[1])["months"]
    assert {month: counts["matched"] for month, counts in months.items() if "matched" in counts} == {
        "2018-11": 4,
        "2018-12": 4,
        "2019-01": 4,
    }
    again = json.loads(call(config, "warc", str(file), "--json")[1])[0]
    assert (again["finished"], again["counts"]) == (True, {})
    assert all(check.verdict is not Verdict.WRONG for check in care.examine(config.parent / "data" / "monitor.db"))


def test_a_budget_ends_a_run_and_the_next_goes_on(tmp_path: Path, config: Path) -> None:
    file = tmp_path / "news.warc.gz"
    file.write_bytes(archive(120).data)
    first = json.loads(call(config, "warc", str(file), "--budget", "50", "--json")[1])[0]
    assert (first["finished"], sum(first["counts"].values())) == (False, 50)
    rest = json.loads(call(config, "warc", str(file), "--json")[1])[0]
    assert (rest["finished"], sum(rest["counts"].values())) == (True, 70)
    assert rows(config, "SELECT count(*) FROM matches") == [(24,)]


def test_killed_at_any_moment_it_loses_nothing_and_stores_nothing_twice(tmp_path: Path, config: Path) -> None:
    file = tmp_path / "news.warc.gz"
    file.write_bytes(archive(300).data)
    for delay in (2.5, 3.5):
        process = start(config, "warc", str(file))
        time.sleep(delay)
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate(timeout=PATIENCE)
    assert call(config, "warc", str(file))[0] == 0
    assert rows(config, "SELECT count(*), count(DISTINCT url) FROM articles") == [(60, 60)]
    assert rows(config, "SELECT sum(pages) FROM backfill_months") == [(300,)]
    assert all(check.verdict is not Verdict.WRONG for check in care.examine(config.parent / "data" / "monitor.db"))


def test_damage_is_told_and_costs_only_itself(tmp_path: Path, config: Path) -> None:
    made = archive(20)
    data = bytearray(made.data)
    data[made.offsets[7] + 20 : made.offsets[7] + 40] = bytes(20)
    file = tmp_path / "news.warc.gz"
    file.write_bytes(bytes(data))
    code, told = call(config, "warc", str(file))
    assert code == 1
    assert "damaged at byte" in told
    assert rows(config, "SELECT sum(pages) FROM backfill_months") == [(19,)]
    assert rows(config, "SELECT damages FROM backfill_files") == [(1,)]


def test_a_list_of_addresses_is_queued_behind_the_news(tmp_path: Path, config: Path) -> None:
    open_database(config.parent / "data" / "monitor.db").close()
    listed = tmp_path / "list.txt"
    listed.write_text("https://a.example/1\nnonsense\nhttps://b.example/2\nhttps://a.example/1\n", encoding="utf-8")
    assert call(config, "urls", str(listed), "--queue-only") == (0, "2 pages queued, 1 known already\n")
    assert call(config, "urls", str(listed), "--queue-only") == (0, "0 pages queued, 3 known already\n")
    assert rows(config, "SELECT url, history FROM pages ORDER BY id") == [
        ("https://a.example/1", 1),
        ("https://b.example/2", 1),
    ]
