"""From pages and entries to articles: which text is taken, and from whom the rest comes."""

from __future__ import annotations

import pickle
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.core.articles import read_entry, read_page, read_page_if
from pipeline.core.articles.reading import MAX_HTML, MAX_TEXT
from pipeline.model import BodyQuality, DateSource, Entry, Obstacle
from tests.builders import NOW
from tests.core.articles.support import PROSE, SENTENCE, URL, article, entry, html, page

LONG = "\n\n".join(f"{SENTENCE} The feed said so, in sentence number {number}." for number in range(30))
PROMISE = entry("Harbour signs pledge")


def test_a_page_gives_its_own_body() -> None:
    found = read_page(page(article()), PROMISE)
    assert (found.body_quality, found.obstacle) == (BodyQuality.FULL, Obstacle.NONE)
    assert found.text.count(SENTENCE) == 8
    assert (found.title, found.url, found.language) == ("Harbour signs pledge", URL, "en")


def test_paragraphs_are_parted_by_blank_lines_and_line_breaks_stay() -> None:
    found = read_page(page(article(f"<p>{SENTENCE}<br>Second line.</p>{PROSE}")), PROMISE)
    assert found.text.split("\n\n")[0] == f"{SENTENCE}\nSecond line."


def test_the_title_is_not_the_body_too() -> None:
    found = read_page(page(article(f"<h2>Harbour signs pledge</h2>{PROSE}")), PROMISE)
    assert "Harbour signs pledge" not in found.text


def test_the_deck_above_an_article_belongs_to_it() -> None:
    deck = "Seven years on, the town wants to be first, and Airbus pays for the dinner."
    body = f'<header><h1>Harbour signs pledge</h1><div class="dek"><h2>{deck}</h2></div></header><div>{PROSE}</div>'
    found = read_page(page(html(body, f'<meta name="description" content="{deck}">')), PROMISE)
    assert deck in found.text


def test_a_list_of_names_that_link_to_their_owners_stays() -> None:
    names = "".join(f'<li><a href="https://{name}.example/">{name}</a></li>' for name in ("airbus", "cisco", "sap"))
    found = read_page(page(article(f"{PROSE}<p>The signatories in town are these:</p><ul>{names}</ul>")), PROMISE)
    assert found.text.endswith("airbus\n\ncisco\n\nsap")


def test_feed_text_that_is_clearly_longer_is_taken() -> None:
    found = read_page(page(article()), entry("Harbour signs pledge", content=LONG))
    assert (found.body_quality, found.obstacle) == (BodyQuality.FEED_TEXT, Obstacle.NONE)
    assert found.text == LONG


def test_feed_text_that_is_not_clearly_longer_is_not() -> None:
    assert read_page(page(article()), entry("x", content=LONG[:600])).body_quality is BodyQuality.FULL


def test_a_walls_own_words_reach_neither_title_nor_text_nor_address() -> None:
    wall = html("<h1>Log in</h1><p>Log in with Google, Facebook or Microsoft.</p>", title="Log in")
    at = page(wall, url="https://accounts.news.example/login", requested=URL)
    found = read_page(at, entry("Harbour signs pledge", summary="Airbus came."))
    assert (found.obstacle, found.body_quality) == (Obstacle.PAYWALL, BodyQuality.FEED_SUMMARY)
    assert (found.title, found.text, found.url, found.also_at) == ("Harbour signs pledge", "Airbus came.", URL, ())


def test_a_redirect_to_the_front_page_is_not_the_article() -> None:
    found = read_page(page(article(), url="https://news.example/", requested=URL), PROMISE)
    assert (found.obstacle, found.url, found.text) == (Obstacle.NO_TEXT, URL, "")


def test_a_teaser_is_marked_and_a_longer_summary_is_better() -> None:
    locked = article(f"<p>{SENTENCE}</p><p>This article is for subscribers.</p>")
    found = read_page(page(locked), PROMISE)
    assert (found.body_quality, found.obstacle, found.text) == (BodyQuality.TEASER, Obstacle.PAYWALL, SENTENCE)
    better = read_page(page(locked), entry("Harbour signs pledge", summary=SENTENCE + " Airbus came."))
    assert (better.body_quality, better.obstacle) == (BodyQuality.FEED_SUMMARY, Obstacle.PAYWALL)


