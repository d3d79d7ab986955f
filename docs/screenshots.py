"""Take the screenshots in docs/images: every page, light and dark, in three windows.

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
#: A desk, a small laptop and a phone.
WINDOWS = ((1440, 900), (1280, 720), (390, 844))
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
                for window in WINDOWS:
                    for mode in ("light", "dark"):
                        take(browser, address, page, window, mode)
            browser.close()
    finally:
        process.kill()


def take(browser: Browser, address: str, name: str, window: tuple[int, int], mode: str) -> None:
    """Take one page in one mode and window."""
    from tests.support.browsing import PHONE, visit

    width, height = window

    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme=mode,  # type: ignore[arg-type]
        user_agent=PHONE if width < 500 else None,
    )
    context.add_cookies([{"name": "talkootila_intro", "value": "seen", "url": address}])
    page = visit(context, f"{address}/{name}").page
    path = IMAGES / f"{name.replace('_', '-')}-{mode}-{width}.png"
    page.screenshot(path=path)
    context.close()
    with Image.open(path) as image:
        image.convert("RGB").quantize(COLOURS).save(path, optimize=True)
    print(path.name)


if __name__ == "__main__":
    main()
