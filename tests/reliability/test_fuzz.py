"""Whatever is typed, piped or written into a file: an answer or a message in words, never a traceback, never a hang."""

from __future__ import annotations

import json
import math
from contextlib import suppress
from typing import TYPE_CHECKING, Final

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from pipeline.adapters.sqlite.database import open_database
from pipeline.adapters.sqlite.feeds import FeedStore
from pipeline.adapters.sqlite.pages import PageStore
from pipeline.errors import ConfigError
from pipeline.model import Outcome
from pipeline.shell import config, feedlist
from pipeline.shell.settings import settings_of
from tests.builders import NOW, entry, feed, flagged, name, ok_poll, subscription
from tests.reliability.stage import paris_call, write_config

if TYPE_CHECKING:
    from pathlib import Path

bounded = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
ANY_TEXT: Final = st.text(max_size=60)
SCALARS: Final = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), ANY_TEXT,
    st.sampled_from(
        ["9" * 30 + "d", "99999999999999999d", "-1s", "1h1h", "0s", "..", "/", "~", "a\0b", "\ud800", "2001-99-99",
         "0x1F", "1_000", ".inf", "!!python/object:os.system x", "*a", "&a x", "25:61", "Mars/Phobos", "../../etc"]
    ),
)  # fmt: skip
VALUES: Final = st.recursive(
    SCALARS, lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(ANY_TEXT, inner, max_size=3))
)
SECTIONS: Final = sorted(config.Config.model_fields)
KEYS: Final = sorted(
    {key for field in config.Config.model_fields.values() for key in getattr(field.annotation, "model_fields", ())}
)


