"""What a reader would call a change, and what pages change by themselves."""

from __future__ import annotations

import pytest

from pipeline.core.revisions.substance import fold, lines, named
from pipeline.model import Article
from tests.builders import mention

STORY = "Airbus signed the Call on Monday.\n\nCisco said that it would follow in spring."


def substance(text: str) -> str:
    return " ".join(line.folded for line in lines(text, ()))


@pytest.mark.parametrize(
    "line",
    [
        "Updated 5 minutes ago", "Last updated: 24 November 2026, 10:32", "Updated Nov 24, 2026 | 3 min read",
        "5 min read", "Published 2 hours ago", "12 minutes ago", "1,204 comments", "Comments (17)",
        "3.4K shares · 120 comments",
        "Aktualisiert am 24.11.2026 um 10:32 Uhr", "vor 5 Minuten", "Lesezeit: 4 Min.", "Stand: 24.11.2026, 10:32",
        "17 Kommentare", "Mis à jour le 24/11/2026 à 10h32", "il y a 5 minutes", "Temps de lecture : 3 min",
        "Actualizado a las 10:32", "hace 5 minutos", "12 comentarios", "Aggiornato il 24 novembre 2026", "5 minuti fa",
        "Bijgewerkt: 10:32", "5 minuten geleden", "Aktualizacja: 24.11.2026", "Обновлено 24.11.2026, 10:32",
        "5 минут назад", "12 комментариев", "آخر تحديث 24 نوفمبر 2026", "منذ 5 دقائق", "更新：2026-11-24 10:32",
        "5分前", "12评论", "입력 2026.11.24 10:32", "5분 전", "Read more: What the Call is",
        "Lesen Sie auch: Was der Appell will", "Share on Facebook Twitter",
    ],
)  # fmt: skip
def test_a_line_that_only_says_when_and_how_often_is_no_substance(line: str) -> None:
    assert substance(f"{line}\n\n{STORY}") == substance(STORY)
    assert substance(STORY.replace("\n\n", f"\n\n{line}\n\n")) == substance(STORY)


@pytest.mark.parametrize(
    "line",
    [
        "Microsoft updated 3 servers on Monday.", "12 companies left.",
        "Updated rules came into force in 2026, she said.",
        "The ministry published 12 names.", "In 5 minutes all was over.", "Correction: an earlier version named Cisco.",
        "Twelve dead", "The list", "Comments are welcome until 3 May.",
    ],
)  # fmt: skip
def test_a_line_of_the_story_is_substance(line: str) -> None:
    assert substance(STORY.replace("\n\n", f"\n\n{line}\n\n")) != substance(STORY)


def test_headlines_of_other_stories_behind_the_end_are_not_substance() -> None:
    tail = "\n\nMicrosoft sues the makers of a botnet\n\nWhat we know about the outage so far"
    assert substance(STORY + tail) == substance(STORY)


def test_a_list_of_names_at_the_end_is_substance() -> None:
    text = STORY + "\n\nChamber of Commerce in Peru and Chile"
    found = mention(text, "Chamber of Commerce in Peru and Chile", "Chamber of Commerce")
    assert [text[line.start : line.end] for line in lines(text, [found])][-1].startswith("Chamber")
    assert substance(STORY + "\n\nMicrosoft Corporation") != substance(STORY)


def test_a_text_without_any_sentence_has_no_end_behind_which_to_cut() -> None:
    text = "ไมโครซอฟท์ลงนามในข้อตกลงปารีส กล่าวเมื่อวันจันทร์ ที่กรุงปารีส ประเทศฝรั่งเศส\n\nและบริษัทอื่นๆ"
    assert len(lines(text, ())) == 2


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("“Signed” — it’s done", '"Signed" - it\'s done'),
        ("a  b\u00a0c", "a b c"),
        ("ﬁnal café", "final cafe\u0301"),
        ("Airbus signed", "AIRBUS signed."),
    ],
)
def test_typography_and_spacing_are_no_change(one: str, other: str) -> None:
    assert fold(one) == fold(other)


def test_a_name_in_a_link_to_another_story_is_not_named_by_this_one() -> None:
    text = STORY + "\n\nMicrosoft sues the makers of a botnet"
    found = [mention(text, name, name) for name in ("Airbus", "Microsoft")]
    assert named(Article(url="", title="T", text=text), found, lines(text, found)) == {"Airbus"}
