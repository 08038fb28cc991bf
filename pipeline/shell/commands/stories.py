"""`paris-call stories`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from pipeline.shell.options import Instant, config_option, json_option, load_settings

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from pipeline.adapters.sqlite.stories import StoryArchive
    from pipeline.shell.settings import Settings


@click.group("stories", invoke_without_command=True)
@config_option
@json_option
@click.option("--since", type=Instant(), help="Only stories first seen at or after this moment.")
@click.option("--until", type=Instant(), help="Only stories first seen before this moment.")
@click.option("--tier", type=click.Choice(("call", "context", "mention")), help="Only stories of this tier.")
@click.option("--subject", default="", help="Only stories that name this one, by official name.")
@click.option("--least", type=click.IntRange(1), default=1, show_default=True, help="Only of so many articles.")
@click.option("-n", "--limit", type=click.IntRange(1, 100_000), default=30, show_default=True, help="At most so many.")
@click.option("--regroup", is_flag=True, help="Group everything anew, then list. What people decided stays.")
@click.pass_context
def command(  # noqa: PLR0913  (one parameter per option)
    ctx: click.Context,
    config_file: Path,
    *,
    as_json: bool,
    since: datetime | None,
    until: datetime | None,
    tier: str | None,
    subject: str,
    least: int,
    limit: int,
    regroup: bool,
) -> None:
    """List the stories: copies of one text, counted once; the latest first.

    A story's number is that of the article seen first. Numbers it had before, and those of its articles, lead to it.
    """
    if ctx.invoked_subcommand is not None:
        return
    settings = load_settings(config_file)
    from pipeline.adapters.sqlite.stories import StoryFilter  # noqa: PLC0415  (help must not wait)
    from pipeline.model import Tier  # noqa: PLC0415
    from pipeline.shell.grouping import group_anew  # noqa: PLC0415
    from pipeline.shell.storytelling import as_object, listed  # noqa: PLC0415

    if regroup:
        group_anew(settings)
    wanted = StoryFilter(
        since=since, until=until, tier=Tier(tier) if tier else None, subject=subject, least_articles=least
    )
    archive = _archive(settings)
    found = archive.stories(wanted, limit)
    if as_json:
        click.echo(json.dumps([as_object(story) for story in found], indent=2, ensure_ascii=False))
    elif found:
        listed(found, archive.counts())
    else:
        click.echo("nothing found", err=True)


@command.command("show")
@config_option
@json_option
@click.argument("number", type=int, metavar="ID")
def show(config_file: Path, number: int, *, as_json: bool) -> None:
    """Show a story: who carried it, who was first, what each copy added and left out."""
    from pipeline.errors import StoreError  # noqa: PLC0415  (help must not wait)
    from pipeline.shell.storytelling import shown, told, whole_as_object  # noqa: PLC0415

    found = _archive(load_settings(config_file)).story(number)
    if found is None:
        raise StoreError(f"{number}: no story and no flagged article has this number; `paris-call stories` lists them")
    story, members = found
    tales = told(members)
    if as_json:
        click.echo(json.dumps(whole_as_object(story, tales), indent=2, ensure_ascii=False))
    else:
        shown(story, tales)


@command.command("split")
@config_option
@click.option("--note", default="", help="Why, for the record.")
@click.argument("article", type=int)
def split(config_file: Path, article: int, note: str) -> None:
    """Take an article out of its story: it stands alone until this is undone or it is joined with another."""
    _decide(load_settings(config_file), article, None, note)


@command.command("join")
@config_option
@click.option("--note", default="", help="Why, for the record.")
@click.argument("article", type=int)
@click.argument("other", type=int)
def join(config_file: Path, article: int, other: int, note: str) -> None:
    """Make one story of the stories of two articles."""
    _decide(load_settings(config_file), article, other, note)


@command.command("undo")
@config_option
@click.argument("decision", type=int)
def undo(config_file: Path, decision: int) -> None:
    """Take a split or a join back; it stays in the record."""
    from pipeline.shell.clock import utc_now  # noqa: PLC0415  (help must not wait)
    from pipeline.shell.grouping import deciding  # noqa: PLC0415

    with deciding(load_settings(config_file)) as table:
        table.undo(decision, utc_now())
    click.echo(f"Decision {decision} is undone.")


@command.command("decisions")
@config_option
@json_option
def decisions(config_file: Path, *, as_json: bool) -> None:
    """List what was decided by hand, in force or undone."""
    from pipeline.shell.storytelling import decided, decision_as_object  # noqa: PLC0415  (help must not wait)

    made = _archive(load_settings(config_file)).decisions()
    if as_json:
        click.echo(json.dumps([decision_as_object(one) for one in made], indent=2, ensure_ascii=False))
    elif made:
        decided(made)
    else:
        click.echo("nothing was decided by hand", err=True)


def _archive(settings: Settings) -> StoryArchive:
    from pipeline.adapters.sqlite.database import open_readonly  # noqa: PLC0415  (help must not wait)
    from pipeline.adapters.sqlite.stories import StoryArchive  # noqa: PLC0415

    return StoryArchive(open_readonly(settings.database))


def _decide(settings: Settings, article: int, other: int | None, note: str) -> None:
    from pipeline.shell.clock import utc_now  # noqa: PLC0415  (help must not wait)
    from pipeline.shell.grouping import deciding  # noqa: PLC0415

    with deciding(settings) as table:
        number = table.decide(article, other, note, utc_now())
    archive = _archive(settings)
    for one in (article, other):
        found = archive.story(one) if one is not None else None
        if found is not None:
            click.echo(f"Article {one} is in story {found[0].id} of {found[0].articles} articles.")
    click.echo(f"This is decision {number}; `paris-call stories undo {number}` takes it back.")
