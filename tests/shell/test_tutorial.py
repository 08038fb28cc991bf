"""Every command that the tutorial, the README and the operator's handbook tell people to type exists as written."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import click
import pytest

from demo.content import load
from pipeline.shell.cli import cli

ROOT = Path(__file__).parent.parent.parent
PAGES = ("README.md", "docs/tutorial.md", "docs/operations.md", "docs/digest.md")
_TYPED = re.compile(r"^(?:\S*/)?paris-call .*$")


def typed(page: str) -> list[list[str]]:
    """The words of each line in a block of commands that calls the program."""
    text = (ROOT / page).read_text(encoding="utf-8")
    blocks = re.findall(r"^```(?:sh)?\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    lines = [line.strip() for block in blocks for line in block.splitlines()]
    parts = [part.strip() for line in lines for part in line.split("&&")]
    return [shlex.split(part, comments=True) for part in parts if _TYPED.match(part)]


@pytest.mark.parametrize("page", PAGES)
def test_every_command_and_option_exists(page: str) -> None:
    calls = typed(page)
    assert calls
    for call in calls:
        command: click.Command = cli
        words = call[1:]
        known = {"--config", "--help"}
        while isinstance(command, click.Group):
            found = command.get_command(click.Context(command), words[0]) if words else None
            if found is None:
                break
            command, words = found, words[1:]
            known |= {option for each in command.params for option in each.opts}
        assert command is not cli, call
        # A bare "-" is standard input.
        assert [word for word in words if re.match(r"--?[a-z]", word) and word.partition("=")[0] not in known] == [], (
            call
        )


def test_the_tutorial_asks_about_stories_that_the_demo_has() -> None:
    addresses = {site.url(story.path) for site in load() for story in site.stories}
    asked = {word for call in typed("docs/tutorial.md") for word in call if word.startswith("http://")}
    assert asked
    assert asked <= addresses
