"""Bodies that are read off the tree, and pages that are left to the extractor because anything is unusual."""

from __future__ import annotations

import pytest

from pipeline.core.articles.boilerplate import prune
from pipeline.core.articles.markup import parse
from pipeline.core.articles.story import story
from tests.core.articles.support import PROSE, SENTENCE, URL, html

# Eight different paragraphs in languages of the feeds; scripts with and without blanks.
OTHER = f"<p>{SENTENCE} Microsoft was there.</p>"
LANGUAGES = {
    "en": f"{SENTENCE} The mayor thanked the ten members who had prepared it.",
    "de": "Der Rat stimmte am Montag nach zweistündiger Debatte zu, in der niemand dagegen sprach, sagte sie.",
    "es": "El consejo votó el lunes tras un debate de dos horas en el que nadie habló en contra, dijo la portavoz.",
    "ru": "Совет проголосовал в понедельник после двухчасовых прений, в которых никто не выступил против, сообщил он.",
    "ar": "صوت المجلس يوم الاثنين بعد نقاش دام ساعتين لم يتحدث فيه أحد ضد القرار كما قالت المتحدثة باسم البلدية أمس",
    "ja": "市議会は月曜日、二時間にわたる審議の末に議案を可決した。反対の意見を述べる議員は一人もいなかった。" * 2,
    "th": "สภาลงมติเมื่อวันจันทร์หลังการอภิปรายสองชั่วโมงซึ่งไม่มีผู้ใดคัดค้านโฆษกกล่าวกับผู้สื่อข่าวเมื่อวานนี้ที่ศาลาว่าการเมือง",
}


def read(body: str) -> list[str]:
    """The paragraphs read off a page; none where it is left to the extractor."""
    tree = parse(html(body))
    assert tree is not None
    return [paragraph.text for paragraph in story(prune(tree, URL))]


def paragraphs(sentence: str, tag: str = "p") -> str:
    return "".join(f"<{tag}>{sentence} {number}.</{tag}>" for number in range(9))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("tag", ["p", "div"])
def test_a_plain_story_is_read_in_any_language(language: str, tag: str) -> None:
    sentence = LANGUAGES[language]
    found = read(f"<article><h1>Title</h1>{paragraphs(sentence, tag)}</article>")
    assert found == [f"{sentence} {number}." for number in range(9)]


def test_runs_between_line_breaks_are_paragraphs_where_a_page_uses_no_others() -> None:
    lines = "<br><br>".join(f"{SENTENCE} {number}." for number in range(9))
    assert read(f'<div class="entry-content">Short.<br><br>{lines}</div>') == [
        "Short.",
        *(f"{SENTENCE} {number}." for number in range(9)),
    ]


def test_headings_lists_and_quotes_within_the_text_are_part_of_it() -> None:
    inner = (
        f"{PROSE}<h2>What next</h2><p>Three things:</p><ul><li>one</li><li>two</li></ul><blockquote>So.</blockquote>"
    )
    assert read(f"<main>{inner}{PROSE}</main>")[8:13] == ["What next", "Three things:", "one", "two", "So."]


def test_rows_of_a_table_are_lines() -> None:
    table = "<table><tr><th>Town</th><th>Votes</th></tr><tr><td>Tide</td><td>7</td></tr></table>"
    assert read(f"<main>{PROSE}{table}</main>")[-2:] == ["Town Votes", "Tide 7"]


@pytest.mark.parametrize(
    "box",
    [
        "<figure><img><figcaption>Microsoft's stand</figcaption></figure>",
        '<div class="image legend">Microsoft stand</div>',
        '<p style="display: none">Microsoft</p>',
        "<p hidden>Microsoft</p>",
        '<ul><li><a href="/a">Microsoft opens store</a></li><li><a href="/b">Microsoft shuts store</a></li></ul>',
        "<div>Microsoft</div>",
        f'<div class="comments"><p>{SENTENCE} Microsoft!</p></div>',
    ],
)
def test_what_stands_amid_the_text_and_is_not_part_of_it_is_left_out(box: str) -> None:
    assert read(f'<div class="article-body">{PROSE}{box}{PROSE}</div>') == read(
        f'<div class="article-body">{PROSE}{PROSE}</div>'
    )


