// What a page needs from the browser itself: copying a link or a table, reading an answer out, translating
// Streamlit's own words, following a change of theme and the end of a session, and remembering that a first note was
// read (the one cookie, which says nothing else).
"use strict";

const SEEN = "talkootila_intro=seen";
if (document.cookie.includes(SEEN)) document.documentElement.classList.add("intro-seen");

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-copy], [data-copy-table], [data-dismiss]");
  if (!button) return;
  if (button.dataset.copy) copy(button, button.dataset.copy);
  else if ("copyTable" in button.dataset) copy(button, tablesBeside(button));
  else dismiss();
});

// A link to the same page with other choices: Streamlit runs the page again for the new address, which is
// much faster than loading it.
document.addEventListener("click", (event) => {
  const link = event.target.closest('a[href^="?"]:not([hreflang])');
  if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  history.pushState(null, "", link.href);
  dispatchEvent(new PopStateEvent("popstate"));
});

function dismiss() {
  document.cookie = `${SEEN}; max-age=31536000; path=/; SameSite=Lax`;
  document.documentElement.classList.add("intro-seen");
  document.querySelector("h1")?.scrollIntoView();
}

async function copy(button, text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // Without a secure context there is no clipboard: a hidden field does it.
    const field = document.createElement("textarea");
    field.value = text;
    document.body.append(field);
    field.select();
    document.execCommand("copy");
    field.remove();
  }
  const label = button.textContent;
  button.setAttribute("role", "status");
  button.textContent = button.dataset.done;
  setTimeout(() => {
    button.removeAttribute("role");
    button.textContent = label;
  }, 2000);
}

// The tables of an opened button, their cells with tabs between them, as a spreadsheet or a memo takes them.
function tablesBeside(button) {
  const text = (row) => [...row.cells].filter((cell) => !cell.matches(".bar")).map((cell) => cell.innerText.trim());
  const lines = (table) => [...table.rows].map((row) => text(row).join("\t")).join("\n");
  return [...button.closest("[data-testid=stPopoverBody]").querySelectorAll("table")].map(lines).join("\n\n");
}

// Board mode: arrow keys step through the pages, Escape leaves. Not while a menu or a dialog has the keys.
const BOARD_KEYS = { ArrowRight: "next", PageDown: "next", ArrowLeft: "previous", PageUp: "previous", Escape: "leave" };
document.addEventListener("keydown", (event) => {
  const link = document.querySelector(`[data-board="${BOARD_KEYS[event.key]}"]`);
  const isTaken = event.target.closest("input, textarea, [role=dialog], [role=listbox], [role=radiogroup], [role=tablist]");
  if (!link || isTaken || event.altKey || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  location.assign(link.href);
});

// Paper has the layout of the window, made smaller: charts keep their size in pixels, and boxes the height that
// the window gave them. Of a window wider than a usual one only the charts are made smaller still.
const PAPER_WIDTH = 1028;
const WIDEST_WINDOW = 1440;
window.addEventListener("beforeprint", () => {
  const width = document.documentElement.clientWidth;
  const chartZoom = Math.min(1, WIDEST_WINDOW / width);
  for (const box of windowBoxes()) {
    const height = Math.max(box.offsetHeight, box.firstElementChild.scrollHeight);
    box.style.flexBasis = box.style.height = `${height * chartZoom}px`;
  }
  for (const chart of charts()) chart.style.zoom = chartZoom;
  document.body.style.zoom = Math.min(1, PAPER_WIDTH / Math.min(width, WIDEST_WINDOW));
});
window.addEventListener("afterprint", () => {
  for (const box of windowBoxes()) box.style.flexBasis = box.style.height = "";
  for (const part of [document.body, ...charts()]) part.style.zoom = "";
});

function windowBoxes() {
  return document.querySelectorAll("[data-testid=stLayoutWrapper]:has(> :is([class*=st-key-window_], [class*=st-key-low_]))");
}

function charts() {
  return document.querySelectorAll(".chart");
}

// What a change of filter did is read out: the page's answer, once the page has been drawn anew.
const announcer = document.createElement("div");
announcer.setAttribute("role", "status");
announcer.className = "read-out";
let announced = null;

function announce() {
  const app = document.querySelector("[data-testid=stApp]");
  if (!app || app.dataset.testScriptState === "running") return;
  const answer = document.querySelector(".st-key-answer")?.innerText;
  if (!answer || answer === announced) return;
  // The first answer is read with the page itself.
  if (announced !== null) announcer.textContent = answer;
  announced = answer;
}

// What Streamlit itself writes is English: the server sends each text with its translation.
const NAMES = ["aria-label", "placeholder", "alt"];
const TEXTS = [
  ...["stSkipToContent", "InputInstructions", "stStatusWidget"].map((id) => `[data-testid=${id}]`),
  "[role=listbox][data-empty]",
  "[role=dialog]",
  "[data-live-announcer]",
  "[data-testid=stFileUploader]",
];
let words = null;

function translate() {
  // Streamlit gives the place for files a role that takes its name away.
  document.querySelector("[data-testid=stFileUploaderDropzone][role=presentation]")?.setAttribute("role", "group");
  const sent = document.querySelector(".corner")?.dataset.words;
  if (!sent) return;
  words ??= Object.entries(JSON.parse(sent));
  for (const element of document.querySelectorAll(NAMES.map((name) => `[${name}]`))) {
    for (const name of NAMES) {
      const text = element.getAttribute(name);
      const translated = text && translation(text);
      if (translated) element.setAttribute(name, translated);
    }
  }
  for (const element of document.querySelectorAll(TEXTS)) {
    const texts = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const translated = translation(texts.currentNode.data.trim());
      if (translated) texts.currentNode.data = translated;
    }
  }
}

