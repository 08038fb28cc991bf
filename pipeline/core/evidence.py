"""Which of an article's mentions speaks for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.model import Field, SubjectKind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pipeline.model import Mention

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
