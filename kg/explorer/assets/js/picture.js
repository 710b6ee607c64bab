// The canvas: vis-network draws nodes and lines and moves the camera. See overlay.js for what is drawn on top.

const MANY = 250; // from so many entities on, only the best known are named until one zooms in
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

const isMany = () => view.nodes.size > MANY;
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

/** Many nodes at once, without what vis does for each: small ones are squares of the colour of their type. */
function drawManyNodes(ctx) {
  const { scale, width, height, project } = projection();
  for (const [n, [x, y]] of view.nodes) {
    const r = Math.max(NET.nodes[n].size, (isLarge() ? 1.6 : 2.4) / scale), [left, top] = project([x, y]);
    if (left < -r * scale || top < -r * scale || left > width + r * scale || top > height + r * scale) continue;
    const type = entities[n].type;
    ctx.fillStyle = near && !isLarge() && !near.nodes.has(n) ? colours["node-dim"] : colours.types[type.n];
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
network.renderer._drawNodes = (ctx, all) => (isMany() ? drawManyNodes(ctx) : drawNodesOfVis(ctx, all));
