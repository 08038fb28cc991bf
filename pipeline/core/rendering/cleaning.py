"""Words from outside, made fit to be shown: on one line, of bounded length, without what cannot be seen."""

from __future__ import annotations

import re
from typing import Final

from pipeline.core.evidence import MARK, UNMARK

_LONGEST_SENTENCE: Final = 420  # characters
_BEFORE_MARK: Final = 160
# Control characters, and directional overrides that could make a title read as something else than it is. The joiners
# U+200C and U+200D stay: Persian and Hindi are spelled with them.
_UNSEEN: Final = re.compile("[\x00-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ue000-\uf8ff]+")

Pieces = tuple[tuple[str, bool], ...]  # (text, is it what was looked for); joined they give the sentence


def clean(text: str, most: int = 0) -> str:
    """Text on one line, without what cannot be seen, at most so many characters long."""
    flat = " ".join(_UNSEEN.sub(" ", text).split())
    return flat[: most - 1].rstrip() + "…" if most and len(flat) > most else flat


def pieces_of(sentence: str) -> Pieces:
    """A sentence with U+E000 and U+E001 around what it names, cut at them; a very long one around the first."""
    cut: list[tuple[str, bool]] = []
    for part in re.split(f"({MARK}[^{MARK}{UNMARK}]*{UNMARK})", sentence):
        is_mention = part.startswith(MARK)
        text = _UNSEEN.sub(" ", part.strip(MARK + UNMARK) if is_mention else part)
        if text:
            cut.append((re.sub(r"\s+", " ", text), is_mention))
    return _shortened(tuple(cut))


def _shortened(pieces: Pieces) -> Pieces:
    if sum(len(text) for text, _ in pieces) <= _LONGEST_SENTENCE:
        return pieces
    kept: list[tuple[str, bool]] = []
    room = _LONGEST_SENTENCE
    for number, (text, is_mention) in enumerate(pieces):
        shown = text
        if number == 0 and not is_mention and len(text) > _BEFORE_MARK:
            shown = "… " + text[-_BEFORE_MARK:].partition(" ")[2]
        if len(shown) > room:
            kept.append((shown[:room].rstrip() + " …", is_mention))
            break
        kept.append((shown, is_mention))
        room -= len(shown)
    return tuple(kept)
