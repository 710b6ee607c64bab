// The canvas: vis-network draws nodes and lines and moves the camera; names and marks are drawn here on top.

const LARGE = 900; // from so many entities on, drawing is kept plain: no arrows, no dimming, no hover
const container = byId("picture");
const nodeSet = new vis.DataSet(), lineSet = new vis.DataSet();
const network = new vis.Network(container, { nodes: nodeSet, edges: lineSet }, { ...NET.options, autoResize: true });
const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;

let view = { nodes: new Map(), lines: [] };
let lineByKey = new Map();
let near = null; // the highlighted entities (numbers), null where nothing is
let hoverNode = null, hoverLine = null, cursor = null;
let colours = {};
let labelCache = { key: "", result: null };
let version = 0;
let bestSize = { version: -1, size: 0 };

function readColours() {
  const style = getComputedStyle(document.documentElement);
  const read = (name) => style.getPropertyValue(`--${name}`).trim();
  colours = Object.fromEntries(["paper", "ink", "muted", "line", "line-dim", "line-faint", "for", "against", "accent", "node-dim", "halo"].map((name) => [name, read(name)]));
  colours.types = types.map((type) => read(`type-${type.css}`));
}

const isLarge = () => view.nodes.size > LARGE;
const radiusOf = (n) => (view.clusters ? 8 + 1.2 * Math.sqrt(view.clusters.get(n)) : entities[n].size);

/** The entities that stand out: what is open, or what a statement on the open page joins. */
function highlighted() {
  const line = openLineNow();
  if (line) return { nodes: new Set([line.from, line.to]), centre: new Set([line.from, line.to]), line };
  const open = openNow();
  if (!open.length) return null;
  const centre = new Set(open.map(({ n }) => n));
  const all = new Set(centre);
  for (const each of view.lines) if (centre.has(each.from) || centre.has(each.to)) { all.add(each.from); all.add(each.to); }
  return { nodes: all, centre, line: null };
}

function nodeItem(n, [x, y]) {
  const entity = entities[n];
  const dim = near && !isLarge() && !near.nodes.has(n);
  const fill = dim ? colours["node-dim"] : colours.types[entity.type.n];
  const colour = { background: fill, border: colours.paper };
  return {
    id: n, x, y, shape: view.clusters ? "dot" : entity.type.shape, size: view.clusters ? radiusOf(n) : NET.nodes[n].size,
    color: { ...colour, highlight: colour, hover: colour }, chosen: false, borderWidth: isLarge() ? 0 : 1.5,
  };
}

function lineItem(line, bend) {
  const dim = near && !isLarge() && !(near.line ? line.members.includes(near.line) : near.centre.has(line.from) || near.centre.has(line.to));
  const strong = near && !dim && near.line;
  const base = isLarge() ? colours["line-faint"] : line.stance > 0 ? colours.for : line.stance < 0 ? colours.against : strong ? colours.accent : colours.line;
  const colour = dim ? colours["line-dim"] : base;
  return {
    id: line.key, from: line.from, to: line.to, chosen: false,
    color: { color: colour, highlight: colour, hover: colour, opacity: 1, inherit: false },
    width: isLarge() ? 0.7 / network.getScale() : (view.clusters ? 0.6 : 1) * Math.min(6, 1.2 + 0.9 * Math.log2(line.weight)) + (strong ? 1 : 0),
    dashes: line.hedged ? [5, 5] : false,
    smooth: bend ? { enabled: true, type: bend > 0 ? "curvedCW" : "curvedCCW", roundness: Math.abs(bend) } : { enabled: false, type: "continuous", roundness: 0 },
    arrows: { to: { enabled: !line.merged && !isLarge(), scaleFactor: 0.42 } },
  };
}

/** Parallel lines bend apart; a line alone is straight. */
function bends(all) {
  const count = new Map(), order = new Map();
  for (const line of all) count.set(pairKey(line.from, line.to), (count.get(pairKey(line.from, line.to)) ?? 0) + 1);
  return all.map((line) => {
    const key = pairKey(line.from, line.to), total = count.get(key), place_ = order.get(key) ?? 0;
    order.set(key, place_ + 1);
    if (total === 1 || line.merged) return 0;
    const bend = (place_ - (total - 1) / 2) * 0.22;
    return line.from < line.to ? bend : -bend;
  });
}

const sent = { nodes: new Map(), lines: new Map() };

/** Hand vis only what changed. */
function sync(set, before, items) {
  const wanted = new Map(items.map((item) => [item.id, item]));
  const gone = [...before.keys()].filter((id) => !wanted.has(id));
  const changed = items.map((item) => [item, JSON.stringify(item)]).filter(([item, text]) => before.get(item.id) !== text);
  for (const id of gone) before.delete(id);
  for (const [item, text] of changed) before.set(item.id, text);
  if (gone.length) set.remove(gone);
  if (changed.length) set.update(changed.map(([item]) => item));
}

