"""Which of an article's mentions speaks for it, and how what it names is marked in a sentence."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from pipeline.model import Field, SubjectKind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pipeline.model import Mention

MARK: Final = "\ue000"  # private use: no text from outside keeps them
UNMARK: Final = "\ue001"

_KINDS = {SubjectKind.CALL: 0, SubjectKind.SIGNATORY: 1, SubjectKind.STATE: 2}


def leading(mentions: Iterable[Mention]) -> Mention | None:
    """The mention whose sentence is shown: the Call before signatories before states, the surest, body before title.

    A sentence of the body says more than a headline that is shown anyway.
    """
    return min(
        mentions,
        key=lambda mention: (_KINDS[mention.kind], -mention.score, mention.field is Field.TITLE, mention.start),
        default=None,
    )


def pieces(sentence: str, surfaces: tuple[str, ...]) -> tuple[tuple[str, bool], ...]:
    """The sentence cut into (text, is it a mention) pieces; joined they give the sentence."""
    if not surfaces:
        return ((sentence, False),)
    pattern = re.compile("|".join(re.escape(surface) for surface in sorted(surfaces, key=len, reverse=True)))
    cut: list[tuple[str, bool]] = []
    end = 0
    for found in pattern.finditer(sentence):
        cut += [(sentence[end : found.start()], False), (found.group(), True)]
        end = found.end()
    cut.append((sentence[end:], False))
    return tuple((text, is_mention) for text, is_mention in cut if text)


def marked(sentence: str, mentions: Iterable[Mention]) -> str:
    """The sentence with MARK and UNMARK around all that its mentions name."""
    surfaces = tuple({mention.surface for mention in mentions if mention.sentence == sentence})
    return "".join(f"{MARK}{text}{UNMARK}" if is_mention else text for text, is_mention in pieces(sentence, surfaces))
