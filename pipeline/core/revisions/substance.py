"""What of a text is its substance, so that two versions can be compared as a reader would.

A page changes at every visit: minutes since the last update, counters of comments, the links to other stories. The
extraction of an article leaves most of that out; what it lets through are lines of a few kinds, told here by their
words and place.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pipeline.core.articles.asides import is_aside
from pipeline.core.articles.phrases import alternatives
from pipeline.model import Field

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pipeline.model import Article, Mention

# How a line begins that says when the page was last touched; a number must follow on it.
_STAMP: Final = alternatives(r"""
    (?:(?:last|article|story|page|post|first) )?(?:updated?|modified|edited|published|posted|revised)\b
    (?:zuletzt |letzte )?(?:aktualisier(?:t|ung)|aktualisiert|veröffentlicht|geändert)\b|stand ?:
    (?:dernière )?(?:mise? à jour|mis à jour|modifiée?|publiée?|actualisée?)\b
    (?:última )?(?:actualizad[oa]|actualización|publicad[oa]|modificad[oa])\b
    (?:ultimo )?(?:aggiornat[oa]|aggiornamento|pubblicat[oa]|modificat[oa])\b
    (?:última )?(?:atualizad[oa]|atualização|publicad[oa] em)\b
    (?:laatst )?(?:bijgewerkt|gewijzigd|gepubliceerd)\b
    (?:ostatnia )?(?:aktualizacja|zaktualizowano|opublikowano)\b
    (?:senast )?(?:uppdaterad|publicerad)\b|(?:sist )?(?:oppdatert|publisert)\b|(?:sidst )?(?:opdateret|publiceret)\b
    päivitetty\b|julkaistu\b|aktualizováno\b|publikováno\b|frissítve\b|actualizat\b|ενημερώθηκε\b|son güncelleme\b
    (?:последнее )?обновлен[оие]+\b|опубликован[оа]\b|оновлено\b|опубліковано\b|обновена?\b
    آخر تحديث|تم التحديث|נערך|עודכן|به.?روزرسانی|更新(?:于|於|日|時間|时间)?
    最終更新|公開日|발행|수정|입력|อัปเดต|cập nhật
""")
# How long ago something was, or how long it takes to read: all of what a line says.
_AGO: Final = alternatives(r"""
    (?:about |an? )?\d*\+? ?(?:secs?|seconds?|mins?|minutes?|hrs?|hours?|days?|weeks?|h|m|d) ago
    \d+[- ]?min(?:ute)?s?(?: read| de lecture| de lectura| di lettura| de leitura| leestijd| läsning| lukuaika)?
    just now|vor \d+ (?:sekunden?|minuten?|stunden?|tag(?:en)?)|lesezeit ?:? ?\d+ min\w*\.?
    il y a \d+ ?(?:secondes?|min(?:utes?)?|heures?|h|jours?)|(?:temps de lecture|lecture) ?:? ?\d+ min\w*\.?
    hace \d+ (?:segundos?|minutos?|horas?|días?)|há \d+ (?:segundos?|minutos?|horas?|dias?)
    \d+ (?:second[oi]|minut[oi]|or[ae]|giorn[oi]) fa|\d+ (?:minuten|uur|dagen|dag) geleden
    \d+ (?:minut[ya]?|godzin[ya]?|dni|dzień) temu|(?:för )?\d+ (?:minuter|timmar|dagar) sedan
    \d+ (?:минут[ауы]?|час(?:а|ов)?|д(?:ень|ня|ней)) назад|\d+ (?:хвилин[иу]?|годин[иу]?) тому
    \d+ (?:dakika|saat|gün) önce|(?:منذ|قبل) \d+ \w+|לפני \d+ \w+
    \d+ ?(?:分|分钟|分鐘|小时|小時|時間|天|日)前|\d+ ?(?:분|시간|일) 전
