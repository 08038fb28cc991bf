"""How things look on a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from pipeline.model import Tier

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

TIER_STYLE = {Tier.CALL: "bold red", Tier.CONTEXT: "bold yellow", Tier.MENTION: "cyan"}


def console() -> Console:
    """Standard output; colours on a terminal only, and never against NO_COLOR."""
    return Console(highlight=False, soft_wrap=False)


def printable(text: str) -> str:
    """Text from outside without the control characters that could command a terminal."""
    return "".join(character if character.isprintable() or character == "\n" else " " for character in text)


def indented(text: Text, by: int = 2) -> Padding:
    """Text of which further lines begin where its first does."""
    return Padding(text, (0, 0, 0, by), expand=False)


def address(url: str, by: int = 2) -> Text:
    """An address, to be printed with `soft_wrap=True`: in one piece, however long, for whoever copies it."""
    return Text(f"{' ' * by}{printable(url)}", style="blue")


def table(header: Sequence[str], rows: Iterable[Sequence[str]], when_empty: str) -> None:
    """Prints rows that fold to the width of the terminal; for none, says so where errors go."""
    shown = Table(box=SIMPLE_HEAD, pad_edge=False)
    for name in header:
        shown.add_column(name, overflow="fold")
    for row in rows:
        shown.add_row(*(Text(cell) for cell in row))
    if shown.row_count:
        console().print(shown)
    else:
        click.echo(when_empty, err=True)