// A text may have a value in it, such as 'Remove {option}'.
function translation(text) {
  for (const [english, translated] of words) {
    if (english === translated) continue;
    const [before, after] = english.split("{option}");
    if (after === undefined ? text !== english : !(text.startsWith(before) && text.endsWith(after))) continue;
    return translated.replace("{option}", () => text.slice(before.length, after ? -after.length : undefined));
  }
  return null;
}

// The server draws charts in the colours of the theme. The app's class changes with the theme, when the reader
// chooses another or the system switches; the page is then drawn again.
let app = null;
let theme = null;

function watchTheme() {
  const current = document.querySelector("[data-testid=stApp]");
  if (current && current !== app) {
    app = current;
    new MutationObserver(followTheme).observe(app, { attributes: true, attributeFilter: ["class"] });
  }
  followTheme();
}

function followTheme() {
  if (!app || app.dataset.testScriptState === "running") return;
  const shown = getComputedStyle(app).colorScheme;
  const button = document.querySelector(".st-key-theme_changed button");
  if (!button || shown === theme) return;
  // The first theme is that of the first drawing.
  if (theme !== null) button.click();
  theme = shown;
}

// The server closes the connection of a session that has expired or was ended in another tab. This tab then shows
// a page with a link to sign in: signing in by itself would undo a sign-out, since the provider may not ask again.
const SIGNED_OUT = document.currentScript.src.replace("/assets/frame.js", "/auth/signed-out");
let wasConnected = false;
let isAsking = false;

async function followSession() {
  const state = app?.dataset.testConnectionState;
  if (state === "CONNECTED") wasConnected = true;
  if (!wasConnected || isAsking || state === "CONNECTED") return;
  isAsking = true;
  try {
    const answer = await fetch(location.href, { method: "HEAD", redirect: "manual", cache: "no-store" });
    const here = location.pathname + location.search;
    if (answer.type === "opaqueredirect") location.assign(`${SIGNED_OUT}?next=${encodeURIComponent(here)}`);
    else if (answer.status === 403) location.reload();
  } catch {
    // The server does not answer; Streamlit says so.
  } finally {
    setTimeout(() => { isAsking = false; }, 2000);
  }
}

// What a button opens takes the focus: it is at the end of the document, far from the button. The focus goes back
// to the button, which Streamlit draws anew where a choice has changed its label.
const BUTTON = "[data-testid=stPopoverButton]";
const REDRAWN_MS = 3000;
let popover = null;
let opener = null;
let closedAt = 0;

