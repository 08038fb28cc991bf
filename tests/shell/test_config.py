"""Mistakes in the operator's files are all reported at once, with line and remedy."""

from __future__ import annotations

import contextlib
import json
from datetime import time, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import ConfigError
from pipeline.shell import config, feedlist

ROOT = Path(__file__).parent.parent.parent


def problems_in(tmp_path: Path, text: str) -> list[str]:
    file = tmp_path / "config.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        config.load(file)
    return [f"{problem.line}: {problem.message} | {problem.remedy}" for problem in caught.value.problems]


def test_an_empty_file_gives_the_defaults(tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_text("", encoding="utf-8")
    assert config.load(tmp_path / "config.yaml") == config.Config()


def test_the_shipped_file_states_the_defaults() -> None:
    assert config.load(ROOT / "config.yaml") == config.Config()


def test_durations_are_read_as_people_write_them(tmp_path: Path) -> None:
    file = tmp_path / "config.yaml"
    file.write_text(
        "poll: {min_interval: 90, initial: 30m, max_interval: 1h30m}\ndigest: {at: '07:05'}", encoding="utf-8"
    )
    loaded = config.load(file)
    assert loaded.poll.min_interval == timedelta(seconds=90)
    assert loaded.poll.max_interval == timedelta(minutes=90)
    assert loaded.digest.at == time(7, 5)


def test_every_mistake_is_reported_with_its_line(tmp_path: Path) -> None:
    found = problems_in(
        tmp_path, "database: x.db\nfetch:\n  concurrency: 9999\n  timeoutt: 3s\npol:\n  initial: 1h\ntimezone: Paris\n"
    )
    assert found == [
        "3: fetch.concurrency: Input should be less than or equal to 128, got 9999 | ",
        "4: unknown key `fetch.timeoutt` | did you mean `timeout`?",
        "5: unknown key `pol` | did you mean `poll`?",
        "7: timezone: no such time zone: 'Paris'; write an IANA name such as Europe/Paris | ",
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("fetch:\n\ttimeout: 3s\n", "indent with spaces"),
        ("just words", "expected `key: value`"),
        ("poll: {min_interval: soon}", "write 30s, 15m, 6h or 1d"),
        ("poll: {min_interval: 5h, max_interval: 1h}", "min_interval <= initial"),
        ("fetch: {connect_to: {example.org: '127.0.0.1:80'}}", "is not host:port"),
        ("digest: {at: noon}", "write it in quotes"),
        ("a: 1\na: 2", "duplicate"),
    ],
)
def test_the_message_says_what_to_do(tmp_path: Path, text: str, words: str) -> None:
    assert words in "\n".join(problems_in(tmp_path, text))


def test_a_missing_file_says_so(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no such file"):
        config.load(tmp_path / "absent.yaml")


@given(st.text())
def test_any_text_is_a_configuration_or_a_list_of_problems(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    file = tmp_path_factory.mktemp("any") / "config.yaml"
    file.write_bytes(text.encode("utf-8", "surrogatepass"))
    with contextlib.suppress(ConfigError):
        config.load(file)


def test_the_schema_knows_every_key() -> None:
    schema = config.json_schema()
    assert set(schema["properties"]) == set(config.Config.model_fields)
    assert schema["additionalProperties"] is False


def test_the_shipped_schema_is_the_current_one() -> None:
    shipped = json.loads((ROOT / "config.schema.json").read_text(encoding="utf-8"))
    assert shipped == config.json_schema(), "paris-call schema > config.schema.json"


def test_a_line_of_feeds_has_url_tags_options_and_title() -> None:
    line = 'https://news.example/feed#top  cyber policy every=30m lang=en "~The News" # a remark'
    subscription = feedlist.parse_line(line)
    assert subscription.url == "https://news.example/feed#top"
    assert subscription.tags == ("cyber", "policy")
    assert subscription.every == 1800
    assert subscription.language == "en"
    assert subscription.title == "The News"


def test_every_bad_line_is_reported(tmp_path: Path) -> None:
    file = tmp_path / "feeds.txt"
    file.write_text(
        "# comment\n\nhttps://a.example/feed\nnot-a-url tag\nHTTPS://A.example/feed\nhttps://b.example/ evry=3m\n"
        'https://c.example/ "~open\nhttps://d.example/ every=1s\nhttps://a.example/feed/\n',
        encoding="utf-8",
    )
    with pytest.raises(ConfigError) as caught:
        feedlist.load(file)
    found = [(problem.line, problem.message) for problem in caught.value.problems]
    assert [line for line, _ in found] == [4, 5, 6, 7, 8]
    assert "is not an http(s) URL" in found[0][1]
    assert "is already on line 3" in found[1][1]
    assert "did you mean every=" in found[2][1]
    assert "not closed" in found[3][1]
    assert "one minute is the least" in found[4][1]


def test_the_shipped_list_is_sound() -> None:
    subscriptions = feedlist.load(ROOT / "feeds.txt")
    assert len(subscriptions) >= 140
    assert all(subscription.title for subscription in subscriptions)
    assert len({subscription.language for subscription in subscriptions}) >= 15
