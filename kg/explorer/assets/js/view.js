// What the picture shows: which entities, where, and which lines between them.

const MERGE_LINES_FROM = 400; // beyond so many lines, all that joins two entities is one straight line
const NEIGHBOURS = 14; // how many an expansion brings in at a time

const stanceOf = (statement) => statement.predicate.stance * (statement.negated ? -1 : 1);
const pairKey = (a, b) => (a < b ? `${a},${b}` : `${b},${a}`);

/** Neighbours of an entity with the lines that pass the filters, the strongest first. */
function neighboursOf(entity) {
  const found = new Map();
  for (const line of linesOf(entity)) {
    const said = passed(line), other = otherEnd(line, entity.n);
    if (said.length && other !== entity.n) found.set(other, (found.get(other) ?? 0) + weightOf(said) * (0.3 + entities[other].salience));
  }
  return [...found].sort((a, b) => b[1] - a[1] || a[0] - b[0]).map(([n]) => n);
}

/** On a tall screen the picture stands upright: x and y change places. Pins in the URL are kept as on a wide one. */
const upright = byId("picture").clientHeight > byId("picture").clientWidth * 1.1;
const turn = ([x, y]) => (upright ? [y, x] : [x, y]);

function turnedBase(view) {
  const base = baseOf(view);
  return { ...base, places: new Map([...base.places].map(([n, spot]) => [n, turn(spot)])) };
}

/** The places of the view itself, before anything is brought in; `pairs` limits the lines where it is given. */
function baseOf(view) {
  const [kind, ...args] = placeParts(view);
  const subject = entityById.get(args[0]);
  if (kind === "all") return { places: new Map(entities.map(({ n, place }) => [n, place])) };
  if (kind === "cluster" && subject) return { places: new Map(entities.filter(({ n }) => R.clusters[n] === subject.n).map(({ n, place }) => [n, place])) };
  if (kind === "around" && subject) return { places: aroundPlaces(subject) };
  if (kind === "path" && subject) return pathBase(args);
  if (kind === "lineage" && subject) return lineageBase(subject);
  return { places: new Map(R.start.map(([n, x, y]) => [n, [x, y]])), pairs: new Set(R.links.map(([a, b]) => pairKey(a, b))) };
}

function aroundPlaces(subject) {
  const near = neighboursOf(subject).slice(0, 44);
  const inside = new Set([...near, subject.n]);
  const links = near.flatMap((n) => linesOf(entities[n]).filter((line) => inside.has(line.from) && inside.has(line.to)).map((line) => [line.from, line.to]));
  const places = settle(near, new Map([[subject.n, [0, 0]]]), links);
  return places.set(subject.n, [0, 0]);
}

/** The entities that the open page needs to be seen, wherever the picture is. */
function openNow() {
  const [kind, ...args] = placeParts(state.at);
  const ids = kind === "entity" || kind === "stance" || kind === "said" ? args.slice(0, 1) : kind === "line" ? [args[0], args[2]] : kind === "between" ? args : [];
  return ids.map((id) => entityById.get(id)).filter(Boolean);
}

function openLineNow() {
  const [kind, from, predicate, to, polarity] = placeParts(state.at);
  const start = kind === "line" && entityById.get(from), end = kind === "line" && entityById.get(to);
  if (!start || !end) return null;
  return linesOf(start).find((line) => line.from === start.n && line.to === end.n && line.predicate.name === predicate && line.negated === (polarity === "negated")) ?? null;
}

const showsClusters = () => R.clusters.length > 0 && state.view === "all";

/** All that the picture shows: {nodes: Map of number to place, lines, clusters}. */
function viewNow() {
  if (showsClusters()) return clusterView();
  const { places, pairs, years } = turnedBase(state.view);
  const loose = bringIn(places);
  for (const [id, spot] of Object.entries(state.pin)) if (entityById.has(id)) places.set(entityById.get(id).n, turn(spot));
  for (const id of state.hide) if (entityById.has(id)) places.delete(entityById.get(id).n);
  const offTypes = new Set(state.off.type);
  const open = new Set(openNow().map(({ n }) => n));
  for (const n of [...places.keys()]) if (offTypes.has(entities[n].type.name) && !open.has(n)) places.delete(n);
  const shown = [];
  for (const n of places.keys()) {
    for (const line of entities[n].out) {
      if (!places.has(line.to) || (pairs && !pairs.has(pairKey(line.from, line.to)) && !loose.has(line.from) && !loose.has(line.to))) continue;
      const said = passed(line);
      if (said.length && line.from !== line.to) shown.push({ line, said });
    }
  }
  if (isFilteredBeyondTypes()) {
    const joined = new Set(shown.flatMap(({ line }) => [line.from, line.to]));
    for (const n of [...places.keys()]) if (!joined.has(n) && !open.has(n) && !(entities[n].id in state.pin)) places.delete(n);
  }
  return { nodes: places, years, lines: shown.length > MERGE_LINES_FROM ? mergeLines(shown) : shown.map(drawnLine) };
}