def as_yaml(value: object) -> str:
    """In flow style, which is JSON but for what JSON cannot say."""
    if isinstance(value, float) and not math.isfinite(value):
        return ".inf"
    if isinstance(value, str):
        return value if value[:1] in "!*&" or value[:1].isdigit() else json.dumps(value)
    if isinstance(value, list):
        return f"[{', '.join(map(as_yaml, value))}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{json.dumps(key)}: {as_yaml(inner)}' for key, inner in value.items())}}}"
    return json.dumps(value)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A monitor with one flagged story in its store."""
    where = tmp_path_factory.mktemp("fuzz")
    write_config(where, "127.0.0.1:9", ["http://news.example/feed"])
    database = open_database(where / "monitor.db")
    FeedStore(database).subscribe([subscription()], 3600, NOW)
    FeedStore(database).record(feed(), ok_poll(1, 1), [(entry(), name(entry()))])
    (page,) = PageStore(database).lease(NOW, 1)
    PageStore(database).settle(page, flagged(page.url), Outcome.MATCHED, "", NOW)
    database.close()
    return where


# ---------------------------------------------------------------- files of the operator


def load(path: Path, text: bytes) -> tuple[str, ...]:
    """The problems found in a configuration; it must be loaded, with its paths, or refused with some."""
    path.write_bytes(text)
    try:
        found = settings_of(path)
        _ = (found.database, found.feeds, found.digests, found.watchlist)
    except ConfigError as error:
        return tuple(map(str, error.problems))
    return ()


@bounded
@given(section=st.sampled_from(SECTIONS), key=st.sampled_from(KEYS), value=VALUES)
def test_any_value_anywhere_in_the_configuration_is_taken_or_told(
    tmp_path: Path, section: str, key: str, value: object
) -> None:
    for text in (f"{section}: {as_yaml(value)}", f"{section}: {{{key}: {as_yaml(value)}}}"):
        load(tmp_path / "config.yaml", text.encode("utf-8", "surrogatepass"))


@pytest.mark.parametrize(
    "text",
    [
        b"a: " + b"[" * 600,
        b"fetch: " + b"{fetch: " * 3000,
        b"database: " + b'"' + b"x" * 100_000 + b'"',
        b"a: &a [x, x]\n" + b"".join(b"%c: &%c [*%c, *%c]\n" % (c + 1, c + 1, c, c) for c in range(97, 121)),
        b'database: "a\\0b"',
        b'database: "\\uD800"',
        b"fetch: {timeout: 99999999999999999999999d}",
        b"read: {workers: " + b"9" * 5000 + b"}",
        b"digest: {at: 2001-99-99}",
        b"digest: {at: 2001-99-99T00:00:00Z}",
        b"? [a, b]\n: c",
        b"!!python/object/apply:os.system ['true']",
        b"fetch: {host_gap: !!float x}",
        b"fetch: {host_gap: !!int x}",
        b"fetch: {host_gap: !!binary '='}",
        b"%YAML 9.9\n---\na: b",
        b"a: b\n---\nc: d",
        b"\xff\xfe",
        b"timezone: ../../etc/passwd",
        b"timezone: " + b"x/" * 3000,
    ],
    ids=range(20),
)
def test_a_configuration_made_to_trip_the_reader_is_told(tmp_path: Path, text: bytes) -> None:
    assert load(tmp_path / "config.yaml", text)


@bounded
@given(text=st.binary(max_size=200) | ANY_TEXT.map(lambda text: f"http://{text}\n".encode("utf-8", "surrogatepass")))
@example(text=b"http://a.example/ every=" + b"9" * 40 + b"d\n")
@example(text=b"http://a.example/ every=99999999999d\n")
@example(text=b"http://[\n")
@example(text=b'http://a.example/ "~\x1b[31m"\n')
def test_any_list_of_feeds_is_read_or_told(tmp_path: Path, text: bytes) -> None:
    (tmp_path / "feeds.txt").write_bytes(text)
    with suppress(ConfigError):
        feedlist.load(tmp_path / "feeds.txt")


# ---------------------------------------------------------------- what is typed and piped


@bounded
@given(words=st.lists(ANY_TEXT, min_size=1, max_size=3))
@example(words=["\ud800"])
@example(words=["\0"])
@example(words=['"' * 50])
@example(words=["a " * 5000])
@example(words=["NEAR(a b, 99999999999999999999)"])
def test_any_search_finds_or_finds_nothing(folder: Path, words: list[str]) -> None:
    assert paris_call(folder, "search", "--", *words).raised is None


LINES: Final = st.one_of(
    st.binary(max_size=80),
    st.fixed_dictionaries({}, optional=dict.fromkeys(("id", "title", "text", "lang", "url"), VALUES)).map(
        lambda story: json.dumps(story).encode()
    ),
)


@bounded
@given(lines=st.lists(LINES, max_size=4))
@example(lines=[b'{"id": 1, "text": "\\ud800 Airbus", "title": "\\u0000"}'])
@example(lines=[b"[" * 100_000])
@example(lines=[b'{"id": ' + b"9" * 5000 + b"}"])
@example(lines=[b'{"id": NaN, "text": Infinity}'])
@example(lines=[b"\xff\xfe\xff"])
@example(lines=[b'{"text": "' + b"Airbus " * 3000 + b'", "lang": "zz-zz-zz"}'])
@example(lines=[b'\xef\xbb\xbf{"text": "Airbus"}'])
def test_any_lines_are_matched_or_told(folder: Path, lines: list[bytes]) -> None:
    told = paris_call(folder, "match", stdin=b"\n".join(lines))
    assert told.ended_in_words, told.raised
    for line in filter(None, told.stdout.split("\n")):
        json.loads(line)


@bounded
@given(text=st.binary(max_size=120) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")))
@example(text=b"")
@example(text=b"\xff\xfe")
@example(text=b"\0")
@example(text="\x1b[31m Paris Call \u202e".encode())
@example(text=b"Airbus " * 300)
def test_any_text_is_explained_or_told(folder: Path, text: bytes) -> None:
    for option in ("--json", "--html"):
        told = paris_call(folder, "explain", option, "-", stdin=text)
        assert told.ended_in_words, told.raised
    assert "\x1b" not in paris_call(folder, "explain", "-", stdin=text).stdout


@bounded
@given(target=ANY_TEXT.map(lambda text: f"http://{text}") | ANY_TEXT)
@example(target="http://[")
@example(target="http://\ud800")
@example(target="a\0b")
@example(target="x" * 5000)
@example(target="/dev/null/x")
def test_any_target_is_explained_or_told(folder: Path, target: str) -> None:
    assert paris_call(folder, "explain", "--", target).ended_in_words


@bounded
@given(moment=ANY_TEXT, day=ANY_TEXT)
@example(moment="0001-01-01T00:00:00+14:00", day="0001-01-01")
@example(moment="9999-12-31T23:59:59-14:00", day="9999-12-31")
def test_any_moment_is_taken_or_told(folder: Path, moment: str, day: str) -> None:
    for command in (("export", f"--since={moment}"), ("digest", "--", day)):
        told = paris_call(folder, *command)
        assert told.ended_in_words, (command, told.raised)
