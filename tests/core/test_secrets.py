"""Passwords and tokens never come out again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.core.secrets import masked


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("https://user:hunter2@news.example/feed", "https://***@news.example/feed"),
        ("https://user@news.example/feed", "https://***@news.example/feed"),
        ("http://u:p@ss@news.example/: HTTP 401 (x)", "http://***@news.example/: HTTP 401 (x)"),
        ("https://a.example/f?token=abc&page=2#t", "https://a.example/f?token=***&page=2#t"),
        ("https://a.example/f?page=2&access_token=abc", "https://a.example/f?page=2&access_token=***"),
        ("https://a.example/f?X-Amz-Signature=abc", "https://a.example/f?X-Amz-Signature=***"),
        ("url=https://a:b@c.example/x then https://d:e@f.example/", "url=https://***@c.example/x then https://***@f.example/"),
        ("https://a.example/@reporter/story?keyword=orange", "https://a.example/@reporter/story?keyword=orange"),
        ("write to editor@news.example", "write to editor@news.example"),
        ("https://a.example/monkey?monkey=see", "https://a.example/monkey?monkey=see"),
    ],
)  # fmt: skip
def test_what_is_secret_is_masked_and_the_rest_is_left(text: str, shown: str) -> None:
    assert masked(text) == shown


WORD = st.text(st.characters(exclude_categories=("C", "Z"), exclude_characters="/?#&;\"'<>@"), min_size=1, max_size=20)


@given(before=st.text(max_size=30), user=WORD, password=WORD)
def test_no_password_survives_whatever_stands_before_it(before: str, user: str, password: str) -> None:
    shown = masked(f"{before}https://{user}:{password}SECRET@news.example/")
    assert "SECRET@" not in shown


@given(st.text())
def test_masking_twice_is_masking_once(text: str) -> None:
    assert masked(masked(text)) == masked(text)
