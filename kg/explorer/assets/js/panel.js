// The panel beside the picture: what is open, the list, the filters.

const TABS = [["read", "Read"], ["list", "List"], ["filter", "Filter"]];
const content = byId("content");

function drawTabs() {
  const active = isFiltered();
  byId("tabs").replaceChildren(...TABS.map(([name, words]) => {
    const chosen = state.tab === name;
    return button([words, name === "filter" && active ? el("span", { class: "dot", title: "filters are on", text: " •" }) : ""], () => go({ tab: name }, { replace: true }), {
      role: "tab", id: `tab-${name}`, "aria-selected": String(chosen), "aria-controls": "content", tabindex: chosen ? "0" : "-1",
    });
  }));
}

byId("tabs").addEventListener("keydown", (event) => {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step) return;
  const now = TABS.findIndex(([name]) => name === state.tab);
  go({ tab: TABS[(now + step + TABS.length) % TABS.length][0] }, { replace: true });
  byId(`tab-${state.tab}`).focus();
});

const missingPage = (id) => [el("p", { class: "kicker", text: "Not here" }), el("h2", { tabindex: "-1", text: "Nothing of that name" }), el("p", { text: `This graph holds no “${id}”.` }), el("p", {}, inLink({ at: "" }, "Back to the beginning"))];

function readPage() {
  const [kind, ...args] = placeParts(state.at);
  if (!kind) return introPage();
  if (kind === "stances") return stancesPage();
  if (kind === "path") return pathPage(...args);
  if (kind === "line") { const line = openLineNow(); return line ? linePage(line) : missingPage(args.join(" ")); }
  if (kind === "document") {
    const doc = documentById.get(args[0]);
    return doc ? documentPage(doc, ...(args.length === 3 ? args.slice(1).map(Number) : [])) : missingPage(args[0]);
  }
  const entity = entityById.get(args[0]);
  if (!entity) return missingPage(args[0] ?? "");
  if (kind === "between") { const other = entityById.get(args[1]); return other ? betweenPage(entity, other) : missingPage(args[1] ?? ""); }
  return { entity: entityCard, stance: stancePage, lineage: lineagePage, said: saidPage }[kind]?.(entity, ...args.slice(1)) ?? missingPage(kind);
}

function introPage() {
  const ranked = entities.filter(({ type }) => type.name !== "Person").sort((a, b) => b.salience - a.salience || a.n - b.n).slice(0, 7);
  const speakers = CHOICES.speaker.filter(([id]) => entityById.has(id)).slice(0, 7);
  const split = disputed().filter(({ good, bad }) => good.length && bad.length).slice(0, 5);
  return [
    el("h2", { class: "unseen", tabindex: "-1", text: "Overview" }),
    el("p", { class: "lead" }, "Each sign is a person, a tool, an idea; each line is something said. ", el("b", { text: "Click a sign" }), " to see who says what about it, ", el("b", { text: "click a line" }), " to read the words."),
    section("Most spoken of", el("ul", { class: "plain-list" }, ranked.map((entity) => el("li", {}, entityLink(entity), el("span", { class: "aside", text: counted(entity.mentions, "mention") }))))),
    split.length ? section("Where people differ", el("ul", { class: "balances" }, split.map(stanceRow)), el("p", {}, inLink({ at: place("stances") }, "All opinions"))) : null,
    section("Who speaks", speakers.length ? el("ul", { class: "plain-list" }, speakers.map(([id, count]) => el("li", {}, entityLink(entityById.get(id)), el("span", { class: "aside", text: counted(count, "statement") })))) : null),
    section("Documents", stepped(documents, (doc) => el("li", {}, inLink(openDocument(doc), doc.title), el("span", { class: "aside", text: dateWords(doc.date) })))),
    documents.some((doc) => doc.cut) ? el("p", { class: "note", text: `${counted(documents.filter((doc) => doc.cut).length, "document is", "documents are")} cut to the paragraphs with evidence.` }) : null,
  ];
}

function filterPage() {
  const share = Math.round(hiddenShare() * 100);
  return [
    el("h2", { class: "small-heading", tabindex: "-1", text: "Show only what passes" }),
    el("p", { class: "measure", role: "status" }, isFiltered() ? `The filters hide ${share} % of all statements. ` : "No filter is on.", isFiltered() ? button("Clear all", () => go(NO_FILTER), { class: "link" }) : ""),
    choiceField("type", "Type", types.map((type) => [type.name, entities.filter((entity) => entity.type === type).length]), (name) => { const type = types.find((each) => each.name === name); return [sign(type), type.many]; }),
    choiceField("predicate", "Predicate", CHOICES.predicate, (name) => predicates.find((each) => each.name === name).label),
    choiceField("speaker", "Speaker", CHOICES.speaker, (id) => speakerName(id === "-" ? -1 : entityById.get(id)?.n ?? id)),
    choiceField("document", "Document", CHOICES.document, (id) => documentById.get(id)?.title ?? id),
    choiceField("polarity", "Affirmed or denied", CHOICES.polarity, (name) => ({ affirmed: "affirmed", negated: "denied" }[name])),
    choiceField("modality", "How it is said", CHOICES.modality, (name) => PLURAL_MODES[name] ?? name),
    timeField(),
    confidenceField(),
  ];
}

