"""feeds.txt -> subscriptions. A newsboat user can read it, and newsboat can too.

    # a comment
    https://example.org/feed  cyber policy  lang=en every=30m "~Example News"

The URL first, then tags, options and a title, separated by blanks and quoted where they hold blanks.
"""

from __future__ import annotations

import difflib
import shlex
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from pipeline.core import urls
from pipeline.core.secrets import masked
from pipeline.errors import ConfigError, Problem
from pipeline.model import Subscription
from pipeline.shell.values import duration

if TYPE_CHECKING:
    from pathlib import Path

_OPTIONS = ("every", "lang", "user-agent")
_SHORTEST = 60  # seconds
_LONGEST = 7 * 86_400  # seconds


def load(path: Path) -> tuple[Subscription, ...]:
    """Reads a list of feeds.

    Raises:
        ConfigError: with every problem in the file, each with its line.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise ConfigError(
            (Problem(file=str(path), line=0, message="no such file", remedy="set `feeds:` in config.yaml"),)
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError((Problem(file=str(path), line=0, message=f"cannot be read: {error}"),)) from None
    found: dict[str, tuple[int, Subscription]] = {}
    problems: list[Problem] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        try:
            subscription = parse_line(line)
        except ValueError as error:
            problems.append(Problem(file=str(path), line=number, message=str(error)))
            continue
        name = _same_feed(subscription.url)
        if name in found:
            problems.append(
                Problem(
                    file=str(path),
                    line=number,
                    message=f"{subscription.url} is already on line {found[name][0]}",
                    remedy="remove one of the two",
                )
            )
            continue
        found[name] = (number, subscription)
    if problems:
        raise ConfigError(tuple(problems))
    return tuple(subscription for _, subscription in found.values())


def parse_line(line: str) -> Subscription:
    """One line that is not a comment.

    Raises:
        ValueError: in words for the operator.
    """
    url, *tokens = _tokens(line)
    if not urls.canonical(url):
        raise ValueError(f"{masked(url)!r} is not an http(s) URL")
    tags: list[str] = []
    title = ""
    options: dict[str, str] = {}
    for token in tokens:
        name, equals, value = token.partition("=")
        if token.startswith("~"):
            title = token[1:].strip()
        elif equals and value and name in _OPTIONS:
            options[name] = value
        elif equals:
            close = difflib.get_close_matches(name, _OPTIONS, n=1)
            hint = f"did you mean {close[0]}=…?" if close else f"known options: {', '.join(_OPTIONS)}"
            raise ValueError(f"unknown option {token!r}; {hint}")
        else:
            tags.append(token)
    every = int(duration(options["every"]).total_seconds()) if "every" in options else None
    if every is not None and every < _SHORTEST:
        raise ValueError(f"every={options['every']} is too often; one minute is the least")
    if every is not None and every > _LONGEST:
        raise ValueError(f"every={options['every']} is too seldom; a week is the most")
    return Subscription(
        url=url,
        title=title,
        tags=tuple(tags),
        language=options.get("lang", ""),
        every=every,
        user_agent=options.get("user-agent", ""),
    )


def _tokens(line: str) -> list[str]:
    lexer = shlex.shlex(line, posix=True, punctuation_chars="")
    lexer.whitespace_split = True
    lexer.commenters = ""  # a URL may hold a '#'; a comment starts with one after a blank
    lexer.quotes = '"'
    lexer.escape = ""
    try:
        tokens = list(lexer)
    except ValueError:
        raise ValueError('a quotation mark (") is not closed') from None
    comment = next((place for place, token in enumerate(tokens) if token.startswith("#")), len(tokens))
    return tokens[:comment]


def _same_feed(url: str) -> str:
    """Spelling that tells two feeds apart: neither a trailing slash nor the query may be dropped."""
    parts = urlsplit(url)
    return f"{parts.scheme.lower()}://{parts.netloc.lower()}{parts.path or '/'}?{parts.query}"
