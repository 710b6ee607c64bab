// Lineage: what a thing was built on, influenced by and part of, and what grew out of it, from left to right.

const LINEAGE = ["influencedBy", "builtOn", "partOf"];
const DEPTH = 4;

const lineageLines = (entity) => linesOf(entity).filter((line) => LINEAGE.includes(line.predicate.name) && !line.negated && passed(line).length);

/** Generations around an entity: negative are those it comes from, positive what came of it. */
function generations(entity) {
  const layer = new Map([[entity.n, 0]]);
  for (const way of [-1, 1]) {
    let front = [entity.n];
    for (let depth = 1; depth <= DEPTH; depth += 1) {
      const next = [];
      for (const n of front) for (const line of lineageLines(entities[n])) {
        // The subject is the younger: it was influenced by, built on or part of the object.
        const other = way < 0 ? (line.from === n ? line.to : null) : line.to === n ? line.from : null;
        if (other !== null && !layer.has(other)) { layer.set(other, way * depth); next.push(other); }
      }
      front = next;
    }
  }
  return layer;
}

/** The year in which a thing is said to have begun, else the first year that its lineage names. */
function beginning(n) {
  const yearsIn = (found) => found.flatMap(passed).filter(({ years, negated }) => years && !negated).map(({ years }) => years[0]);
  const created = yearsIn(entities[n].in.filter((line) => line.predicate.name === "created"));
  const later = created.length ? created : yearsIn(entities[n].out.filter((line) => LINEAGE.includes(line.predicate.name)));
  return later.length ? Math.min(...later) : null;
}

function lineageBase(entity) {
  const layer = generations(entity);
  const columns = new Map();
  for (const [n, depth] of layer) {
    if (!columns.has(depth)) columns.set(depth, []);
    columns.get(depth).push(n);
  }
  const places = new Map(), spread = 78;
  for (const depth of [...columns.keys()].sort((a, b) => Math.abs(a) - Math.abs(b))) {
    // Each stands near what it is linked to in the column before it.
    const height = (n) => {
      const known = lineageLines(entities[n]).map((line) => places.get(otherEnd(line, n))).filter(Boolean);
      return known.length ? known.reduce((sum, [, y]) => sum + y, 0) / known.length : 0;
    };
    const column = columns.get(depth).map((n) => [height(n), n]).sort((a, b) => a[0] - b[0] || a[1] - b[1]);
    column.forEach(([, n], order) => places.set(n, [depth * 210 + (order % 2) * 40 * Math.sign(depth), (order - (column.length - 1) / 2) * spread]));
  }
  const pairs = new Set([...layer.keys()].flatMap((n) => lineageLines(entities[n]).filter((line) => layer.has(otherEnd(line, n))).map((line) => pairKey(line.from, line.to))));
  return { places, pairs, years: new Map([...layer.keys()].map((n) => [n, beginning(n)]).filter(([, year]) => year)) };
}

function lineagePage(entity) {
  const layer = generations(entity);
  const row = (n) => {
    const via = lineageLines(entities[n]).filter((line) => layer.has(otherEnd(line, n)));
    return el("li", {}, beginning(n) ? el("time", { text: String(beginning(n)) }) : null, " ", entityLink(entities[n]),
      el("ul", { class: "plain-list small" }, via.filter((line) => line.from === n).map((line) => el("li", {}, inLink(openLine(line), `${line.predicate.label} ${entities[line.to].name}`)))));
  };
  const group = (heading, wanted) => {
    const found = [...layer].filter(([, depth]) => wanted(depth)).map(([n]) => n).sort((a, b) => (beginning(a) ?? 9999) - (beginning(b) ?? 9999) || Math.abs(layer.get(a)) - Math.abs(layer.get(b)) || a - b);
    return section(heading, found.length ? el("ol", { class: "lineage" }, found.map(row)) : null);
  };
  return [
    el("p", { class: "kicker", text: "Lineage" }),
    el("h2", { tabindex: "-1" }, entityLink(entity)),
    el("p", { class: "measure", text: "Older to the left: what it was built on, influenced by or is part of; to the right what came of it." }),
    group("Comes from", (depth) => depth < 0), group("Itself", (depth) => depth === 0), group("Led to", (depth) => depth > 0),
  ];
}
