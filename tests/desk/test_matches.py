"""The list of matches: search in every script, restrictions, counts, pages that neither repeat nor skip."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.desk.shelf import Page, get, stocked, titles

if TYPE_CHECKING:
    from pathlib import Path

FILTERS = {
    "signatory=Huawei": ["华为公司发布报告"],
    "country=CHN": ["华为公司发布报告"],
    "tier=call": ["The Call"],
    "language=ja": ["サイバー攻撃の対策"],
    "signatory=Paris+Call&country=FRA": ["The Call"],
    "from=2026-11-23&to=2026-11-23": ["华为公司发布报告"],
    "category=private-sector&to=2026-11-01": ["The Call"],
    "site=nowhere": [],
}
SEARCHES = {
    "ransomware": ["Ransomware in hospitals"],
    "华为": ["华为公司发布报告"],
    "网络安全": ["华为公司发布报告"],
    "攻撃": ["サイバー攻撃の対策"],
    "프랑스": ["프랑스의 정부"],
    "الأمن": ["الأمن السيبراني"],
    "securite election": ["Sécurité à l'élection"],
    "Sécurité": ["Sécurité à l'élection"],
    '"ransomware in"': ["Ransomware in hospitals"],
    "ransom*": ["Ransomware in hospitals"],
    "zzzz": [],
    "!!!": [],
    '" OR 1=1 --': [],
}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("store") / "monitor.db"
    stocked(path).close()
    return path


def ask(store: Path, *addresses: str) -> list[Page]:
    return get((store,), *(f"/monitor/{address}" for address in addresses))


@pytest.mark.parametrize("query", SEARCHES, ids=str)
def test_a_search_finds_words_of_every_script(store: Path, query: str) -> None:
    from urllib.parse import quote  # noqa: PLC0415  (only here)

    by_q, by_search = ask(store, f"matches.json?q={quote(query)}", f"matches.json?_search={quote(query)}")
    assert titles(by_q) == SEARCHES[query]
    assert titles(by_search) == SEARCHES[query]


@pytest.mark.parametrize("words", FILTERS)
def test_restrictions_can_be_combined(store: Path, words: str) -> None:
    as_json, as_page = ask(store, f"matches.json?{words}", f"matches?{words}")
    assert titles(as_json) == FILTERS[words]
    assert as_page.status == 200
    number = len(FILTERS[words])
    assert ("1 match<" if number == 1 else f"{number} matches<") in as_page.text


def test_hits_are_marked_in_title_and_text(store: Path) -> None:
    page = ask(store, "matches?q=ransomware")[0].text
    assert "<mark>Ransomware</mark> in hospitals" in page
    assert "warned of <mark>ransomware</mark>" in page
    assert "<mark>Airbus</mark> warned" in page  # what the sentence names
    assert "<mark>华为</mark>公司发布报告" in ask(store, "matches?q=华为")[0].text


def test_no_row_is_repeated_or_skipped_between_pages_though_sixty_are_of_one_day(store: Path) -> None:
    seen: list[int] = []
    address = "/monitor/matches.json?_size=7"
    while address:
        page = get((store,), address)[0].json
        seen += [row[0] if isinstance(row, list) else row["id"] for row in page["rows"]]
        address = (page.get("next_url") or "").removeprefix("http://localhost")
    assert len(seen) == 67
    assert len(set(seen)) == 67
    assert seen[0] == 1  # the newest day first


def test_the_next_page_keeps_the_words_of_the_address(store: Path) -> None:
    page = ask(store, "matches?signatory=Airbus&q=signed")[0].text
    further = re.findall(r'rel="next" href="([^"]+)"', page)
    assert len(further) == 1
    assert "signatory=Airbus" in further[0]
    assert "q=signed" in further[0]
    assert "_nocount" not in further[0]
    second = get((store,), further[0].replace("&amp;", "&"))[0]
    assert second.text.count('class="list-title"') == 10


def test_counts_are_those_of_the_list(store: Path) -> None:
    page = ask(store, "matches")[0].text
    assert "67 matches" in page
    facets = dict(
        re.findall(r'<a href="[^"]+"><span dir="auto">([^<]+)</span></a> <span class="list-count">(\d+)', page)
    )
    assert facets["Airbus"] == "66"
    assert facets["Huawei"] == "1"
    assert facets["Private sector"] == "67"
    assert facets["Wire"] == "60"
    narrowed = ask(store, "matches?site=Wire")[0].text
    assert "60 matches" in narrowed
    assert "Huawei" not in narrowed.split("list-facets")[1]


def test_an_address_that_cannot_be_honoured_is_refused(store: Path) -> None:
    bad_day, no_search, by_column = ask(
        store, "matches?from=yesterday", "mentions?_search=Airbus", "matches?_search_title=x"
    )
    assert (bad_day.status, no_search.status, by_column.status) == (400, 400, 400)
    assert "a day is written like" in bad_day.text
    assert "mentions has no search" in no_search.text


def test_other_tables_with_an_index_search_the_same_way(store: Path) -> None:
    assert titles(ask(store, "articles.json?q=华为")[0]) == ["华为公司发布报告"]
    assert titles(ask(store, "articles.json?_search=华为")[0]) == ["华为公司发布报告"]


def test_every_table_is_described_and_answers(store: Path) -> None:
    names = ("matches", "articles", "entries", "feeds", "mentions", "signatories", "match_subjects", "polls", "runs")
    for name, page in zip(names, ask(store, *names), strict=True):
        assert page.status == 200, name
        if name != "matches":
            assert "What the columns hold" in page.text, name
