"""Places where a name names nobody: addresses, handles, share bars, credits, lists of other stories."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.core.mentions.candidates import Candidate
    from pipeline.core.mentions.passage import Passage

_ADDRESS_SIGNS = frozenset("@./:\\=?&%~")
_TOKEN = re.compile(r"[^\s\"“”«»<>()\[\]]*")
_AROUND_ADDRESS = ' \n\t"“«<('
_TOKEN_REACH = 200
_ADDRESS = re.compile(r"://|^www\.|@[\w-]+\.|^[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}/|[/\\]\w+\.\w{2,4}$", re.IGNORECASE)
_DOMAIN_END = re.compile(r"\.[a-z]{2,}")
_DOMAIN_START = re.compile(r"(?:^|[^\w])(?:[a-z0-9-]+\.)+$")
_SEPARATOR = re.compile(r"\s(?:--+|—|–)\s|\n")
_LEAST_PIPES = 2
_BULLET = 3  # characters of a quote or bullet before the first word
_LONGEST_BAR = 160  # characters; a longer sentence that begins with "Share" or "Photo" is prose
_SHARE = re.compile(
    r"\W*(?:follow(?:\s+(?:us|me)\b|\s*[>:|])"
    r"|(?:share|like|tweet|post|pin|save|find|add)\s+(?:this|us|it|on|via|article|story)\b"
    r"|share\s*[>:|]|sign\s+(?:in|up)\s+with|log\s+in\s+with|connect\s+with|continue\s+with"
    r"|download\s+on|get\s+it\s+on\s+google"
    r"|suivez[- ](?:nous|moi)|retrouvez[- ]nous\s+sur|s[ií]guenos|folgen\s+sie\s+uns|teilen\s+(?:auf|sie)"
    r"|(?:auf|via)\s+\w+\s+teilen|seguici|siga[- ]nos|volg\s+ons)",
    re.IGNORECASE,
)
_SHARE_VERB = re.compile(
    r"\W*(?:share|tweet|post|partage[rz]|compart(?:ir|e|ilhe|ilhar)|condividi|teilen|deel|delen|jaa|del|dela|sdílet|zdieľať"
    r"|udostępnij|paylaş|поделиться|подписывайтесь|поділитися|сподели|podijeli|deli|distribuie|megosztás|공유하기|공유|シェア|ツイート"
    r"|フォロー|分享|شارك|مشاركة|تابعنا|שתפו|שתף|साझा करें|शेयर करें|bagikan|kongsi|chia sẻ|แชร์)(?=\W|$|で|する|到|至)",
    re.IGNORECASE,
)
_PLATFORM = re.compile(
    r"facebook|twitter|linkedin|whatsapp|instagram|telegram|youtube|google|pinterest|reddit|bluesky|threads|tiktok|mastodon"
    r"|فيسبوك|تويتر|واتساب|لينكد|تلغرام|фейсбук|твиттер|フェイスブック|ツイッター|LINE|微信|微博|脸书|臉書|페이스북|카카오|트위터",
    re.IGNORECASE,
)
_LONGEST_BUTTON = 80  # characters
_PROSE_END = re.compile(r"[.!?。！？؟।]\s*$")
_RELATED = re.compile(
    r"\W*(?:related(?:\s+(?:articles?|stories|posts?|news|topics|links|content))?"
    r"|read\s+(?:more|also|next)|see\s+also"
    r"|more\s+(?:on|from|stories)|most\s+(?:read|popular)|recommended|you\s+may\s+also\s+like|don.t\s+miss|also\s+on"
    r"|(?:à\s+)?lire\s+(?:aussi|également)|(?:a|à)\s+lire|sur\s+le\s+même\s+sujet|articles?\s+liés?"
    r"|le[ea]r?\s+(?:tamb[ié]+n|tamb[ée]m|más|mais)|te\s+puede\s+interesar|noticias\s+relacionadas"
    r"|leia\s+(?:tamb[ée]m|mais)"
    r"|mehr\s+zum\s+thema|lesen\s+sie\s+auch|auch\s+interessant|leggi\s+anche|lees\s+ook"
    r"|czytaj\s+(?:też|także|również)"
    r"|читайте\s+также|関連記事|相关阅读|관련\s*기사|اقرأ\s+أيضا|topics|tags?|filed\s+under"
    r"|mots[- ]clés|sponsored|cookies)\s*[:：>|]",
    re.IGNORECASE,
)
_CREDIT = re.compile(
    r"\W*(?:photos?|images?|pictures?|illustrations?|credits?|crédits?|photograph(?:er|ie)?"
    r"|foto(?:s|grafia|credit)?|bild(?:quelle)?|(?:\w+\s+)?quellen?"
    r"|imagen|immagine|zdjęcie|фото|사진|写真|图片|图|صورة|source|sources|quelle|fuente|fonte|źródło|источник)"
    r"(?:\s*[:：/©]|\s+(?:by|credit|courtesy|via)\b|\s*\(c\))|\W*©"
    r"|\(?(?:photo|image|picture)\s+(?:by|credit|courtesy)",
    re.IGNORECASE,
)


def exclusion(candidate: Candidate) -> str:
    """The rule that takes a candidate's place out of the prose, as a slug; empty for prose."""
    passage, start, end = candidate.passage, candidate.start, candidate.end
    text = passage.text
    before, after = text[start - 1 : start], text[end : end + 1]
    if (before in _ADDRESS_SIGNS or after in _ADDRESS_SIGNS) and (before or after):
        rule = _address(text, start, end)
        if rule:
            return rule
    if _is_related(passage, start):
        return "related-links"
    low, high = passage.sentence(start, end)
    left, right = max(0, start - 2 * _LONGEST_BAR), end + 2 * _LONGEST_BAR
    if passage.dividers and any(text.find(sign, left, right) >= 0 for sign in passage.dividers):
        left, right = _segment_span(text, start, end)
        if text.count("|", left, right) >= _LEAST_PIPES:
            return "navigation"
        low, high = max(low, left), min(high, right)
    if high - low <= _LONGEST_BAR:
        if passage.opens(low, min(low + _BULLET + 1, start)):
            return "boilerplate"
        known = passage.bars.get((low, high))
        if known is None:
            known = passage.bars[low, high] = _bar(text, low, high)
        return known
    return ""


