"""The past and the present, read by a Dask cluster of which a worker is killed: the same rows as by processes here."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from distributed import Client

from demo.content import OPENING, load
from demo.newsroom import Newsroom, listening
from demo.run import CONFIG, prepare, work
from pipeline.adapters.sqlite import care
from pipeline.adapters.sqlite.database import open_readonly
from pipeline.core.checkup import Verdict
from pipeline.errors import StoreError
from tests.dask_support import PATIENCE, cluster
from tests.warc_support import Archive

if TYPE_CHECKING:
    from pipeline.adapters.sqlite.database import Row

ROOT = Path(__file__).parent.parent.parent
PAGES = 1_000
MONTHS = ("2018-11", "2018-12", "2019-01")
CALL = "The ministers renewed their support for the Paris Call for Trust and Security in Cyberspace. "
CONTEXT = "Microsoft says that a cyberattack on hospitals was stopped before any ransomware was run. "
DULL = "The bakery on the corner sells bread, cakes and coffee to the people of the village every day. "
# Whatever does not tell when, or in which order, something was stored.
RESULTS = {
    "articles": (
        "SELECT url, title, site, language, published_at, text_hash, tier, score, sentence, reasons FROM articles"
    ),
    "matches": "SELECT url, day, tier, score, title, sentence, signatories, site, language FROM matches",
    "match_subjects": (
        "SELECT url, subject, s.day, kind, category, country, s.tier FROM match_subjects s JOIN matches m"
        " ON m.id = match_id"
    ),
    "mentions": (
        "SELECT url, subject, kind, signatory_id, field, start, end, surface, m.sentence, rule, m.score, evidence"
        " FROM mentions m JOIN articles a ON a.id = article_id"
    ),
    "backfill_months": "SELECT month, outcome, pages FROM backfill_months",
}

# distributed's own warnings about its event loop are none of our business.
pytestmark = pytest.mark.filterwarnings("default::DeprecationWarning", "default::ResourceWarning")


def archive() -> bytes:
    made = Archive()
    for number in range(PAGES):
        text = (CALL, CONTEXT, DULL, DULL, DULL)[number % 5] * 3
        made.add(
            f"https://news{number % 7}.example/{number}",
            f'<html lang="en"><head><title>Story {number}</title><meta property="article:published_time"'
            f' content="{MONTHS[number % 3]}-20T08:00:00Z"></head><body><article><h1>Story {number}</h1>'
            f"<p>{text}</p><p>{text}</p></article></body></html>".encode(),
        )
    return made.data


def configured(folder: Path, read: str) -> Path:
    folder.mkdir()
    (folder / "feeds.txt").write_text("", encoding="utf-8")
    config = folder / "config.yaml"
    config.write_text(f"read: {read}\n", encoding="utf-8")
    return config


def backfill(config: Path, file: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        (sys.executable, "-m", "pipeline", "backfill", "warc", str(file), "--config", str(config)),
        cwd=ROOT,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def by_dask(address: str) -> str:
    return f"{{executor: dask, scheduler: '{address}'}}"


def rows(database: Path, sql: str) -> list[Row]:
    db = open_readonly(database)
    try:
        return sorted(db.rows(sql), key=repr)
    finally:
        db.close()


def taken(config: Path) -> int:
    """Pages stored so far."""
    try:
        return int(rows(config.parent / "data" / "monitor.db", "SELECT total(pages) FROM backfill_months")[0][0])
    except StoreError:
        return 0  # there is no database yet


def one_worker(address: str) -> tuple[int, int]:
    """The process of a worker that is there now, and of its nanny, which would start it again."""
    with Client(address, timeout=PATIENCE, set_as_default=False) as client:
        client.wait_for_workers(2, timeout=PATIENCE)
        workers, nannies = client.run(os.getpid), client.run(os.getppid)
    return min((workers[name], nannies[name]) for name in workers)


def test_a_backfill_that_loses_a_worker_stores_the_same_rows(tmp_path: Path) -> None:
    file = tmp_path / "news.warc.gz"
    file.write_bytes(archive())
    here = configured(tmp_path / "processes", "{workers: 2}")
    process = backfill(here, file)
    process.communicate(timeout=2 * PATIENCE)
    assert process.returncode == 0
    with cluster(tmp_path, 2) as address:
        worker, nanny = one_worker(address)
        there = configured(tmp_path / "cluster", by_dask(address))
        process = backfill(there, file)
        give_up = time.monotonic() + PATIENCE
        while not taken(there) and time.monotonic() < give_up:
            time.sleep(0.05)
        os.kill(nanny, signal.SIGKILL)  # for good: nobody starts it again
        os.kill(worker, signal.SIGKILL)
        killed_after = taken(there)
        _, errors = process.communicate(timeout=2 * PATIENCE)
        assert process.returncode == 0, errors
    assert 0 < killed_after < PAGES
    databases = [config.parent / "data" / "monitor.db" for config in (here, there)]
    for table, sql in RESULTS.items():
        first, second = (rows(database, sql) for database in databases)
        assert first == second, table
        assert first
    assert rows(databases[1], "SELECT tier, count(*) FROM matches GROUP BY tier") == [
        ("call", PAGES // 5),
        ("context", PAGES // 5),
    ]
    assert taken(there) == PAGES
    assert all(check.verdict is not Verdict.WRONG for check in care.examine(databases[1]))


def test_news_of_today_read_by_a_cluster_give_the_same_rows(tmp_path: Path) -> None:
    sites = load()
    newsroom = Newsroom(sites)
    here, there = tmp_path / "processes", tmp_path / "cluster"
    with cluster(tmp_path, 2) as cluster_address, listening(newsroom) as address:
        worker, nanny = one_worker(cluster_address)
        prepare(here, sites, address)
        prepare(there, sites, address)
        config = (there / CONFIG).read_text(encoding="utf-8")
        assert "read:\n  workers: 1 " in config
        by_cluster = f"read:\n  executor: dask\n  scheduler: {cluster_address}\n  workers: 1 "
        (there / CONFIG).write_text(config.replace("read:\n  workers: 1 ", by_cluster), encoding="utf-8")
        newsroom.now = OPENING + timedelta(hours=24)
        work(here, newsroom.now)
        visits = len(newsroom.visits)
        with ThreadPoolExecutor(1) as thread:
            working = thread.submit(work, there, newsroom.now)
            while len(newsroom.visits) < 1.5 * visits and not working.done():
                time.sleep(0.01)
            assert not working.done()
            os.kill(nanny, signal.SIGKILL)
            os.kill(worker, signal.SIGKILL)
            working.result()
    databases = [next(folder.rglob("*.db")) for folder in (here, there)]
    for table in ("articles", "matches", "match_subjects", "mentions"):
        first, second = (rows(database, RESULTS[table]) for database in databases)
        assert first == second, table
        assert first
