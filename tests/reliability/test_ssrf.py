"""No spelling, redirect, robots.txt or name leads the program to an address that is not public."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Final

import pytest

from pipeline.adapters.http import HttpFetcher, HttpPolicy
from pipeline.errors import FetchError, FetchReason
from pipeline.model import Request
from tests.reliability.stage import Canary, Run, Stage, feed, html, once, page, redirect, rss, write_config

if TYPE_CHECKING:
    from collections.abc import Iterator

# Where `{port}` is the canary's. Several cannot reach it from here; they must be refused all the same.
SPELLINGS: Final = (
    "http://127.0.0.1:{port}/",
    "http://localhost:{port}/",
    "http://LOCALHOST.:{port}/",
    "http://sub.localhost:{port}/",
    "http://127.1:{port}/",
    "http://0x7f.1:{port}/",
    "http://0x7f000001:{port}/",
    "http://2130706433:{port}/",
    "http://017700000001:{port}/",
    "http://127.0.0.1.:{port}/",
    "http://\uff11\uff12\uff17.\uff10.\uff10.\uff11:{port}/",
    "http://0.0.0.0:{port}/",
    "http://[::1]:{port}/",
    "http://[::]:{port}/",
    "http://[::ffff:127.0.0.1]:{port}/",
    "http://[::ffff:7f00:1]:{port}/",
    "http://[::127.0.0.1]:{port}/",
    "http://[64:ff9b::7f00:1]:{port}/",
    "http://[2002:7f00:1::]:{port}/",
    "http://[fec0::1]:{port}/",
    "http://[fe80::1]:{port}/",
    "http://[fd00::1]:{port}/",
    "http://169.254.10.10/latest/meta-data/",
    "http://10.0.0.1:{port}/",
    "http://100.64.0.1:{port}/",
    "http://172.16.0.1:{port}/",
    "http://192.168.1.1:{port}/",
    "http://198.18.0.1:{port}/",
    "http://224.0.0.1:{port}/",
    "http://user:pass@127.0.0.1:{port}/",
    "http://127.0.0.1:{port}#@news.example/",
    "http://news.example@127.0.0.1:{port}/",
)
OTHER_SCHEMES: Final = ("file:///etc/hostname", "gopher://127.0.0.1:{port}/", "ftp://127.0.0.1:{port}/", "dict://x/")
_SENT_ELSEWHERE: Final = {"blocked_address", "bad_url"}


@pytest.fixture(scope="module")
def canary() -> Iterator[Canary]:
    bird = Canary()
    yield bird
    bird.close()


@pytest.fixture(scope="module")
def passed(canary: Canary, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """One pass over feeds, pages and robots.txt that all lead to the canary."""
    stage = Stage()
    folder = tmp_path_factory.mktemp("ssrf")
    targets = [spelling.format(port=canary.port) for spelling in (*SPELLINGS, *OTHER_SCHEMES)]
    stage.scripts["links.example", "/feed"] = feed(rss([(f"Linked {n}", url) for n, url in enumerate(targets)]))
    hosts = ["links.example"]
    for number, url in enumerate(targets):
        on_feed, on_page, on_robots = (f"{kind}-{number}.example" for kind in ("feed", "page", "robots"))
        stage.scripts[on_feed, "/feed"] = redirect(url)
        stage.scripts[on_page, "/feed"] = feed(rss([(f"Page {number}", f"http://{on_page}/story")]))
        stage.scripts[on_page, "/story"] = redirect(url)
        stage.scripts[on_robots, "/feed"] = feed(rss([(f"Robots {number}", f"http://{on_robots}/story")]))
        stage.scripts[on_robots, "/robots.txt"] = redirect(url)
        stage.scripts[on_robots, "/story"] = html(page())
        hosts += [on_feed, on_page, on_robots]
    with stage.playing() as address:
        write_config(folder, address, [f"http://{host}/feed" for host in hosts])
        return once(folder)


def test_nobody_ever_called_the_canary(passed: Run, canary: Canary) -> None:
    assert passed.returncode == 0
    assert "Traceback" not in passed.told
    assert not canary.heard()


def test_every_redirect_of_a_feed_is_refused_for_the_right_reason(passed: Run) -> None:
    polls = {host: poll for host, poll in passed.polls().items() if host.startswith("feed-")}
    assert len(polls) == len(SPELLINGS) + len(OTHER_SCHEMES)
    assert {
        host: poll for host, poll in polls.items() if not any(reason in poll[2] for reason in _SENT_ELSEWHERE)
    } == {}


def test_every_page_that_leads_away_is_refused_for_the_right_reason(passed: Run) -> None:
    rows = passed.rows(
        "SELECT url, outcome, outcome_why FROM entries WHERE title LIKE 'Linked %' OR title LIKE 'Page %'"
    )
    assert len(rows) == 2 * (len(SPELLINGS) + len(OTHER_SCHEMES))
    with_link = [(url, outcome, why) for url, outcome, why in rows if url]
    assert {
        url: (outcome, why)
        for url, outcome, why in with_link
        if outcome not in {"failed", "duplicate"} or not any(reason in why for reason in (*_SENT_ELSEWHERE, "another"))
    } == {}


def test_a_robots_txt_that_leads_away_gives_no_leave(passed: Run) -> None:
    read = passed.rows(
        """SELECT e.url FROM entries e JOIN articles a ON a.id = e.article_id
           WHERE e.title LIKE 'Robots %' AND a.body_quality = 'full'"""
    )
    assert read == []


def test_a_name_that_turns_private_after_it_was_checked_is_refused_at_the_connection(canary: Canary) -> None:
    answers = iter(["127.0.0.2"])  # stands for a public address, and nobody listens there

    def rebinding(host: str, port: int) -> list[str]:
        return [next(answers, "127.0.0.1")]

    policy = HttpPolicy(user_agent="Test/1", host_gap=0.0, timeout=5.0, allow_private=("127.0.0.2/32",))
    with closing(HttpFetcher(policy, resolver=rebinding)) as fetcher:
        reasons = []
        for _ in range(3):
            with pytest.raises(FetchError) as caught:
                fetcher.fetch(Request(url=f"http://rebind.example:{canary.port}/", obeys_robots=False))
            reasons.append(caught.value.reason)
    assert reasons == [FetchReason.CONNECT, FetchReason.BLOCKED_ADDRESS, FetchReason.BLOCKED_ADDRESS]
    assert not canary.heard()
