"""Hints spare most texts a pattern of many phrases; what the pattern finds, they must never hide."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.core.articles import asides, prompts
from pipeline.core.articles.phrases import Hints, folded

if TYPE_CHECKING:
    from collections.abc import Callable


def phrases_of(source: str) -> list[str]:
    """The alternatives of a pattern's source, parted at the bars outside of any bracket."""
    found, depth = [""], 0
    for place, sign in enumerate(source):
        if source[place - 1 : place] != "\\":
            depth += (sign in "([") - (sign in ")]")
        if sign == "|" and not depth:
            found.append("")
        else:
            found[-1] += sign
    return found


@pytest.mark.parametrize(
    ("pattern", "tells"),
    [
        (prompts._ASKS_CONSENT.lower, prompts._asks_consent),
        (prompts._LOCKED.lower, prompts._says_locked),
        (prompts._OFFER.lower, prompts._asks_to_pay),
        (prompts._OFFER.lower, prompts.is_prompt),
        (prompts._LOCKED.lower, prompts.is_prompt),
        (prompts._ASKS_CONSENT.lower, prompts.is_prompt),
        (re.compile(asides._FURTHER_ON), asides._FURTHER_ON_HINTS.are_in),
    ],
    ids=["consent", "lock", "offer", "offer-prompt", "lock-prompt", "consent-prompt", "further-on"],
)
def test_whatever_a_pattern_finds_holds_a_hint(pattern: re.Pattern[str], tells: Callable[[str], bool]) -> None:
    @settings(max_examples=6, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(found=st.data(), before=st.sampled_from(["", "said. ", "« "]))
    def holds(phrase: str, found: st.DataObject, before: str) -> None:
        text = folded(before + found.draw(st.from_regex(re.compile(phrase), fullmatch=True)) + " .")
        if pattern.search(text) and len(text) <= prompts._PROMPT:
            assert tells(text)

    for phrase in phrases_of(pattern.pattern):
        holds(phrase)


@given(st.lists(st.text("abc", min_size=1, max_size=3), min_size=1), st.text("abcd", max_size=30))
def test_hints_are_where_they_are(hints: list[str], text: str) -> None:
    found = Hints(hints)
    assert found.are_in(text) == any(hint in text for hint in hints)
    places = {(text[begin:end], begin) for _, begin, end in found.places(text)}
    assert places == {(hint, at) for hint in hints for at in range(len(text)) if text.startswith(hint, at)}
