// The card of an entity: what it is, who speaks of it and how, its relations, when.

function entityCard(entity) {
  const said = linesOf(entity).flatMap(passed);
  const hidden = linesOf(entity).reduce((sum, line) => sum + line.said.length, 0) - said.length;
  const aliases = entity.aliases.map(String).filter((alias) => alias !== entity.name);
  const places_ = entity.counts.length;
  return [
    el("p", { class: "kicker" }, sign(entity.type), el("span", { text: entity.type.one })),
    el("h2", { tabindex: "-1", text: entity.name }),
    aliases.length ? el("p", { class: "aliases" }, "also ", aliases.map((alias) => `“${alias}”`).join(", ")) : null,
    el("p", { class: "measure", text: `Mentioned ${counted(entity.mentions, "time")} in ${counted(places_, "document")} · ${counted(said.length, "statement")}` }),
    entity.sameAs.length ? el("p", { class: "same" }, ...entity.sameAs.flatMap((address, order) => [order ? " · " : "", webLink(String(address))])) : null,
    entityActions(entity),
    section("Who speaks of it", speakersOf(entity, said)),
    ...relationSections(entity),
    hidden ? el("p", { class: "note" }, `${counted(hidden, "statement")} hidden by the filters. `, button("Clear the filters", () => go(NO_FILTER), { class: "link" })) : null,
    section("When", timeline(said)),
    section("In the documents", el("ul", { class: "plain-list" }, entity.counts.map(([doc, count]) => el("li", {}, inLink(openDocument(documents[doc]), documents[doc].title), " ", el("span", { class: "aside", text: [documents[doc].date && dateWords(documents[doc].date), counted(count, "mention")].filter(Boolean).join(" · ") }))))),
    entity.merges.length ? el("details", {}, el("summary", { text: `${counted(entity.merges.length, "other form")} taken for the same` }),
      el("ul", { class: "plain-list" }, entity.merges.map(({ form, reason, score }) => el("li", {}, `“${form}” `, el("span", { class: "aside", text: `${reason}, ${Math.round((score ?? 1) * 100)} %` }))))) : null,
    entity.more?.provenance === "user" ? el("p", { class: "note", text: "Corrected by the user." }) : null,
  ];
}

const section = (heading, ...content) => (content.flat().some(Boolean) ? el("section", {}, el("h3", { text: heading }), ...content) : null);

function entityActions(entity) {
  const left = neighboursOf(entity).filter((n) => !view.nodes.has(n)).length;
  const pinned = entity.id in state.pin, hidden = state.hide.includes(entity.id);
  const stances = linesOf(entity).some((line) => line.predicate.stance && line.to === entity.n);
  const lineage = lineageLines(entity).length > 0;
  return el("div", { class: "actions", role: "group", "aria-label": `What to do with ${entity.name}` },
    left ? button(`Expand (${left} more)`, () => go({ more: [...state.more, entity.id] })) : null,
    button("Centre on it", () => go({ view: place("around", entity.id), more: [], also: [] })),
    button("Path to …", () => askForPath(entity)),
    stances ? button("Agree and disagree", () => go({ at: place("stance", entity.id) })) : null,
    lineage ? button("Lineage", () => go({ view: place("lineage", entity.id), at: place("lineage", entity.id), more: [], also: [] })) : null,
    button(pinned ? "Unpin" : "Pin", () => togglePin(entity), { "aria-pressed": String(pinned) }),
    button(hidden ? "Show again" : "Hide", () => go(hidden ? { hide: state.hide.filter((id) => id !== entity.id) } : { hide: [...state.hide, entity.id], at: "" })),
  );
}

function togglePin(entity) {
  const pin = { ...state.pin };
  if (entity.id in pin) delete pin[entity.id];
  else pin[entity.id] = turn((view.nodes.get(entity.n) ?? turn(entity.place)).map(Math.round));
  go({ pin });
}

