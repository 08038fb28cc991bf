"""The desk in a real browser: clicked through, by keyboard alone, looked over by axe-core, at every width."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import uvicorn
from datasette.app import Datasette

from pipeline.desk import clock
from tests.builders import NOW
from tests.desk import newsstand

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or ""
AXE_VERSION = "4.14.1"

pytestmark = pytest.mark.skipif(not CHROMIUM, reason="needs chromium")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A Datasette on a port of its own, serving the small store at NOW."""
    store = newsstand.build(tmp_path_factory.mktemp("desk") / "monitor.db")
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    patched = pytest.MonkeyPatch()
    patched.setattr(clock, "utc_now", lambda: NOW)
    server = uvicorn.Server(uvicorn.Config(Datasette([str(store)]).app(), log_level="error", lifespan="on"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    try:
        until = time.monotonic() + 30
        while not server.started and time.monotonic() < until:
            time.sleep(0.05)
        assert server.started
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(20)
        listening.close()
        patched.undo()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as driver:
        started = driver.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"],
        )
        yield started
        started.close()


@dataclass
class Desk:
    """A tab, and everything its pages complained about."""

    page: Any  # a tab of playwright, which is not imported where there is no browser
    address: str
    complaints: list[str] = field(default_factory=list)

    def open(self, path: str) -> None:
        self.page.goto(self.address + path)

    @property
    def path(self) -> str:
        return str(self.page.url).removeprefix(self.address)

    @property
    def heading(self) -> str:
        return str(self.page.locator("h1").inner_text())


def tab(browser: Browser, address: str, **wanted: Any) -> Desk:  # noqa: ANN401  (what a browser context takes)
    desk = Desk(browser.new_context(**wanted).new_page(), address)
    desk.page.on("console", lambda said: desk.complaints.append(said.text) if said.type == "error" else None)
    desk.page.on("pageerror", lambda error: desk.complaints.append(str(error)))
    desk.page.on("requestfailed", lambda request: desk.complaints.append(request.url))
    return desk


@pytest.fixture
def desk(browser: Browser, address: str) -> Iterator[Desk]:
    opened = tab(browser, address, viewport={"width": 1280, "height": 900})
    yield opened
    opened.page.context.close()
    assert opened.complaints == []


@pytest.fixture(scope="module")
def axe() -> str:
    """The source of axe-core, fetched once by npm into the virtual environment; it is no part of this repository."""
    npm = shutil.which("npm")
    if not npm:
        pytest.skip("needs npm, which fetches axe-core")
    cache = Path(sys.prefix) / "cache" / f"axe-core-{AXE_VERSION}"
    source = cache / "node_modules" / "axe-core" / "axe.min.js"
    if not source.exists():
        fetched = subprocess.run(
            [npm, "install", "--prefix", str(cache), "--no-save", "--ignore-scripts", f"axe-core@{AXE_VERSION}"],
            capture_output=True, text=True, timeout=120, check=False, env={**os.environ, "npm_config_audit": "false"},
        )  # fmt: skip
        if fetched.returncode:
            pytest.skip(f"npm could not fetch axe-core: {fetched.stderr.strip()[-200:]}")
    return source.read_text(encoding="utf-8")


PAGES = {
    "front": "/",
    "an older day": "/?day=2026-11-23&span=90",
    "article": "/monitor/matches/1",
    "hostile article": "/monitor/matches/{hostile}",
    "unflagged article": "/monitor/articles/{unflagged}",
    "story": "/monitor/-/story/1",
    "signatory": "/monitor/signatories/{thales}",
    "signatories": "/monitor/-/signatories",
    "not found": "/monitor/-/story/999",
    "names": "/monitor/-/names",
    "matches": "/monitor/matches",
    "a search": "/monitor/matches?q=paris+call&tier=call",
    "canned query": "/monitor/co-mentions?subject=Airbus&days=3650",
}


@pytest.fixture(params=list(PAGES.values()), ids=list(PAGES))
def path(request: pytest.FixtureRequest, address: str, numbers: dict[str, int]) -> str:
    return str(request.param).format(**numbers)


@pytest.fixture(scope="module")
def numbers(browser: Browser, address: str) -> dict[str, int]:
    """Row numbers by what they are."""
    asking = browser.new_context().request
    queries = {
        "hostile": "SELECT id FROM matches WHERE tier = 'context'",
        "unflagged": "SELECT id FROM articles WHERE tier IS NULL",
        "thales": "SELECT id FROM signatories WHERE name = 'Thales'",
    }
    return {
        name: asking.get(f"{address}/monitor.json", params={"sql": sql, "_shape": "arrayfirst"}).json()[0]
        for name, sql in queries.items()
    }


def test_from_the_front_page_to_a_story_a_signatory_and_back(desk: Desk) -> None:
    page = desk.page
    desk.open("/")
    page.get_by_role("region", name="The Paris Call in the news").get_by_role(
        "link", name="Paris Call turns eight"
    ).click()
    assert desk.heading.startswith("Paris Call turns eight")
    page.get_by_role("link", name="The whole story: 2 articles").click()
    assert "/-/story/" in desk.path
    page.get_by_role("link", name="L'Appel de Paris a huit ans").click()
    page.get_by_role("link", name="Airbus", exact=True).click()
    assert desk.heading == "Airbus"
    assert page.locator("svg.chart:visible a").count() == 52
    for _ in range(4):
        page.go_back()
    assert desk.path == "/"


def test_a_number_in_the_text_leads_to_its_reason_and_back(desk: Desk) -> None:
    desk.open("/monitor/matches/1")
    desk.page.get_by_role("link", name="Reason 2: why this counts").click()
    assert desk.path.endswith("#why-2")
    target = desk.page.locator("li:target")
    assert "Airbus Defence and Space" in target.inner_text()
    target.get_by_role("link", name="Show it").click()
    assert desk.path.endswith("#place-2")


def test_a_bar_leads_to_its_day(desk: Desk) -> None:
    desk.open("/")
    desk.page.locator("svg.chart:visible a").filter(has=desk.page.locator("rect.call")).first.click()
    assert "day=2026-11-24" in desk.path
    assert "/monitor/matches" in desk.path


def test_the_table_under_a_chart_says_the_same(desk: Desk) -> None:
    desk.open("/")
    table = desk.page.locator("details.desk-table").first
    table.locator("summary").click()
    assert table.get_by_role("row").nth(1).inner_text().split("\t") == ["Tue 24 Nov 2026", "1"]


def test_by_keyboard_alone(desk: Desk) -> None:
    desk.open("/")
    press = desk.page.keyboard.press
    press("Tab")
    assert focused(desk) == "Skip to the page"
    press("Enter")
    for _ in range(60):
        press("Tab")
        if focused(desk) == "Paris Call turns eight":
            break
    assert desk.page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    press("Enter")
    desk.page.wait_for_url("**/matches/*")
    for _ in range(30):
        press("Tab")
        if focused(desk) == "1" and desk.page.evaluate("document.activeElement.hash") == "#why-1":
            break
    press("Enter")
    assert desk.path.endswith("#why-1")


def focused(desk: Desk) -> str:
    return str(desk.page.evaluate("document.activeElement.innerText")).strip()


def test_a_search_goes_to_the_matches(desk: Desk) -> None:
    desk.open("/")
    box = desk.page.get_by_role("search").get_by_label("Search the matches")
    box.fill("cyber norms")
    box.press("Enter")
    assert desk.path.startswith("/monitor/matches?q=cyber+norms")


def test_hostile_words_do_nothing(desk: Desk, numbers: dict[str, int]) -> None:
    for path in ("/", f"/monitor/matches/{numbers['hostile']}", f"/monitor/-/story/{numbers['hostile']}"):
        desk.open(path)
        assert desk.page.evaluate("window.pwned") is None
        assert desk.page.locator("img").count() == 0
        assert "<script>" in desk.page.locator("main, [role=main]").inner_text()


def test_axe_finds_nothing_serious(browser: Browser, address: str, axe: str, path: str) -> None:
    desk = tab(browser, address, viewport={"width": 1280, "height": 900})
    desk.open(path)
    desk.page.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true })")
    desk.page.evaluate(axe)
    for colours in ("light", "dark"):
        desk.page.emulate_media(color_scheme=colours)
        found = desk.page.evaluate("axe.run()")
        assert [
            (colours, rule["id"], [node["html"][:200] for node in rule["nodes"][:3]])
            for rule in found["violations"]
            if rule["impact"] in {"serious", "critical"}
        ] == []
        assert len(found["passes"]) > 10
    desk.page.context.close()


def test_no_page_is_wider_than_the_screen(browser: Browser, address: str, path: str) -> None:
    desk = tab(browser, address)
    desk.open(path)
    desk.page.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true })")
    for width in (390, 768, 1280, 1600):
        desk.page.set_viewport_size({"width": width, "height": 844})
        assert desk.page.evaluate("document.documentElement.scrollWidth") == width
    desk.page.context.close()
    assert not [said for said in desk.complaints if "404" not in said]


def test_dark_is_dark(browser: Browser, address: str) -> None:
    def brightness(colours: str) -> int:
        desk = tab(browser, address, color_scheme=colours)
        desk.open("/")
        paint = desk.page.evaluate("getComputedStyle(document.body).backgroundColor")
        desk.page.context.close()
        return sum(int(part) for part in paint.removeprefix("rgb(").removesuffix(")").split(","))

    assert brightness("dark") < 100
    assert brightness("light") > 700
