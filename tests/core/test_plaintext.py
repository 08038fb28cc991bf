from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.core.plaintext import from_html, line, looks_like_html, paragraphs, unmangled

CHARACTERS = st.one_of(
    st.characters(),
    st.sampled_from("\x00\x0b\x85\x92\xa0\xad\u200b\u2028\u2029\u202e\ufeff\ud83d\ude00\u0301\u0327\uffff\r\n\t "),
)
TEXTS = st.text(CHARACTERS)
MARKUP = st.lists(
    st.one_of(
        st.sampled_from(
            [
                "<p>",
                "</p>",
                "<br>",
                "<b>",
                "<script>",
                "</script>",
                "<!--",
                "-->",
                "<table><tr><td>",
                "&amp;",
                "&#0;",
                "&#xd800;",
                "<",
                "&",
                "\n\n",
            ]
        ),
        TEXTS,
    )
).map("".join)


def well_kept(text: str) -> bool:
    return unicodedata.is_normalized("NFC", text) and not any(
        unicodedata.category(character) in {"Cc", "Cs"} for character in text.replace("\n", "")
    )


@settings(deadline=None)
@given(TEXTS)
def test_a_line_is_one_line_of_clean_text(text: str) -> None:
    shown = line(text)
    assert well_kept(shown)
    assert shown == " ".join(shown.split())
    assert line(shown) == shown


@settings(deadline=None)
@given(TEXTS)
def test_paragraphs_are_lines_between_blank_lines(text: str) -> None:
    shown = paragraphs(text)
    assert all(piece and piece == line(piece) for piece in shown.split("\n\n") if shown)
    assert paragraphs(shown) == shown


@settings(deadline=None)
@given(MARKUP)
def test_any_markup_has_a_text(markup: str) -> None:
    shown = from_html(markup)
    assert well_kept(shown)
    assert paragraphs(shown) == shown


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("plain words", "plain words"),
        ("AT&amp;T, caf&eacute; &#146;n&#8217; so", "AT&T, café ’n’ so"),
        ("<p>One <b>wo</b>rd.</p><p>Two.</p>", "One word.\n\nTwo."),
        ("one<br>line", "one line"),
        ("one<br><br/>two", "one\n\ntwo"),
        ("<div>a<div>b</div>c</div>", "a\n\nb\n\nc"),
        ("<ul><li>a</li><li>b</li></ul>", "a\n\nb"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>d", "a b\n\nc\n\nd"),
        ("<script>alert(1)</script>a<style>b{}</style><!-- c -->", "a"),
        ("<noscript>a</noscript><iframe>b</iframe><svg><title>c</title></svg>d", "d"),
        ("<a title='<p>no</p>'>yes</a>", "yes"),
        ("&lt;p&gt;twice&lt;/p&gt;&lt;p&gt;escaped&lt;/p&gt;", "twice\n\nescaped"),
        ("5 &lt; 6", "5 < 6"),
        ("<p>Avoid &lt;script&gt; and &lt;b&gt;.</p><p>Really.</p>", "Avoid <script> and <b>.\n\nReally."),
        ("one\n\ntwo\nstill two", "one\n\ntwo still two"),
        ("unclosed <p>paragraph <i>here", "unclosed\n\nparagraph here"),
        ("", ""),
    ],
)
def test_html_becomes_paragraphs(markup: str, text: str) -> None:
    assert from_html(markup) == text


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("cafe\u0301", "café"),
        ("a\u00a0\u2003b\tc\nd", "a b c d"),
        ("Micro\u00adsoft", "Microsoft"),
        ("\ufeffa\u202eb\u2066c\x00\x1f", "abc"),
        ("it\u0092s \u0093so\u0094", "it’s “so”"),
        ("\ud83d\ude00 \ud83d!", "😀 !"),
        ("\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645", "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645"),
    ],
)
def test_a_line_loses_what_cannot_be_seen(raw: str, clean: str) -> None:
    assert line(raw) == clean


@pytest.mark.parametrize(
    ("markup", "size"),
    [
        ("<!--" * 80_000, 0),
        ("a<!--" * 80_000, 100_000),
        ("<div>" * 100_000 + "x", 10),
        ("<a " * 100_000, 10),
        ("<" * 100_000, 100_000),
        ("a" + "\u0300\u0327" * 100_000, 31),
    ],
)
def test_markup_made_to_be_slow_is_read_in_the_time_of_a_long_text(markup: str, size: int) -> None:
    """Quadratic readers need minutes for these; the run's own time limit is the measure."""
    assert len(from_html(markup)) <= size


def mangled(text: str) -> str:
    """UTF-8 taken for windows-1252, with the bytes that it does not define taken for Latin-1."""
    return "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in text.encode())


@pytest.mark.parametrize(
    "meant", ["president’s", "été à Noël", "Москва и Киев", "Патриарх сказал: «да», – и ушёл", "für “uns”"]
)
def test_text_encoded_twice_is_set_right(meant: str) -> None:
    assert unmangled(mangled(meant)) == meant


def test_text_encoded_twice_is_set_right_among_good_text() -> None:
    assert unmangled(f"„{mangled('unterstützt')}“ {mangled('für')} 日本") == "„unterstützt“ für 日本"


@pytest.mark.parametrize("text", ["“AMANHÃ”", "été… ”", "Ðе", "Â", "plain", "Ã"])
def test_what_only_looks_mangled_stays(text: str) -> None:
    assert unmangled(text) == text


@settings(deadline=None)
@given(st.text(st.characters(min_codepoint=0x20, max_codepoint=0x4FF, exclude_categories=["Cc"])))
def test_unmangling_is_total(text: str) -> None:
    assert unmangled(text) is not None


@settings(deadline=None)
@given(st.text(alphabet="aбéœ’ -", min_size=1))
def test_clean_text_is_not_unmangled(text: str) -> None:
    assert unmangled(text) == text


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("<p>", True),
        ("a <br/> b", True),
        ("</B>", True),
        ("<img src=x>", True),
        ("a < b > c", False),
        ("<b>x</b><script>y</script>", True),
        ("<b>x</b><script>y", False),
        ("a </title> b <b>", False),
        ("List<T>", False),
    ],
)
def test_tags_are_told_from_signs(text: str, verdict: bool) -> None:
    assert looks_like_html(text) is verdict