function choiceField(name, heading, choices, words) {
  if (choices.length < 2 && !state.off[name].length) return null;
  const off = new Set(state.off[name]);
  return el("fieldset", { id: `filter-${name}` }, el("legend", { text: heading }),
    off.size ? button("all", () => go({ off: { ...state.off, [name]: [] } }), { class: "link all", "aria-label": `Show every ${heading.toLowerCase()}` }) : null,
    el("ul", { class: "choices" }, choices.map(([value, count]) => el("li", {},
      el("label", {}, el("input", { type: "checkbox", checked: !off.has(value), value, on: { change: () => go(toggleOff(name, value)) } }), el("span", { class: "words" }, words(value)), el("span", { class: "aside", text: count.toLocaleString("en") })),
      button("only", () => go({ off: { ...state.off, [name]: choices.map(([each]) => each).filter((each) => each !== value) } }), { class: "link only", "aria-label": `Only ${value}` })))));
}

function timeField() {
  const [low, high] = YEARS;
  if (!(high > low)) return null;
  const from = state.from ?? low, to = state.to ?? high;
  const slide = (which, value, words) => el("label", { class: "slide" }, el("span", { text: words }), el("input", {
    type: "range", min: low, max: high, step: 1, value, id: `time-${which}`, "aria-valuetext": String(value),
    on: {
      input: (event) => { byId("time-words").textContent = `${byId("time-from").value} to ${byId("time-to").value}`; event.target.setAttribute("aria-valuetext", event.target.value); },
      change: () => {
        const [a, b] = [Number(byId("time-from").value), Number(byId("time-to").value)].sort((x, y) => x - y);
        go({ from: a === low ? null : a, to: b === high ? null : b });
      },
    },
  }));
  return el("fieldset", { id: "filter-time" }, el("legend", {}, "Time ", el("span", { class: "aside", id: "time-words", text: `${from} to ${to}` })),
    slide("from", from, "from"), slide("to", to, "to"),
    el("label", {}, el("input", { type: "checkbox", checked: state.undated, id: "time-undated", on: { change: () => go({ undated: !state.undated }) } }), " with the undated"),
    el("p", { class: "aside", text: "The time that a statement names, else the date of its document." }));
}

function confidenceField() {
  const words = (value) => (Number(value) ? `at least ${Math.round(value * 100)} %` : "any");
  return el("fieldset", { id: "filter-confidence" }, el("legend", {}, "Confidence ", el("span", { class: "aside", id: "confidence-words", text: words(state.confidence) })),
    el("input", {
      type: "range", min: 0, max: 1, step: 0.05, value: state.confidence, id: "confidence", "aria-label": "Least confidence", "aria-valuetext": words(state.confidence),
      on: { input: (event) => { byId("confidence-words").textContent = words(event.target.value); }, change: (event) => go({ confidence: Number(event.target.value) }) },
    }));
}

function drawPanel(before) {
  drawTabs();
  const moved = !before || before.at !== state.at || before.tab !== state.tab;
  const focused = document.activeElement, keep = content.contains(focused) ? [focused.id, focused.value, focused.closest("fieldset")?.id] : null;
  const scroll = content.scrollTop;
  const page = { read: readPage, list: listPage, filter: filterPage }[state.tab]();
  const back = state.tab === "read" && state.at ? el("p", { class: "crumbs" }, button("‹ Back", goBack, { class: "link" }), inLink({ at: "" }, "Overview")) : null;
  content.replaceChildren(...[back, ...page].filter(Boolean));
  content.setAttribute("aria-labelledby", `tab-${state.tab}`);
  if (!moved) {
    content.scrollTop = scroll;
    refocus(keep);
  } else {
    content.scrollTop = 0;
    const mark = state.at.startsWith("document:") && content.querySelector("mark.quote");
    if (mark) mark.scrollIntoView({ block: "center" });
    if (before && before.at !== state.at && before.tab === state.tab) content.querySelector("h2")?.focus({ preventScroll: true });
  }
}

/** After a redraw, put the focus back on the same control. */
function refocus(keep) {
  if (!keep) return;
  const [id, value, field] = keep;
  const again = id ? byId(id) : field ? [...byId(field)?.querySelectorAll("input") ?? []].find((input) => input.value === value) : null;
  (again ?? content).focus({ preventScroll: true });
}