@pytest.mark.parametrize(
    ("said", "quality", "text"),
    [
        (entry("T", content=LONG, summary="Short."), BodyQuality.FEED_TEXT, LONG),
        (entry("T", summary="Short. Airbus."), BodyQuality.FEED_SUMMARY, "Short. Airbus."),
        (entry("T", content="Short."), BodyQuality.FEED_SUMMARY, "Short."),
        (entry("T", summary="T"), BodyQuality.TITLE_ONLY, ""),
        (entry("T", summary="Read more: x"), BodyQuality.TITLE_ONLY, ""),
        (entry("T"), BodyQuality.TITLE_ONLY, ""),
    ],
)
def test_an_entry_gives_the_best_text_it_has(said: Entry, quality: BodyQuality, text: str) -> None:
    found = read_entry(said, Obstacle.ROBOTS)
    assert (found.body_quality, found.text, found.title, found.obstacle) == (quality, text, "T", Obstacle.ROBOTS)
    assert found.url == URL


def test_an_entry_without_a_link_is_at_its_guid_or_nowhere() -> None:
    assert read_entry(Entry(guid="https://news.example/g", title="T"), Obstacle.NO_LINK).url == "https://news.example/g"
    assert read_entry(Entry(guid="tag:x", title="T"), Obstacle.NO_LINK).url == ""


def test_what_the_page_does_not_say_the_feed_does() -> None:
    said = Entry(url=URL, title="Harbour signs pledge", authors=("Ines Marlow",), published=NOW, language="en")
    found = read_page(page(article()), said)
    assert (found.authors, found.published, found.published_from) == (("Ines Marlow",), NOW, DateSource.FEED)
    assert found.site == "news.example"


def test_other_addresses_of_the_article_are_kept() -> None:
    head = '<link rel="canonical" href="/story-17"><link rel="amphtml" href="/amp/17">'
    short = "https://short.example/17"
    found = read_page(page(html(f"<article>{PROSE}</article>", head), requested=short), PROMISE)
    assert found.url == "https://news.example/story-17"
    assert found.also_at == (short, URL, "https://news.example/amp/17")


def test_text_put_there_for_those_without_scripts_is_read() -> None:
    found = read_page(page(html(f"<div><noscript>{PROSE}</noscript></div>")), PROMISE)
    assert found.text.count(SENTENCE) == 8


@pytest.mark.parametrize("kind", ["application/pdf", "image/png", "application/json"])
def test_what_is_no_page_is_said_to_be_none(kind: str) -> None:
    found = read_page(page(b"%PDF-1.4 Microsoft", kind=kind), PROMISE)
    assert (found.obstacle, found.text) == (Obstacle.NOT_HTML, "")


HOSTILE = {
    "nothing": b"",
    "deep": b"<html><body>" + b"<div>" * 600_000 + b"Paris Call" + b"</div>" * 600_000,
    "wide": b"<html><body>" + b"<p>x</p>" * 100_000,
    "attributes": b"<html><body><p " + b" ".join(b"a%d=1" % n for n in range(200_000)) + b">Paris Call</p>",
    "title": b"<title>" + b"T | " * 100_000 + b"</title><p>x</p>",
    "deep json": b'<script type="application/ld+json">' + b"[" * 100_000 + b"</script><p>hi</p>",
    "bad links": b'<base href="http://[bad"><link rel=canonical href="http://[bad/"><a href="http://[bad/">x</a>',
    "self-closed root": f"<!DOCTYPE html/>\n<html lang='en' />{article()}".encode(),
    "encoding declared": b'<?xml version="1.0" encoding="utf-7"?><html><body><p>+AGE-</p></body></html>',
    "controls": article().replace(" ", " \0").encode(),
    "surrogates": b"<p>\xed\xa0\x80</p>",
    "frames": b"<frameset><frame src=x></frameset>",
}


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE)
def test_hostile_pages_end_soon_and_as_articles(body: bytes) -> None:
    found = read_page(page(body, charset="x-klingon"), PROMISE)
    assert found.title
    found.text.encode()


