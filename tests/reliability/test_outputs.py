"""Sixty strings that try to be more than text, through the whole program, into everything it writes: all inert."""

from __future__ import annotations

import csv
import io
import json
import random
import re
from datetime import UTC, datetime, timedelta
from html import escape
from typing import TYPE_CHECKING, Final

import pytest
from lxml import html as lxml_html
from markdown_it import MarkdownIt

from tests.reliability.stage import STORY, Run, Stage, exported, feed, html, once, page, paris_call, write_config
from tests.reliability.strings import ALL

if TYPE_CHECKING:
    from pathlib import Path

HOST: Final = "news.example"
DAY: Final = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
# What may be in a page of ours: words and their order, nothing that acts.
INERT: Final = frozenset(
    (
        *("html", "head", "meta", "title", "style", "body", "header", "main", "section", "article", "div", "span"),
        *("h1", "h2", "h3", "h4", "p", "a", "blockquote", "mark", "strong", "em", "hr", "br"),
        *("ul", "ol", "li", "table", "tbody", "tr", "td", "th"),
    )
)
WORDS: Final = (
    "morning delegates treaty money water harbour engine letter garden winter bridge market teacher doctor paper road "
    "mountain river station window kitchen summer history music village island forest captain journey answer question "
    "number office report budget meeting council minister proposal agreement partner border travel weather harvest"
)
NOT_FOR_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")
COMMANDING: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def sneaked(text: str) -> str:
    """As XML that says exactly `text`; what XML cannot say is said by references that lax parsers take."""
    return NOT_FOR_XML.sub(lambda found: f"&#{ord(found[0])};", escape(text))


