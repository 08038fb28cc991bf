"""How a look at a known article ends: what is stored of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pipeline.core.revisions.schedule import Missing
from pipeline.model import Change, Look, Page, RevisionKind, Revisit, Seen

if TYPE_CHECKING:
    from pipeline.core.revisions.schedule import Skip

SKIPPED: Final = "skipped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """What a look came to; the next look may follow."""

    outcome: str  # same, trifle, edited, withdrawn, still_withdrawn, restored, obscured or skipped
    why: str = ""
    changes: tuple[Change, ...] = ()
    etag: str | None = None  # of the page that showed the article; None: those known still hold
    last_modified: str | None = None


def of_unchanged(revisit: Revisit) -> Ending:
    """The server says that nothing has changed since it last showed the article."""
    return _present(revisit, Ending(outcome=Seen.SAME.value))


def of_look(look: Look, page: Page, revisit: Revisit) -> Ending | Missing:
    """The page has been read."""
    match look.seen:
        case Seen.GONE:
            return Missing(why=look.why)
        case Seen.OBSCURED:
            return Ending(outcome=look.seen.value, why=look.why)
        case Seen.SAME | Seen.TRIFLE | Seen.EDITED:
            ending = Ending(
                outcome=look.seen.value,
                why=look.why,
                changes=_edit(look) if look.seen is Seen.EDITED else (),
                etag=page.etag,
                last_modified=page.last_modified,
            )
            return _present(revisit, ending)


def _edit(look: Look) -> tuple[Change, ...]:
    return (Change(kind=RevisionKind.EDITED, reading=look.reading, gained=look.gained, lost=look.lost, diff=look.diff),)


def of_withdrawal(missing: Missing, revisit: Revisit) -> Ending:
    """The page has been gone often enough. The article stays as it was last seen."""
    if revisit.is_withdrawn:
        return Ending(outcome="still_withdrawn", why=missing.why)
    change = Change(kind=RevisionKind.WITHDRAWN)
    return Ending(outcome=RevisionKind.WITHDRAWN.value, why=missing.why, changes=(change,))


def of_skip(skip: Skip) -> Ending:
    """The page could not be had."""
    return Ending(outcome=SKIPPED, why=skip.why)


def _present(revisit: Revisit, ending: Ending) -> Ending:
    """The same ending, for an article that may have been withdrawn before: then it is back."""
    if not revisit.is_withdrawn:
        return ending
    return Ending(
        outcome=ending.outcome if ending.changes else RevisionKind.RESTORED.value,
        why=ending.why,
        changes=(Change(kind=RevisionKind.RESTORED), *ending.changes),
        etag=ending.etag,
        last_modified=ending.last_modified,
    )
