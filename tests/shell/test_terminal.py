"""How things look on a terminal."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

from pipeline.shell.terminal import address, indented

LONG = "https://news.example/" + "a-long-way-down/" * 8


def test_further_lines_begin_where_the_first_does() -> None:
    console = Console(width=40, record=True)
    console.print(indented(Text("one two three four five six seven eight nine ten eleven")))
    assert [line.startswith("  ") and len(line) <= 40 for line in console.export_text().splitlines()] == [True, True]


def test_an_address_stays_in_one_piece_without_what_commands_a_terminal() -> None:
    console = Console(width=40, record=True)
    console.print(address(LONG + "\x1b[2J"), soft_wrap=True)
    assert console.export_text().splitlines() == [f"  {LONG} [2J"]
