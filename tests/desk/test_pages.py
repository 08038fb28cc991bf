"""The pages of the desk, in a real Datasette over a real store."""

from __future__ import annotations

import html
import json
import re
from datetime import timedelta
from typing import TYPE_CHECKING

import feedparser
import pytest
from datasette.app import Datasette
from datasette.utils.sqlite import sqlite3

from pipeline.adapters.sqlite import story_rows
from pipeline.adapters.sqlite.database import open_database
from pipeline.adapters.sqlite.feedback import FeedbackTable
from pipeline.adapters.sqlite.feeds import FeedStore
from pipeline.adapters.sqlite.grouping import GroupTable
from pipeline.adapters.sqlite.revisits import RevisitStore
from pipeline.core.rendering import reasons
from pipeline.core.revisions.endings import Ending
from pipeline.core.revisions.schedule import NextLook, RevisitPolicy
from pipeline.model import Change, Feedback, RevisionKind, Tier, Verdict
from tests.builders import NOW, at, subscription
from tests.desk.conftest import answer
from tests.desk.newsstand import CALL_TEXT, of_the_call

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Get = Callable[[str], str]

_TAG = re.compile(r"<[^>]+>")


def words(page: str) -> str:
    """What a page says, with blanks evened out."""
    body = re.sub(r"<(style|script)\b.*?</\1>", "", page, flags=re.DOTALL)
    return " ".join(html.unescape(_TAG.sub(" ", body)).split())


def id_of(store: Path, table: str, column: str, value: str) -> int:
    with sqlite3.connect(store) as connection:
        return int(connection.execute(f"SELECT id FROM {table} WHERE {column} = ?", (value,)).fetchone()[0])  # noqa: S608  (our own names)


def test_the_front_page_tells_the_day(get: Get) -> None:
    page = get("/")
    said = words(page)
    assert "Tuesday 24 November 2026" in said
    assert "Stories naming the Paris Call 1 today no whole day watched before 1 in seven days" in said  # of two copies
    assert "2 articles tell this story" in said
    assert "<mark>Paris Call</mark>" in page
    assert "5 new items since midnight, 0 pages waiting" in said
    assert "2 of 2 feeds answer" in said


def test_a_bar_leads_to_the_matches_of_its_day(get: Get) -> None:
    page = get("/")
    assert 'href="/monitor/matches?day=2026-11-24&amp;tier=call"' in page
    assert "Tue 24 Nov 2026: 1 story" in page
    assert "Mon 23 Nov 2026: none" in page  # no story named the Call on that day


def test_any_day_can_be_looked_at_and_no_day_to_come(get: Get) -> None:
    said = words(get("/?day=2026-11-23"))
    assert "Monday 23 November 2026" in said
    assert "Which feeds answered is no longer kept. 0 new items" in said
    assert "Tuesday 24 November 2026" in get("/?day=2031-01-01")
    assert "Tuesday 24 November 2026" in get("/?day=nonsense")


def test_an_empty_store_says_what_to_do(tmp_path: Path, at_now: None) -> None:
    database = open_database(tmp_path / "monitor.db")
    datasette = Datasette([str(tmp_path / "monitor.db")])
    assert "Nothing is watched yet" in answer(datasette, "/")[1]
    FeedStore(database).subscribe([subscription()], 3600, NOW)
    database.close()
    assert "One feed is configured, none has been asked yet" in answer(datasette, "/")[1]


def test_a_watch_that_stands_still_is_owned_up_to(store: Path, at_now: None) -> None:
    with sqlite3.connect(store) as connection:
        connection.execute("UPDATE feeds SET last_polled_at = '2026-11-20T06:00:00Z'")
    said = words(answer(Datasette([str(store)]), "/")[1])
    assert "No feed has been asked for 4 days" in said


def test_every_mention_is_marked_where_it_stands_and_says_why(store: Path, get: Get) -> None:
    page = get(f"/monitor/matches/{id_of(store, 'matches', 'title', 'Paris Call turns eight')}")
    text = re.search(r'<div class="desk-text".*?</div>', page, re.DOTALL)
    assert text
    bare = html.unescape(_TAG.sub("", re.sub(r"<sup.*?</sup>", "", text[0])))
    assert bare.split("\n") == ["", *CALL_TEXT.split("\n\n"), ""]
    assert re.findall(r"<mark[^>]*>([^<]*)</mark>", text[0]) == [
        "Paris Call", "Airbus ", "Defence and Space", "Estonia", "Thales",
    ]  # fmt: skip
    assert 'title="Airbus, Quiet Society">Defence and Space' in text[0]
    for number in range(1, 6):
        assert page.count(f'href="#why-{number}"') == 1
        assert page.count(f'id="why-{number}"') == 1
        assert page.count(f'id="place-{number}"') == 1
    said = words(page)
    assert f"“ Airbus Defence and Space ” in the text. {reasons.ACCEPTED['certain-name']}. seen by the test." in said
    assert "Paris Call: “Paris Call” in the text (the full name of the Paris Call; its name)" in said