def test_words_hidden_within_a_line_are_left_out_and_readings_of_characters() -> None:
    line = '<p>Write to info@<b style="display:none">nospam</b>tide.example. <ruby>港<rt>みなと</rt></ruby>の町</p>'
    assert read(f"<main>{PROSE}{line}</main>")[-1] == "Write to info@tide.example. 港の町"


def test_a_lead_before_the_text_belongs_to_it() -> None:
    lead = f"<div class='intro'><p>{LANGUAGES['en']}</p></div>"
    found = read(f'<main><h1>Title</h1>{lead}<div class="article-body">{PROSE}{PROSE}</div></main>')
    assert found[0] == LANGUAGES["en"]


def test_the_title_and_what_stands_below_it_as_a_heading_are_not_read() -> None:
    found = read(f'<div class="article-body"><h1>Title</h1><h2>Of another page</h2>{PROSE}{PROSE}</div>')
    assert found == read(f'<div class="article-body">{PROSE}{PROSE}</div>')


@pytest.mark.parametrize(
    "body",
    [
        f"<main><p>{SENTENCE}</p></main>",
        f"<main><article>{PROSE}</article><article>{PROSE}</article></main>",
        f"<main>{PROSE}<article>{6 * OTHER}</article></main>",
        f"<main><article>{9 * OTHER}</article><article><h1>Title</h1>{PROSE}{PROSE}</article></main>",
        f'<main><div class="comments">{9 * OTHER}</div><div>{PROSE}</div></main>',
        f'<main>{PROSE}<div class="widget">{6 * OTHER}</div></main>',
        f"<table><tr><td>{SENTENCE}{SENTENCE}{SENTENCE}</td><td>{SENTENCE}{SENTENCE}{SENTENCE}</td></tr></table>",
        "".join(f"<div><section><p>{SENTENCE} {number}.</p></section></div>" for number in range(9)),
        f"<main><p>{SENTENCE}</p>{'<div>A label of some length, not a sentence.</div>' * 15}{PROSE}</main>",
        "",
    ],
)
def test_a_page_that_leaves_any_doubt_is_left_to_the_extractor(body: str) -> None:
    assert read(body) == []


def test_what_follows_under_a_heading_of_its_own_is_cut_off_and_leaves_a_doubt_when_it_is_long() -> None:
    before = "".join(f"<p>{SENTENCE} Then decision {number} was taken.</p>" for number in range(2))
    words = f"<div class='hero'>{before}</div><div class='words'>{PROSE}</div>"
    behind = "<div><h2>New to Microsoft?</h2>{}</div>"
    found = read(f"<main>{words}</main>")
    assert len(found) == 10
    assert read(f"<main>{words}{behind.format(OTHER)}</main>") == found
    assert read(f"<main>{words}{behind.format(6 * OTHER)}</main>") == []


@pytest.mark.parametrize(
    "around",
    [
        '<main><article>{}</article><div class="comments">' + 30 * OTHER + "</div></main>",
        "<main><article>{}</article><article><h2>Microsoft</h2>" + OTHER + "</article></main>",
        '<article>{}</article><div class="consent" aria-hidden="true">' + 12 * OTHER + "</div>",
        "<form><div>{}</div><aside>" + 12 * OTHER + "</aside></form>",
        "<table><tr><td>{}</td><td>Microsoft</td></tr></table>",
        "<table><tr><td><table><tr><td>{}</td></tr></table></td></tr></table>",
        '<div class="entry"><div class="post-hidden-xs">{}</div><div class="hidden">' + OTHER + "</div></div>",
    ],
)
def test_what_stands_around_an_article_has_no_say_in_where_it_is(around: str) -> None:
    assert read(around.format(PROSE)) == read(f"<article>{PROSE}</article>") != []


@pytest.mark.parametrize(
    "box",
    [
        '<div class="text-widget widget"><p>{}</p></div>',
        '<div class="slide" style="display:none"><p>{}</p></div>',
        '<figure><img><figcaption class="caption"><p>{}</p></figcaption></figure>',
    ],
)
def test_a_name_that_most_of_the_text_stands_under_says_nothing(box: str) -> None:
    sentences = [f"{SENTENCE} Number {number}." for number in range(9)]
    assert read(f"<article>{''.join(map(box.format, sentences))}</article>") == sentences


def test_the_longest_of_several_sections_is_not_the_article() -> None:
    sections = "".join(f'<div class="section-content">{count * OTHER}</div>' for count in (2, 2, 6))
    assert len(read(f"<article>{sections}</article>")) == 10