/** Add what was expanded, found and opened to the places; gives the entities whose lines are all shown. */
function bringIn(places) {
  const loose = new Set();
  const add = (wanted) => {
    const fresh = wanted.filter((n) => !places.has(n));
    const links = fresh.flatMap((n) => linesOf(entities[n]).map((line) => [line.from, line.to]));
    for (const [n, spot] of settle(fresh, places, links)) places.set(n, spot);
  };
  for (const id of state.also) {
    const entity = entityById.get(id);
    if (entity) { add([entity.n]); loose.add(entity.n); }
  }
  const rounds = new Map();
  for (const id of state.more) {
    const entity = entityById.get(id);
    if (!entity) continue;
    rounds.set(id, (rounds.get(id) ?? 0) + 1);
    const absent = neighboursOf(entity).filter((n) => !places.has(n));
    add([entity.n, ...absent.slice(0, NEIGHBOURS)]);
    loose.add(entity.n);
  }
  for (const entity of openNow()) {
    add([entity.n]);
    loose.add(entity.n);
  }
  return loose;
}

function drawnLine({ line, said }) {
  return {
    key: `l${line.n}`, from: line.from, to: line.to, members: [line], said,
    label: line.predicate.label, negated: line.negated,
    stance: Math.sign(stanceOf(said[0])), hedged: said.every(({ modality }) => modality !== "asserted"), weight: weightOf(said), merged: false,
  };
}

function mergeLines(shown) {
  const byPair = new Map();
  for (const each of shown) {
    const key = pairKey(each.line.from, each.line.to);
    if (!byPair.has(key)) byPair.set(key, []);
    byPair.get(key).push(each);
  }
  return [...byPair].map(([key, group]) => {
    const drawn = group.map(drawnLine);
    if (drawn.length === 1) return { ...drawn[0], merged: true };
    const stances = new Set(drawn.map(({ stance }) => stance));
    return {
      key: `p${key}`, from: drawn[0].from, to: drawn[0].to, members: group.map(({ line }) => line), said: group.flatMap(({ said }) => said),
      label: [...new Set(drawn.map(({ label }) => label))].join(", "), negated: drawn.every(({ negated }) => negated),
      stance: stances.size === 1 ? drawn[0].stance : 0, hedged: drawn.every(({ hedged }) => hedged),
      weight: drawn.reduce((sum, { weight }) => sum + weight, 0), merged: true,
    };
  });
}

/** One node for each cluster. */
function clusterView() {
  const members = new Map();
  for (const { n } of entities) {
    if (!members.has(R.clusters[n])) members.set(R.clusters[n], []);
    members.get(R.clusters[n]).push(n);
  }
  const nodes = new Map(R.cluster_places.map(([seed, x, y]) => [seed, turn([x, y])]));
  const joined = new Map();
  for (const line of lines) {
    const a = R.clusters[line.from], b = R.clusters[line.to];
    if (a !== b) joined.set(pairKey(a, b), (joined.get(pairKey(a, b)) ?? 0) + 1);
  }
  const strong = [...joined].sort((x, y) => y[1] - x[1] || (x[0] < y[0] ? -1 : 1)).slice(0, members.size * 3);
  return {
    nodes, clusters: new Map([...members].map(([seed, all]) => [seed, all.length])),
    lines: strong.map(([key, weight]) => {
      const [from, to] = key.split(",").map(Number);
      return { key: `c${key}`, from, to, members: [], said: [], label: "", negated: false, stance: 0, hedged: false, weight: Math.sqrt(weight), merged: true };
    }),
  };
}