""")
_COUNTED: Final = alternatives(r"""
    comments?|replies|shares?|likes?|views?|reads?|reactions?|followers?|votes?|photos?|claps?
    kommentare?|aufrufe|mal geteilt|commentaires?|partages?|vues?|réactions?|comentarios?|compartidos?|visitas?
    commenti|condivisioni|visualizzazioni|comentários?|compartilhamentos?|visualizações|reacties|keer gedeeld
    komentarz[eya]?|komentarzy|udostępnie[nń]\w*|kommentarer|visningar|kommenttia|komentář[eůi]*|hozzászólás
    комментари[йяев]+|просмотр(?:ов|а|ы)?|переглядів|коментар[іяв]+|yorum|تعليقات|مشاهدة|评论|評論|浏览|瀏覽|コメント|댓글|조회
""")
_NUMBER: Final = r"\d[\d.,  ’']*\s?(?:[kKmM]|mil|tsd\.?|тыс\.?|万|萬|천|만)?"
_STAMPED: Final = re.compile(rf"[\W_]*(?:{_STAMP})(?=.*\d).*[^.]", re.IGNORECASE)  # a sentence ends in a full stop
_VOLATILE: Final = tuple(
    re.compile(rf"[\W_]*(?:{source})[\W_]*", re.IGNORECASE)
    for source in (
        rf"(?:(?:{_STAMP})\W*)?(?:{_AGO})(?:\W.{{0,40}})?",
        rf"{_NUMBER}\W*(?:{_COUNTED})(?:\W+{_NUMBER}\W*(?:{_COUNTED}))*",
        rf"(?:{_COUNTED})\W*{_NUMBER}",
    )
)
_LONGEST_STAMP: Final = 100  # characters
_LONGEST_LINK: Final = 160
_NAME_SHARE: Final = 0.5  # of a line that is a name, and so an item of a list rather than a headline
_END: Final = re.compile(r"[.!?…。！？؟۔।:;：；][\W_]*$")
_LEAST_LINK: Final = 4  # words; of an East Asian line, characters that say as much
_WIDE: Final = re.compile("[\u2e80-\uffef]")
_NO_LETTER: Final = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a text that counts: `text[start:end]`."""

    start: int
    end: int
    folded: str  # its letters and digits, in lower case


def lines(text: str, mentions: Sequence[Mention]) -> tuple[Line, ...]:
    """The lines that are the substance of a text.

    Left out: lines that say when the page was touched, how long it takes to read or how often it was shared; asides;
    and at the end, after the last sentence, headlines of other stories. A line that is hardly more than a name found
    in it stays, for it may be one of a list of signatories.

    Args:
        text: of an article, as extracted.
        mentions: found in it.
    """
    spans = [span for span in _spans(text) if not _is_volatile(text[slice(*span)])]
    last = max((place for place, span in enumerate(spans) if _END.search(text[slice(*span)])), default=None)
    kept = [
        span for place, span in enumerate(spans) if last is None or place <= last or not _is_link(text, span, mentions)
    ]
    return tuple(Line(start, end, folded) for start, end in kept if (folded := fold(text[start:end])))


def fold(text: str) -> str:
    """The letters and digits of a text in lower case, in one spelling: no spacing, punctuation or typography."""
    return _NO_LETTER.sub("", unicodedata.normalize("NFKC", text).casefold())


def named(article: Article, mentions: Iterable[Mention], substance: Sequence[Line]) -> frozenset[str]:
    """The subjects named in the title or in a line that counts."""
    return frozenset(
        mention.subject
        for mention in mentions
        if (mention.field is Field.TITLE and article.title)
        or any(line.start <= mention.start < line.end for line in substance)
    )


def _spans(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for line in text.split("\n"):
        yield start, start + len(line)
        start += len(line) + 1


def _is_volatile(line: str) -> bool:
    if is_aside(line):
        return True
    return len(line) <= _LONGEST_STAMP and any(kind.fullmatch(line.strip()) for kind in (_STAMPED, *_VOLATILE))


def _is_link(text: str, span: tuple[int, int], mentions: Sequence[Mention]) -> bool:
    line = text[slice(*span)]
    if len(line) > _LONGEST_LINK or len(line.split()) + len(_WIDE.findall(line)) // 2 < _LEAST_LINK:
        return False
    covered = sum(
        mention.end - mention.start
        for mention in mentions
        if mention.field is Field.BODY and span[0] <= mention.start < span[1]
    )
    return covered < _NAME_SHARE * len(line)
