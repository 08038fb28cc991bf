"""Flagged articles become stories: the same ones in any order, and the accounts agree at every moment."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from pipeline.adapters.sqlite import care
from pipeline.adapters.sqlite.articles import write_match
from pipeline.adapters.sqlite.database import Database, open_database
from pipeline.adapters.sqlite.feeds import FeedStore
from pipeline.adapters.sqlite.grouping import GroupTable
from pipeline.adapters.sqlite.pages import PageStore
from pipeline.adapters.sqlite.stories import StoryArchive, StoryFilter
from pipeline.core.checkup import Verdict
from pipeline.core.outcomes import outcome_of
from pipeline.core.stories import VERSION
from pipeline.errors import StoreError
from pipeline.jobs.group import GroupStories
from pipeline.model import Article, Copy, Findings, Reading, Tier
from tests.builders import NOW, at, entry, flagged, mention, name, ok_poll, subscription

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from datetime import datetime, timedelta
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


def test_what_a_run_leaves_when_it_is_broken_off_the_next_one_groups(db: Database) -> None:
    arrive(db, range(7))
    table = GroupTable(db)
    first = table.batch(3)
    table.adopt(VERSION)
    assert [one.copy.id for one in first] == [1, 2, 3]
    events = GroupStories(store=table, version=VERSION)()
    next(events)
    events.close()  # type: ignore[attr-defined]  # a generator
    assert complaints(db) == {}
    group(db)
    assert stories(db) == {0: frozenset({0, 1, 2, 3}), 4: frozenset({4, 5}), 6: frozenset({6})}


def test_an_article_that_changes_while_it_is_compared_is_compared_again(db: Database) -> None:
    arrive(db, [0, 4])
    table = GroupTable(db)
    table.adopt(VERSION)
    changing = Changing(db, table)
    assert len(list(GroupStories(store=changing, version=VERSION)())) == 3
    assert stories(db) == {0: frozenset({0, 4})}
    assert complaints(db) == {}


class Changing(GroupTable):
    """Another thread, which writes the other text into an article when its first one has been looked up."""

    def __init__(self, db: Database, table: GroupTable) -> None:
        object.__setattr__(self, "db", db)
        object.__setattr__(self, "left", [1])

    def alike(self, copy: Copy, keys: Collection[int], within: timedelta) -> frozenset[int]:
        left: list[int] = self.left  # type: ignore[attr-defined]
        if copy.id == 2 and left:
            left.clear()
            rewrite(self.db, 4, COPIES[1])
        return super().alike(copy, keys, within)


def rewrite(db: Database, number: int, text: str) -> None:
    """An article's text is another one, as after a revisit."""
    article = id_of(db, number)
    with db.writing():
        db.execute("UPDATE articles SET text = ? WHERE id = ?", (text, article))
        write_match(db, article, reading(number, text), at(200))


def unflag(db: Database, number: int) -> None:
    with db.writing():
        write_match(db, id_of(db, number), replace(reading(number, COPIES[number]), match=None), at(200))


def test_an_article_whose_text_has_changed_finds_its_new_story(db: Database) -> None:
    arrive(db, range(7))
    group(db)
    rewrite(db, 1, COPIES[5])
    assert complaints(db) == {}
    group(db)
    assert stories(db) == {0: frozenset({0, 2, 3}), 1: frozenset({1, 4, 5}), 6: frozenset({6})}
    assert complaints(db) == {}


def test_a_verdict_that_changes_without_the_text_compares_nothing_again(db: Database) -> None:
    arrive(db, range(7))
    group(db)
    with db.writing():
        read = reading(1, COPIES[1])
        assert read.match is not None
        write_match(db, 2, replace(read, match=replace(read.match, score=77.0)), at(200))
    assert db.number("SELECT count(*) FROM story_queue") == 0
    assert db.rows("SELECT score FROM stories WHERE id = 1") == [(77.0,)]
    assert complaints(db) == {}


