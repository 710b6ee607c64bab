// Put the parts together: what stands around the picture, and what happens when the state changes.

let lastView = null;

function drawViews() {
  const [kind, ...args] = placeParts(state.view);
  const named = { around: "Around", lineage: "Lineage of", path: "Path from", cluster: "Cluster around" }[kind];
  const start = { view: "start", more: [], also: [], hide: [] };
  const menu = el("details", { class: "menu" }, el("summary", { text: "Save" }), el("ul", {}, EXPORTS.map(([words, act]) => el("li", {}, button(words, async () => {
    menu.open = false;
    try { await act(); } catch (error) { announce(String(error.message ?? error)); }
  })))));
  byId("views").replaceChildren(
    button("Start", () => go({ ...start, at: "" }), { "aria-pressed": String(kind === "start") }),
    button(`Everything (${entities.length.toLocaleString("en")})`, () => go({ ...start, view: "all" }), { "aria-pressed": String(kind === "all") }),
    button("Opinions", () => go({ at: place("stances"), tab: "read" })),
    menu,
    named ? el("span", { class: "here", text: `${named} ${args.map((id) => entityById.get(id)?.name ?? id).join(" to ")}` }) : "",
  );
}

function drawLegend() {
  const off = new Set(state.off.type);
  const count = new Map();
  for (const entity of entities) count.set(entity.type, (count.get(entity.type) ?? 0) + 1);
  byId("legend").replaceChildren(
    el("div", { class: "types" }, types.map((type) => button([sign(type), el("span", { text: type.many }), el("span", { class: "aside", text: (count.get(type) ?? 0).toLocaleString("en") })],
      () => go(toggleOff("type", type.name)), { class: "type", "aria-pressed": String(!off.has(type.name)), title: off.has(type.name) ? `Show ${type.many}` : `Hide ${type.many}` }))),
    el("div", { class: "key" }, keyOf("wide", "more quotes"), keyOf("hedged", "hedged"), keyOf("for", "praises"), keyOf("against", "criticizes"), keyOf("denied", "denies")),
  );
}

function keyOf(name, words) {
  const mark = { for: "+", against: "−", denied: "×" }[name];
  return el("span", { class: "key-item" }, svg("svg", { class: `key-line ${name}`, viewBox: "0 0 30 12", width: 30, height: 12, "aria-hidden": "true" },
    svg("line", { x1: 1, x2: 29, y1: 6, y2: 6 }), ...(mark ? [svg("circle", { cx: 15, cy: 6, r: 5 }), svg("text", { x: 15, y: 6.5, "text-anchor": "middle", "dominant-baseline": "central", text: mark })] : [])), words);
}

function drawStatus() {
  const said = new Set(view.lines.flatMap((line) => line.said)).size;
  const share = Math.round(hiddenShare() * 100);
  const words = view.clusters
    ? `${counted(view.nodes.size, "cluster")} of ${counted(entities.length, "entity", "entities")}; click one to open it`
    : `Showing ${view.nodes.size.toLocaleString("en")} of ${counted(entities.length, "entity", "entities")}, ${said.toLocaleString("en")} of ${counted(statements.length, "statement")}`;
  byId("status").replaceChildren(words, ...(isFiltered() ? [` · filters hide ${share} % `, button("Clear filters", () => go(NO_FILTER), { class: "link" })] : []),
    ...(state.hide.length ? [` · ${state.hide.length} hidden by hand `, button("Show them", () => go({ hide: [] }), { class: "link" })] : []));
}

function showHint() {
  if (choosing) return;
  byId("hint").hidden = state.at !== "" || state.tab !== "read" || !(state.view === "start" || view.clusters);
  byId("hint").textContent = view.clusters ? "Each disc is a cluster. Click one to open it." : container.clientWidth < 560 ? "Tap a sign or a line to read." : "Click a sign to see who says what; click a line to read the words.";
}

function drawZoom() {
  byId("zoom").replaceChildren(
    button("+", () => zoomBy(1.35), { "aria-label": "Zoom in" }), button("−", () => zoomBy(1 / 1.35), { "aria-label": "Zoom out" }),
    button("⤢", () => fitAll(), { "aria-label": "Show the whole picture" }));
}

function drawTheme() {
  const wanted = document.documentElement.dataset.theme;
  const dark = wanted ? wanted === "dark" : window.matchMedia("(prefers-color-scheme: dark)").matches;
  byId("theme").setAttribute("aria-pressed", String(dark));
  byId("theme").textContent = dark ? "☀" : "☾";
  readColours();
}

byId("theme").addEventListener("click", () => {
  const dark = byId("theme").getAttribute("aria-pressed") === "true";
  document.documentElement.dataset.theme = dark ? "light" : "dark";
  drawTheme();
  showPicture();
});
window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { drawTheme(); showPicture(); });

render = (before) => {
  showPicture();
  drawViews();
  drawLegend();
  drawStatus();
  showHint();
  drawPanel(before);
  if (lastView !== state.view) {
    lastView = state.view;
    fitAll(Boolean(before));
  } else if (before && before.more.length !== state.more.length) fitAll();
  else reveal([...(near?.centre ?? [])]);
};

function followUrl() {
  const before = state;
  const wanted = fromFragment(window.location.hash);
  if (toFragment(wanted) === toFragment(state)) return;
  state = wanted;
  render(before);
}
window.addEventListener("popstate", followUrl);
window.addEventListener("hashchange", followUrl);
window.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && state.at && event.target.tagName !== "INPUT") go({ at: "", tab: "read" });
});

// The page opens on what it was made to focus on, unless the address says otherwise.
state = fromFragment(window.location.hash);
if (R.focus >= 0 && !window.location.hash.slice(1)) state = { ...state, ...openEntity(entities[R.focus]) };
drawZoom();
drawTheme();
render(null);
let widthBefore = container.clientWidth;
network.on("resize", () => {
  if (container.clientWidth !== widthBefore) fitAll(false);
  widthBefore = container.clientWidth;
});

// On paper it is always light.
let themeBefore = null;
function printAs(theme) {
  if (theme) document.documentElement.dataset.theme = theme;
  else delete document.documentElement.dataset.theme;
  drawTheme();
  showPicture();
  network.renderer._redraw(false);
}
window.addEventListener("beforeprint", () => { themeBefore = document.documentElement.dataset.theme ?? null; printAs("light"); });
window.addEventListener("afterprint", () => printAs(themeBefore));

/** For people who script the page, and for tests: where an entity or line is on the screen. */
window.explorer = {
  where(id) {
    const spot = view.nodes.get(entityById.get(id)?.n), box = container.getBoundingClientRect();
    if (!spot) return null;
    const [x, y] = projection().project(spot);
    return { x: box.left + x, y: box.top + y };
  },
  whereLine(from, predicate, to) {
    const line = view.lines.find((each) => entities[each.from].id === from && entities[each.to].id === to && each.members.some((member) => member.predicate.name === predicate));
    const middle = line && middleOf(line), box = container.getBoundingClientRect();
    if (!middle) return null;
    const [x, y] = projection().project(middle.point);
    return { x: box.left + x, y: box.top + y };
  },
  shown: () => [...view.nodes.keys()].map((n) => entities[n].id).sort(),
  labels: () => annotations().names.map(({ n, words, box }) => ({ id: entities[n].id, words, box })),
  network,
};
