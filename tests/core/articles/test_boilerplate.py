"""Structure tells what is not the article: what is cut, what is suspected, what is spared."""

from __future__ import annotations

import pytest

from pipeline.core.articles.boilerplate import Remains, Suspects, prune
from pipeline.core.articles.markup import parse
from tests.core.articles.support import PROSE, SENTENCE, URL, html


def pruned(body: str) -> tuple[str, Suspects]:
    """The text that is left of a page, and what is suspected in it."""
    tree = parse(html(body))
    assert tree is not None
    suspects = prune(tree, URL).suspects
    return " ".join(tree.find(".//body").text_content().split()), suspects


@pytest.mark.parametrize(
    "box",
    [
        "<nav>Microsoft</nav>",
        "<footer><p>Follow us on Microsoft</p></footer>",
        "<aside><p>Microsoft opens store</p></aside>",
        '<div role="navigation">Microsoft</div>',
        '<div class="RelatedPosts-list"><a href="/x">Microsoft opens store</a></div>',
        '<div id="mostRead">Microsoft opens store</div>',
        '<ul class="tags-links"><li><a href="/tag/microsoft">Microsoft</a></li></ul>',
        '<div class="social-share"><a href="https://x.example/share">Microsoft</a></div>',
        '<section class="newsletter"><p>With Microsoft</p></section>',
        '<div class="cookieNotice"><p>We and Microsoft</p></div>',
        f'<div class="author-bio"><p>Worked for Microsoft. {SENTENCE}</p></div>',
        f'<div id="comments" class="comments"><p>Microsoft is bad. {SENTENCE}</p></div>',
        "<script>Microsoft</script>",
    ],
)
def test_what_names_itself_boilerplate_is_cut(box: str) -> None:
    text, _ = pruned(f"<article><h1>Title</h1>{PROSE}</article>{box}")
    assert "Microsoft" not in text
    assert SENTENCE in text


@pytest.mark.parametrize(
    "frame",
    [
        '<article class="post share-enabled tag-newsletter related">{}</article>',
        '<body class="has-sidebar newsletter"><div class="promo">{}</div>',
        "<aside>{}</aside>",
        '<div role="banner">{}</div>',
        '<div class="comments-area">{}</div>',
    ],
)
def test_no_name_costs_a_page_most_of_its_prose(frame: str) -> None:
    text, _ = pruned(frame.format(f"<h1>Title</h1>{PROSE}"))
    assert text.count(SENTENCE) == 8


def test_names_that_would_cost_nearly_everything_mean_something_else_here() -> None:
    live = "".join(f'<div class="match-comment-body"><p>{SENTENCE} Minute {n}.</p></div>' for n in range(20))
    text, _ = pruned(f"<h1>Live</h1><div>{live}</div>")
    assert text.count(SENTENCE) == 20


def test_a_paragraph_of_prose_is_not_cut_for_its_class() -> None:
    text, _ = pruned(f'{PROSE}<p class="promo">{SENTENCE} Microsoft signed.</p>')
    assert "Microsoft signed" in text


@pytest.mark.parametrize(
    "line",
    [
        '<p><a href="/more"><strong>Read also: Microsoft opens store</strong></a></p>',
        '<p>Read also: <a href="/more">Microsoft opens store</a>.</p>',
        '<p>Mehr zum Thema: <a href="/a">Microsoft</a> | <a href="https://www.news.example/b">Siemens</a></p>',
        '<h3><a href="https://news.example/x">Microsoft opens store</a></h3>',
        '<a href="/x"><div><p>Microsoft opens store</p></div></a>',
        '<div class="meta-box"><a href="/tag/x">Microsoft opens store</a></div>',
    ],
)
def test_a_line_that_only_leads_elsewhere_on_the_site_is_suspected(line: str) -> None:
    _, suspects = pruned(PROSE + line + PROSE)
    plain = parse(html(line))
    assert plain is not None
    assert plain.find(".//body").text_content() in suspects


@pytest.mark.parametrize(
    "line",
    [
        '<p><a href="/tag/microsoft">Microsoft</a> said that <a href="/tag/sap">SAP</a> would sign.</p>',
        '<p><a href="https://microsoft.example/">Microsoft</a></p>',
        '<p><a href="#note">Microsoft</a></p>',
        '<p><a href="/2026/11/23/story">Microsoft</a></p>',
        "<p>Microsoft</p>",
    ],
)
def test_a_line_that_says_something_or_leads_to_others_is_not(line: str) -> None:
    _, suspects = pruned(PROSE + line + PROSE)
    plain = parse(html(line))
    assert plain is not None
    assert plain.find(".//body").text_content() not in suspects


def test_a_line_that_also_stands_in_the_text_is_not_suspected() -> None:
    _, suspects = pruned(f"{PROSE}<p>Microsoft opens store</p><h3><a href='/x'>Microsoft opens store</a></h3>")
    assert "Microsoft opens store" not in suspects


CARD = '<li><b><a href="/{0}">Microsoft opens its store number {0}</a></b><p>The story of store number {0}.</p></li>'


def test_cards_that_present_other_articles_are_suspected_with_their_teasers() -> None:
    _, suspects = pruned(f"<h1>T</h1>{PROSE}<ul>{''.join(map(CARD.format, range(3)))}</ul>")
    assert "The story of store number 1." in suspects


def test_two_of_a_kind_and_lists_with_other_items_are_no_cards() -> None:
    few = "".join(map(CARD.format, range(2)))
    mixed = "".join(map(CARD.format, range(3))) + "<li><p>A word of the author.</p></li>" * 3
    for listed in (few, mixed):
        _, suspects = pruned(f"<h1>T</h1>{PROSE}<ul>{listed}</ul>")
        assert "The story of store number 1." not in suspects


def test_a_page_without_a_body_is_left_alone() -> None:
    tree = parse("<frameset><frame src=x></frameset>")
    assert tree is not None
    assert prune(tree, URL) == Remains(weights={}, doubtful=frozenset(), suspects=Suspects())