function showPicture() {
  view = viewNow();
  near = highlighted();
  lineByKey = new Map(view.lines.map((line) => [line.key, line]));
  const bend = bends(view.lines);
  network.setOptions({ interaction: { hover: !isLarge(), hideEdgesOnDrag: isLarge(), hideEdgesOnZoom: isLarge(), hideNodesOnDrag: false } });
  const items = view.lines.map((line, order) => lineItem(line, bend[order]));
  // Lines go first where their ends go: vis looks for the nodes of each line.
  const ids = new Set(items.map(({ id }) => id));
  const gone = [...sent.lines.keys()].filter((id) => !ids.has(id));
  for (const id of gone) sent.lines.delete(id);
  if (gone.length) lineSet.remove(gone);
  sync(nodeSet, sent.nodes, [...view.nodes].map(([n, spot]) => nodeItem(n, spot)));
  sync(lineSet, sent.lines, items);
  version += 1;
  network.redraw();
}

/** The part of the canvas that nothing lies over, in pixels. */
function freeArea() {
  const { clientWidth: width, clientHeight: height } = container;
  const narrow = width < 560;
  return { width, height, left: narrow ? 36 : 80, right: narrow ? 36 : 80, top: narrow ? 92 : 76, bottom: narrow ? 112 : 132 };
}

function fitTo(numbers, animate = true) {
  const spots = numbers.map((n) => view.nodes.get(n)).filter(Boolean);
  if (!spots.length) return;
  const [x0, y0, x1, y1] = spots.reduce(([a, b, c, d], [x, y]) => [Math.min(a, x), Math.min(b, y), Math.max(c, x), Math.max(d, y)], [Infinity, Infinity, -Infinity, -Infinity]);
  const area = freeArea();
  const scale = Math.min(1.15, (area.width - area.left - area.right) / Math.max(60, x1 - x0), (area.height - area.top - area.bottom) / Math.max(60, y1 - y0));
  const position = { x: (x0 + x1) / 2 + (area.right - area.left) / 2 / scale, y: (y0 + y1) / 2 + (area.bottom - area.top) / 2 / scale };
  network.moveTo({ position, scale, animation: animate && !calm && !isLarge() ? { duration: 350, easingFunction: "easeInOutQuad" } : false });
}

const fitAll = (animate) => fitTo([...view.nodes.keys()], animate);

/** Bring an entity into sight without moving the camera more than needed. */
function reveal(numbers) {
  const { width, height } = container.getBoundingClientRect();
  const inside = numbers.every((n) => {
    const spot = view.nodes.get(n);
    if (!spot) return true;
    const at = network.canvasToDOM({ x: spot[0], y: spot[1] });
    return at.x > 30 && at.y > 30 && at.x < width - 30 && at.y < height - 80;
  });
  if (!inside) fitAll();
}

function zoomBy(factor) {
  network.moveTo({ scale: network.getScale() * factor, animation: calm || isLarge() ? false : { duration: 160, easingFunction: "easeOutQuad" } });
}

/** Where things are on the canvas now, in pixels: what drawing, export and tests need. */
function projection() {
  const scale = network.getScale(), centre = network.getViewPosition();
  const { clientWidth: width, clientHeight: height } = container;
  return { scale, width, height, project: ([x, y]) => [(x - centre.x) * scale + width / 2, (y - centre.y) * scale + height / 2] };
}

/** The middle of a line as vis draws it, and the point it bends by. */
function middleOf(line) {
  const edge = network.body.edges[line.key];
  if (!edge) return null;
  const point = edge.edgeType.getPoint(0.5), via = edge.edgeType.getViaNode();
  return { point: [point.x, point.y], via: via && Number.isFinite(via.x) && edge.options.smooth.enabled ? [via.x, via.y] : null };
}

function nameOf(n) {
  if (view.clusters) return `${shortened(entities[n].name, 20)} +${(view.clusters.get(n) - 1).toLocaleString("en")}`;
  const year = view.years?.get(n);
  return shortened(entities[n].name) + (year ? ` ${year}` : "");
}

function pointOn(line, share) {
  const { x, y } = network.body.edges[line.key].edgeType.getPoint(share);
  return [x, y];
}

/** Whether the pointer is at a line or one of its ends, or the open page is about it. */
function isLit(line) {
  if (line.key === hoverLine || line.from === hoverNode || line.to === hoverNode) return true;
  return Boolean(near) && (near.line ? line.members.includes(near.line) : near.centre.has(line.from) || near.centre.has(line.to));
}

