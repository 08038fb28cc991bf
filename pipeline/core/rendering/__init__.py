"""A digest as people and programs read it. The same digest always gives the same bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pipeline.core.digests.snapshots import digest_to_json
from pipeline.core.rendering.html import to_html
from pipeline.core.rendering.markdown import to_markdown
from pipeline.core.rendering.plain import to_text
from pipeline.core.rendering.wording import file_stem, headline, subject
from pipeline.model import Mail

if TYPE_CHECKING:
    from pipeline.model import Digest

__all__ = ["FORMATS", "MAIL_BYTES", "file_stem", "headline", "rendered", "subject", "to_html", "to_mail", "to_markdown"]

FORMATS: Final = ("html", "md", "txt", "json")
# Gmail shows the first 102 kB of a page and hides the rest behind a link.
MAIL_BYTES: Final = 98_000


def to_mail(digest: Digest, whole: str = "") -> Mail:
    """The digest as a mail: subject with the numbers, text of 72 columns, HTML that mail clients show whole.

    Stable interface of the delivery, together with `pipeline.core.digests.narrowed`:
    `to_mail(narrowed(digest, wanted))`. Pure: the same digest gives the same mail. The HTML has no script, no image
    and asks nobody for anything; it is cut to MAIL_BYTES, the least relevant first, the Call's stories never.

    Args:
        digest: a digest, narrowed or not.
        whole: where the whole digest is, an http(s) address or words; said where something is left out.
    """
    return Mail(subject=subject(digest), text=to_text(digest), html=to_html(digest, most_bytes=MAIL_BYTES, whole=whole))


def rendered(digest: Digest, form: str) -> str:
    """The digest in one of FORMATS.

    Raises:
        ValueError: there is no such format.
    """
    match form:
        case "html":
            return to_html(digest)
        case "md":
            return to_markdown(digest)
        case "txt":
            return to_text(digest)
        case "json":
            return digest_to_json(digest, indent=2) + "\n"
        case _:
            raise ValueError(f"no format {form!r}; there are {', '.join(FORMATS)}")
