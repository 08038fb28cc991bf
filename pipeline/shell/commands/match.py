"""`paris-call match`."""

from __future__ import annotations

import json
import re
import sys
from typing import TYPE_CHECKING, Any

import click

from pipeline.errors import ConfigError, Problem
from pipeline.shell.options import load_settings_or_defaults, optional_config_option

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.model import Reading

_LONE = re.compile("[\ud800-\udfff]")


@click.command("match")
@optional_config_option
def command(config_file: Path) -> None:
    """Match stories given as JSON Lines on standard input.

    Each line is {"id", "title", "text", "lang"}; for each comes one line {"id", "call", "tier", "signatories",
    "states", "mentions"}, with names as on the Call's own list. Needs neither network nor database.
    """
    from pipeline.shell.judges import judge_of, recipe_of  # noqa: PLC0415  (help must not wait)

    settings = load_settings_or_defaults(config_file)
    judge = judge_of(recipe_of(settings))
    # Bytes, because a line that is not UTF-8 is one bad line with a number, not the end of the stream.
    for number, line in enumerate(sys.stdin.buffer, start=1):
        if not line.strip():
            continue
        story = _story(line, number)
        told = json.dumps(_as_json(story.get("id"), judge(_article(story))), ensure_ascii=False)
        click.echo(_sound(told))


def _sound(text: object) -> str:
    """As text that can be encoded: JSON may escape half of a surrogate pair. Offsets stay as they are."""
    return _LONE.sub("\ufffd", str(text))


def _story(line: bytes, number: int) -> dict[str, Any]:
    try:
        story = json.loads(line)
    except json.JSONDecodeError as error:
        problem = f"is not JSON: {error.msg}"
    except UnicodeDecodeError as error:
        problem = f"is not UTF-8: {error.reason}"
    except RecursionError:
        problem = "is nested too deeply"
    except ValueError as error:  # a number of more digits than Python takes
        problem = f"is not JSON we can read: {error}"
    else:
        if isinstance(story, dict):
            return story
        problem = "is not a JSON object"
    raise ConfigError(
        (Problem(file="<stdin>", line=number, message=problem, remedy='one {"id", "title", "text", "lang"} a line'),)
    )


def _article(story: dict[str, Any]) -> Any:  # noqa: ANN401  (model.Article, imported late)
    from pipeline.model import Article  # noqa: PLC0415  (help must not wait)

    return Article(
        url=_sound(story.get("url") or ""),
        title=_sound(story.get("title") or ""),
        text=_sound(story.get("text") or ""),
        language=_sound(story.get("lang") or ""),
    )


def _as_json(story_id: object, reading: Reading) -> dict[str, object]:
    from pipeline.shell.explaining import mention_as_json  # noqa: PLC0415  (help must not wait)

    match, mentions = reading.match, reading.findings.mentions

    def names(kind: str) -> list[str]:
        return sorted({mention.subject for mention in mentions if mention.kind == kind})

    return {
        "id": story_id,
        "call": any(mention.kind == "call" for mention in mentions),
        "tier": match.tier.value if match else None,
        "score": match.score if match else 0,
        "signatories": names("signatory"),
        "states": names("state"),
        "mentions": [mention_as_json(mention) for mention in mentions],
    }
