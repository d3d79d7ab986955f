"""Take the screenshots in docs/images: every page, light and dark, wide and narrow.

TALKOOTILA_HOME=… python docs/screenshots.py [--page NAME]…
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
IMAGES = ROOT / "docs" / "images"
HEIGHT = 1600
#: Colours of an image; pages have few, so the files stay small.
COLOURS = 64


def main() -> None:
    """Serve the home and take the screenshots."""
    from pages.server.navigation import PAGES
    from tests.support.browsing import CHROMIUM_FLAGS, serve

    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--page", action="append", choices=PAGES)
    options = parser.parse_args()
    process, address = serve(Path(os.environ["TALKOOTILA_HOME"]))
    try:
        with sync_playwright() as playwright:
            chromium = shutil.which("chromium") or shutil.which("chromium-browser")
            browser = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM_FLAGS)
            for page in options.page or PAGES:
                for width in (1440, 390):
                    for mode in ("light", "dark"):
                        take(browser, address, page, width, mode)
            browser.close()
    finally:
        process.kill()


def take(browser: Browser, address: str, name: str, width: int, mode: str) -> None:
    """Take one page in one mode and width."""
    from tests.support.browsing import visit

    context = browser.new_context(
        viewport={"width": width, "height": HEIGHT},
        color_scheme=mode,  # type: ignore[arg-type]
        user_agent="Mozilla/5.0 (Linux; Android 14) Chrome/140 Mobile Safari" if width < 500 else None,
    )
    context.add_cookies([{"name": "talkootila_intro", "value": "seen", "url": address}])
    page = visit(context, f"{address}/{name}").page
    page.wait_for_timeout(1500)
    path = IMAGES / f"{name.replace('_', '-')}-{mode}-{width}.png"
    page.screenshot(path=path)
    context.close()
    with Image.open(path) as image:
        image.convert("RGB").quantize(COLOURS).save(path, optimize=True)
    print(path.name)


if __name__ == "__main__":
    main()
