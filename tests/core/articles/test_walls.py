"""Pages that are not the article, and articles that only look like walls."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.core.articles.walls import Sight, _mostly, obstacle, shows_only_part
from pipeline.model import Obstacle
from tests.core.articles.support import SENTENCE, URL

ARTICLE = Sight(
    requested_url=URL,
    url=URL,
    titles=("Ministers take stock of cyber principles - News", "Ministers take stock of cyber principles"),
    paragraphs=("Ministers took stock of the principles on Monday.", *(f"{SENTENCE} {n}" for n in range(9))),
    visible="Ministers take stock. Log in. " + SENTENCE * 20,
    calls_itself_article=True,
    is_locked=False,
    promised=("Ministers take stock of cyber principles", "They met in Geneva."),
)


def short(*paragraphs: str, title: str, promised: tuple[str, ...] = ARTICLE.promised) -> Sight:
    """A page with little on it, that says nothing of being an article."""
    visible = " ".join((title, *paragraphs))
    return replace(
        ARTICLE,
        titles=(title,),
        paragraphs=paragraphs,
        visible=visible,
        calls_itself_article=False,
        promised=promised,
    )


def test_an_article_is_no_wall() -> None:
    assert obstacle(ARTICLE) is Obstacle.NONE


@pytest.mark.parametrize(
    ("sight", "expected"),
    [
        (short("Checking if the connection is secure.", title="Just a moment..."), Obstacle.BOT_WALL),
        (short("You do not have permission to access this server.", title="Access Denied"), Obstacle.BOT_WALL),
        (short("Click the box to show that you are not a robot.", title="news.example"), Obstacle.BOT_WALL),
        (short("Bitte bestätigen Sie, dass Sie ein Mensch sind.", title="Einen Moment"), Obstacle.BOT_WALL),
        (short("请完成验证码后继续访问", title="安全验证"), Obstacle.BOT_WALL),
        (short("We and our 842 partners store data.", title="Your privacy"), Obstacle.CONSENT),
        (short("Nous et nos partenaires utilisons des cookies.", title="Avant de continuer"), Obstacle.CONSENT),
        (short("Log in with Google or your Microsoft account.", title="Log in - news.example"), Obstacle.PAYWALL),
        (short("Melden Sie sich an, um fortzufahren.", title="Anmelden"), Obstacle.PAYWALL),
        (short("La page a été déplacée.", title="Page introuvable"), Obstacle.GONE),
        (short("The requested URL was not found.", title="404"), Obstacle.GONE),
        (short("Try later.", title="Error establishing a database connection"), Obstacle.UNREACHABLE),
        (short("Något gick fel i våra maskiner, ursäkta.", title="Tidningen"), Obstacle.NO_TEXT),
        (short(title=""), Obstacle.NO_TEXT),
    ],
)
def test_a_wall_is_told_by_its_words_or_by_speaking_of_something_else(sight: Sight, expected: Obstacle) -> None:
    assert obstacle(sight) is expected


def test_a_wall_may_be_long_if_it_is_about_consent() -> None:
    told = tuple(f"We and our partners use cookies for purpose number {n}. {SENTENCE}" for n in range(40))
    assert obstacle(short(*told, title="News")) is Obstacle.CONSENT


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://consent.news.example/?continue=x", Obstacle.CONSENT),
        ("https://news.example/cdn-cgi/challenge", Obstacle.BOT_WALL),
        ("https://news.example/login?next=/story", Obstacle.PAYWALL),
        ("https://news.example/", Obstacle.NO_TEXT),
        ("https://news.example/en/", Obstacle.NO_TEXT),
        ("https://news.example/2026/11/23/story-moved", Obstacle.NONE),
    ],
)
def test_where_a_request_ended_tells_too(url: str, expected: Obstacle) -> None:
    assert obstacle(replace(ARTICLE, url=url)) is expected


def test_an_article_asked_for_at_a_strange_place_is_one() -> None:
    place = "https://news.example/login"
    assert obstacle(replace(ARTICLE, url=place, requested_url=place)) is Obstacle.NONE


def test_an_article_may_be_about_walls() -> None:
    about = short(
        "Access denied, read a page of the ministry on Monday.",
        title="Access denied: how the ministry was blocked",
        promised=("Access denied: how the ministry was blocked",),
    )
    assert obstacle(about) is Obstacle.NONE


def test_a_short_article_is_one_when_it_keeps_the_promise_of_its_title() -> None:
    brief = short("Ministers took stock of cyber principles and left.", title="Ministers take stock")
    assert obstacle(brief) is Obstacle.NONE
    assert obstacle(replace(brief, promised=("Geneva",))) is Obstacle.NONE


def test_only_a_short_body_can_be_a_teaser() -> None:
    locked = replace(ARTICLE, is_locked=True)
    assert shows_only_part(ARTICLE.paragraphs[:2], locked)
    assert not shows_only_part(ARTICLE.paragraphs[:2], ARTICLE)
    assert not shows_only_part([*ARTICLE.paragraphs] * 4, locked)
    begging = replace(ARTICLE, paragraphs=(*ARTICLE.paragraphs, "Already a subscriber?"))
    assert shows_only_part(ARTICLE.paragraphs[:2], begging)


@given(st.lists(st.text("ab", max_size=6)), st.sampled_from([0.2, 0.5]))
def test_the_share_of_a_kind_of_paragraph_is_that_of_all_of_them(paragraphs: list[str], share: float) -> None:
    told = sum(len(paragraph) for paragraph in paragraphs if "b" in paragraph)
    length = sum(map(len, paragraphs))
    assert _mostly(paragraphs, lambda paragraph: "b" in paragraph, share) is (length > 0 and told / length > share)
