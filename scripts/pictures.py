"""Makes the pictures of the README from the demo's results (run `make demo` first). Needs Chromium.

python scripts/pictures.py [--browser chromium]
"""

from __future__ import annotations

import argparse
import subprocess
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DIGESTS = ROOT / "demo" / "run" / "digests"
IMAGES = ROOT / "docs" / "images"

_QUIET = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--hide-scrollbars",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip


def main() -> None:
    """Takes a picture of the first digest, at desktop width."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--browser", default="chromium", help="the command that starts Chromium")
    options = parser.parse_args()
    pages = sorted(DIGESTS.glob("*.html"))
    if not pages:
        raise SystemExit(f"{DIGESTS}: no digests; run `make demo` first")
    IMAGES.mkdir(parents=True, exist_ok=True)
    picture(options.browser, pages[0], IMAGES / "digest.png", width=820, height=760)


def picture(browser: str, page: Path, image: Path, width: int, height: int) -> None:
    """Renders `page` in a window of `width` by `height` pixels."""
    with tempfile.TemporaryDirectory() as profile:
        subprocess.run(  # noqa: S603  (the operator's browser)
            (
                browser, *_QUIET, f"--user-data-dir={profile}", f"--window-size={width},{height}",
                f"--screenshot={image}", page.as_uri(),
            ),
            check=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )  # fmt: skip
    print(image.relative_to(ROOT))


if __name__ == "__main__":
    main()
