// How two entities are connected: the shortest way along statements that pass the filters, the best proved among equals.

/** Lines from one entity to the other, in order; null where no way leads there. */
function findPath(start, end) {
  const reached = new Map([[start.n, null]]);
  let front = [start.n];
  while (front.length && !reached.has(end.n)) {
    const next = new Map();
    for (const n of front) {
      for (const line of linesOf(entities[n])) {
        const other = otherEnd(line, n);
        if (reached.has(other) || state.hide.includes(entities[other].id)) continue;
        const weight = weightOf(passed(line));
        if (weight && !(next.get(other)?.weight >= weight)) next.set(other, { line, from: n, weight });
      }
    }
    for (const [n, step] of next) reached.set(n, step);
    front = [...next.keys()];
  }
  if (!reached.has(end.n)) return null;
  const steps = [];
  for (let n = end.n; n !== start.n; n = reached.get(n).from) steps.unshift({ ...reached.get(n), to: n });
  return steps;
}

function pathBase([from, to]) {
  const start = entityById.get(from), end = entityById.get(to);
  const steps = start && end ? findPath(start, end) : null;
  const ordered = steps ? [start.n, ...steps.map((step) => step.to)] : [start, end].filter(Boolean).map(({ n }) => n);
  const places = new Map(ordered.map((n, order) => [n, [order * 190, order % 2 ? 55 : 0]]));
  return { places, pairs: new Set(ordered.slice(1).map((n, order) => pairKey(ordered[order], n))) };
}

function pathPage(from, to) {
  const start = entityById.get(from), end = entityById.get(to);
  if (!start || !end) return missingPage(start ? to : from);
  const steps = findPath(start, end);
  const head = [el("p", { class: "kicker", text: "Path" }), el("h2", { class: "claim", tabindex: "-1" }, "From ", entityLink(start), " to ", entityLink(end))];
  if (!steps) return [...head, el("p", { text: isFiltered() ? "No way leads from one to the other through what the filters leave." : "Nothing in these documents connects the two." })];
  return [...head,
    el("p", { class: "measure", text: start === end ? "They are one." : counted(steps.length, "step") }),
    el("ol", { class: "steps" }, steps.map(({ line }) => el("li", {}, el("p", { class: "step" }, inLink(openLine(line), phrase(line)), " ", ...lineBadges(line, passed(line))), quoteFigure(evidenceOf(passed(line)[0])[0] ?? { statement: passed(line)[0], document: null, quote: "", documentId: "", subject: null, object: null })))),
  ];
}

/** Ask for the other end; the search box and the picture both answer. */
function askForPath(start) {
  const finish = (end) => {
    stop();
    go({ view: place("path", start.id, end.id), at: place("path", start.id, end.id), tab: "read", more: [], also: [] });
  };
  const stop = () => {
    choosing = null;
    document.body.classList.remove("choosing");
    byId("hint").replaceChildren();
    showHint();
  };
  choosing = finish;
  document.body.classList.add("choosing");
  byId("hint").replaceChildren(`From ${start.name} to: click an entity, or find it above. `, button("Cancel", stop, { class: "link" }));
  byId("hint").hidden = false;
  announce(`Choose the other end of the path from ${start.name}`);
  searchBox.focus();
}
