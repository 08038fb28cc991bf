"""`paris-call evaluate`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.shell.options import json_option, load_settings_or_defaults, optional_config_option

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rich.table import Table
    from rich.text import Text

    from pipeline.core.scoring import Graded, Score, SpellingScore, Tally, Traps
    from pipeline.model import Mention

_SHOWN = 30  # spellings on a terminal; JSON has all
_AROUND = 40  # characters shown on either side of a mention


@click.command("evaluate")
@optional_config_option
@json_option
@click.option("--errors", "with_errors", is_flag=True, help="Show every name got wrong, where and by which rule.")
@click.argument("gold", type=click.Path(path_type=Path, dir_okay=False), metavar="GOLD.jsonl")
def command(config_file: Path, as_json: bool, with_errors: bool, gold: Path) -> None:
    """Measure the matcher on labelled texts: precision, recall, traps, and which spellings go wrong.

    GOLD has one {"id", "lang", "title", "text", "call", "signatories", "states", "not", "classes"} a line, with
    official names; "not" lists names the text only seems to hold. Needs neither network nor database.
    """
    from pipeline.core.scoring import grade  # noqa: PLC0415  (help must not wait)
    from pipeline.shell.gold import load  # noqa: PLC0415
    from pipeline.shell.judges import judge_of, recipe_of  # noqa: PLC0415

    labelled = load(gold)
    settings = load_settings_or_defaults(config_file)
    matcher = judge_of(recipe_of(settings)).matcher
    graded = [grade(one, matcher.find(one.title, one.text, one.language)) for one in labelled]
    if as_json:
        click.echo(json.dumps(_as_json(graded, matcher.gazetteer_version), indent=2, ensure_ascii=False))
    else:
        _show(graded, with_errors)


def _show(graded: list[Graded], with_errors: bool) -> None:
    from pipeline.core.scoring import grouped, scoreboard, total  # noqa: PLC0415  (help must not wait)
    from pipeline.shell.terminal import console  # noqa: PLC0415

    out = console()
    out.print(_summary(total(graded)))
    out.print(_groups("class", grouped(graded, lambda labelled: labelled.classes)))
    out.print(_groups("language", grouped(graded, lambda labelled: (labelled.language or "?",))))
    faulty = [score for score in scoreboard(graded) if score.tally.wrong or score.tally.missed]
    if faulty:
        out.print(_spellings(faulty[:_SHOWN]))
    if len(faulty) > _SHOWN:
        out.print(f"and {len(faulty) - _SHOWN} more spellings; --json has all")
    if with_errors:
        for line in _errors(graded):
            out.print(_plain(line), soft_wrap=True)
    elif faulty:
        out.print("--errors shows where each stands and which rule decided.")


def _summary(score: Score) -> Table:
    table = _table(f"{score.texts} texts", ("precision", "recall", "F1", "right", "wrong", "missed"))
    for name, tally in (("the Call", score.call), ("signatories", score.signatories), ("states", score.states)):
        counts = (str(tally.right), str(tally.wrong), str(tally.missed))
        table.add_row(name, _number(tally.precision), _number(tally.recall), _number(tally.f1), *counts)
    for name, traps in (("name traps fired", score.traps), ("Call look-alikes fired", score.call_traps)):
        table.add_row(name, _number(traps.rate), "", "", "", f"{traps.fired} of {traps.laid}", "")
    return table


def _groups(heading: str, groups: Iterable[tuple[str, Score]]) -> Table:
    table = _table(heading, ("texts", "Call P/R", "sign. P/R", "states P/R", "traps", "look-al."))
    for name, score in groups:
        tallies = (_pair(score.call), _pair(score.signatories), _pair(score.states))
        table.add_row(_plain(name), str(score.texts), *tallies, _fired(score.traps), _fired(score.call_traps))
    return table


def _spellings(scores: Iterable[SpellingScore]) -> Table:
    table = _table("worst spellings", ("names", "right", "wrong", "missed"))
    for score in scores:
        tally = score.tally
        counts = (str(tally.right), str(tally.wrong), str(tally.missed))
        table.add_row(_plain(score.surface or "(nothing like it seen)"), _plain(score.subject), *counts)
    return table


def _table(first: str, columns: tuple[str, ...]) -> Table:
    from rich.box import SIMPLE_HEAD  # noqa: PLC0415  (help must not wait)
    from rich.table import Table  # noqa: PLC0415

    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    table.add_column(first, overflow="fold")
    for column in columns:
        table.add_column(column, justify="left" if column == "names" else "right", overflow="fold")
    return table


def _plain(text: str) -> Text:
    """Text from a file, whose brackets are not to be taken for styles."""
    from rich.text import Text  # noqa: PLC0415  (help must not wait)

    from pipeline.shell.terminal import printable  # noqa: PLC0415

    return Text(printable(text))


def _number(ratio: float | None) -> str:
    return "–" if ratio is None else f"{ratio:.3f}"


def _rounded(ratio: float | None) -> str:
    return "–" if ratio is None else f"{ratio:.2f}"


def _pair(tally: Tally) -> str:
    """Precision and recall, or a dash where there is nothing to find and nothing was found."""
    return "–" if tally.f1 is None else f"{_rounded(tally.precision)}/{_rounded(tally.recall)}"


def _fired(traps: Traps) -> str:
    return f"{traps.fired}/{traps.laid}" if traps.laid else "–"


def _errors(graded: list[Graded]) -> Iterator[str]:
    for one in graded:
        for slip in one.slips:
            yield f"\n{one.labelled.id} [{one.labelled.language}] {slip.fault}: {slip.subject}"
            for mention in slip.seen:
                evidence = f" ({'; '.join(mention.evidence)})" if mention.evidence else ""
                yield f"  {mention.field} {mention.start}–{mention.end} {mention.rule} {mention.score:.2f}{evidence}"
                yield f"    {_excerpt(one, mention)}"
            if not slip.seen:
                yield "  nothing in the text looks like it"


def _excerpt(one: Graded, mention: Mention) -> str:
    text = one.labelled.title if mention.field == "title" else one.labelled.text
    before, after = text[max(0, mention.start - _AROUND) : mention.start], text[mention.end : mention.end + _AROUND]
    return " ".join(f"… {before}[{mention.surface}]{after} …".split())


def _as_json(graded: list[Graded], gazetteer_version: str) -> dict[str, object]:
    from pipeline.core import matching  # noqa: PLC0415  (help must not wait)
    from pipeline.core.scoring import grouped, scoreboard, total  # noqa: PLC0415

    return {
        "matcher_version": matching.VERSION,
        "gazetteer_version": gazetteer_version,
        **_score(total(graded)),
        "classes": {name: _score(score) for name, score in grouped(graded, lambda labelled: labelled.classes)},
        "languages": {name: _score(score) for name, score in grouped(graded, lambda labelled: (labelled.language,))},
        "spellings": [
            {
                "surface": score.surface,
                "subject": score.subject,
                "right": score.tally.right,
                "wrong": score.tally.wrong,
                "missed": score.tally.missed,
            }
            for score in scoreboard(graded)
        ],
        "errors": [
            {
                "id": one.labelled.id,
                "fault": slip.fault.value,
                "kind": slip.kind.value,
                "subject": slip.subject,
                "seen": [_mention(mention) for mention in slip.seen],
            }
            for one in graded
            for slip in one.slips
        ],
    }


def _score(score: Score) -> dict[str, object]:
    return {
        "texts": score.texts,
        "call": _tally(score.call),
        "signatories": _tally(score.signatories),
        "states": _tally(score.states),
        "traps": {"fired": score.traps.fired, "laid": score.traps.laid, "rate": score.traps.rate},
        "call_traps": {"fired": score.call_traps.fired, "laid": score.call_traps.laid, "rate": score.call_traps.rate},
    }


def _tally(tally: Tally) -> dict[str, object]:
    return {
        "precision": tally.precision,
        "recall": tally.recall,
        "f1": tally.f1,
        "right": tally.right,
        "wrong": tally.wrong,
        "missed": tally.missed,
    }


def _mention(mention: Mention) -> dict[str, object]:
    return {
        "field": mention.field.value,
        "start": mention.start,
        "end": mention.end,
        "surface": mention.surface,
        "rule": mention.rule,
        "score": mention.score,
        "evidence": list(mention.evidence),
    }
