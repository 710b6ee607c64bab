// Making elements. All words go in as text nodes: nothing of the graph is ever parsed as markup.

const byId = (id) => document.getElementById(id);

/** An element with properties ("text", "class", "on" for listeners, else attributes) and children (elements or words). */
function el(tag, props = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === "text") made.textContent = value;
    else if (name === "on") for (const [event, listener] of Object.entries(value)) made.addEventListener(event, listener);
    else made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return made;
}

function svg(tag, props = {}, ...children) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(props)) {
    if (name === "text") made.textContent = value;
    else made.setAttribute(name, value);
  }
  made.append(...children.flat());
  return made;
}

const button = (words, act, props = {}) => el("button", { type: "button", ...props, on: { click: act } }, words);

/** A link out of the page, for http and https only; anything else stays plain words. */
function webLink(address) {
  let url = null;
  try { url = new URL(address); } catch { /* not an address: shown as words below */ }
  if (!url || !["http:", "https:"].includes(url.protocol)) return el("span", { class: "address", text: address });
  return el("a", { class: "address", href: url.href, rel: "noopener noreferrer", target: "_blank", text: address });
}

/** Outline of a shape with radius 1 around (0, 0), as points; a disc is null. */
const OUTLINES = {
  dot: null,
  square: [[-1, -1], [1, -1], [1, 1], [-1, 1]],
  diamond: [[0, -1], [1, 0], [0, 1], [-1, 0]],
  triangle: [[0, -1.15], [1, 0.6], [-1, 0.6]],
  triangleDown: [[0, 1.15], [1, -0.6], [-1, -0.6]],
  hexagon: [0, 1, 2, 3, 4, 5].map((i) => [Math.cos((i * Math.PI) / 3), Math.sin((i * Math.PI) / 3)]),
  star: [...Array(10).keys()].map((i) => {
    const r = i % 2 ? 0.5 : 1.25, a = (i * Math.PI) / 5 - Math.PI / 2;
    return [r * Math.cos(a), r * Math.sin(a)];
  }),
};

function shapeElement(shape, x, y, r, props = {}) {
  const points = OUTLINES[shape];
  if (!points) return svg("circle", { cx: x, cy: y, r, ...props });
  return svg("polygon", { points: points.map(([dx, dy]) => `${(x + dx * r).toFixed(1)},${(y + dy * r).toFixed(1)}`).join(" "), ...props });
}

/** The small sign of a type, as in the picture. */
const sign = (type) => svg("svg", { class: `sign type-${type.css}`, viewBox: "-10 -10 20 20", width: 14, height: 14, "aria-hidden": "true" },
  shapeElement(type.shape, 0, 0, type.shape === "dot" ? 8 : 7.2));

const counted = (number, one, many) => `${number.toLocaleString("en")} ${number === 1 ? one : many ?? `${one}s`}`;

function announce(words) {
  byId("announcer").textContent = words;
}

function download(name, content, type) {
  const url = URL.createObjectURL(content instanceof Blob ? content : new Blob([content], { type }));
  el("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10000);
}
