// Draws the figures that the server sends (components/plotly_chart.py). A chart is kept while its figure changes, since
// removing it and drawing another takes twice as long. Charts in the window are drawn at once, the others once the
// page has arrived and the browser has nothing else to do, or when the reader scrolls to them.

const CONFIG = { displayModeBar: false, displaylogo: false, scrollZoom: false };
// The charts by the element that Streamlit made for each, and by their own.
const charts = new WeakMap();
// Charts that do not show their figure yet, or not in their size.
const due = new Set();
let plotly = null;
let isWaiting = false;
let isPrinting = false;

// Called by Streamlit for a new chart and for a changed one; returns what removes it.
export default async function show({ parentElement, data, setTriggerValue }) {
  const chart = charts.get(parentElement) ?? new Chart(parentElement);
  chart.update(data, setTriggerValue);
  await loadPlotly();
  if (due.has(chart)) drawOrWait(chart);
  return () => chart.remove();
}

// Plotly is run while the server calculates. Earlier it would keep Streamlit from connecting to the server.
function loadPlotly() {
  plotly ??= new Promise((resolve) => {
    const script = document.createElement("script");
    script.src = document.getElementById("plotly").href;
    script.addEventListener("load", resolve);
    document.head.append(script);
  });
  return plotly;
}

const connection = new MutationObserver(() => {
  if (!document.querySelector("[data-test-connection-state=CONNECTED]")) return;
  connection.disconnect();
  loadPlotly();
});
connection.observe(document.body, {
  subtree: true,
  childList: true,
  attributes: true,
  attributeFilter: ["data-test-connection-state"],
});

class Chart {
  constructor(parent) {
    this.plot = document.createElement("div");
    this.plot.className = "chart";
    this.plot.setAttribute("role", "figure");
    parent.append(this.plot);
    charts.set(parent, this);
    charts.set(this.plot, this);
    sizes.observe(this.plot);
    seen.observe(this.plot);
  }

  update({ figure, alt, clicks }, setTriggerValue) {
    this.report = clicks ? (members) => setTriggerValue("clicked", members) : () => {};
    this.plot.setAttribute("aria-label", alt);
    if (figure === this.sent) return;
    this.sent = figure;
    this.figure = JSON.parse(figure);
    const { height } = this.figure.layout;
    this.plot.style.height = height ? `${height}px` : "100%";
    due.add(this);
  }

  draw() {
    due.delete(this);
    const { clientWidth: width, clientHeight: height } = this.plot;
    this.size = [width, height];
    // A chart that is not shown has no size; it is drawn when it gets one.
    if (!width || !height) return;
    const isFirst = !this.plot.on;
    const layout = { ...this.figure.layout, width, height };
    if (width < SMALLEST) layout.xaxis = everySecondMonth(layout.xaxis);
    const crowds = this.figure.data.filter((trace) => trace.mode === "markers" && trace.text?.length > CROWD);
    // Plotly has room for all points and finds each of them, but draws one.
    for (const { marker } of crowds) marker.maxdisplayed = 1;
    window.Plotly.react(this.plot, this.figure.data, layout, CONFIG);
    drawCrowds(this.plot, crowds);
    if (width < NARROW) makeRoomForTexts(this.plot);
    if (isFirst) this.plot.on("plotly_click", ({ points: [point] }) => this.report([].concat(point.customdata ?? [])));
  }

  resize() {
    const [width, height] = this.size ?? [];
    if (this.plot.clientWidth !== width || this.plot.clientHeight !== height) drawOrWait(this);
  }

  remove() {
    due.delete(this);
    sizes.unobserve(this.plot);
    seen.unobserve(this.plot);
    if (this.plot.on) window.Plotly.purge(this.plot);
  }
}

// Charts are laid out for a usual window. These two fit them into columns and windows of a few hundred pixels.
const [NARROW, SMALLEST] = [400, 300];

// The year is below the first of its months that are named.
function everySecondMonth(axis) {
  if (axis.type !== "category" || !axis.ticktext) return axis;
  let year, yearBefore;
  const months = axis.ticktext.map((text) => {
    const [name, sentYear] = text.split("<br>");
    year = sentYear ?? year;
    return [name, year];
  });
  const isKept = (_, place) => place % 2 === 0;
  const ticktext = months.filter(isKept).map(([name, itsYear]) => {
    const isNew = itsYear !== yearBefore;
    yearBefore = itsYear;
    return isNew ? `${name}<br>${itsYear}` : name;
  });
  return { ...axis, ticktext, tickvals: axis.tickvals.filter(isKept) };
}

