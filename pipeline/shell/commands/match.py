"""`paris-call match`."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipeline.errors import ConfigError, Problem

if TYPE_CHECKING:
    from pipeline.model import Reading


@click.command("match")
@click.option(
    "--config",
    "config_file",
    type=click.Path(path_type=Path, dir_okay=False),
    default=Path("config.yaml"),
    envvar="PARIS_CALL_CONFIG",
    help="The configuration file; without one, the defaults hold.  [default: config.yaml, if there]",
)
def command(config_file: Path) -> None:
    """Match stories given as JSON Lines on standard input.

    Each line is {"id", "title", "text", "lang"}; for each comes one line {"id", "call", "tier", "signatories",
    "states", "mentions"}, with names as on the Call's own list. Needs neither network nor database.
    """
    from pipeline.shell.config import Config  # noqa: PLC0415  (help must not wait)
    from pipeline.shell.judges import judge_of, recipe_of  # noqa: PLC0415
    from pipeline.shell.settings import Settings, settings_of  # noqa: PLC0415

    settings = settings_of(config_file) if config_file.exists() else Settings(config_file, Config())
    judge = judge_of(recipe_of(settings))
    for number, line in enumerate(sys.stdin, start=1):
        if not line.strip():
            continue
        story = _story(line, number)
        click.echo(json.dumps(_as_json(story.get("id"), judge(_article(story))), ensure_ascii=False))


def _story(line: str, number: int) -> dict[str, Any]:
    problem = "is not JSON"
    try:
        story = json.loads(line)
    except json.JSONDecodeError as error:
        problem = f"is not JSON: {error.msg}"
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
        url=str(story.get("url") or ""),
        title=str(story.get("title") or ""),
        text=str(story.get("text") or ""),
        language=str(story.get("lang") or ""),
    )


def _as_json(story_id: object, reading: Reading) -> dict[str, object]:
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
        "mentions": [
            {
                "subject": mention.subject,
                "kind": mention.kind.value,
                "field": mention.field.value,
                "start": mention.start,
                "end": mention.end,
                "surface": mention.surface,
                "rule": mention.rule,
                "score": mention.score,
                "evidence": list(mention.evidence),
            }
            for mention in mentions
        ],
    }
