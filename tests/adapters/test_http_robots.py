"""robots.txt: RFC 9309 to the letter, and no file that can hurt."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import TYPE_CHECKING

import httpx
import pytest

from pipeline.adapters.http import Clocks, HttpFetcher, HttpPolicy
from pipeline.adapters.http.robots import MAX_SIZE
from pipeline.errors import FetchError, FetchReason
from pipeline.model import Page, Request
from tests.http_support import START, WAIT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

DAY = 86400.0
POLICY = HttpPolicy(user_agent="ParisCallMonitor/1.0 (+https://monitor.example/bot)", host_gap=1.0)


class Web:
    """A web of one robots.txt and any number of pages, on a clock that passes only when somebody sleeps."""

    def __init__(self, robots: Callable[[httpx.Request], httpx.Response]) -> None:
        self.robots = robots
        self.now = 0.0
        self.sent: list[str] = []
        self.times: list[float] = []
        clocks = Clocks(
            monotonic=lambda: self.now, sleep=self.sleep, utcnow=lambda: START + timedelta(seconds=self.now)
        )
        self.fetcher = HttpFetcher(POLICY, clocks=clocks, transport=httpx.MockTransport(self.answer))

    def sleep(self, seconds: float) -> None:
        self.now += seconds

    def answer(self, request: httpx.Request) -> httpx.Response:
        self.sent.append(str(request.url))
        self.times.append(self.now)
        if request.url.path == "/robots.txt":
            return self.robots(request)
        return httpx.Response(200, text="page")

    def read(self, url: str) -> Page:
        page = self.fetcher.fetch(Request(url=url))
        assert isinstance(page, Page)
        return page

    def refusal(self, url: str) -> FetchError:
        with pytest.raises(FetchError) as caught:
            self.fetcher.fetch(Request(url=url))
        return caught.value


def says(text: str) -> Callable[[httpx.Request], httpx.Response]:
    return lambda _: httpx.Response(200, content=text.encode())


def answers(status: int, **headers: str) -> Callable[[httpx.Request], httpx.Response]:
    return lambda _: httpx.Response(status, headers=headers, content=b"User-agent: *\nDisallow: /")


RULES = """\
# ours is in the middle
User-agent: ParisCall
Disallow: /

