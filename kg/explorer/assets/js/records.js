// The graph as Python wrote it (payload.py), with names for the fields.

const R = JSON.parse(byId("records").textContent);
const NET = JSON.parse(byId("network").textContent);
const MENTION_KINDS = ["name", "term", "pronoun", "nominal", "speaker"]; // as in texts.py

const types = R.types.map(([name, shape, one, many], n) => ({
  n, name, shape, one, many,
  css: ["Person", "Tool", "Institution", "Concept", "Work", "Event", "Place"].includes(name) ? name.toLowerCase() : "other",
}));
const predicates = R.predicates.map(([name, label, inverse], n) => ({
  n, name, label, inverse,
  stance: { endorses: 1, criticizes: -1 }[name] ?? 0,
}));
const documents = R.documents.map((given, n) => ({ n, given, id: given.id, title: given.title || given.id, date: given.date, cut: R.cut[n] }));

const entities = R.entities.map(([id, type, name, aliases, sameAs, salience, merges, counts, more], n) => ({
  n, id, type: types[type], name: String(name), aliases, sameAs, salience, merges, counts, more,
  mentions: counts.reduce((sum, [, count]) => sum + count, 0),
  size: R.sizes[n], place: R.places[n], out: [], in: [],
}));

const statements = R.statements.map(([id, s, o, p, negated, modality, speaker, time, confidence, evidence, key, years, more], n) => ({
  n, id, s, o, negated: negated === 1, speaker, confidence, evidence, key, more,
  predicate: predicates[p], modality: R.modalities[modality], time: time || null,
  years: years || null, line: null,
}));

/** One line of the picture: all that is said between two entities with one predicate and polarity. */
const lines = NET.edges.map(({ from, to, said }, n) => ({
  n, from, to, said: said.map((number) => statements[number]),
  predicate: statements[said[0]].predicate, negated: statements[said[0]].negated,
}));
for (const line of lines) {
  entities[line.from].out.push(line);
  if (line.to !== line.from) entities[line.to].in.push(line);
  for (const statement of line.said) statement.line = line;
}

const entityById = new Map(entities.map((entity) => [entity.id, entity]));
const documentById = new Map(documents.map((each) => [each.id, each]));

/** The name of who says it; the speaker may be no entity of this graph, but a participant of a document. */
const participants = new Map(documents.flatMap(({ given }) => (given.participants ?? []).map(({ entity, name }) => [entity, name])));
const speakerName = (speaker) => (speaker === -1 ? "Unknown speaker" : typeof speaker === "number" ? entities[speaker].name : String(participants.get(speaker) ?? speaker));
const speakerId = (speaker) => (speaker === -1 ? "-" : typeof speaker === "number" ? entities[speaker].id : String(speaker));

/** The places that prove a statement; offsets are characters of the document's text. */
const evidenceOf = (statement) => statement.evidence.map((row) => {
  const [doc, start, end, turn, rule, confidence, s0, s1, o0, o1, subjectKind, objectKind, antecedents, quote] = row;
  return {
    statement, start, end, turn,
    document: typeof doc === "number" ? documents[doc] : null, documentId: typeof doc === "number" ? documents[doc].id : doc,
    rule: rule < 0 ? null : R.rules[rule], confidence: confidence < 0 ? null : confidence,
    subject: s0 < 0 ? null : [s0, s1], object: o0 < 0 ? null : [o0, o1],
    subjectKind: subjectKind < 0 ? null : R.kinds[subjectKind], objectKind: objectKind < 0 ? null : R.kinds[objectKind],
    antecedents: antecedents || null, quote: quote || null, more: row[14] || null,
  };
});

/** When a statement holds or was said, as years; the document's date stands in where no time is given. */
for (const statement of statements) {
  statement.dated = statement.years;
  if (!statement.dated) {
    const first = statement.evidence[0];
    const date = first && typeof first[0] === "number" && documents[first[0]].date;
    const year = date && /^\d{4}/.exec(date);
    if (year) statement.dated = [Number(year[0]), Number(year[0])];
  }
}

const otherEnd = (line, n) => (line.from === n ? line.to : line.from);

/** Lines at an entity, the best proved first. */
const linesOf = (entity) => [...entity.out, ...entity.in.filter((line) => line.from !== entity.n)];

/** The weight of a line: in how many places it is said. One sentence may be evidence several times over. */
function weightOf(said) {
  if (said.length === 1 && said[0].evidence.length < 2) return 1;
  const seen = new Set();
  for (const { n, evidence } of said) {
    if (!evidence.length) seen.add(n);
    for (const [doc, start, end] of evidence) seen.add(`${doc} ${start} ${end}`);
  }
  return seen.size;
}