def test_a_self_closed_root_and_null_characters_do_not_hide_an_article() -> None:
    for name in ("self-closed root", "controls"):
        assert read_page(page(HOSTILE[name]), PROMISE).text.count(SENTENCE) == 8


def test_what_is_read_and_kept_is_bounded() -> None:
    words = "word " * 200_000
    found = read_page(page(article(f"<p>{words}</p><p>{words}</p>")), PROMISE)
    assert len(found.text) <= MAX_TEXT
    late = b"<html><body>" + b" " * MAX_HTML + f"<p>{SENTENCE}</p>".encode()
    assert SENTENCE not in read_page(page(late), PROMISE).text


PIECES = """<p>|</p>|<div class='related'>|</div>|<a href='/x'>|</a>|<br>|<h1>|</h1>|<ul><li>|<|<table><tr><td>
<article>|</article>|<script>|</script>|<!--|-->|&#x110000;|&#55296;|<noscript>|<template>|<svg>|<math>
<meta name=author content=x>|]]>|\0|\u2060|Nobody spoke against it, and the council voted on Monday evening."""
TAGS = st.sampled_from(PIECES.replace("\n", "|").split("|"))


@settings(max_examples=60, deadline=None)
@given(st.lists(TAGS | st.text(max_size=9), max_size=25), st.binary(max_size=9), st.text(max_size=20))
def test_any_page_is_some_article(pieces: list[str], noise: bytes, title: str) -> None:
    body = "".join(pieces).encode("utf-8", "replace") + noise
    found = read_page(page(body), entry(title, summary="Airbus came."))
    assert pickle.loads(pickle.dumps(found)) == found  # noqa: S301  (our own)
    found.text.encode()
    assert all(paragraph == paragraph.strip() and paragraph for paragraph in found.text.split("\n\n") if found.text)


def test_reading_twice_gives_the_same() -> None:
    once, again = (read_page(page(article()), PROMISE) for _ in range(2))
    assert once == again


def _holds(words: str, text: str) -> bool:
    return words in text


def test_a_page_is_read_as_before_when_it_may_matter() -> None:
    asked: list[str] = []

    def may_matter(text: str) -> bool:
        asked.append(text)
        return True

    assert read_page_if(page(article()), PROMISE, may_matter) == read_page(page(article()), PROMISE)
    first, second = asked
    assert SENTENCE in first
    assert SENTENCE in second


def test_a_page_is_given_up_at_the_first_no() -> None:
    related = f'<div class="related-posts"><p>Telescopes: {SENTENCE}</p></div>'
    aside = f"<form><p>Newspapers: {SENTENCE}</p></form>"
    shown = page(article(f"{PROSE}{aside}{related}"))
    assert read_page_if(shown, PROMISE, lambda text: "Telescopes" in text) is None  # cut from the tree
    assert read_page_if(shown, PROMISE, lambda text: "Newspapers" in text) is None  # no part of the body
    assert read_page_if(shown, PROMISE, lambda text: "Harbour" in text) == read_page(shown, PROMISE)


def test_a_question_sees_all_that_title_and_text_are_made_of() -> None:
    data = '<script type="application/ld+json">{"@type": "Article", "articleBody": "DATA"}</script>'
    told = data.replace("DATA", f"Telescopes. {SENTENCE} " * 30)
    shown = page(html(f"<p>{SENTENCE}</p>", f'<meta property="og:title" content="A title of its own">{told}'))
    found = read_page(shown, PROMISE)
    for words in (found.title, "Telescopes"):
        assert words in f"{found.title}\n{found.text}"
        assert read_page_if(shown, PROMISE, partial(_holds, words)) == found
    assert read_page_if(shown, entry("Named by the feed"), lambda text: "by the feed" in text) is not None


def test_a_word_is_known_without_what_stands_small_above_it() -> None:
    shown = page(article(f"<p>Har<ruby>bo<rt>read aloud</rt></ruby>urs. {SENTENCE}</p>{PROSE}"))
    asked: list[str] = []

    def may_matter(text: str) -> bool:
        asked.append("".join(text.split()))
        return True

    read_page_if(shown, PROMISE, may_matter)
    assert "Harbours." in asked[0]