// A text at the end of a bar is not cut: the bars become shorter.
function makeRoomForTexts(plot) {
  const edge = plot.getBoundingClientRect().right;
  const texts = () => [...plot.querySelectorAll(".bars .bartext")];
  for (let round = 0; round < 4 && texts().some((text) => text.getBoundingClientRect().right > edge); round++) {
    const [start, end] = plot.layout.xaxis.range;
    window.Plotly.relayout(plot, { "xaxis.range": [start, end * 1.12] });
  }
}

// Plotly draws an element per point. Thousands of them make every change of the page slow, also below the window, since
// the browser places each anew. So of each thirty points of a crowd, those of one look are one element. Later points lie
// over earlier ones, but for these thirty.
const [CROWD, TOGETHER] = [500, 30];

function drawCrowds(plot, crowds) {
  const layer = plot.querySelector(".scatterlayer");
  layer?.querySelectorAll(".crowd").forEach((old) => old.remove());
  const { xaxis, yaxis } = plot._fullLayout;
  for (const trace of crowds) {
    const number = plot.data.indexOf(trace);
    const { marker } = plot._fullData[number];
    // Points that nobody sees are there to be clicked.
    if (!marker.opacity) continue;
    const group = svg("g", { class: "crowd" });
    const shapes = new Map();
    let paths;
    plot.calcdata[number].forEach((point, place) => {
      if (place % TOGETHER === 0) paths = {};
      const { radius, isCrossed, ...look } = dotOf(marker, place);
      // Plotly knows the radius of points that it draws; a dot is under the pointer as far as it reaches.
      point.mrc = radius;
      const path = (paths[Object.values(look)] ??= group.appendChild(svg("path", look)));
      shapes.set(path, (shapes.get(path) ?? "") + shapeOf(xaxis.l2p(point.x), yaxis.l2p(point.y), radius, isCrossed));
    });
    for (const [path, shape] of shapes) path.setAttribute("d", shape);
    layer.append(group);
  }
}

// Colours are those of the points, or numbers on a scale of steps.
function dotOf({ size, symbol, color, colorscale, cmin, cmax, opacity, line }, place) {
  const at = (property) => (Object(property) === property ? property[place] : property);
  const share = (at(color) - cmin) / (cmax - cmin);
  const colour = colorscale ? colorscale.findLast(([start]) => start <= share)[1] : at(color);
  const isCrossed = at(symbol) === "circle-x-open";
  return {
    radius: at(size) / 2,
    isCrossed,
    fill: isCrossed ? "none" : colour,
    stroke: isCrossed ? colour : at(line.color),
    "stroke-width": at(line.width),
    opacity: at(opacity),
  };
}

function svg(name, attributes) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}

function shapeOf(x, y, radius, isCrossed) {
  const [r, c] = [radius, radius * Math.SQRT1_2].map((length) => length.toFixed(2));
  const half = `a${r},${r} 0 1,1 `;
  const circle = `M${(x + radius).toFixed(2)},${y.toFixed(2)}${half}${-2 * r},0${half}${2 * r},0Z`;
  const cross = `m${-r - c},${-c}l${2 * c},${2 * c}m0,${-2 * c}l${-2 * c},${2 * c}`;
  return isCrossed ? circle + cross : circle;
}

const sizes = new ResizeObserver((entries) => {
  if (!isPrinting && window.Plotly) entries.forEach(({ target }) => charts.get(target).resize());
});

const seen = new IntersectionObserver((entries) => {
  for (const { target, isIntersecting } of entries) {
    const chart = charts.get(target);
    if (isIntersecting && due.has(chart) && window.Plotly) chart.draw();
  }
});

function drawOrWait(chart) {
  const { top, bottom } = chart.plot.getBoundingClientRect();
  if (top < innerHeight && bottom > 0) {
    chart.draw();
    return;
  }
  due.add(chart);
  if (!isWaiting) requestIdleCallback(drawRest);
  isWaiting = true;
}

function drawRest() {
  const isRunning = document.querySelector("[data-testid=stApp]")?.dataset.testScriptState === "running";
  isWaiting = due.size > 0;
  if (isWaiting && isRunning) {
    setTimeout(drawRest, 100);
  } else if (isWaiting) {
    due.values().next().value.draw();
    requestIdleCallback(drawRest);
  }
}

// Paper has every chart, in the size of the window. Before frame.js makes the page smaller, which listens too.
addEventListener("beforeprint", () => {
  if (window.Plotly) for (const chart of due) chart.draw();
  isPrinting = true;
}, { capture: true });
addEventListener("afterprint", () => {
  isPrinting = false;
});

document.addEventListener("click", async ({ target }) => {
  const button = target.closest("[data-picture]");
  const plot = button && document.querySelector(`.st-key-${CSS.escape(button.dataset.chart)} .js-plotly-plot`);
  if (!plot) return;
  const { savePicture } = await import("./chart_picture.js");
  savePicture(plot, button.dataset);
});
