// What the pointer and the keyboard do in the picture.

network.on("hoverNode", ({ node }) => { hoverNode = node; container.classList.add("pointing"); network.redraw(); });
network.on("blurNode", () => { hoverNode = null; container.classList.remove("pointing"); network.redraw(); });
network.on("hoverEdge", ({ edge, pointer }) => { hoverLine = lineAt(pointer, edge)?.key ?? null; container.classList.add("pointing"); network.redraw(); });
network.on("blurEdge", () => { hoverLine = null; container.classList.remove("pointing"); network.redraw(); });
network.on("click", ({ nodes, edges, pointer }) => {
  if (nodes.length) pickNode(nodes[0]);
  else if (edges.length) pickLine(lineAt(pointer, edges[0]));
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

/** The line meant by a click: where lines cross, the one whose middle (where its sign stands) is under the pointer; else the nearest. */
function lineAt(pointer, nearest) {
  let best = lineByKey.get(nearest), least = 7 / network.getScale();
  for (const line of view.lines) {
    const middle = middleOf(line);
    const far = middle ? Math.hypot(middle.point[0] - pointer.canvas.x, middle.point[1] - pointer.canvas.y) : Infinity;
    if (far < least) [best, least] = [line, far];
  }
  return best;
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
