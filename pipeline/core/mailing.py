"""What mail needs before it is mail: headers that nothing can be smuggled into, message ids, pauses between tries."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from pipeline.model import Dispatch, Letter, Recipient

if TYPE_CHECKING:
    from collections.abc import Sequence

LONGEST_HEADER: Final = 200  # characters; phones show fewer than fifty

_ADDRESS: Final = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@(?=.{1,253}\Z)([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)*[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
)
_LONGEST_LOCAL_PART: Final = 64
# After so many failures in a row; then the last one for ever. Greylisting servers want some minutes.
_PAUSES: Final = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 30, 60, 120))
# Control, format (directional overrides, invisible blanks), surrogates, private use, line and paragraph ends.
_UNSEEN: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
_JOINERS: Final = frozenset("\u200c\u200d")  # they spell words in Persian and Hindi, and many emoji


def header_text(text: str, most: int = LONGEST_HEADER) -> str:
    """`text` as one line fit for a header: no line break, control or directional character, at most `most` long."""
    seen = "".join(" " if _is_unseen(character) else character for character in text)
    line = " ".join(seen.split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def body_text(text: str) -> str:
    """`text` for a plain body: line ends as LF, without control and directional characters."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(character for character in lines if character in "\n\t" or not _is_unseen(character))


def is_address(text: str) -> bool:
    """Whether `text` is a plain mail address in ASCII: nothing quoted, no comment, no display name."""
    return _ADDRESS.fullmatch(text) is not None and len(text.partition("@")[0]) <= _LONGEST_LOCAL_PART


def message_id(dispatches: Sequence[Dispatch], domain: str) -> str:
    """The message id of what goes to one recipient: the same for the same things, whenever they are sent.

    A mailbox that gets a message a second time can tell by it.
    """
    first = dispatches[0]
    what = f"{first.what}.{first.day.isoformat()}" if first.day else f"{first.what}.{first.article_id}"
    told = "\n".join(
        [first.via, first.recipient, *(f"{one.what} {one.day} {one.article_id}" for one in dispatches)],
    )
    return f"<{what}.{hashlib.sha256(told.encode()).hexdigest()[:16]}@{domain}>"


def thread_id(story_id: int, domain: str) -> str:
    """The message id that all alerts on one story refer to, so that mailboxes show them as one thread."""
    return f"<story.{story_id}@{domain}>"


def pause_after(attempts: int) -> timedelta:
    """How long to wait after so many failed attempts, 1 or more."""
    return _PAUSES[min(max(attempts, 1), len(_PAUSES)) - 1]


def trial_letter(recipient: Recipient) -> Letter:
    """What `paris-call deliver test` sends."""
    return Letter(
        subject="Paris Call monitor: a test",
        text=f"This is a test. Digests and alerts for {recipient.name} will come this way.\n",
        html=f"<p>This is a test. Digests and alerts for {recipient.name} will come this way.</p>\n",
    )


def _is_unseen(character: str) -> bool:
    return unicodedata.category(character) in _UNSEEN and character not in _JOINERS