def test_an_article_says_where_it_came_from_and_what_is_next_to_it(store: Path, get: Get) -> None:
    said = words(get(f"/monitor/matches/{id_of(store, 'matches', 'title', 'Paris Call turns eight')}"))
    assert "Published 24 Nov 2026, 05:00 UTC, the page says so" in said
    assert "the full text was read" in said
    assert "One News brought it 24 Nov 2026, 06:00 UTC: matched" in said
    assert "The whole story: 2 articles" in said
    assert "L'Appel de Paris a huit ans" in said


def test_half_an_article_says_what_stood_in_the_way(store: Path, get: Get) -> None:
    said = words(get(f"/monitor/matches/{id_of(store, 'matches', 'tier', 'context')}"))
    assert "only the free part was readable, because of: paywall or login" in said


def test_an_article_that_is_not_flagged_has_a_page_too(store: Path, get: Get) -> None:
    said = words(get(f"/monitor/articles/{id_of(store, 'articles', 'title', 'Nothing here')}"))
    assert "Not flagged." in said
    assert "Rain fell." in said


def test_a_story_has_all_its_articles(store: Path, get: Get) -> None:
    story = id_of(store, "matches", "title", "Paris Call turns eight")
    said = words(get(f"/monitor/-/story/{story}"))
    assert "2 articles from 2 outlets in 2 languages , on 2026-11-24" in said.replace("languages,", "languages ,")
    assert "Two Nouvelles" in said


def test_a_signatory_has_its_numbers_company_and_names(store: Path, get: Get) -> None:
    page = get(f"/monitor/signatories/{id_of(store, 'signatories', 'name', 'Thales')}")
    said = words(page)
    assert "Named in 3 articles since 2025-10-20, last on 2026-11-24; 1 story in twelve months." in said
    assert "Airbus 1 Estonie 1 Quiet Society 1" in said
    assert "Names that need evidence They have other meanings (surname)" in said
    assert 'href="/monitor/-/signatory/thales.atom"' in page
    assert "Articles by month, all years" in said


def test_a_signatory_nobody_names_has_a_page(store: Path, get: Get) -> None:
    with sqlite3.connect(store) as connection:
        connection.execute("DELETE FROM match_subjects WHERE subject = 'Quiet Society'")
    said = words(get(f"/monitor/signatories/{id_of(store, 'signatories', 'name', 'Quiet Society')}"))
    assert "Not named in any article yet." in said


def test_a_signatorys_feeds(store: Path, get: Get) -> None:
    parsed = feedparser.parse(get("/monitor/-/signatory/airbus.atom"))
    assert not parsed.bozo
    assert [entry.link for entry in parsed.entries] == [
        "https://two.example/appel", "https://one.example/call", "https://two.example/hostile",
    ]  # fmt: skip
    document = json.loads(get("/monitor/-/signatory/airbus.json"))
    assert [item["url"] for item in document["items"]] == [entry.link for entry in parsed.entries]
    assert document["home_page_url"].endswith(f"/monitor/signatories/{id_of(store, 'signatories', 'name', 'Airbus')}")


def test_a_signatorys_lasting_address_leads_to_its_page(store: Path, at_now: None) -> None:
    datasette = Datasette([str(store)])
    assert answer(datasette, "/monitor/-/signatory/airbus")[0] == 302


@pytest.mark.parametrize("path", ["/monitor/-/signatory/nobody.atom", "/monitor/-/story/999"])
def test_what_is_not_there_is_said_so_with_a_way_on(store: Path, at_now: None, path: str) -> None:
    status, page = answer(Datasette([str(store)]), path)
    assert status == 404
    assert "There is no such" in page
    assert 'href="/monitor/matches"' in page


def test_the_list_of_signatories_is_filtered_and_sorted(get: Get) -> None:
    def names(path: str) -> list[str]:
        return re.findall(r'<th scope="row"><a[^>]*>([^<]*)</a>', get(path))

    assert names("/monitor/-/signatories?sort=name") == ["Airbus", "Estonie", "Quiet Society", "Thales"]
    assert names("/monitor/-/signatories?sort=ever") == ["Airbus", "Thales", "Estonie", "Quiet Society"]
    assert names("/monitor/-/signatories?sort=country&category=private-sector") == ["Airbus", "Thales"]
    assert names("/monitor/-/signatories?name=QUIET&sort=nonsense") == ["Quiet Society"]
    assert names("/monitor/-/signatories?country=EST") == ["Estonie"]