def test_when_the_earliest_is_flagged_no_longer_the_next_one_names_the_story_and_old_numbers_lead_there(
    db: Database,
) -> None:
    arrive(db, range(7))
    group(db)
    unflag(db, 0)
    assert complaints(db) == {}
    group(db)
    assert stories(db)[1] == frozenset({1, 2, 3})
    unflag(db, 1)
    group(db)
    archive = StoryArchive(db)
    assert archive.resolve(1) == archive.resolve(2) == archive.resolve(3) == 3
    assert archive.resolve(99) is None
    with db.writing():
        write_match(db, 1, reading(0, COPIES[0]), at(201))
    group(db)
    assert archive.resolve(1) == archive.resolve(3) == 1
    assert stories(db)[0] == frozenset({0, 2, 3})
    assert complaints(db) == {}


def test_an_earlier_copy_that_comes_late_names_the_story_and_the_old_number_leads_there(db: Database) -> None:
    arrive(db, [1, 2, 3])
    group(db)
    arrive(db, [0])
    group(db)
    assert stories(db) == {0: frozenset({0, 1, 2, 3})}
    assert StoryArchive(db).resolve(1) == id_of(db, 0) == 4


def test_decisions_survive_a_regrouping_and_can_be_undone(db: Database) -> None:
    arrive(db, range(7))
    group(db)
    table = GroupTable(db)
    split = table.decide(2, None, "another event", at(150))
    join = table.decide(1, 5, "", at(151))
    decided = {0: frozenset({0, 2, 3, 4, 5}), 1: frozenset({1}), 6: frozenset({6})}
    assert stories(db) == decided
    table.regroup(VERSION)
    assert sorted(group(db)) == ["alone"] * 2 + ["joined"] * 5
    assert stories(db) == decided
    assert complaints(db) == {}
    table.undo(join, at(152))
    assert stories(db) == {0: frozenset({0, 2, 3}), 1: frozenset({1}), 4: frozenset({4, 5}), 6: frozenset({6})}
    table.undo(split, at(153))
    assert stories(db) == {0: frozenset({0, 1, 2, 3}), 4: frozenset({4, 5}), 6: frozenset({6})}
    assert [(one.id, one.undone_at) for one in StoryArchive(db).decisions()] == [(1, at(153)), (2, at(152))]
    assert complaints(db) == {}
    with pytest.raises(StoreError, match="no decision in force"):
        table.undo(split, at(154))
    with pytest.raises(StoreError, match="no flagged article"):
        table.decide(1, 99, "", at(154))


def test_other_rules_have_everything_grouped_anew(db: Database) -> None:
    arrive(db, range(7))
    group(db)
    db.execute("DELETE FROM story_links")
    assert group(db) == []
    events = list(GroupStories(store=GroupTable(db), version="other rules")())
    assert len(events) == 7
    assert stories(db)[0] == frozenset({0, 1, 2, 3})
    assert db.number("SELECT count(*) FROM story_links") == 7


def test_stories_are_found_by_time_tier_subject_and_size(db: Database) -> None:
    arrive(db, range(7))
    group(db)
    archive = StoryArchive(db)

    def found(wanted: StoryFilter) -> list[int]:
        return [number_of(story.url) for story in archive.stories(wanted, 99)]

    assert found(StoryFilter()) == [6, 4, 0]
    assert found(StoryFilter(since=at(4))) == [6, 4]
    assert found(StoryFilter(until=at(4))) == [0]
    assert found(StoryFilter(tier=Tier.CALL)) == []
    assert found(StoryFilter(tier=Tier.MENTION, subject="Airbus")) == [6, 4, 0]
    assert found(StoryFilter(subject="Boeing")) == []
    assert found(StoryFilter(least_articles=3)) == [0]
    story, members = archive.story(3) or pytest.fail("the story of article 3")
    assert (story.articles, story.outlets, story.signatories) == (4, 4, ("Airbus",))
    assert [number_of(member.copy.url) for member in members] == [0, 1, 2, 3]
    assert [member.link.why if member.link else "" for member in members] == ["", "copy", "copy", "copy"]
