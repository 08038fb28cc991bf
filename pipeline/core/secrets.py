"""Passwords and tokens in URLs, made unreadable before anything is shown or logged."""

from __future__ import annotations

import re
from typing import Final

MASK: Final = "***"
# Up to the last @ of the authority: a password may itself hold one.
_USERINFO: Final = re.compile(r"(?<=://)[^\s/?#\"'<>]*@")
_PARAMETER: Final = re.compile(
    r"([?&;](?:[a-z0-9_.-]*[_.-])?(?:access_?key|api_?key|auth|key|pass|passwd|password|secret|sig|signature|token)=)[^&#;\s\"'<>]+",
    re.IGNORECASE,
)


def masked(text: str) -> str:
    """`text` with the credentials of every URL in it replaced by `***`.

    That is what stands before the @ of an authority, and the values of query parameters that are named like a secret
    (key, token, password, signature and the like, also as the last word of a longer name such as `access_token`).
    """
    return _PARAMETER.sub(rf"\g<1>{MASK}", _USERINFO.sub(f"{MASK}@", text))