@pytest.fixture(scope="module")
def passed(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Two passes, a day apart, over a site whose every story has one of the strings wherever it can."""
    stage = Stage()
    folder = tmp_path_factory.mktemp("outputs")
    items = []
    for number, text in enumerate(ALL):
        sentence = f"{escape(text)} Cisco stood by the Paris Call for Trust and Security in Cyberspace {escape(text)}."
        # Words of its own, or the sixty would be copies of one story.
        draw = random.Random(number)  # noqa: S311  (any words will do)
        own = ". ".join(" ".join(draw.choices(WORDS.split(), k=12)).capitalize() for _ in range(8))
        body = page(escape(f"{text} {number}"), (sentence, STORY[0], f"{own}.", STORY[1]))
        head = f'<meta name="author" content="{escape(text)}"><meta property="og:site_name" content="{escape(text)}">'
        stage.scripts[HOST, f"/{number}"] = html(body.replace(b"</head>", head.encode() + b"</head>"))
        sneaky = sneaked(text)
        items.append(
            f"<item><title>{sneaky} {number}</title><link>http://{HOST}/{number}</link><author>{sneaky}</author>"
            f"<category>{sneaky}</category><description>{sneaky}</description><guid>{sneaky}{number}</guid></item>"
        )
    told = "".join(items)
    title = sneaked(ALL[0])
    stage.scripts[HOST, "/feed"] = feed(
        f"<rss version='2.0'><channel><title>{title}</title>{told}</channel></rss>".encode()
    )
    stage.scripts["bad.example", "/feed"] = feed(sneaked(ALL[2]).encode())
    with stage.playing() as address:
        write_config(folder, address, [f"http://{HOST}/feed", "http://bad.example/feed"])
        once(folder, "--now", DAY.isoformat())
        return once(folder, "--now", (DAY + timedelta(days=1)).isoformat())


def acts(markup: str) -> list[str]:
    """Everything in a page that could do something."""
    tree = lxml_html.document_fromstring(markup)
    found = [f"<{element.tag}>" for element in tree.iter() if isinstance(element.tag, str) and element.tag not in INERT]
    for element in tree.iter():
        for name, value in element.attrib.items():
            if name == "style" and not re.search(r"url|expression|import|@|\\\\|<|behavior", value):
                continue
            if name.startswith("on") or name in {"src", "srcset", "action", "formaction", "style"}:
                found.append(f"{name}={value}")
            if "href" in name and not re.match(r"https?://news\.example/", value):
                found.append(f"{name}={value}")
    return [one for one in found if not re.fullmatch(r"style=width: \d+%", one)]


def digest(folder: Path, suffix: str) -> str:
    return (folder / "digests" / f"{DAY:%Y-%m-%d}.{suffix}").read_text(encoding="utf-8")


def test_every_story_is_flagged_so_that_the_rest_means_something(passed: Run) -> None:
    assert passed.returncode == 0
    assert "Traceback" not in passed.told
    assert len([article for article in exported(passed.folder) if article["call"]]) == len(ALL)


def test_the_digest_page_does_nothing_and_says_so(passed: Run) -> None:
    text = digest(passed.folder, "html")
    assert acts(text) == []
    assert "default-src 'none'" in text
    assert len(lxml_html.document_fromstring(text).findall(".//article")) == len(ALL)
    assert len(lxml_html.document_fromstring(text).findall(".//style")) == 1


def test_the_digest_in_markdown_does_nothing_once_rendered(passed: Run) -> None:
    text = digest(passed.folder, "md")
    rendered = MarkdownIt("commonmark", {"html": True, "linkify": False}).render(text)
    assert acts(rendered) == []
    assert rendered.count("<a href") == len(ALL)
    assert "<code>" not in rendered
    assert not COMMANDING.search(text)


def test_explained_stories_do_nothing(passed: Run) -> None:
    everything = "\n\n".join(f"{text} Cisco stood by the Paris Call {text}." for text in ALL)
    stored = paris_call(passed.folder, "explain", "--html", f"http://{HOST}/0").stdout
    given = paris_call(passed.folder, "explain", "--html", "-", stdin=everything.encode()).stdout
    for told in (stored, given):
        assert acts(told) == []
        assert "default-src 'none'" in told


def test_no_cell_of_the_csv_is_a_formula(passed: Run) -> None:
    told = paris_call(passed.folder, "export", "--format", "csv").stdout
    rows = list(csv.DictReader(io.StringIO(told)))
    assert len(rows) == len(ALL)
    cells = [cell for row in rows for cell in row.values()]
    assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r", "\uff1d"))] == []
    assert [cell for cell in cells if COMMANDING.search(cell)] == []


@pytest.mark.parametrize(
    "command",
    [
        ("export",), ("search", "-n", "100", "paris call"), ("search", "--json", "-n", "100", "paris call"),
        ("status",), ("feeds",), ("feeds", "--json"), ("digest", f"{DAY:%Y-%m-%d}"),
        ("digest", f"{DAY:%Y-%m-%d}", "--format", "txt"), ("digest", f"{DAY:%Y-%m-%d}", "--format", "json"),
        ("explain", f"http://{HOST}/55"), ("explain", "--json", f"http://{HOST}/57"), ("explain", f"http://{HOST}/60"),
    ],
    ids=" ".join,
)  # fmt: skip
def test_nothing_printed_commands_a_terminal(passed: Run, command: tuple[str, ...]) -> None:
    told = paris_call(passed.folder, *command)
    assert told.raised is None
    assert told.stdout
    assert COMMANDING.findall(told.stdout + told.stderr) == []


def test_json_is_json_whatever_was_in_it(passed: Run) -> None:
    for line in paris_call(passed.folder, "export").stdout.splitlines():
        json.loads(line)
    assert len(json.loads(paris_call(passed.folder, "search", "--json", "-n", "100", "cisco").stdout)) == len(ALL)


def test_markup_of_rich_is_printed_and_not_obeyed(passed: Run) -> None:
    told = paris_call(passed.folder, "search", "-n", "100", "cisco").stdout
    assert "[bold red]rich[/bold red]" in " ".join(told.split())