function followPopover() {
  const current = document.querySelector("[data-testid=stPopoverBody]");
  const focused = document.activeElement;
  if (current !== popover) {
    popover = current;
    closedAt = performance.now();
    if (popover && focused.closest(BUTTON)) {
      opener = [...(focused.closest("[class*=st-key-]")?.classList ?? [])].find((name) => name.startsWith("st-key-"));
      popover.tabIndex = -1;
      popover.focus({ preventScroll: true });
    }
  } else if (!popover && opener && focused === document.body && performance.now() - closedAt < REDRAWN_MS) {
    document.querySelector(`.${CSS.escape(opener)} ${BUTTON}`)?.focus({ preventScroll: true });
  }
}

// Definitions: the entry that a link opens is in view, in its list and on the page.
let entry = null;
let settled = null;

function showEntry() {
  const heading = document.querySelector(".st-key-entry h2");
  if (!heading) entry = null;
  const state = document.querySelector("[data-testid=stApp]")?.dataset.testScriptState;
  if (!heading || heading.textContent === entry || state !== "notRunning") return;
  const list = document.querySelector(".st-key-dictionary_list");
  if (list && !list.querySelector("input")) return;
  const chosen = list?.querySelector("label:has(input:checked)");
  const [around, box] = [list, chosen].map((part) => part?.getBoundingClientRect());
  if (box && (box.top < around.top || box.bottom > around.bottom)) list.scrollTop += box.top - around.top - around.height / 2;
  const { top, bottom } = heading.getBoundingClientRect();
  if (location.search.includes("entry=") && (top < 0 || bottom > innerHeight)) heading.scrollIntoView();
  // The link that had the focus is gone with the entry that it was in.
  if (entry !== null && document.activeElement === document.body) {
    heading.tabIndex = -1;
    heading.focus();
  }
  entry = heading.textContent;
}

// A box that scrolls can be scrolled by keyboard, and has the name of its chart.
function reachScrollBoxes() {
  for (const box of document.querySelectorAll("[class*=st-key-scroll_], [class*=st-key-window_]")) {
    const scrolls = box.scrollHeight > box.clientHeight + 1 || box.scrollWidth > box.clientWidth + 1;
    if (scrolls === box.hasAttribute("tabindex")) continue;
    if (scrolls) {
      box.tabIndex = 0;
      box.setAttribute("role", "group");
      const named = box.querySelector("[role=figure]")?.getAttribute("aria-label") ?? box.querySelector("h3")?.innerText;
      box.setAttribute("aria-label", named ?? "");
    } else for (const name of ["tabindex", "role", "aria-label"]) box.removeAttribute(name);
  }
}

// In a narrow window of a desktop the menus become a drawer, whose list has headings in it: as a list it would
// be a broken one.
function flattenDrawer() {
  for (const list of document.querySelectorAll("[data-testid=stSidebarNavItems]:not([role=none])")) {
    for (const part of [list, ...list.children, ...list.querySelectorAll("li")]) part.setAttribute("role", "none");
  }
}

document.addEventListener("DOMContentLoaded", () => {
  document.body.append(announcer);
  // Once a frame: each of these measures the page, which a browser otherwise does for every part that arrives.
  let isWaiting = false;
  const follow = () => {
    isWaiting = false;
    announce();
    translate();
    watchTheme();
    followSession();
    followPopover();
    // Once everything is in its place.
    clearTimeout(settled);
    settled = setTimeout(showEntry, 200);
    // These measure the page, which would hold up the charts that are still to come.
    if (app?.dataset.testScriptState === "running") return;
    reachScrollBoxes();
    flattenDrawer();
  };
  new MutationObserver(() => {
    if (!isWaiting) requestAnimationFrame(follow);
    isWaiting = true;
  }).observe(document.body, {
    subtree: true,
    childList: true,
    attributes: true,
    characterData: true,
    attributeFilter: ["data-test-script-state", "data-test-connection-state", ...NAMES],
  });
});
