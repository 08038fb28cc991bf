"""What pages say of themselves: titles, sites, authors, dates, links."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.core.articles.markup import parse
from pipeline.core.articles.metadata import Metadata, metadata
from tests.core.articles.support import html


def facts(head: str = "", body: str = "", title: str = "", lang: str = "") -> Metadata:
    tree = parse(html(body, head, title).replace("<html>", f"<html{lang}>"))
    assert tree is not None
    return metadata(tree, "www.tide.example")


def meta(name: str, content: str) -> str:
    return f'<meta property="{name}" content="{content}">'


def linked(**node: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(node)}</script>'


@pytest.mark.parametrize(
    "window",
    [
        "Harbour signs | The Tide",
        "Harbour signs - The Tide",
        "The Tide :: Harbour signs",
        "Harbour signs – The Tide",
        "Harbour signs — tide.example",
        "Harbour signs » The Tide",
    ],
)
def test_the_name_of_the_site_is_no_part_of_the_title(window: str) -> None:
    assert facts(meta("og:site_name", "The Tide"), title=window).titles[0] == "Harbour signs"


def test_a_dash_within_a_title_stays() -> None:
    window = "Harbour signs – report | The Tide"
    assert facts(meta("og:site_name", "The Tide"), title=window).titles == ("Harbour signs – report",)


def test_a_heading_that_is_the_title_wins_and_one_that_names_a_section_does_not() -> None:
    titled = facts(body="<h1>Politics</h1><h1>Harbour signs “pledge”</h1>", title="Harbour signs pledge | Tide")
    assert titled.titles[0] == "Harbour signs “pledge”"
    kicker = facts(body="<h1>Politics</h1>", title="Politics | Harbour signs pledge, at last and with pomp | Tide")
    assert kicker.titles[0] != "Politics"


def test_a_title_that_is_but_the_sites_name_is_none() -> None:
    assert facts(meta("og:site_name", "The Tide"), title="The Tide", body="<p>x</p>").titles == ()


def test_json_ld_is_believed_first() -> None:
    said = facts(
        meta("article:published_time", "2020-01-01")
        + meta("author", "Somebody Else")
        + linked(
            **{"@type": ["Thing", "NewsArticle"], "headline": "From the data", "datePublished": "2026-11-23T18:00:00Z"},
            author=[{"name": "Ines Marlow"}, {"name": "Paul Okafor"}],
            publisher={"name": "The Tide"},
            inLanguage="en-GB",
            isAccessibleForFree=False,
        )
    )
    assert said.published == ("2026-11-23T18:00:00Z", "2020-01-01")
    assert said.authors == ("Ines Marlow", "Paul Okafor")
    assert (said.site, said.language, said.is_locked, said.is_article) == ("The Tide", "en-GB", True, True)
    assert said.titles == ("From the data",)


def test_json_ld_in_a_graph_and_broken_json_ld_are_both_survived() -> None:
    broken = '<script type="application/ld+json">{"@type": "NewsArticle", "headline": </script>'
    graph = linked(**{"@graph": [{"@type": "WebSite", "name": "T"}, {"@type": "Article", "headline": "Found"}]})
    assert facts(broken + graph).titles == ("Found",)


@pytest.mark.parametrize(
    ("head", "body", "authors"),
    [
        (meta("author", "By Ines Marlow and Paul Okafor"), "", ("Ines Marlow", "Paul Okafor")),
        (meta("author", "Von Jana Reu&szlig;"), "", ("Jana Reuß",)),
        (meta("article:author", "https://facebook.com/tide"), "", ()),
        (meta("author", "news@tide.example"), "", ()),
        ("", '<a rel="author" href="/x">Ines Marlow</a>', ("Ines Marlow",)),
        ("", '<span itemprop="author">Par Zoé Lac</span>', ("Zoé Lac",)),
    ],
)
def test_authors_are_people(head: str, body: str, authors: tuple[str, ...]) -> None:
    assert facts(head, body).authors == authors


def test_the_rest_is_found_where_it_stands() -> None:
    said = facts(
        '<link rel="canonical" href="/a"><link rel="amphtml" href="/amp/a">'
        + meta("og:url", "https://tide.example/b")
        + meta("og:type", "article")
        + meta("og:description", "What it is about")
        + meta("article:content_tier", "locked"),
        '<time datetime="2026-11-23">Monday</time>',
        lang=' lang="fr-CH"',
    )
    assert said.canonical == ("/a", "https://tide.example/b")
    assert (said.amp, said.description, said.language) == ("/amp/a", "What it is about", "fr-CH")
    assert said.published == ("2026-11-23",)
    assert said.is_article
    assert said.is_locked


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["@type", "@graph", "headline", "author", "name", "url", "publisher", "articleBody"]),
            inner | st.just("NewsArticle"),
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(JSON)
def test_no_json_ld_raises(value: object) -> None:
    facts(f'<script type="application/ld+json">{json.dumps(value)}</script>')
