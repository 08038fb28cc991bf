"""The prefilter never says no to what the matcher would put in tier call or context."""

from __future__ import annotations

import gzip
import html
import json
import unicodedata
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from pipeline.adapters.gazetteer import read_gazetteer
from pipeline.core.articles import read_page
from pipeline.core.matching import decide
from pipeline.core.mentions import Matcher
from pipeline.core.mentions.prefilter import Prefilter
from pipeline.model import Entry, Page, Tier
from tests.core.mentions.conftest import SMALL

if TYPE_CHECKING:
    from collections.abc import Iterator

SHARED = Path(__file__).parents[4] / "shared"
STORIES = Path(__file__).parents[2] / "gate" / "stories.jsonl"
GOLD = SHARED / "matching" / "gold_dev.jsonl"
REPLAY = SHARED / "replay" / "dev"
CLOSE = {Tier.CALL, Tier.CONTEXT}
FETCHED = datetime(2026, 11, 24, tzinfo=UTC)

WORDS = (
    "Paris Call", "Appel de Paris", "cour d'appel de Paris", "Paris Call for Trust and Security in Cyberspace",
    "cyberspace", "cyber", "cyberattack", "Cybersécurité", "Microsoft", "France", "U.S.", "法国", "マイクロソフト",
    "climate", "signatories", "the", "a", "Macron", "accord", "countries", "firms", "join",
)  # fmt: skip
SIGNS = (
    " ",
    " ",
    "\n\n",
    ". ",
    ", ",
    "",
    "-",
    "#",
    "|",
    "\u00ad",
    "\u200b",
    "\u00a0",
    "’",
    "年",
    "é",
    "e\u0301",
    "😀",
    "→",
)
TEXTS = st.lists(st.sampled_from((*WORDS, *SIGNS, *SIGNS)), max_size=30).map("".join)

matcher = Matcher(SMALL)
prefilter = Prefilter.of(SMALL)


@pytest.fixture(scope="module")
def real() -> Prefilter:
    return Prefilter.of(read_gazetteer())


def is_close(by: Matcher, title: str, text: str, language: str = "en") -> bool:
    match = decide(by.find(title, text, language), by.policy)
    return match is not None and match.tier in CLOSE


@settings(max_examples=500)
@given(title=TEXTS, text=TEXTS, before=TEXTS)
@example(title="", text="Microsoft in cyberspace", before="")
@example(title="", text="マイクロソフトcyber年", before="年")
def test_what_the_matcher_calls_close_passes(title: str, text: str, before: str) -> None:
    if is_close(matcher, title, text):
        assert prefilter.can_match(f"{before}\n{title}\n{text}\n{before}")


@settings(max_examples=300)
@given(text=TEXTS, data=st.data())
def test_spaces_and_invisible_signs_anywhere_change_nothing(text: str, data: st.DataObject) -> None:
    if is_close(matcher, "", text):
        gaps = data.draw(st.lists(st.sampled_from(("", "", "", " ", "\u00ad", "\u200b", "\n")), min_size=len(text)))
        # a mark or its letter may not be torn from the other: no tag stands between them
        torn = "".join(
            gap + sign if not unicodedata.combining(sign) else sign for sign, gap in zip(text, gaps, strict=False)
        )
        assert prefilter.can_match(torn)


@pytest.mark.parametrize(
    "text",
    [
        "C yber attack on Microsoft",  # a drop cap
        "Mic rosoft and the cy ber space",
        "PARIS  CALL",
        "Pa\u00adris Call",
        "Ｐａｒｉｓ Ｃａｌｌ",
        "In Paris Calls were made",
        "年cyber年",
        "#cyberattack",
        unicodedata.normalize("NFD", "cybersécurité"),
        "Łódź ﬁrst: ｃyber → Ρ，привет",  # letters of several alphabets, ligatures and signs
        "Par\u2009is\u2028Call 網路",
    ],
)
def test_a_word_is_known_however_a_page_sets_it(text: str) -> None:
    assert prefilter.can_match(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "Microsoft opens an office in France",
        "the court of appeal met in Lyon",
        "subcybernaut",
        "Arche de Paris",
        "ParisCall",  # one word on the page, and so in the article
        "appel deparis",
    ],
)
def test_other_texts_do_not_pass(text: str) -> None:
    assert not prefilter.can_match(text)


def stories() -> Iterator[tuple[str, str, str]]:
    for file in (STORIES, GOLD):
        for line in file.read_text(encoding="utf-8").splitlines() if file.exists() else ():
            row = json.loads(line)
            yield row["title"], row["text"], row["lang"]


def test_no_labelled_story_is_lost(real: Prefilter, real_matcher: Matcher) -> None:
    close = [one for one in stories() if is_close(real_matcher, *one)]
    assert len(close) > 50
    assert [title for title, text, _ in close if not real.can_match(f"{title}\n{text}")] == []


def roughly(body: bytes, charset: str) -> str:
    """A page's text as cheaply as it can be had: every node, a space at every tag, attributes behind it."""
    tree = LexborHTMLParser(body.decode(charset, "replace"))
    for node in tree.css("script, style, template"):
        node.decompose()
    words = tree.root.text(separator=" ") if tree.root else ""
    meta = (node.attributes.get("content") or "" for node in tree.css("meta"))
    scripts = html.unescape(body.decode(charset, "replace")) if b"application/ld+json" in body else ""
    return "\n".join((words, *meta, scripts))


def test_no_page_is_lost_and_most_others_are_spared(real: Prefilter, real_matcher: Matcher) -> None:
    files = sorted((REPLAY / "stories").glob("*.html.gz"))
    if not files:
        pytest.skip("no replay corpus on this machine")
    close = 0
    for file in files:
        body = gzip.decompress(file.read_bytes())
        page = Page(
            requested_url="https://a.example/", url="https://a.example/", status=200, body=body, fetched_at=FETCHED
        )
        article = read_page(page, Entry(url=page.url, title=""))
        if is_close(real_matcher, article.title, article.text, article.language):
            close += 1
            assert real.can_match(roughly(body, "utf-8")), file.name
    assert close > 30


def test_most_pages_about_something_else_are_spared(real: Prefilter) -> None:
    files = sorted((REPLAY / "pages").glob("*.html.gz"))
    if not files:
        pytest.skip("no replay corpus on this machine")
    passed = 0
    for file in files:
        tree = LexborHTMLParser(gzip.decompress(file.read_bytes()).decode("utf-8", "replace"))
        for node in tree.css("script, style, template"):
            node.decompose()
        passed += real.can_match(tree.root.text(separator=" ") if tree.root else "")
    assert 0 < passed < len(files) * 0.15
