"""Flagged articles become stories: the same ones in any order, and the accounts agree at every moment."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from pipeline.adapters.sqlite import care
from pipeline.adapters.sqlite.database import Database, open_database
from pipeline.adapters.sqlite.feeds import FeedStore
from pipeline.adapters.sqlite.grouping import GroupTable
from pipeline.adapters.sqlite.pages import PageStore
from pipeline.core.checkup import Verdict
from pipeline.core.outcomes import outcome_of
from pipeline.core.stories import VERSION
from pipeline.jobs.group import GroupStories
from pipeline.model import Article, Findings, Reading
from tests.builders import NOW, at, entry, flagged, mention, name, ok_poll, subscription

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime
    from pathlib import Path

BERLIN = (
    "Airbus opened a laboratory for industrial security in Bremen on Tuesday and invited suppliers to test parts.",
    "The laboratory has forty places, and whoever books one pays nothing for the first two days of an examination.",
    "Engineers there take a controller apart, look for what should not be in it and write down what they found.",
    "A supplier who mends a fault within ninety days is named with thanks, one who does not is named without.",
    "The city gave the building, which was a warehouse for coffee until the harbour moved down the river.",
)
OTHER = (
    "Airbus lost a lawsuit over overtime pay in Toulouse that three hundred technicians had brought two years ago.",
    "The court found that travelling between two plants counts as work and that the company has to pay for it.",
    "Lawyers for the technicians said that colleagues in other countries were watching the case with interest.",
    "An appeal is possible until the end of next month, and a spokesman left open whether there would be one.",
)
LOCAL = "Readers along the lower Weser know the building, for many of them have worked in it at one time or another."
AGENCY = "This text was sent out by an agency and shortened by the editors of this newspaper before it was printed."

COPIES = (
    "\n\n".join(BERLIN),
    "\n\n".join(BERLIN[:4]),
    "\n\n".join((LOCAL, *BERLIN)),
    "\n\n".join((*BERLIN[:3], BERLIN[4], AGENCY)),
    "\n\n".join(OTHER),
    "\n\n".join((*OTHER[:3], AGENCY)),
    "Airbus signed.",
)
STORIES = frozenset({frozenset({0, 1, 2, 3}), frozenset({4, 5}), frozenset({6})})


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    database = new(tmp_path / "monitor.db")
    yield database
    database.close()


def new(path: Path) -> Database:
    database = open_database(path)
    FeedStore(database).subscribe([subscription()], 3600, NOW)
    return database


def reading(number: int, text: str) -> Reading:
    url = f"https://paper-{number}.example/story"
    found = mention(text, "Airbus", "Airbus")
    whole = flagged(url, "Airbus")
    article = Article(url=url, title=f"Headline {number}", text=text, language="en", site=f"Paper {number}")
    return replace(whole, article=article, findings=Findings(mentions=(found,)))


def arrive(db: Database, numbers: Sequence[int], seen: datetime | None = None) -> None:
    """Stores copies in this order; each is first seen at its own hour, whenever it is stored."""
    feeds, pages = FeedStore(db), PageStore(db)
    for number in numbers:
        one = replace(entry(number, f"paper-{number}.example"), url=f"https://paper-{number}.example/story")
        moment = seen or at(number)
        feeds.record(feeds.feeds()[0], ok_poll(1, 1, moment=moment), [(one, name(one))])
        (page,) = pages.lease(at(100), 9)
        read = reading(number, COPIES[number])
        pages.settle(page, read, outcome_of(read), "", at(100))


def group(db: Database) -> list[str]:
    return [event.outcome for event in GroupStories(store=GroupTable(db), version=VERSION)()]


def number_of(url: str) -> int:
    return int(url.partition("paper-")[2].partition(".")[0])


def stories(db: Database) -> dict[int, frozenset[int]]:
    """Each story by the copy that names it, with its copies."""
    found: dict[int, set[int]] = {}
    for url, lead in db.rows("SELECT m.url, l.url FROM matches m JOIN matches l ON l.id = m.story_id"):
        found.setdefault(number_of(lead), set()).add(number_of(url))
    return {lead: frozenset(members) for lead, members in found.items()}


def complaints(db: Database) -> dict[str, str]:
    return {check.name: check.detail for check in care.examine(db.path) if check.verdict is not Verdict.FINE}


def id_of(db: Database, number: int) -> int:
    return db.number("SELECT id FROM matches WHERE url LIKE ?", (f"https://paper-{number}.%",))


def test_copies_of_one_text_are_one_story_named_by_the_earliest(db: Database) -> None:
    arrive(db, range(7))
    assert sorted(group(db)) == ["alone"] + ["joined"] * 6
    assert stories(db) == {0: frozenset({0, 1, 2, 3}), 4: frozenset({4, 5}), 6: frozenset({6})}
    (row,) = db.rows(
        "SELECT articles, outlets, languages, title, first_seen_at, last_seen_at FROM stories WHERE id = 1"
    )
    assert row == (4, 4, "en", "Headline 0", "2026-11-24T06:00:00Z", "2026-11-24T09:00:00Z")
    assert group(db) == []


@pytest.mark.parametrize("seed", range(8))
def test_any_order_of_arrival_and_of_grouping_gives_the_same_stories(tmp_path: Path, seed: int) -> None:
    order = list(range(7))
    chance = random.Random(seed)  # noqa: S311  (a repeatable choice, no secret)
    chance.shuffle(order)
    db = new(tmp_path / "monitor.db")
    for number in order:
        arrive(db, [number])
        if chance.random() < 0.5:
            group(db)
            assert complaints(db) == {}
    group(db)
    assert stories(db) == {0: frozenset({0, 1, 2, 3}), 4: frozenset({4, 5}), 6: frozenset({6})}
    assert complaints(db) == {}
    db.close()
