"""Headers, addresses and message ids."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.core import mailing
from tests.builders import alert


@pytest.mark.parametrize(
    "good", ["a@b", "first.last+tag@sub.example.org", "o'neil@example.org", "x_1@xn--bcher-kva.example"]
)
def test_plain_addresses_pass(good: str) -> None:
    assert mailing.is_address(good)


@pytest.mark.parametrize(
    "bad",
    [
        *("", "a", "@b", "a@", "a b@c", "a@b\r\nBcc: c@d", "a@b\n", "a@b,c@d", "<a@b>", "Ann <a@b>", '"a b"@c'),
        *(
            "a@b>",
            "é@example.org",
            "a@exämple.org",
            "a..b@c",
            ".a@b",
            "a@-b",
            "a@b.",
            "x" * 65 + "@b",
            "a@" + "b." * 130 + "c",
        ),
    ],
)
def test_anything_else_does_not(bad: str) -> None:
    assert not mailing.is_address(bad)


@given(st.text(st.characters(exclude_categories=())), st.integers(1, 300))
def test_a_header_is_one_short_line_without_anything_unseen(text: str, most: int) -> None:
    line = mailing.header_text(text, most)
    assert len(line) <= most
    assert line == mailing.header_text(line, most)
    line.encode()
    joiners = {"\u200c", "\u200d"}
    assert all(unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"} or c in joiners for c in line)


def test_words_with_joiners_stay_as_they_are() -> None:
    assert mailing.header_text("می‌خواهد") == "می‌خواهد"


def test_the_same_things_for_the_same_person_have_the_same_id() -> None:
    one, two = (alert(1),), (alert(2),)
    assert mailing.message_id(one, "example.org") == mailing.message_id((alert(1),), "example.org")
    assert mailing.message_id(one, "example.org") != mailing.message_id(two, "example.org")
    assert mailing.message_id((*one, *two), "example.org") != mailing.message_id(one, "example.org")
    assert "ann" not in mailing.message_id(one, "example.org")