User-agent: Other
User-agent: pariscallmonitor/1.0
Disallow: /ours
Allow: /ours/but
Disallow: /*.pdf$

User-agent: *
Disallow: /everybody
"""


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/", True),
        ("/ours", False),
        ("/ours/x", False),
        ("/ours/but/this", True),
        ("/a.pdf", False),
        ("/a.pdf?x", True),
        ("/everybody", True),  # our group replaces that of everybody
        ("/%6Furs", False),
    ],
)
def test_the_group_that_names_us_is_obeyed(path: str, allowed: bool) -> None:
    web = Web(says(RULES))
    if allowed:
        assert web.read(f"http://a.example{path}").body == b"page"
        return
    error = web.refusal(f"http://a.example{path}")
    assert (error.reason, error.retryable) == (FetchReason.ROBOTS, False)
    assert web.sent == ["http://a.example/robots.txt"]


def test_the_group_of_everybody_is_ours_when_none_names_us() -> None:
    web = Web(says("User-agent: BadBot\nDisallow: /\n\nUser-agent: *\nDisallow: /private/\n"))
    web.read("http://a.example/public")
    assert web.refusal("http://a.example/private/x").reason is FetchReason.ROBOTS


@pytest.mark.parametrize("text", ["", "<!DOCTYPE html><html><body>Not found</body></html>", "\0\xff", "Disallow: /"])
def test_a_file_without_rules_for_us_forbids_nothing(text: str) -> None:
    Web(says(text)).read("http://a.example/x")


def test_a_byte_order_mark_does_not_hide_the_first_line() -> None:
    assert Web(says("\ufeffUser-agent: *\nDisallow: /")).refusal("http://a.example/x").reason is FetchReason.ROBOTS


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 451])
def test_a_robots_txt_that_is_not_there_allows_all(status: int) -> None:
    Web(answers(status)).read("http://a.example/x")


@pytest.mark.parametrize("status", [500, 502, 503, 599, 429])
def test_a_server_that_cannot_say_forbids_all_for_the_time_being(status: int) -> None:
    web = Web(answers(status))
    error = web.refusal("http://a.example/x")
    assert (error.reason, error.retryable) == (FetchReason.ROBOTS, True)
    assert error.retry_after is not None
    assert 0 < error.retry_after <= 3600
    assert error.final_url == "http://a.example/x"
    web.refusal("http://a.example/y")
    assert web.sent == ["http://a.example/robots.txt"]

    web.robots = says("")
    web.sleep(error.retry_after)
    web.read("http://a.example/x")


@pytest.mark.parametrize(
    ("raised", "reason"),
    [
        (httpx.ReadTimeout("slow"), FetchReason.ROBOTS),
        (httpx.RemoteProtocolError("garbage"), FetchReason.ROBOTS),
        (httpx.ConnectError("refused"), FetchReason.CONNECT),  # would have ended the page's request just so
    ],
)
def test_a_robots_txt_out_of_reach_forbids_all_for_the_time_being(raised: Exception, reason: FetchReason) -> None:
    def robots(_: httpx.Request) -> httpx.Response:
        raise raised

    web = Web(robots)
    error = web.refusal("http://a.example/x")
    assert (error.reason, error.retryable) == (reason, True)
    web.robots = says("")
    web.sleep(60)
    web.read("http://a.example/x")


def test_a_host_that_is_closed_is_not_taken_for_one_without_rules() -> None:
    web = Web(answers(503, **{"Retry-After": "600"}))
    web.refusal("http://a.example/x")
    web.sleep(61)  # the refusal has lapsed, the closure has not
    assert web.refusal("http://a.example/x").reason is FetchReason.HOST_CLOSED
    assert web.sent == ["http://a.example/robots.txt"]


def test_it_is_read_once_a_day_for_each_origin() -> None:
    web = Web(says(""))
    for url in ("http://a.example/1", "http://a.example/2", "https://a.example/3", "http://a.example:81/4"):
        web.read(url)
    assert [url for url in web.sent if url.endswith("robots.txt")] == [
        "http://a.example/robots.txt",
        "https://a.example/robots.txt",
        "http://a.example:81/robots.txt",
    ]
    web.sleep(DAY)
    web.read("http://a.example/5")
    assert web.sent[-2:] == ["http://a.example/robots.txt", "http://a.example/5"]


def test_that_there_were_no_rules_yesterday_is_enough_when_that_cannot_be_asked_again() -> None:
    web = Web(answers(404))
    web.read("http://a.example/1")
    web.robots = answers(500)
    web.sleep(DAY)
    web.read("http://a.example/2")


def test_yesterdays_rules_stay_in_force_when_they_cannot_be_renewed() -> None:
    web = Web(says("User-agent: *\nDisallow: /private"))
    web.read("http://a.example/public")
    web.robots = answers(500)
    web.sleep(DAY)
    web.read("http://a.example/public")
    assert web.refusal("http://a.example/private").reason is FetchReason.ROBOTS


def test_threads_that_want_the_same_file_fetch_it_once() -> None:
    inside = threading.Event()
    release = threading.Event()

    def robots(_: httpx.Request) -> httpx.Response:
        inside.set()
        assert release.wait(WAIT)
        return httpx.Response(200)

    web = Web(robots)
    threads = [threading.Thread(target=web.read, args=(f"http://a.example/{n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    assert inside.wait(WAIT)
    release.set()
    for thread in threads:
        thread.join(WAIT)

    assert len(web.sent) == 5
    assert web.sent.count("http://a.example/robots.txt") == 1


def test_feeds_the_operator_chose_are_fetched_without_asking() -> None:
    web = Web(says("User-agent: *\nDisallow: /"))
    web.fetcher.fetch(Request(url="http://a.example/feed", obeys_robots=False))
    assert web.sent == ["http://a.example/feed"]


def test_a_page_that_redirects_is_asked_for_at_the_other_host_too() -> None:
    def handler(request: httpx.Request) -> httpx.Response:
        sent.append(str(request.url))
        if request.url == "http://a.example/":
            return httpx.Response(301, headers={"Location": "http://b.example/private"})
        if request.url == "http://b.example/robots.txt":
            return httpx.Response(200, text="User-agent: *\nDisallow: /private")
        return httpx.Response(404)

    sent: list[str] = []
    fetcher = HttpFetcher(HttpPolicy(user_agent="X/1", host_gap=0.0), transport=httpx.MockTransport(handler))
    with pytest.raises(FetchError) as caught:
        fetcher.fetch(Request(url="http://a.example/"))
    assert caught.value.reason is FetchReason.ROBOTS
    assert caught.value.final_url == "http://b.example/private"
    assert "http://b.example/private" not in sent


def test_a_crawl_delay_is_kept_between_all_requests_that_follow() -> None:
    web = Web(says("User-agent: *\nCrawl-delay: 7"))
    web.read("http://a.example/1")
    web.read("http://a.example/2")
    web.fetcher.fetch(Request(url="http://a.example/feed", obeys_robots=False))
    gaps = [later - earlier for earlier, later in zip(web.times, web.times[1:], strict=False)]
    assert len(gaps) == 3
    assert all(gap >= 7.0 for gap in gaps)


@pytest.mark.parametrize("hops", [5, 6])
def test_it_may_move_five_times_and_after_that_it_is_not_there(hops: int) -> None:
    def robots(request: httpx.Request) -> httpx.Response:
        n = int(request.url.params.get("n", "0"))
        if n < hops:
            return httpx.Response(302, headers={"Location": f"http://b{n}.example/robots.txt?n={n + 1}"})
        return httpx.Response(200, text="User-agent: *\nDisallow: /")

    web = Web(robots)
    if hops > 5:
        web.read("http://a.example/x")
    else:
        assert web.refusal("http://a.example/x").reason is FetchReason.ROBOTS


def test_no_more_is_read_of_it_than_the_rfc_asks_for() -> None:
    taken = 0

    class Endless(httpx.SyncByteStream):
        def __iter__(self) -> Iterator[bytes]:
            nonlocal taken
            yield b"User-agent: *\nDisallow: /private\n"
            while True:
                taken += 1
                yield b"Disallow: /x%d\n" % taken

    web = Web(lambda _: httpx.Response(200, stream=Endless()))
    web.read("http://a.example/public")
    assert web.refusal("http://a.example/private").reason is FetchReason.ROBOTS
    assert taken * 10 < MAX_SIZE


def test_a_rule_that_is_cut_at_the_end_is_dropped() -> None:
    rules = b"User-agent: *\nDisallow: /private\n"
    long = rules + b"#" * (MAX_SIZE - len(rules) - 11) + b"\nDisallow: /news/secret"
    assert long[:MAX_SIZE].endswith(b"\nDisallow: ")
    Web(lambda _: httpx.Response(200, content=long)).read("http://a.example/news/1")
    longer = rules + b"#" * (MAX_SIZE - len(rules) - 13) + b"\nDisallow: /news/secret"
    assert longer[:MAX_SIZE].endswith(b"\nDisallow: /n")
    Web(lambda _: httpx.Response(200, content=longer)).read("http://a.example/news/1")


def test_a_file_that_names_thousands_of_agents_costs_nothing() -> None:
    """The parser alone would need gigabytes for this one."""
    agents = "".join(f"User-agent: bot{n}\n" for n in range(10_000))
    rules = "".join(f"Disallow: /{n}\n" for n in range(10_000))
    web = Web(says(f"{agents}User-agent: *\n{rules}"))
    assert web.refusal("http://a.example/77").reason is FetchReason.ROBOTS
    web.read("http://a.example/x")


def test_rules_kept_are_bounded_over_all_hosts() -> None:
    rules = "User-agent: *\n" + "".join(f"Disallow: /{n:01000d}\n" for n in range(400))
    web = Web(says(rules))
    for n in range(20):
        web.read(f"http://{n}.example/x")
    kept = web.fetcher._robots._copies
    assert 0 < sum(copy.size for copy in kept.values()) <= 2_000_000
    assert ("http", "19.example", 80) in kept


def test_hosts_that_never_answer_do_not_pile_up() -> None:
    web = Web(answers(500))
    for n in range(2100):
        web.refusal(f"http://{n}.example/x")
    assert len(web.fetcher._robots._copies) <= 2000
