"""`paris-call rematch`."""

from __future__ import annotations

import contextlib
import json
import sys
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import click

from pipeline.core.rejudging import Effect, Rejudged
from pipeline.shell.options import Instant, config_option, json_option, load_settings
from pipeline.shell.stopping import stop_on_signals

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime
    from pathlib import Path

    from pipeline.shell.rematching import Rematching

_SHOWN = 20  # articles and names told about; the counts are complete
_TOLD = (Effect.GAINED, Effect.LOST, Effect.TIER, Effect.SUBJECTS)  # what is shown of articles, in this order


@dataclass(slots=True)
class _Summary:
    """What a rematch has come to so far; holds no more articles than it will show."""

    counts: Counter[Effect] = field(default_factory=Counter)
    gained: Counter[str] = field(default_factory=Counter)  # articles, by name
    lost: Counter[str] = field(default_factory=Counter)
    examples: dict[Effect, list[Rejudged]] = field(default_factory=lambda: {effect: [] for effect in _TOLD})

    def saw(self, event: Rejudged) -> None:
        """Counts one article."""
        self.counts[event.effect] += 1
        self.gained.update(event.gained)
        self.lost.update(event.lost)
        examples = self.examples.get(event.effect)
        if examples is not None and len(examples) < _SHOWN:
            examples.append(event)

    def shown(self) -> list[Rejudged]:
        """The first articles that changed, the weightiest effects first."""
        return [event for effect in _TOLD for event in self.examples[effect]][:_SHOWN]


@click.command("rematch")
@config_option
@json_option
@click.option("--since", type=Instant(), help="Only articles first seen at or after this moment.")
@click.option("--dry-run", is_flag=True, help="Say what would change and change nothing; works beside the daemon.")
def command(config_file: Path, as_json: bool, since: datetime | None, dry_run: bool) -> None:
    """Judge stored articles again, by today's rules and names.

    For when the list of signatories, the watchlist or a rule has changed. Fetches nothing: text is kept for good of
    flagged stories and for `retention.unmatched_days` of the others. Says which stories and names it gained and lost.
    An interrupted run goes on where it was; a second run changes nothing. Exit code 1 when an article failed.
    """
    settings = load_settings(config_file)
    from pipeline.model import Run  # noqa: PLC0415  (help must not wait for what follows)
    from pipeline.shell.clock import utc_now  # noqa: PLC0415
    from pipeline.shell.rematching import looking_on, renewing  # noqa: PLC0415

    stop = stop_on_signals()
    summary, started = _Summary(), utc_now()
    with (looking_on if dry_run else renewing)(settings, since, stop) as rematching, _progress(rematching) as saw:
        events = rematching.job.preview(since) if dry_run else rematching.job(since, started)
        for event in events:
            summary.saw(event)
            saw(summary)
        if not dry_run:
            counts = tuple((effect.value, summary.counts[effect]) for effect in Effect if summary.counts[effect])
            for _ in rematching.group():  # stories gain and lose copies with the verdicts
                if stop.is_set():
                    break
            rematching.ledger.record(Run(job="rematch", started_at=started, finished_at=utc_now(), counts=counts))
    finished = rematching.done + summary.counts.total() == rematching.total
    if as_json:
        told = _as_json(summary, rematching) | {"dry_run": dry_run, "finished": finished}
        click.echo(json.dumps(told, indent=2, ensure_ascii=False))
    else:
        _show(summary, rematching)
        if dry_run:
            click.echo("Nothing was changed: this was a dry run.")
        elif not finished:
            click.echo("Stopped; the same command goes on from here.", err=True)
    if not finished:
        sys.exit(130)
    sys.exit(1 if summary.counts[Effect.FAILED] else 0)


