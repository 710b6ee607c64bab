// Names, marks and words over the picture, and halos under it.

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

/** In a picture of many, from which size on an entity is named: the closer one looks, the more. */
function sizeOfBest(scale) {
  if (bestSize.version !== version) {
    const sorted = [...view.nodes.keys()].map((n) => entities[n].size).sort((a, b) => b - a);
    bestSize = { version, size: sorted[Math.min(49, sorted.length - 1)] };
  }
  return Math.min(bestSize.size, 5 / scale);
}

/** Names, marks and words with their places on the screen. */
function annotations() {
  const key = [version, hoverNode, hoverLine, cursor, ...Object.values(network.getViewPosition()), network.getScale(), container.clientWidth, container.clientHeight].join();
  if (key === labelCache.key) return labelCache.result;
  const { scale, width, height, project } = projection();
  const items = [];
  const known = isMany() ? sizeOfBest(scale) : 0;
  const great = [...view.nodes.keys()].map(radiusOf).sort((a, b) => b - a)[Math.min(view.nodes.size, 11) - 1];
  for (const [n, spot] of view.nodes) {
    const [x, y] = project(spot);
    if (view.nodes.size > 300 && (x < -50 || y < -50 || x > width + 50 || y > height + 50)) continue;
    const size = radiusOf(n), lit = near?.nodes.has(n);
    if (isMany() && entities[n].size < known && !lit && n !== cursor) continue;
    items.push({
      n, x, y, r: size * scale + 1, words: nameOf(n), lit,
      size: size >= great || near?.centre.has(n) ? 14 : 12.5, weight: size >= great || near?.centre.has(n) ? 600 : 400,
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

/** In a large picture the lines are faint: those of what is open are drawn once more. */
function drawLinesOf(ctx) {
  ctx.strokeStyle = colours.accent;
  ctx.lineWidth = 1.5 / network.getScale();
  ctx.beginPath();
  for (const { from, to } of view.lines) {
    if (!near.centre.has(from) && !near.centre.has(to)) continue;
    ctx.moveTo(...view.nodes.get(from));
    ctx.lineTo(...view.nodes.get(to));
  }
  ctx.stroke();
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
  if (near && isLarge()) drawLinesOf(ctx);
  if (near) for (const n of near.centre) ring(n, colours.halo, 7);
  for (const id of Object.keys(state.pin)) if (entityById.has(id)) ring(entityById.get(id).n, colours.halo, 3.5);
  if (cursor !== null) ring(cursor, colours.halo, 9);
}

network.on("beforeDrawing", drawRings);
network.on("afterDrawing", drawAnnotations);
