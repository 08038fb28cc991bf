"""Makes the pictures of the README from the demo's results (run `make demo` first). Needs Chromium and the test tools.

python scripts/pictures.py [--browser /usr/bin/chromium] [--database other.db] [--into folder]

With another database only the desk is taken, as it looks with that; into another folder all kinds of page go.
"""

from __future__ import annotations

import argparse
import contextlib
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

ROOT: Final = Path(__file__).resolve().parent.parent
RUN: Final = ROOT / "demo" / "run"
IMAGES: Final = ROOT / "docs" / "images"

_QUIET: Final = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
_IN_DOCS: Final = {"front", "front-phone", "article", "signatory"}
_DESKTOP: Final = {"viewport": {"width": 1280, "height": 900}}
_PHONE: Final = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2}


def main() -> None:
    """Takes a picture of the first digest and of each kind of page on the desk."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--browser", default=shutil.which("chromium"), help="the program that is Chromium")
    parser.add_argument("--database", type=Path, default=RUN / "monitor.db")
    parser.add_argument("--into", type=Path, default=IMAGES)
    options = parser.parse_args()
    if not options.database.exists():
        raise SystemExit(f"{options.database}: no such file; run `make demo` first")
    options.into.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright, serving(options.database) as address:
        browser = playwright.chromium.launch(executable_path=options.browser, args=list(_QUIET))
        if options.database == RUN / "monitor.db":
            first = min((RUN / "digests").glob("*.html"))
            picture(browser, first.as_uri(), options.into / "digest.png", viewport={"width": 820, "height": 760})
        for name, path, wanted in desk_pages(options.database):
            if options.into == IMAGES and name not in _IN_DOCS:
                continue
            picture(browser, address + path, options.into / f"{name}.png", **wanted)
        browser.close()


def desk_pages(database: Path) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Name, path and window of each picture; the fullest example of every kind."""
    here = f"/{database.stem}"
    with contextlib.closing(sqlite3.connect(f"{database.resolve().as_uri()}?mode=ro", uri=True)) as connection:

        def one(sql: str) -> Any:  # noqa: ANN401  (of any kind)
            return connection.execute(sql).fetchone()[0]

        day = one("SELECT max(day) FROM matches WHERE tier = 'call'")
        article = one(
            """SELECT m.article_id FROM mentions m JOIN matches x ON x.id = m.article_id
               WHERE x.tier = 'call' AND x.language = 'en' GROUP BY 1 ORDER BY count(DISTINCT m.subject) DESC LIMIT 1"""
        )
        signatory = one(
            """SELECT g.id FROM signatories g JOIN match_subjects s ON s.subject = g.name
               GROUP BY 1 ORDER BY count(*) DESC LIMIT 1"""
        )
        story = one("SELECT story_id FROM matches GROUP BY 1 ORDER BY count(*) DESC, count(DISTINCT site) DESC LIMIT 1")
    yield "front", f"/?day={day}", _DESKTOP
    yield "front-dark", f"/?day={day}", {**_DESKTOP, "color_scheme": "dark"}
    yield "front-phone", f"/?day={day}", _PHONE
    yield "article", f"{here}/matches/{article}", _DESKTOP
    yield "article-phone", f"{here}/matches/{article}", {**_PHONE, "color_scheme": "dark"}
    yield "story", f"{here}/-/story/{story}", _DESKTOP
    yield "signatory", f"{here}/signatories/{signatory}", _DESKTOP
    yield "signatories", f"{here}/-/signatories", _DESKTOP


@contextlib.contextmanager
def serving(database: Path) -> Iterator[str]:
    """A Datasette over the database; its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = (sys.executable, "-m", "datasette", "serve", str(database), "--port", str(port))
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:  # noqa: S603  (our own interpreter)
        try:
            wait_for(port)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()


def wait_for(port: int) -> None:
    """Returns when somebody listens, or gives up after half a minute."""
    until = time.monotonic() + 30
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)
        else:
            return


def picture(browser: Browser, address: str, image: Path, **wanted: Any) -> None:  # noqa: ANN401  (what a browser context takes)
    """Renders the first screen of a page."""
    context = browser.new_context(**wanted)
    page = context.new_page()
    page.goto(address)
    page.screenshot(path=image)
    context.close()
    print(image)


if __name__ == "__main__":
    main()