@contextlib.contextmanager
def _progress(rematching: Rematching) -> Iterator[Callable[[_Summary], None]]:
    """A bar where a person looks on, nothing where none does."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console  # noqa: PLC0415  (only where somebody looks on)
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn  # noqa: PLC0415

    columns = (BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), TextColumn("{task.fields[note]}"))
    with Progress(TextColumn("judging again"), *columns, console=Console(stderr=True)) as bars:
        bar = bars.add_task("", total=rematching.total, completed=rematching.done, note="")

        def saw(summary: _Summary) -> None:
            note = f"{summary.counts[Effect.GAINED]} gained, {summary.counts[Effect.LOST]} lost"
            bars.update(bar, advance=1, note=note)

        yield saw


def _show(summary: _Summary, rematching: Rematching) -> None:
    from rich.table import Table  # noqa: PLC0415  (help must not wait)
    from rich.text import Text  # noqa: PLC0415

    from pipeline.shell.terminal import console, printable  # noqa: PLC0415

    out = console()
    for sentence in _sentences(summary, rematching):
        out.print(sentence)
    for heading, names in (("Names gained", summary.gained), ("Names lost", summary.lost)):
        if names:
            out.print(Text(f"\n{heading}", style="bold"))
        for name, count in names.most_common(_SHOWN):
            out.print(Text(f"{count:>7}  {printable(name)}"))
        if len(names) > _SHOWN:
            out.print(f"         and {len(names) - _SHOWN} more names")
    shown, changed = summary.shown(), sum(summary.counts[effect] for effect in _TOLD)
    if shown:
        out.print(Text(f"\nStories changed: {changed}", style="bold"))
    table = Table.grid(padding=(0, 2))
    for event in shown:
        signed = [f"+ {name}" for name in event.gained] + [f"- {name}" for name in event.lost]
        story = Text(printable(event.judged.article.title) or "(no title)")
        story.append(f"\n{printable(', '.join(signed))}", style="dim")
        story.append(f"\n{printable(event.judged.article.url)}", style="blue")
        table.add_row(_change(event), story)
    out.print(table)
    if changed > len(shown):
        out.print(f"and {changed - len(shown)} more; `paris-call export` lists every story")


def _sentences(summary: _Summary, rematching: Rematching) -> Iterator[str]:
    counts = summary.counts
    if rematching.done:
        yield f"Went on after an interrupted run, which had judged {rematching.done} articles."
    yield (
        f"{counts.total()} articles judged by rules {rematching.matcher_version} and names "
        f"{rematching.gazetteer_version}: {counts[Effect.GAINED]} gained, {counts[Effect.LOST]} lost, "
        f"{counts[Effect.TIER]} in another tier, {counts[Effect.SUBJECTS]} with other names, "
        f"{counts[Effect.EVIDENCE]} with other evidence, "
        f"{counts[Effect.CONFIRMED] + counts[Effect.UNCHANGED]} as before."
    )
    if counts[Effect.NO_TEXT]:
        yield (
            f"{counts[Effect.NO_TEXT]} articles could not be judged: their text is no longer kept "
            "(`retention.unmatched_days`). Their verdicts stand."
        )
    if counts[Effect.FAILED]:
        yield f"{counts[Effect.FAILED]} articles failed: their worker died or hung. Their verdicts stand."


def _change(event: Rejudged) -> str:
    before = event.judged.verdict.tier
    was, now = before.value if before else "–", event.tier.value if event.tier else "–"
    return now if was == now else f"{was} → {now}"


def _as_json(summary: _Summary, rematching: Rematching) -> dict[str, object]:
    return {
        "matcher_version": rematching.matcher_version,
        "gazetteer_version": rematching.gazetteer_version,
        "articles": summary.counts.total(),
        "done_before": rematching.done,
        "counts": {effect.value: summary.counts[effect] for effect in Effect},
        "names_gained": dict(summary.gained.most_common()),
        "names_lost": dict(summary.lost.most_common()),
        "changed": [
            {
                "url": event.judged.article.url,
                "title": event.judged.article.title,
                "effect": event.effect.value,
                "tier_before": event.judged.verdict.tier.value if event.judged.verdict.tier else None,
                "tier": event.tier.value if event.tier else None,
                "gained": list(event.gained),
                "lost": list(event.lost),
            }
            for event in summary.shown()
        ],
    }
