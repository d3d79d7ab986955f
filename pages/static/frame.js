// What a page needs from the browser itself: copying a link or a table, saving a chart as a picture, reading an
// answer out, following a change of theme, and remembering that a first note was read (the one cookie, which says
// nothing else).
"use strict";

const SEEN = "talkootila_intro=seen";
if (document.cookie.includes(SEEN)) document.documentElement.classList.add("intro-seen");

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-copy], [data-copy-table], [data-picture], [data-dismiss]");
  if (!button) return;
  if (button.dataset.copy) copy(button, button.dataset.copy);
  else if ("copyTable" in button.dataset) copy(button, tablesBeside(button));
  else if (button.dataset.picture) savePicture(button);
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

function savePicture(button) {
  const plot = document.querySelector(`.st-key-${CSS.escape(button.dataset.chart)} .js-plotly-plot`);
  if (!plot) return;
  const { width, height } = plot.querySelector("svg.main-svg").getBoundingClientRect();
  const svg = drawing(plot, width, height, button.dataset);
  const blob = new Blob([new XMLSerializer().serializeToString(svg)], { type: "image/svg+xml" });
  const name = `talkootila-${button.dataset.chart}`;
  if (button.dataset.picture === "svg") {
    save(blob, `${name}.svg`);
    return;
  }
  const image = new Image();
  image.onload = () => {
    const canvas = document.createElement("canvas");
    canvas.width = 2 * svg.width.baseVal.value;
    canvas.height = 2 * svg.height.baseVal.value;
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    URL.revokeObjectURL(image.src);
    canvas.toBlob((png) => save(png, `${name}.png`), "image/png");
  };
  image.src = URL.createObjectURL(blob);
}

// Plotly draws a chart in layers; here they lie over one another in one picture, between title and source.
function drawing(plot, width, height, { title, source }) {
  const space = "http://www.w3.org/2000/svg";
  const style = getComputedStyle(document.body);
  const page = getComputedStyle(document.querySelector(".stApp")).backgroundColor;
  const node = (name, attributes, text) => {
    const made = document.createElementNS(space, name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    if (text) made.textContent = text;
    return made;
  };
  const above = 36;
  const lines = wrap(source, Math.max(24, Math.floor(width / 7)));
  const below = 12 + 18 * lines.length;
  const whole = { width, height: above + height + below };
  const svg = node("svg", { xmlns: space, ...whole, viewBox: `0 0 ${whole.width} ${whole.height}` });
  const font = { "font-family": "Source Sans, Arial, sans-serif", fill: style.color };
  svg.append(node("title", {}, title));
  svg.append(node("rect", { ...whole, fill: page }));
  svg.append(node("text", { x: 8, y: 24, "font-size": 16, "font-weight": 600, ...font }, title));
  for (const layer of plot.querySelectorAll("svg.main-svg")) {
    const copied = layer.cloneNode(true);
    copied.style.background = "none";
    copied.setAttribute("y", above);
    copied.querySelectorAll(".hoverlayer, .dragcover").forEach((part) => part.remove());
    svg.append(copied);
  }
  lines.forEach((line, row) => {
    const y = above + height + 18 * (row + 1);
    svg.append(node("text", { x: 8, y, "font-size": 12, ...font }, line));
  });
  return svg;
}

function wrap(text, width) {
  const lines = [""];
  for (const word of text.split(" ")) {
    if (lines.at(-1).length + word.length > width) lines.push("");
    lines[lines.length - 1] += (lines.at(-1) ? " " : "") + word;
  }
  return lines;
}

function save(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
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

// A chart keeps its width in pixels; on paper it must not be wider than the sheet.
const PAPER_WIDTH = 1020;
window.addEventListener("beforeprint", () => zoomCharts((chart) => Math.min(1, PAPER_WIDTH / chart.offsetWidth)));
window.addEventListener("afterprint", () => zoomCharts(() => ""));

function zoomCharts(zoom) {
  for (const chart of document.querySelectorAll("[data-testid=stPlotlyChart]")) chart.style.zoom = zoom(chart);
}

// What a change of filter did is read out: the page's answer, once the page has been drawn anew.
const announcer = document.createElement("div");
announcer.setAttribute("role", "status");
announcer.className = "read-out";
let announced = null;

function announce() {
  const app = document.querySelector("[data-testid=stApp]");
  if (!app || app.dataset.testScriptState === "running") return;
  const skip = document.querySelector("[data-testid=stSkipToContent]");
  const words = document.querySelector(".corner")?.dataset.skip;
  if (skip && words && skip.textContent !== words) skip.textContent = words;
  const answer = document.querySelector(".st-key-answer")?.innerText;
  if (!answer || answer === announced) return;
  // The first answer is read with the page itself.
  if (announced !== null) announcer.textContent = answer;
  announced = answer;
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

// A box that scrolls can be scrolled by keyboard, and has the name of its chart.
function reachScrollBoxes() {
  for (const box of document.querySelectorAll("[class*=st-key-scroll_], [class*=st-key-window_]")) {
    const scrolls = box.scrollHeight > box.clientHeight + 1 || box.scrollWidth > box.clientWidth + 1;
    if (scrolls === box.hasAttribute("tabindex")) continue;
    if (scrolls) {
      box.tabIndex = 0;
      box.setAttribute("role", "group");
      box.setAttribute("aria-label", box.querySelector("[role=figure]")?.getAttribute("aria-label") ?? "");
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
    watchTheme();
    followSession();
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
    attributeFilter: ["data-test-script-state", "data-test-connection-state"],
  });
});