@pytest.mark.parametrize(
    "path", ["/", "/monitor/matches/{hostile}", "/monitor/-/story/{hostile}", "/monitor/signatories/1"]
)
def test_what_strangers_wrote_stays_text(store: Path, get: Get, path: str) -> None:
    page = get(path.format(hostile=id_of(store, "matches", "tier", "context")))
    assert "window.pwned" in page  # it is shown,
    assert "<img" not in page  # as text
    assert "<script>window.pwned" not in page
    assert "{{ 7 * 7 }}" in page


def test_a_database_of_somebody_else_looks_as_ever(store: Path, tmp_path: Path, at_now: None) -> None:
    other = tmp_path / "other.db"
    with sqlite3.connect(other) as connection:
        connection.execute("CREATE TABLE matches (id INTEGER PRIMARY KEY, title TEXT)")
        connection.execute("INSERT INTO matches VALUES (1, 'football')")
    alone = Datasette([str(other)])
    assert "<h1>Datasette</h1>" in answer(alone, "/")[1]
    assert "desk-bar" not in answer(alone, "/")[1]
    assert "football" in answer(alone, "/other/matches/1")[1]
    assert answer(alone, "/other/-/signatories")[0] == 404
    both = Datasette([str(other), str(store)])
    assert "Tuesday 24 November 2026" in answer(both, "/")[1]
    assert "desk-verdict" not in answer(both, "/other/matches/1")[1]


def test_a_file_that_no_daemon_has_brought_up_to_date_looks_as_ever_until_then(store: Path, at_now: None) -> None:
    with sqlite3.connect(store) as connection:
        connection.execute("ALTER TABLE feedback RENAME TO feedback_to_come")
    datasette = Datasette([str(store)])
    assert "<h1>Datasette</h1>" in answer(datasette, "/")[1]
    with sqlite3.connect(store) as connection:
        connection.execute("ALTER TABLE feedback_to_come RENAME TO feedback")
    assert "Tuesday 24 November 2026" in answer(datasette, "/")[1]


def test_who_may_not_see_the_articles_sees_none_of_our_pages(store: Path, at_now: None) -> None:
    closed = Datasette([str(store)], metadata={"databases": {"monitor": {"tables": {"articles": {"allow": False}}}}})
    assert "desk-bar" not in answer(closed, "/")[1]
    assert answer(closed, "/monitor/-/story/1")[0] == 403
    assert answer(closed, "/monitor/-/signatory/airbus.atom")[0] == 403
    assert "Eight years on" not in answer(closed, "/monitor/signatories/1")[1]


def test_every_page_says_its_language_and_where_its_main_part_is(get: Get) -> None:
    for path in ("/", "/monitor", "/monitor/matches", "/monitor/-/signatories"):
        page = get(path)
        assert '<html lang="en">' in page
        assert page.count('role="main"') == 1
        assert page.count('id="main"') == 1


def test_the_words_searched_for_stay_in_the_box(get: Get) -> None:
    assert 'name="q" value="&#34;cyber norms&#34;"' in get("/monitor/-/signatories?q=%22cyber+norms%22")


def test_changes_by_the_publisher_are_shown_latest_first(store: Path, get: Get) -> None:
    article = id_of(store, "matches", "title", "Paris Call turns eight")
    database = open_database(store)
    looks = RevisitStore(database)
    policy = RevisitPolicy(after=(timedelta(hours=1), timedelta(hours=2)))
    edited = Change(
        kind=RevisionKind.EDITED,
        reading=of_the_call("https://one.example/call", "Paris Call turns nine", "One News", "en", Tier.CONTEXT),
        gained=("Thales",),
        lost=("Airbus",),
        diff="- Airbus <b>signed</b>.\n+ Thales signed.",
    )
    withdrawn = Change(kind=RevisionKind.WITHDRAWN)
    assert looks.enrol(NOW, policy) > 0
    for hours, change in ((2, edited), (3, withdrawn)):
        (look,) = (one for one in looks.lease(at(hours), 10, policy) if one.article_id == article)
        following = NextLook(look=look.look + 1, due=at(hours))
        looks.conclude(look, Ending(outcome="seen", changes=(change,)), following, at(hours))
    database.close()
    page = get(f"/monitor/matches/{article}")
    said = words(page)
    assert said.index("09:00 UTC: The publisher took it down") < said.index("08:00 UTC: The publisher changed it")
    assert "Names now: Thales Names no longer: Airbus Was naming the Paris Call, is signatories in cyber-policy" in said
    assert "− Gone: Airbus <b>signed</b>. + New: Thales signed." in said
    assert '<h1 dir="auto">Paris Call turns nine' in page
    assert "<del>" in page
    assert "<b>" not in page