def _is_related(passage: Passage, start: int) -> bool:
    """Whether the line of a place announces other stories; asked once per line."""
    begin = passage.starts_line(start)
    known = passage.related.get(begin)
    if known is None:
        known = passage.related[begin] = _RELATED.match(passage.text, begin) is not None
    return known


def _bar(text: str, low: int, high: int) -> str:
    """The rule for a short stretch of text that is a bar of buttons or a credit line."""
    if _SHARE.match(text, low, high) or _is_button(text, low, high):
        return "share-bar"
    return "credit-line" if _CREDIT.match(text, low, high) else ""


def _is_button(text: str, low: int, high: int) -> bool:
    """A verb of sharing begins many a sentence; a button has it with a platform, is short, and has no full stop."""
    if high - low > _LONGEST_BUTTON or not _SHARE_VERB.match(text, low, high):
        return False
    return _PLATFORM.search(text, low, high) is not None and not _PROSE_END.search(text, low, high)


def _address(text: str, start: int, end: int) -> str:
    if text[start - 1 : start] == "@":
        return "address" if start > 1 and text[start - 2].isalnum() else "handle"
    if text[start - 1 : start] == "/" and text[start - 2 : start - 1].isdigit():
        return "reference"
    head = text[max(0, start - _TOKEN_REACH) : start]
    cut = len(head)
    if head[-1:] not in _AROUND_ADDRESS:
        cut = max(head.rfind(end) for end in _AROUND_ADDRESS) + 1
    match = _TOKEN.match(text, start, end + _TOKEN_REACH)
    token = head[cut:] + (match.group() if match else "")
    if _ADDRESS.search(token):
        return "address"
    if _DOMAIN_END.match(text, end) or (text[start - 1 : start] == "." and _DOMAIN_START.search(head[cut:])):
        return "address"
    return ""


def _segment_span(text: str, start: int, end: int) -> tuple[int, int]:
    """The line around a span, or the part of it between dashes; cut where it is longer than any bar."""
    low, high = max(0, start - 2 * _LONGEST_BAR), min(len(text), end + 2 * _LONGEST_BAR)
    for match in _SEPARATOR.finditer(text, low, start):
        low = match.end()
    separator = _SEPARATOR.search(text, end, high)
    return low, separator.start() if separator else high
