"""Whatever reading takes from a page stands in its rough wordings."""

from __future__ import annotations

import gzip
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.core.articles import read_page
from pipeline.core.articles.decoding import decode
from pipeline.core.articles.rough import wording
from pipeline.core.mentions.rough import letters_of, stretches
from pipeline.model import Entry, Page

CORPUS = Path(__file__).parents[4] / "shared" / "replay" / "dev"
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
    return letters_of(stretches(words)) in letters_of(stretches(wording(page(markup))))


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
        "<p title='a > b <script>'>Paris Call</p><script>1</script>",
        "<a title='The <script> tag'>Paris Call</a><script>1</script>",
        '<p data-x="<b>1</b><style>">Paris Call</p><style></style>',
        '<p title=""" title="<!--">Paris Call</p><!-- -->',
        "<? <script> ?>Paris Call<script>1</script>",
        "<script>1</SCRIPT>Paris Call<script>2</script>",
        "<script>'</scripts>'</script>Paris Call<script>2</script>",
        "<script><!-- <script>1</script> Paris Call<script>2</script> --></script>",
        "<script/>Paris Call</script>",
        "<script src='/x.js'></script>Paris Call<script>1</script>",
        "<scr\x01ipt>1</scr\x02ipt>Paris Call<script>2</script>",
        "<style-guide>Paris Call</style-guide><style></style>",
        "<!-->Paris Call<!-- x -->",
        "<!--->Paris Call<!-- x -->",
        "<!-- x --!>Paris Call<!-- y -->",
        '<!-- "x" <b>y</b> -->Paris Call<!-- z -->',
        "<iframe><!-- </iframe>Paris Call<!-- -->",
        "<plaintext><script></script>Paris Call<script>",
        "<textarea><style></textarea>Paris Call<style></style>",
        "<p>Pa<ruby>ri<rp>(</rp><rt>above</rt><rp>)</rp></ruby>s Call",
        "<p>Paris <img alt='a>b'>Call",
        '<META NAME="og&#58;title" content="Paris > Call">',
        '<script type="application/ld&#43;json">{"name": ["Paris Call"]}</script>',
        '<script type="application/ld+json">{"articleBody": "Paris\\nCa<i>l<\\/i>l"}</script>',
        '<script type="application/ld+json">{"articleBody": "Paris\\u003cbr\\u003eCall"}</script>',
        '<script type="application/ld+json">{"articleBody": "Pa&lt;b&gt;ris&lt;/b&gt; Call"}</script>',
        '<script type="application/ld+json">{"\\u0068eadline": "Paris Call"}</script>',
        '<script type="application/ld+json">{"headline": "Paris \\"Call\\""}</script>',
    ],
)
def test_words_are_found_however_they_are_marked_up(markup: str) -> None:
    assert has(markup)


@pytest.mark.parametrize(
    ("markup", "words"),
    [
        ("<p>Cyberbezpeczn\x9c", "Cyberbezpecznœ"),  # a byte of windows-1252 taken for a control
        ("<p>cyber&Gcedil;", "cyberģ"),  # no such reference in small letters
        ("<p>&Eacute;TATS", "états"),
        ("<p>na&iuml;ve", "naïve"),
        ("<p>A&#8203;B", "a\u200bb"),
    ],
)
def test_letters_stand_for_what_they_are_read_as(markup: str, words: str) -> None:
    assert has(markup, words)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "iso2022_jp", "gb18030"])
def test_words_are_found_in_any_encoding(encoding: str) -> None:
    markup = f'<meta charset="{encoding}"><p>{"パリ宣言にサイバー安全保障の国際的な枠組みを" * 5}<b>Paris</b> Call</p>'
    for body in (markup.encode(encoding), markup.encode(encoding) + b"\xff"):
        said = "".join(wording(replace(page(""), body=body, charset=encoding)).split())
        assert "pariscall" in said.lower()
        assert ("サイバー" in said) is ("サイバー" in decode(body, encoding))


def test_programs_and_comments_are_left_out() -> None:
    assert not has("<script>Paris Call</script><style>Paris Call</style><!-- Paris Call --><p>Nothing</p>")
    assert not has("<!-- <b>Paris Call</b> --><SCRIPT>Paris Call</SCRIPT><p title='a > b'>Nothing</p>")


def test_what_is_said_to_machines_counts_where_it_may_be_a_title_or_the_text() -> None:
    assert not has('<meta name="keywords" content="Paris Call"><p>Nothing</p>')
    assert not has('<script type="application/ld+json">{"keywords": "Paris Call"}</script><p>Nothing</p>')
    assert not has('<script type="application/json">{"headline": "Paris Call"}</script><p>Nothing</p>')


def test_every_word_that_is_read_from_real_pages_is_there() -> None:
    files = sorted(CORPUS.glob("*/*.html.gz"))[::8]
    if not files:
        pytest.skip("no replay corpus on this machine")
    for file in files:
        of = replace(page(""), body=gzip.decompress(file.read_bytes()), charset="")
        article = read_page(of, Entry(url=of.url))
        letters = letters_of(stretches(wording(of)))
        words = f"{article.title}\n{article.text}".split()
        lost = [word for word in words if letters_of(stretches(word)) not in letters]
        assert all("@" in word or "&" in word for word in lost), (file.name, lost)  # hidden from machines; no reference


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


@pytest.mark.parametrize(
    "piece",
    ["<a ", "<", "&lt;a ", "<a x='", '<a x="', "<!--", "<script>", "<!-- <", "<a =", "<meta ", "<rt>", "='", "\\"],
)
def test_no_page_takes_quadratic_time(piece: str) -> None:
    """Else this would run for hours."""
    wording(page(piece * 200_000))
    wording(page(f'<script type="application/ld+json">"name":"{piece * 200_000}</script>'))