def test_what_people_said_of_a_match_is_shown(store: Path, get: Get) -> None:
    article = id_of(store, "matches", "title", "Paris Call turns eight")
    database = open_database(store)
    FeedbackTable(database).give(
        [
            Feedback(
                article_id=article, subject="Thales", verdict=Verdict.WRONG, aliases=("Thales",), given_by="Ada",
                given_at=NOW, note="the philosopher",
            )
        ]
    )  # fmt: skip
    database.close()
    said = words(get(f"/monitor/matches/{article}"))
    assert "Ada says this is wrong : the philosopher 24 Nov 2026, 06:00 UTC" in said


def test_a_story_says_why_its_articles_belong_together(store: Path, get: Get) -> None:
    story = id_of(store, "matches", "title", "Paris Call turns eight")
    assert "Compared with One News : the same words (100 % alike)" in words(get(f"/monitor/-/story/{story}"))
    assert get(f"/monitor/stories/{story}").count("the same words (100 % alike)") == 1  # the row has the same page


def test_what_people_put_together_says_so_and_what_they_parted_leads_on(store: Path, get: Get) -> None:
    first = id_of(store, "matches", "title", "Paris Call turns eight")
    second = id_of(store, "matches", "title", "L'Appel de Paris a huit ans")
    old = id_of(store, "matches", "title", "Old news")
    database = open_database(store)
    groups = GroupTable(database)
    groups.decide(old, first, "the sale was <about> the Call", NOW)
    assert "put together by a person: the sale was <about> the Call" in words(get(f"/monitor/-/story/{first}"))
    assert "The whole story: 3 articles" in words(get(f"/monitor/matches/{old}"))
    groups.decide(second, None, "a different event", NOW)
    assert "1 article from 1 outlet" in words(get(f"/monitor/-/story/{second}"))
    database.close()


def test_a_story_whose_first_article_is_no_match_any_more_is_found(store: Path, at_now: None) -> None:
    first = id_of(store, "matches", "title", "Paris Call turns eight")
    second = id_of(store, "matches", "title", "L'Appel de Paris a huit ans")
    database = open_database(store)
    with database.writing():
        story_rows.leave(database, first)
    database.close()
    datasette = Datasette([str(store)])
    assert answer(datasette, f"/monitor/-/story/{first}")[0] == 302
    assert "1 article from 1 outlet" in words(answer(datasette, f"/monitor/-/story/{second}")[1])


def test_the_tables_behind_the_pages_can_be_listed(get: Get) -> None:
    for table in ("digests", "stories", "story_links", "story_decisions", "former_stories", "revisions", "feedback"):
        assert "What the columns hold" in get(f"/monitor/{table}")


def test_digests_of_one_day_are_each_listed_once(store: Path, get: Get) -> None:
    with sqlite3.connect(store) as connection:
        connection.executemany(
            """INSERT INTO digests (edition, day, timezone, since, until, planned_at)
               VALUES (?, ?, 'UTC', '2026-11-02T00:00:00Z', '2026-11-03T00:00:00Z', '2026-11-03T06:00:00Z')""",
            [(edition, day) for edition in ("daily", "weekly") for day in ("2026-11-02", "2026-11-09", "2026-11-16")],
        )
    seen, following = [], ""
    for _ in range(3):
        page = json.loads(get(f"/monitor/digests.json?_size=2&_shape=objects{following}"))
        seen += [(row["edition"], row["day"]) for row in page["rows"]]
        following = f"&_next={page['next']}"
    assert following == "&_next=None"
    assert len(seen) == len(set(seen)) == 6


def test_a_story_that_has_moved_leads_to_where_it_is(store: Path, at_now: None) -> None:
    other = id_of(store, "matches", "title", "L'Appel de Paris a huit ans")
    assert answer(Datasette([str(store)]), f"/monitor/-/story/{other}")[0] == 302


def test_a_day_that_is_over_says_what_was_watched(store: Path, at_now: None) -> None:
    with sqlite3.connect(store) as connection:
        for table, column in (("polls", "polled_at"), ("entries", "first_seen_at")):
            connection.execute(f"UPDATE {table} SET {column} = '2026-11-23T22:00:00Z'")  # noqa: S608  (our own names)
        connection.execute("UPDATE polls SET outcome = 'failed' WHERE feed_id = 1")
    said = words(answer(Datasette([str(store)]), "/?day=2026-11-23")[1])
    assert "1 of 2 feeds answered 5 new items" in said


@pytest.mark.parametrize(
    ("began", "words_shown"),
    [
        ("2026-11-24", "no whole day watched before"),
        ("2026-11-22", "on the day before"),
        ("2026-11-20", "a day in the 3 days before"),
        ("2026-11-10", "1 more than in the seven before"),
    ],
)
def test_only_days_that_were_watched_are_compared(get: Get, store: Path, began: str, words_shown: str) -> None:
    database = open_database(store)
    database.execute("UPDATE entries SET first_seen_at = ? || 'T06:00:00Z' WHERE id = 1", (began,))
    database.close()
    assert words_shown in words(get("/"))
