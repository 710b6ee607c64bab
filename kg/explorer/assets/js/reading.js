// A document's whole text, with every mention marked and leading to its card.

function documentPage(doc, start, end) {
  const text = textOf(doc);
  const { given } = doc;
  const people = (given.participants ?? []).map(({ entity, name, role }) => el("li", {}, entityById.has(entity) ? entityLink(entityById.get(entity)) : name, role ? el("span", { class: "aside", text: ` ${role}` }) : null));
  const found = statements.filter((statement) => statement.evidence.some(([at]) => at === doc.n));
  return [
    el("p", { class: "kicker", text: "Document" }),
    el("h2", { tabindex: "-1", text: doc.title }),
    el("p", { class: "measure", text: [doc.date && dateWords(doc.date), given.words && counted(given.words, "word"), counted(found.length, "statement")].filter(Boolean).join(" · ") }),
    given.source ? el("p", { class: "same" }, webLink(String(given.source))) : null,
    people.length ? el("ul", { class: "people" }, people) : null,
    text.cut ? el("p", { class: "note", text: "To keep this page small, only the paragraphs with evidence are here. The rest is in the source." }) : null,
    el("article", { class: "text", lang: given.language || "en" }, ...documentText(doc, text, start, end)),
    (given.left_out ?? []).length ? el("p", { class: "note", text: `Left out of the graph: ${[...new Set(given.left_out.map(({ reason }) => reason))].join(", ")}.` }) : null,
  ];
}

function documentText(doc, text, start, end) {
  const mentions = plainMentions(text.mentions);
  const marks = start === undefined ? [] : [{ start, end, make: (inner) => el("mark", { class: "quote" }, inner) }];
  const parts = [];
  const voiced = text.turns.some((turn) => turn.role);
  let turn = null, at = 0, known = -1;
  for (const block of blocksOf(doc)) {
    if (!block.spans.length) continue;
    const [from, to] = [block.spans[0][0], block.spans[block.spans.length - 1][1]];
    if (!held(text, from, to)) continue;
    const gap = text.pieces.findIndex((piece) => piece.start <= from && from < piece.end);
    if (text.cut && gap !== known && parts.length) parts.push(el("p", { class: "gap", text: "[ … ]" }));
    known = gap;
    if (block.turn !== null && block.turn !== undefined && block.turn !== turn) {
      turn = block.turn;
      parts.push(turnHeading(text.turns[turn], voiced));
    }
    while (at < mentions.length && mentions[at].end <= from) at += 1;
    const inside = [];
    for (let i = at; i < mentions.length && mentions[i].start < to; i += 1) inside.push(mentions[i]);
    const tag = { heading: "h3", title: "h3", item: "li", quote: "blockquote", caption: "p" }[block.kind] ?? "p";
    const words = marked(doc, block.spans, [...marks.filter((mark) => mark.start < to && mark.end > from), ...inside]);
    parts.push(tag === "li" ? el("ul", {}, el("li", {}, ...words)) : el(tag, { class: block.kind }, ...words));
  }
  return parts;
}

const held = (text, from, to) => text.pieces.some((piece) => piece.start < to && from < piece.end);

/** Who speaks; where others in the document are named, also that it is not known of this one. */
function turnHeading(turn, voiced) {
  if (!turn?.speaker && !turn?.role) return turn && voiced ? el("p", { class: "turn" }, el("span", { class: "aside", text: `speaker not known${turn.time ? ` ${turn.time}` : ""}` })) : "";
  const entity = entityById.get(turn.speaker);
  return el("p", { class: "turn" }, entity ? entityLink(entity) : turn.speaker ? speakerName(turn.speaker) : null, turn.role ? el("span", { class: "aside", text: ` ${roleWords(turn)}` }) : null, turn.time ? el("span", { class: "aside", text: ` ${turn.time}` }) : null);
}

/** Mentions in order without overlap, as ranges that become links; a pronoun is marked more faintly. */
function plainMentions(rows) {
  const ranges = [];
  let reached = -1;
  for (const [start, length, n, more] of rows) {
    const kind = typeof more === "number" ? MENTION_KINDS[more] : more?.kind;
    if (start < reached || kind === "speaker" || !length) continue;
    reached = start + length;
    const entity = entities[n];
    ranges.push({
      start, end: start + length,
      make: (words) => inLink(openEntity(entity), words, { class: `mention type-${entity.type.css}${kind === "pronoun" || kind === "nominal" ? " faint" : ""}`, title: `${entity.name}, ${entity.type.one}` }),
    });
  }
  return ranges;
}