/** In a large picture, from which size on an entity is named: the closer one looks, the more. */
function sizeOfBest(scale) {
  if (bestSize.version !== version) {
    const sorted = [...view.nodes.keys()].map((n) => entities[n].size).sort((a, b) => b - a);
    bestSize = { version, size: sorted[Math.min(39, sorted.length - 1)] };
  }
  return Math.min(bestSize.size, 2.2 / scale);
}

/** Names, marks and words with their places on the screen. */
function annotations() {
  const key = [version, hoverNode, hoverLine, cursor, ...Object.values(network.getViewPosition()), network.getScale(), container.clientWidth, container.clientHeight].join();
  if (key === labelCache.key) return labelCache.result;
  const { scale, width, height, project } = projection();
  const items = [];
  const known = isLarge() ? sizeOfBest(scale) : 0;
  for (const [n, spot] of view.nodes) {
    const [x, y] = project(spot);
    if (view.nodes.size > 300 && (x < -50 || y < -50 || x > width + 50 || y > height + 50)) continue;
    const size = radiusOf(n), lit = near?.nodes.has(n);
    if (isLarge() && entities[n].size < known && !lit && n !== cursor) continue;
    items.push({
      n, x, y, r: size * scale + 1, words: nameOf(n), lit,
      size: size > 17 || near?.centre.has(n) ? 14 : 12.5, weight: size > 13 || near?.centre.has(n) ? 600 : 400,
      rank: size + (lit ? 100 : 0) + (near?.centre.has(n) ? 100 : 0) + (n === hoverNode || n === cursor ? 400 : 0),
      must: n === hoverNode || n === cursor || Boolean(near?.centre.has(n)),
    });
  }
  const taken = new Taken();
  for (const item of items) {
    item.disc = [item.x - item.r, item.y - item.r, item.x + item.r, item.y + item.r];
    taken.add(item.disc);
  }
  const marks = [], words = [];
  if (!isLarge() && scale > 0.28) {
    for (const line of view.lines) {
      const lit = isLit(line);
      const mark = line.negated ? "×" : line.stance > 0 ? "+" : line.stance < 0 ? "−" : null;
      if ((!mark && !lit) || !network.body.edges[line.key]) continue;
      const spots = [0.5, 0.42, 0.58, 0.34, 0.66].map((share) => project(pointOn(line, share)));
      let [x, y] = spots[0];
      if (mark) {
        ({ x, y } = placeMark(spots, 5.5, taken));
        marks.push({ x, y, mark, stance: line.stance, dim: Boolean(near) && !lit });
      }
      if (lit && line.label) words.push({ x, y: mark ? y + 14 : y, words: shortened(line.negated ? `not: ${line.label}` : line.label, 34), rank: line.weight });
    }
  }
  const names = { ...placeLabels(items, taken, [width, height]), discs: taken };
  const result = { names: names.placed, marks, words: placeWords(words.sort((a, b) => b.rank - a.rank), names) };
  labelCache = { key, result };
  return result;
}

function drawAnnotations(ctx) {
  const ratio = network.canvas.pixelRatio || 1;
  ctx.save();
  ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
  const { names, marks, words } = annotations();
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  ctx.lineJoin = "round";
  for (const { x, y, mark, stance, dim } of marks) {
    ctx.globalAlpha = dim ? 0.25 : 1;
    ctx.fillStyle = stance > 0 ? colours.for : stance < 0 ? colours.against : colours.muted;
    ctx.beginPath();
    ctx.arc(x, y, 5.5, 0, 2 * Math.PI);
    ctx.fill();
    ctx.fillStyle = colours.paper;
    ctx.font = fontOf(11, 700);
    ctx.fillText(mark, x, y + 0.5);
  }
  ctx.globalAlpha = 1;
  const write = (text, x, y, font, fill) => {
    ctx.font = font;
    ctx.strokeStyle = colours.paper;
    ctx.lineWidth = 3.5;
    ctx.strokeText(text, x, y);
    ctx.fillStyle = fill;
    ctx.fillText(text, x, y);
  };
  for (const { words: text, x, y } of words) write(text, x, y, `italic ${fontOf(11, 400)}`, colours.muted);
  for (const { words: text, tx, ty, size, weight, lit, n } of names) {
    write(text, tx, ty, fontOf(size, weight), near && !lit && n !== hoverNode ? colours.muted : colours.ink);
  }
  ctx.restore();
}

function drawRings(ctx) {
  const ring = (n, colour, gap) => {
    const spot = view.nodes.get(n);
    if (!spot) return;
    ctx.beginPath();
    ctx.arc(spot[0], spot[1], radiusOf(n) + gap / network.getScale(), 0, 2 * Math.PI);
    ctx.fillStyle = colour;
    ctx.fill();
  };
  if (near) for (const n of near.centre) ring(n, colours.halo, 7);
  for (const id of Object.keys(state.pin)) if (entityById.has(id)) ring(entityById.get(id).n, colours.halo, 3.5);
  if (cursor !== null) ring(cursor, colours.halo, 9);
}

