"""Exit 0 when Playwright reads a text that the browser named as argument has drawn.

A browser without fonts starts and answers, but draws no text: hence the rendered text and not the DOM.
"""

import sys

from playwright.sync_api import sync_playwright

WORD = "kompas"

with sync_playwright() as playwright:
    browser = playwright.chromium.launch(executable_path=sys.argv[1], timeout=60_000)
    page = browser.new_page()
    page.set_content(f"<p>{WORD}</p>")
    drawn = page.inner_text("p")
    browser.close()
sys.exit(0 if drawn == WORD else f"the page shows {drawn!r} instead of {WORD!r}")
