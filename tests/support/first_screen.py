"""What a reader sees: what is inside the window, and which text is cut off, too small or overlaps."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page

#: Shared by both checks: the visible pieces of text with their places.
_TEXTS = """
const shown = element => {
    for (let e = element; e && e !== document.body; e = e.parentElement) {
        const style = getComputedStyle(e);
        if (style.visibility === 'hidden' || style.display === 'none' || style.opacity === '0') return false;
        if (style.clipPath !== 'none' || e.getAttribute('aria-hidden') === 'true') return false;
    }
    return true;
};
// What a box that scrolls shows of its content.
const inView = (box, element) => {
    for (let e = element; e && e !== document.body; e = e.parentElement) {
        if (!['auto', 'scroll', 'hidden', 'clip'].includes(getComputedStyle(e).overflowY)) continue;
        const bounds = e.getBoundingClientRect();
        if (box.bottom > bounds.bottom + 3 || box.top < bounds.top - 3) return false;
    }
    return true;
};
const pieces = [];
const walker = document.createTreeWalker(document.querySelector('[data-testid=stApp]'), NodeFilter.SHOW_TEXT);
while (walker.nextNode()) {
    const node = walker.currentNode, text = node.textContent.trim(), parent = node.parentElement;
    if (!text || ['STYLE', 'SCRIPT', 'TITLE'].includes(parent.tagName) || !shown(parent)) continue;
    // Icons are ligatures of words such as 'close'.
    if (getComputedStyle(parent).fontFamily.includes('Material')) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const box of range.getClientRects()) {
        // The link past the header is outside the window until it has the focus.
        if (parent.dataset.testid === 'stSkipToContent') continue;
        const isInWindow = box.bottom < innerHeight && box.top > 0 && inView(box, parent);
        if (box.width > 1 && box.height > 1 && (whole || isInWindow))
            pieces.push({text, box, parent, small: parseFloat(getComputedStyle(parent).fontSize)});
    }
}
"""
_OVERLAPS = f"""whole => {{ {_TEXTS}
    const texts = [];
    for (let i = 0; i < pieces.length; i++) for (let j = i + 1; j < pieces.length; j++) {{
        const a = pieces[i], b = pieces[j];
        if (a.parent === b.parent || a.parent.contains(b.parent) || b.parent.contains(a.parent)) continue;
        const width = Math.min(a.box.right, b.box.right) - Math.max(a.box.left, b.box.left);
        const height = Math.min(a.box.bottom, b.box.bottom) - Math.max(a.box.top, b.box.top);
        const least = Math.min(a.box.width * a.box.height, b.box.width * b.box.height);
        if (width > 2 && height > 3 && width * height > 0.15 * least) texts.push(`${{a.text}} | ${{b.text}}`);
    }}
    return texts;
}}"""
_CUT = f"""whole => {{ {_TEXTS}
    const texts = [];
    const isApp = element => element.dataset?.testid === 'stApp';
    for (const {{text, box, parent}} of pieces) for (let e = parent; e && !isApp(e); e = e.parentElement) {{
        const style = getComputedStyle(e);
        // Plotly clips its own layers; a box that scrolls shows everything in the end.
        if (e instanceof SVGElement && whole) break;
        if (e instanceof SVGElement || style.overflowX === 'visible') continue;
        if (['auto', 'scroll'].includes(style.overflowX)) break;
        const bounds = e.getBoundingClientRect();
        if (box.right > bounds.right + 1 || box.left < bounds.left - 1) texts.push(text);
    }}
    const scrolls = parent => parent.closest('svg, .table, [class*=st-key-window_], [class*=st-key-scroll_]');
    for (const {{text, box, parent}} of pieces)
        if (!(whole && scrolls(parent)) && (box.right > innerWidth + 1 || box.left < -1)) texts.push(text);
    return [...new Set(texts)];
}}"""
_SMALL = f"""whole => {{ {_TEXTS}
    return pieces.filter(piece => piece.small < 12.99).map(piece => `${{piece.text}} (${{piece.small}} px)`);
}}"""
_CUT_BARS = """() => [...document.querySelectorAll('.js-plotly-plot .bars .bartext')].filter(text => {
        const [end, edge] = [text, text.closest('.chart')].map(e => e.getBoundingClientRect().right);
        return end > edge + 1;
    }).map(text => text.textContent)"""
_INSIDE = """selectors => selectors.filter(selector => {
    const element = document.querySelector(selector);
    if (!element) return true;
    const box = element.getBoundingClientRect();
    return box.top < 0 || box.bottom > innerHeight + 1 || box.width < 2 || box.height < 2;
})"""


def outside(page: Page, selectors: list[str]) -> list[str]:
    """Return the selectors whose first element is missing, empty or not completely inside the window."""
    return _ask(page, _INSIDE, selectors)


def overlapping_texts(page: Page) -> list[str]:
    """Return the pairs of texts in the window that cover each other."""
    return _ask(page, _OVERLAPS)


def cut_texts(page: Page, *, whole: bool = False) -> list[str]:
    """Return the texts in the window, or on the ``whole`` page, of which a box cuts a part off.

    On the whole page, texts of charts are left out: tables have the same figures.
    """
    return _ask(page, _CUT, whole)


def cut_bar_texts(page: Page) -> list[str]:
    """Return the texts at the ends of bars that are cut off, of all charts that were drawn."""
    return _ask(page, _CUT_BARS)


def small_texts(page: Page, *, whole: bool = False) -> list[str]:
    """Return the texts in the window, or on the ``whole`` page, that are smaller than 13 px."""
    return _ask(page, _SMALL, whole)


def _ask(page: Page, script: str, argument: Any = None) -> list[str]:
    return list(page.evaluate(script, argument))
