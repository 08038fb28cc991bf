"""The tree of a page, and the quick ways to ask it: each is the same as the simple way."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.core.articles.boilerplate import prune
from pipeline.core.articles.markup import (
    INLINE,
    MUTE,
    Element,
    block_saying,
    content_of,
    elements,
    fingerprint,
    names_of,
    parse,
    visible_text,
)
from pipeline.core.articles.phrases import alternatives, by_first_letter
from pipeline.core.articles.weights import weigh
from tests.core.articles.support import URL

WORDS = st.text(st.sampled_from("ab zé İΣ1_.,—\u00a0\n\t中"), max_size=12)
NAMES = st.text(st.sampled_from("aZ1-_ éİ:shareRelatedposts"), max_size=16)
TAGS = ("p", "div", "span", "a", "b", "ul", "li", "h1", "h2", "nav", "noscript", "select", "br", "table", "article")


def element(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """An element around some markup, with or without names and an address."""
    attribute = (
        st.sampled_from(["", ' href="/x"', ' href="//other.example/"', ' class="share"', ' role="navigation"'])
        | NAMES.map(' class="{}"'.format)
        | NAMES.map(' id="{}"'.format)
    )
    return st.builds(
        lambda tag, attributes, parts: f"<{tag}{''.join(attributes)}>{''.join(parts)}</{tag}>",
        st.sampled_from(TAGS),
        st.lists(attribute, max_size=2),
        st.lists(inner, max_size=4),
    )


MARKUP = st.recursive(WORDS | st.sampled_from(["a long sentence of a hundred characters " * 3, "&amp;", "<"]), element)


def tree(markup: str) -> Element:
    found = parse(f"<html><head><title>T</title></head><body><p>b</p>{markup}</body></html>")
    assert found is not None
    return found


def letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).lower()


@given(st.text())
def test_a_fingerprint_is_the_letters_and_digits_in_lower_case(text: str) -> None:
    assert fingerprint(text) == letters(text)


@given(NAMES, NAMES)
def test_names_are_words_between_hyphens(kind: str, mark: str) -> None:
    page = tree("")
    page.set("class", kind)
    page.set("id", mark)
    split = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", f"{kind} {mark}")
    spelled = f"-{re.sub(r'[^a-zA-Z0-9]+', '-', split).strip('-').lower()}-"
    assert names_of(page) == (spelled if kind or mark else "")


PHRASES = ("ab?", "a-b", "ba(?:-a|b)-", "b(?!a)", "bb-?a", "aab")


@given(st.lists(st.sampled_from(PHRASES), min_size=1), st.text("ab-", max_size=9))
def test_phrases_by_first_letter_are_the_same_phrases(phrases: list[str], text: str) -> None:
    simple = re.compile(alternatives("|".join(phrases)))
    assert bool(re.search(by_first_letter(" | ".join(phrases)), text)) == bool(simple.search(text))


@given(MARKUP)
def test_the_content_of_an_element_is_its_text(markup: str) -> None:
    assert [content_of(found) for found in elements(tree(markup))] == [
        "".join(found.itertext()) for found in elements(tree(markup))
    ]


@given(MARKUP)
def test_what_is_seen_is_what_is_not_mute(markup: str) -> None:
    page = tree(markup)
    seen: list[str] = []
    for found in elements(page):
        mute = [one.tag in MUTE for one in (found, *found.iterancestors())]
        seen.extend([] if any(mute) else (found.text or "").split())
        seen.extend([] if any(mute[1:]) else (found.tail or "").split())
    assert "".join(visible_text(page, 10**6).split()) == "".join(seen)
    assert "".join(seen).startswith("".join(visible_text(page, 5).split()))


@given(MARKUP)
def test_weights_are_what_they_say(markup: str) -> None:
    body = tree(markup).find(".//body")
    weights = weigh(body)
    assert list(weights) == list(elements(body))
    for found, weight in weights.items():
        below = [*found.iterdescendants("*")]
        assert weight.blocks == sum(one.tag not in INLINE for one in below)
        if not any(one.tag in MUTE for one in (found, *below)):
            assert weight.chars == len("".join(content_of(found).split()))
            assert weight.titled == any(one.tag == "h1" for one in (found, *below))
            assert weight.linked + weight.prose + weight.run <= weight.chars


@given(MARKUP)
def test_what_remains_is_known_after_the_cut(markup: str) -> None:
    page = tree(markup)
    remains = prune(page, URL)
    body = page.find(".//body")
    assert set(elements(body)) <= set(remains.weights)
    for found in elements(body):
        assert remains.weights[found].blocks == sum(one.tag not in INLINE for one in found.iterdescendants("*"))
        if found.getparent() in remains.doubtful:
            assert found in remains.doubtful


@given(MARKUP, WORDS)
def test_a_block_that_says_a_text_is_found_by_its_letters(markup: str, text: str) -> None:
    page = tree(markup)
    wanted = letters(text)
    said = [
        " ".join(content_of(block).split())
        for block in page.iter("p", "h2", "h3", "h4", "div")
        if all(below.tag in INLINE for below in block)
        and len(found := letters(content_of(block))) >= 2
        and (found.startswith(wanted) or wanted.startswith(found))
    ]
    assert block_saying(page, text, 2) == (said[0] if said and len(wanted) >= 2 else "")


@settings(max_examples=30, deadline=None)
@given(st.lists(st.sampled_from(["<p>", ">", "<", "x" * 15_999, "x" * 16_001, "é" * 9_000]), max_size=5))
def test_a_tag_of_endless_attributes_is_parsed_without_them_wherever_it_stands(before: list[str]) -> None:
    attributes = " ".join(f"attribute{number}=1" for number in range(2_000))
    page = parse(f"<body><p>Begin</p>{''.join(before)}<div {attributes}>End")
    assert page is not None
    assert max(len(found.attrib) for found in elements(page)) < 2_000


@pytest.mark.parametrize("filler", ["é", "x\ufffe", "\x0c"])
def test_a_long_tag_of_few_attributes_keeps_them(filler: str) -> None:
    page = parse(f'<body><p title="{filler * 20_000}" class="kept">Text')
    assert page is not None
    assert page.find(".//p").get("class") == "kept"
