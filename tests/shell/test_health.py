"""What the daemon shows of itself, and where."""

from __future__ import annotations

import logging
import os
import socket
import time
from typing import TYPE_CHECKING
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from pipeline.adapters.sqlite.database import open_database
from pipeline.adapters.sqlite.feeds import FeedStore
from pipeline.adapters.workers import ProcessWorkers
from pipeline.errors import ConfigError, WorkerError
from pipeline.model import Run
from pipeline.shell import config
from pipeline.shell.guard import DiskGuard
from pipeline.shell.health import HealthPages, showing
from pipeline.shell.values import listen_address
from pipeline.shell.vitals import STALE_AFTER, Vitals
from tests.builders import NOW, entry, name, ok_poll, subscription

if TYPE_CHECKING:
    from pathlib import Path

LOGGER = logging.getLogger("health-test")
PATIENCE = 20


def pages(folder: Path, vitals: Vitals, least: int = 0) -> HealthPages:
    guard = DiskGuard(folder, least, LOGGER)
    guard.look()
    workers = ProcessWorkers(count=1, deadline=1)
    return HealthPages(database=folder / "monitor.db", vitals=vitals, guard=guard, workers=workers, started_at=NOW)


@pytest.fixture
def vitals() -> Vitals:
    return Vitals({"poll": 15}, time.monotonic())


def values(page: str) -> dict[str, float]:
    lines = [line for line in page.splitlines() if not line.startswith("#")]
    return {line.rpartition(" ")[0]: float(line.rpartition(" ")[2]) for line in lines}


def test_all_is_well(tmp_path: Path, vitals: Vitals) -> None:
    answer = pages(tmp_path, vitals).healthz()
    assert (answer.status, answer.body) == (200, "ok\n")


def test_a_database_that_takes_no_write_is_ill_health(tmp_path: Path) -> None:
    answer = pages(tmp_path, Vitals({}, time.monotonic() - STALE_AFTER - 1)).healthz()
    assert answer.status == 503
    assert "no write" in answer.body


def test_a_pause_for_want_of_space_is_none_but_shows(tmp_path: Path, vitals: Vitals) -> None:
    shown = pages(tmp_path, vitals, least=1 << 62)
    assert (shown.healthz().status, shown.healthz().body) == (200, "paused: too little disk space\n")
    assert values(shown.metrics().body)["paris_call_paused"] == 1


def test_metrics_agree_with_the_database_and_the_runs(tmp_path: Path, vitals: Vitals) -> None:
    db = open_database(tmp_path / "monitor.db")
    store = FeedStore(db)
    store.subscribe([subscription()], 3600, NOW)
    store.record(store.feeds()[0], ok_poll(1, 2), [(entry(n), name(entry(n))) for n in (1, 2)])
    vitals.count(Run(job="poll", started_at=NOW, finished_at=NOW, counts=(("ok", 1),)))
    found = values(pages(tmp_path, vitals).metrics().body)
    assert found['paris_call_outcomes_total{job="poll",outcome="ok"}'] == 1
    assert found['paris_call_entries{outcome="pending"}'] == 2
    assert found['paris_call_feeds{state="active"}'] == 1
    assert found["paris_call_wal_bytes"] > 0
    assert found["paris_call_last_entry_timestamp_seconds"] == NOW.timestamp()
    assert found["process_open_fds"] > 3
    db.close()


def test_a_reader_that_dies_is_counted(tmp_path: Path, vitals: Vitals) -> None:
    shown = pages(tmp_path, vitals)
    with pytest.raises(WorkerError, match="died"):
        shown.workers.run(os._exit, 3)
    shown.workers.close()
    assert values(shown.metrics().body)['paris_call_worker_losses_total{kind="died"}'] == 1


def test_metrics_do_without_a_database_that_cannot_be_read(tmp_path: Path, vitals: Vitals) -> None:
    (tmp_path / "monitor.db").write_bytes(b"not a database" * 100)
    found = values(pages(tmp_path, vitals).metrics().body)
    assert found["paris_call_healthy"] == 1
    assert "paris_call_feeds_due" not in found


def test_the_pages_are_served_where_the_configuration_says(
    tmp_path: Path, vitals: Vitals, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    with showing("127.0.0.1:0", pages(tmp_path, vitals), LOGGER):
        address = caplog.records[-1].message.rpartition("=")[2]
        with urlopen(f"http://{address}/healthz", timeout=PATIENCE) as answer:
            assert answer.read() == b"ok\n"
        with pytest.raises(HTTPError) as refused:
            urlopen(f"http://{address}/", timeout=PATIENCE)
        refused.value.close()


def test_a_taken_port_is_said_and_borne(tmp_path: Path, vitals: Vitals, caplog: pytest.LogCaptureFixture) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with showing(f"127.0.0.1:{port}", pages(tmp_path, vitals), LOGGER):
            assert "cannot listen" in caplog.records[-1].message


def test_without_an_address_nothing_is_served(tmp_path: Path, vitals: Vitals, caplog: pytest.LogCaptureFixture) -> None:
    with showing("", pages(tmp_path, vitals), LOGGER):
        assert caplog.records == []


@pytest.mark.parametrize(
    ("listen", "address"),
    [("127.0.0.1:9469", ("127.0.0.1", 9469)), ("127.9.9.9:1", ("127.9.9.9", 1)), ("[::1]:80", ("::1", 80))],
)
def test_loopback_addresses_are_taken(listen: str, address: tuple[str, int]) -> None:
    assert listen_address(listen) == address


@pytest.mark.parametrize(
    ("listen", "words"),
    [
        ("0.0.0.0:9469", "not a loopback address"),
        ("[::]:9469", "not a loopback address"),
        ("192.168.1.5:80", "not a loopback address"),
        ("localhost:9469", "not address:port"),
        ("9469", "not address:port"),
        ("127.0.0.1", "not address:port"),
        ("127.0.0.1:", "not a port"),
        ("127.0.0.1:65536", "not a port"),
        ("127.0.0.1:٣", "not a port"),
    ],
)
def test_other_addresses_are_refused_in_words(tmp_path: Path, listen: str, words: str) -> None:
    (tmp_path / "config.yaml").write_text(f'health: {{listen: "{listen}"}}\n', encoding="utf-8")
    with pytest.raises(ConfigError, match=words):
        config.load(tmp_path / "config.yaml")