/** Many nodes at once, without what vis does for each: small ones are squares of the colour of their type. */
function drawManyNodes(ctx) {
  const { scale, width, height, project } = projection();
  for (const [n, [x, y]] of view.nodes) {
    const r = Math.max(NET.nodes[n].size, 1.6 / scale), [left, top] = project([x, y]);
    if (left < -r * scale || top < -r * scale || left > width + r * scale || top > height + r * scale) continue;
    const type = entities[n].type;
    ctx.fillStyle = colours.types[type.n];
    if (r * scale < 3) ctx.fillRect(x - r, y - r, 2 * r, 2 * r);
    else {
      ctx.beginPath();
      if (OUTLINES[type.shape]) OUTLINES[type.shape].forEach(([dx, dy], order) => (order ? ctx.lineTo(x + dx * r, y + dy * r) : ctx.moveTo(x + dx * r, y + dy * r)));
      else ctx.arc(x, y, r, 0, 2 * Math.PI);
      ctx.fill();
    }
  }
  return { drawExternalLabels() {} };
}

const drawNodesOfVis = network.renderer._drawNodes.bind(network.renderer);
network.renderer._drawNodes = (ctx, all) => (isLarge() ? drawManyNodes(ctx) : drawNodesOfVis(ctx, all));
network.on("beforeDrawing", drawRings);
network.on("afterDrawing", drawAnnotations);
network.on("hoverNode", ({ node }) => { hoverNode = node; container.classList.add("pointing"); network.redraw(); });
network.on("blurNode", () => { hoverNode = null; container.classList.remove("pointing"); network.redraw(); });
network.on("hoverEdge", ({ edge }) => { hoverLine = edge; container.classList.add("pointing"); network.redraw(); });
network.on("blurEdge", () => { hoverLine = null; container.classList.remove("pointing"); network.redraw(); });
network.on("click", ({ nodes, edges }) => {
  if (nodes.length) pickNode(nodes[0]);
  else if (edges.length) pickLine(lineByKey.get(edges[0]));
  else if (state.at) go({ at: "", tab: "read" });
});
network.on("doubleClick", ({ nodes }) => {
  if (nodes.length && !view.clusters) go({ more: [...state.more, entities[nodes[0]].id] });
});
network.on("dragEnd", ({ nodes }) => {
  if (!nodes.length || view.clusters) return;
  const { x, y } = network.getPosition(nodes[0]);
  go({ pin: { ...state.pin, [entities[nodes[0]].id]: turn([Math.round(x), Math.round(y)]) } });
});

function pickNode(n) {
  cursor = null;
  if (view.clusters) go({ view: place("cluster", entities[n].id), at: "" });
  else if (choosing) choosing(entities[n]);
  else go(openEntity(entities[n]));
}

function pickLine(line) {
  if (!line || !line.members.length) return;
  if (line.members.length === 1) go(openLine(line.members[0]));
  else go({ at: place("between", entities[line.from].id, entities[line.to].id), tab: "read" });
}

let choosing = null; // while the second end of a path is asked for: what takes the entity clicked

// The canvas by keyboard: arrows walk to the nearest entity in that direction.
container.addEventListener("keydown", (event) => {
  const way = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] }[event.key];
  if (way) walk(way);
  else if (event.key === "Enter" && cursor !== null) pickNode(cursor);
  else if (event.key === "+" || event.key === "=") zoomBy(1.3);
  else if (event.key === "-") zoomBy(1 / 1.3);
  else if (event.key === "0") fitAll();
  else return;
  event.preventDefault();
});
container.addEventListener("blur", () => { cursor = null; network.redraw(); });

function walk([dx, dy]) {
  const from = cursor ?? near?.centre.values().next().value ?? null;
  const here = from === null ? null : view.nodes.get(from);
  let best = null;
  for (const [n, [x, y]] of view.nodes) {
    if (n === from) continue;
    const cost = here ? costOfStep(x - here[0], y - here[1], dx, dy) : -entities[n].salience;
    if (cost !== null && (!best || cost < best.cost)) best = { n, cost };
  }
  if (!best) return;
  cursor = best.n;
  reveal([cursor]);
  announce(`${entities[cursor].name}, ${entities[cursor].type.one}`);
  network.redraw();
}

function costOfStep(x, y, dx, dy) {
  const along = x * dx + y * dy, aside = Math.abs(x * dy - y * dx);
  return along > 4 ? along + aside * 2 : null;
}