function speakersOf(entity, said) {
  const voices = new Map();
  for (const statement of said) {
    const id = speakerId(statement.speaker);
    if (!voices.has(id)) voices.set(id, { speaker: statement.speaker, count: 0, good: 0, bad: 0 });
    const voice = voices.get(id), stance = statement.o === entity.n ? stanceOf(statement) : 0;
    voice.count += 1;
    voice.good += stance > 0;
    voice.bad += stance < 0;
  }
  const all = [...voices].sort((a, b) => b[1].count - a[1].count || (a[0] < b[0] ? -1 : 1));
  return all.length ? el("ul", { class: "voices" }, all.map(([id, voice]) => el("li", {},
    inLink({ at: place("said", entity.id, id), tab: "read" }, speakerName(voice.speaker)),
    el("span", { class: "aside", text: counted(voice.count, "statement") }),
    voice.good ? el("span", { class: "badge for", text: `+ ${voice.good} for` }) : null,
    voice.bad ? el("span", { class: "badge against", text: `− ${voice.bad} against` }) : null))) : null;
}

/** Relations by predicate, outgoing and incoming apart, each with the number of its quotes. */
function relationSections(entity) {
  const groups = new Map();
  for (const line of linesOf(entity)) {
    const out = line.from === entity.n;
    const key = `${out ? "" : "^"}${line.predicate.name}`;
    if (!groups.has(key)) groups.set(key, { heading: out ? line.predicate.label : line.predicate.inverse, rows: [] });
    const said = passed(line);
    if (said.length) groups.get(key).rows.push({ line, said });
  }
  return [...groups.values()].filter(({ rows }) => rows.length)
    .sort((a, b) => b.rows.length - a.rows.length || (a.heading < b.heading ? -1 : 1))
    .map(({ heading, rows }) => section(heading, el("ul", { class: "relations" },
      rows.sort((a, b) => weightOf(b.said) - weightOf(a.said) || a.line.n - b.line.n).map(({ line, said }) => el("li", {},
        entityLink(entities[otherEnd(line, entity.n)]), ...lineBadges(line, said),
        inLink(openLine(line), quoteCount(said), { class: "quotes", "aria-label": `${quoteCount(said)}: ${phrase(line)}` }))))));
}

/** Dots by year, and under them what is dated, in order. */
function timeline(said) {
  const dated = said.filter(({ years }) => years).sort((a, b) => a.years[0] - b.years[0] || a.years[1] - b.years[1] || a.n - b.n);
  if (!dated.length) return null;
  return [
    dated.length > 1 ? yearStrip(dated.map(({ years }) => years)) : null,
    el("ol", { class: "timeline" }, dated.map((statement) => el("li", {},
      el("time", { text: timeWords(statement.time) }), " ", inLink(openLine(statement.line), phrase(statement.line))))),
  ];
}

function yearStrip(spans) {
  const low = Math.min(...spans.map(([a]) => a)), high = Math.max(...spans.map(([, b]) => b));
  if (low === high) return null;
  const width = 320, at = (year) => 14 + ((year - low) / (high - low)) * (width - 28);
  const level = new Map();
  const dots = spans.map(([a, b]) => {
    const y = 22 - 7 * Math.min(2, level.get(a) ?? 0);
    level.set(a, (level.get(a) ?? 0) + 1);
    return a === b ? svg("circle", { cx: at(a), cy: y, r: 3.2 }) : svg("rect", { x: at(a) - 3, y: y - 3, width: at(b) - at(a) + 6, height: 6, rx: 3 });
  });
  return svg("svg", { class: "years", viewBox: `0 0 ${width} 44`, role: "img", "aria-label": `From ${low} to ${high}` },
    svg("line", { x1: 8, x2: width - 8, y1: 28, y2: 28 }), ...dots,
    svg("text", { x: 8, y: 41, text: String(low) }), svg("text", { x: width - 8, y: 41, "text-anchor": "end", text: String(high) }));
}
