// The search box: names, aliases, documents and words in quotes, with suggestions that the arrow keys walk through.

const onOneLine = (words) => words.trim().replace(/\s+/g, " "); // who types what runs over a line's end types a space
const fold = (words) => words.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
let nameIndex = null, quoteIndex = null;

function names() {
  nameIndex ??= entities.flatMap((entity) => [entity.name, ...entity.aliases].map(String)
    .filter((form, order, all) => all.indexOf(form) === order).map((form) => ({ entity, form, folded: fold(form) })));
  return nameIndex;
}

function quotes() {
  quoteIndex ??= statements.flatMap((statement) => evidenceOf(statement).map((evidence) => {
    const words = onOneLine(quoteOf(evidence));
    return { statement, evidence, words, folded: fold(words) };
  }));
  return quoteIndex;
}

/** How well a form answers: 3 the whole, 2 its beginning, 1 the beginning of a word, 0.5 anywhere, 0 not at all. */
function fitOf(folded, asked) {
  const at = folded.indexOf(asked);
  if (at < 0) return 0;
  if (at === 0) return folded.length === asked.length ? 3 : 2;
  return /[\s\-/.(]/.test(folded[at - 1]) ? 1 : 0.5;
}

function suggest(words) {
  const asked = fold(onOneLine(words));
  if (!asked) return [];
  const best = new Map();
  for (const { entity, form, folded } of names()) {
    const fit = fitOf(folded, asked);
    const score = fit + entity.salience * 0.9 + (form === entity.name ? 0.05 : 0);
    if (fit && !(best.get(entity)?.score >= score)) best.set(entity, { entity, form, score });
  }
  const found = [...best.values()].sort((a, b) => b.score - a.score || a.entity.n - b.entity.n).slice(0, 8);
  const titles = documents.filter(({ title }) => fitOf(fold(title), asked)).slice(0, 3).map((doc) => ({ doc }));
  const cited = [];
  if (asked.length >= 3) {
    const seen = new Set();
    for (const quote of quotes()) {
      if (cited.length >= 6) break;
      const at = quote.folded.indexOf(asked), key = `${quote.evidence.documentId} ${quote.evidence.start}`;
      if (at < 0 || seen.has(key)) continue;
      seen.add(key);
      cited.push({ quote, at });
    }
  }
  return [...found, ...titles, ...cited];
}

const searchBox = byId("search"), suggestions = byId("suggestions");
let offered = [], active = -1;

function optionOf(item, order) {
  const option = el("li", { role: "option", id: `option-${order}`, "aria-selected": "false", on: { mousedown: (event) => { event.preventDefault(); choose(order); } } });
  if (item.entity) {
    option.append(sign(item.entity.type), el("span", { class: "name", text: item.entity.name }),
      item.form === item.entity.name ? "" : el("span", { class: "aside", text: `also “${item.form}”` }),
      el("span", { class: "aside kind", text: item.entity.type.one }));
  } else if (item.doc) {
    option.append(el("span", { class: "name", text: item.doc.title }), el("span", { class: "aside kind", text: "document" }));
  } else {
    const { words } = item.quote, start = Math.max(0, item.at - 40), length = onOneLine(searchBox.value).length;
    option.classList.add("cited");
    option.append("“", start ? "…" : "", words.slice(start, item.at), el("mark", { text: words.slice(item.at, item.at + length) }),
      words.slice(item.at + length, item.at + length + 60), item.at + length + 60 < words.length ? "…" : "", "”");
  }
  return option;
}

function offer() {
  offered = suggest(searchBox.value);
  active = -1;
  suggestions.replaceChildren(...offered.map(optionOf));
  if (searchBox.value.trim() && !offered.length) suggestions.replaceChildren(el("li", { class: "none", role: "option", "aria-disabled": "true", "aria-selected": "false", text: "No name and no quote has this." }));
  const open = searchBox.value.trim() !== "";
  suggestions.hidden = !open;
  searchBox.setAttribute("aria-expanded", String(open));
  searchBox.removeAttribute("aria-activedescendant");
  if (open) announce(offered.length ? counted(offered.length, "suggestion") : "Nothing found");
}

function moveActive(step) {
  if (!offered.length) return;
  active = (active + step + offered.length) % offered.length;
  [...suggestions.children].forEach((option, order) => option.setAttribute("aria-selected", String(order === active)));
  searchBox.setAttribute("aria-activedescendant", `option-${active}`);
  suggestions.children[active].scrollIntoView({ block: "nearest" });
}

function closeSearch() {
  suggestions.hidden = true;
  searchBox.setAttribute("aria-expanded", "false");
}

function choose(order) {
  const item = offered[order];
  if (!item) return;
  searchBox.value = "";
  closeSearch();
  if (item.doc) go(openDocument(item.doc));
  else if (item.quote) go(openLine(item.quote.statement.line));
  else if (choosing) choosing(item.entity);
  else go({ ...openEntity(item.entity), also: view.nodes.has(item.entity.n) ? state.also : [...state.also, item.entity.id] });
}

searchBox.addEventListener("input", offer);
searchBox.addEventListener("focus", () => { if (searchBox.value.trim()) offer(); });
searchBox.addEventListener("blur", closeSearch);
searchBox.addEventListener("keydown", (event) => {
  if (event.key === "ArrowDown") moveActive(1);
  else if (event.key === "ArrowUp") moveActive(-1);
  else if (event.key === "Enter") choose(Math.max(0, active));
  else if (event.key === "Escape") { searchBox.value = ""; closeSearch(); } else return;
  event.preventDefault();
});
document.addEventListener("keydown", (event) => {
  if (event.key === "/" && !/^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) { event.preventDefault(); searchBox.focus(); }
});
