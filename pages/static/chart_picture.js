// Saves a chart as a picture (SVG or PNG), with its title and source.
export function savePicture(plot, data) {
  const { width, height } = plot.querySelector("svg.main-svg").getBoundingClientRect();
  const svg = drawing(plot, width, height, data);
  const blob = new Blob([new XMLSerializer().serializeToString(svg)], { type: "image/svg+xml" });
  const name = `talkootila-${data.chart}`;
  if (data.picture === "svg") {
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
