"""Whatever reading takes from a page stands in its rough wordings."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.core.articles.rough import wording
from pipeline.model import Page

NAME = "Paris Call"


def page(markup: str) -> Page:
    return Page(
        requested_url="https://a.example/",
        url="https://a.example/",
        status=200,
        body=markup.encode("utf-8", "ignore"),
        content_type="text/html",
        charset="utf-8",
        fetched_at=datetime(2026, 11, 24, tzinfo=UTC),
    )


def has(markup: str, words: str = NAME) -> bool:
    return "".join(words.split()) in "".join(wording(page(markup)).split())


@pytest.mark.parametrize(
    "markup",
    [
        "<p>The Paris Call</p>",
        "<p>The Pa<b>ris</b> C<i>all</i></p>",
        "<div>Paris</div><div>Call</div>",
        "<p>Paris<br>Call</p>",
        "<p>Paris&nbsp;Call</p>",
        "<p>Paris&#32;&#67;all</p>",
        "<p>Paris&amp;nbsp;Call</p>",
        '<meta property="og:title" content="The Paris Call">',
        '<script type="application/ld+json">{"headline": "Paris\\u0020Call"}</script>',
        "<title>How to use <script> with the Paris Call</title><script>1</script>",
        "<!-- <script> --><p>Paris Call</p><script>1</script>",
        "<style>p {}</style>Paris Call<script>x",
        "<p>if a < b then Paris Call, and c > d</p>",
        "<p title='a > b'>Paris Call</p>",
        "Paris Call <",
    ],
)
def test_words_are_found_however_they_are_marked_up(markup: str) -> None:
    assert has(markup)


def test_programs_and_comments_are_left_out() -> None:
    assert not has("<script>Paris Call</script><style>Paris Call</style><!-- Paris Call --><p>Nothing</p>")


tags = st.sampled_from(
    ["<b>", "</b>", "<p>", "<br/>", "<span class='x'>", "</span>", "<a href='/?a=1&b=2'>", "<!-- x -->"]
)


@given(
    st.lists(st.one_of(tags, st.just(NAME), st.sampled_from(["and", " ", " < ", ">", "&amp;", "1 < 2"])), max_size=20)
)
def test_a_name_in_one_piece_is_never_lost(pieces: list[str]) -> None:
    assert has("".join(pieces)) or NAME not in pieces


@given(st.text(), st.text())
def test_no_page_raises(before: str, after: str) -> None:
    wording(page(before + "<" + after))
