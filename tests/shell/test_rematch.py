"""`paris-call rematch` as people use it: real processes on a real database."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from pipeline.adapters import lock
from pipeline.adapters.gazetteer import read_gazetteer
from pipeline.adapters.sqlite.archive import Archive
from pipeline.adapters.sqlite.database import open_database, open_readonly
from pipeline.adapters.sqlite.feeds import FeedStore
from pipeline.adapters.sqlite.ledger import Ledger
from pipeline.adapters.sqlite.pages import PageStore
from pipeline.adapters.workers import ProcessWorkers
from pipeline.core.judging import Judge
from pipeline.core.matching import MatchPolicy
from pipeline.core.mentions import Matcher
from pipeline.core.outcomes import outcome_of
from pipeline.model import Article, Gazetteer
from pipeline.shell.judges import judge_of, recipe_of
from pipeline.shell.rematching import judge_article, processes_for
from pipeline.shell.settings import settings_of
from tests.builders import NOW, entry, name, ok_poll, subscription

ROOT = Path(__file__).parent.parent.parent
PATIENCE = 120  # seconds; a bound, not an expectation
TEXTS = (
    "Microsoft published a report on attacks against hospitals.",
    "Zorblatt Quuxwell published a report on attacks against hospitals.",
    "It rained in the mountains.",
)


def call(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        (sys.executable, "-m", "pipeline", "rematch", "--config", str(folder / "config.yaml"), *arguments),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )


def told(result: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    assert result.returncode == 0, result.stderr
    answer: dict[str, Any] = json.loads(result.stdout)
    return answer


def fill(folder: Path, gazetteer: Gazetteer) -> None:
    """Stores articles as the read job does, judged with a gazetteer."""
    judge = Judge(matcher=Matcher(gazetteer, MatchPolicy()))
    with closing(open_database(folder / "monitor.db")) as db:
        Ledger(db).publish(gazetteer)
        feeds, pages = FeedStore(db), PageStore(db)
        feeds.subscribe([subscription()], 3600, NOW)
        entries = [entry(number) for number in range(len(TEXTS))]
        feeds.record(feeds.feeds()[0], ok_poll(1, len(entries)), [(one, name(one)) for one in entries])
        for text, page in zip(TEXTS, sorted(pages.lease(NOW, 9), key=lambda page: page.id), strict=True):
            article = Article(url=page.url, title="A report", text=text, language="en")
            reading = judge(article)
            pages.settle(page, reading, outcome_of(reading), "", NOW)


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with three stories, judged by the shipped names."""
    folder = tmp_path_factory.mktemp("stored")
    fill(folder, read_gazetteer())
    return folder / "monitor.db"


@pytest.fixture
def folder(tmp_path: Path, stored: Path) -> Path:
    """A monitor whose watchlist has since been given a name."""
    shutil.copy(stored, tmp_path)
    (tmp_path / "config.yaml").write_text("database: monitor.db\nwatchlist: own.csv\n", encoding="utf-8")
    (tmp_path / "own.csv").write_text("name,category\nZorblatt Quuxwell,civil-society\n", encoding="utf-8")
    return tmp_path


def test_a_new_name_is_found_in_what_was_already_read(folder: Path) -> None:
    before = (folder / "monitor.db").read_bytes()
    with lock.hold(folder / "monitor.db"):  # a daemon is at work
        preview = told(call(folder, "--dry-run", "--json"))
        assert call(folder).returncode == 75
    assert (folder / "monitor.db").read_bytes() == before
    assert {effect: count for effect, count in preview["counts"].items() if count} == {"gained": 1, "confirmed": 2}
    assert preview["names_gained"] == {"Zorblatt Quuxwell": 1}
    assert [story["effect"] for story in preview["changed"]] == ["gained"]

    words = call(folder)
    assert words.returncode == 0, words.stderr
    assert "1 gained, 0 lost" in words.stdout
    assert "Zorblatt Quuxwell" in words.stdout
    assert "https://news.example/story-1" in words.stdout
    with closing(open_readonly(folder / "monitor.db")) as db:
        assert [filed.signatories for filed in Archive(db).everything()] == [("Microsoft",), ("Zorblatt Quuxwell",), ()]
        linked = "SELECT count(*) FROM mentions m JOIN signatories s ON s.id = m.signatory_id WHERE s.name = m.subject"
        assert db.number(linked) == 2
        assert [run.job for run in Archive(db).status(NOW).runs] == ["rematch"]

    again = told(call(folder, "--json"))
    assert (again["counts"]["unchanged"], again["changed"], again["finished"]) == (3, [], True)


def test_a_mistyped_path_makes_no_database(tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_text("database: nowhere.db\n", encoding="utf-8")
    for arguments in ((), ("--dry-run",)):
        result = call(tmp_path, *arguments)
        assert result.returncode == 1
        assert "no such file" in result.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["config.yaml"]


def test_only_many_articles_are_worth_other_processes(folder: Path) -> None:
    (folder / "config.yaml").write_text("read:\n  workers: 3\n", encoding="utf-8")
    settings = settings_of(folder / "config.yaml")
    assert (processes_for(100, settings), processes_for(100_000, settings)) == (1, 3)


def test_what_judges_crosses_to_a_worker_process(folder: Path) -> None:
    recipe = recipe_of(settings_of(folder / "config.yaml"))
    workers = ProcessWorkers(count=1, deadline=PATIENCE, warm_up=partial(judge_of, recipe))
    with closing(workers):
        reading = workers.run(partial(judge_article, recipe), Article(url="", title="", text=TEXTS[1]))
    assert reading.match is not None
    assert reading.match.subjects == ("Zorblatt Quuxwell",)
