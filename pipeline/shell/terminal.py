"""How things look on a terminal."""

from __future__ import annotations

from rich.console import Console

from pipeline.model import Tier

TIER_STYLE = {Tier.CALL: "bold red", Tier.CONTEXT: "bold yellow", Tier.MENTION: "cyan"}


def console() -> Console:
    """Standard output; colours on a terminal only, and never against NO_COLOR."""
    return Console(highlight=False, soft_wrap=False)


def printable(text: str) -> str:
    """Text from outside without the control characters that could command a terminal."""
    return "".join(character if character.isprintable() or character == "\n" else " " for character in text)
