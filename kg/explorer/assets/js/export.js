// The view as files: PNG, SVG, graph.json (what `kg` reads) and a SPARQL query that gives the same statements.

/** Statements and entities that the picture shows; a cluster picture stands for all of its members. */
function shownNow() {
  if (view.clusters) return { nodes: entities, said: statements.filter(passes) };
  return { nodes: [...view.nodes.keys()].sort((a, b) => a - b).map((n) => entities[n]), said: view.lines.flatMap(({ said }) => said).sort((a, b) => a.n - b.n) };
}

function viewAsGraph() {
  const { nodes, said } = shownNow();
  const inside = new Set(nodes.map(({ n }) => n));
  const mentions = new Map(nodes.map(({ n }) => [n, []]));
  const used = new Set([...nodes.flatMap(({ counts }) => counts.map(([doc]) => doc)), ...said.flatMap(({ evidence }) => evidence.map(([doc]) => doc))]);
  const kept = documents.filter(({ n }) => used.has(n));
  for (const doc of kept) {
    for (const [start, length, n, more] of textOf(doc).mentions) {
      if (inside.has(n)) mentions.get(n).push({ document: doc.id, start, end: start + length, ...(typeof more === "number" ? { kind: MENTION_KINDS[more] } : more) });
    }
  }
  return {
    directed: true, multigraph: true,
    graph: { ...R.more, documents: kept.map(documentRecord), pipeline: R.pipeline },
    nodes: nodes.map((entity) => ({
      ...(entity.more || {}), type: entity.type.name, name: entity.name, aliases: entity.aliases, same_as: entity.sameAs, salience: entity.salience,
      merges: entity.merges, mentions: mentions.get(entity.n), id: entity.id,
    })),
    edges: said.map((statement) => ({
      ...(statement.more || {}), ...(statement.id ? { id: statement.id } : {}), predicate: statement.predicate.name, polarity: statement.negated ? "negated" : "affirmed", modality: statement.modality,
      speaker: statement.speaker === -1 ? null : speakerId(statement.speaker), time: statement.time, confidence: statement.confidence,
      evidence: evidenceOf(statement).map(evidenceRecord), source: entities[statement.s].id, target: entities[statement.o].id, key: statement.key,
    })),
  };
}

function documentRecord(doc) {
  const { pieces, turns, blocks, cut: shortened_ } = textOf(doc);
  return { ...doc.given, turns, blocks, ...(shortened_ ? {} : { text: pieces.map(({ text }) => text).join("") }) };
}

function evidenceRecord(evidence) {
  const record = { ...(evidence.more || {}), document: evidence.documentId, start: evidence.start, end: evidence.end, quote: quoteOf(evidence), turn: evidence.turn < 0 ? null : evidence.turn };
  if (evidence.rule !== null) record.rule = evidence.rule;
  if (evidence.confidence !== null) record.confidence = evidence.confidence;
  if (evidence.subject) record.subject = evidence.subject;
  if (evidence.object) record.object = evidence.object;
  if (evidence.subjectKind) record.subject_kind = evidence.subjectKind;
  if (evidence.objectKind) record.object_kind = evidence.objectKind;
  record.antecedents = evidence.antecedents ?? [];
  return record;
}

/** A query over graph.ttl for the statements that are shown. */
function viewAsSparql() {
  const ids = shownNow().said.filter(({ id }) => /^\w[\w-]*\w$/.test(id)).map(({ id }) => `assertion:${id}`);
  const rows = [];
  for (let i = 0; i < ids.length; i += 6) rows.push(`    ${ids.slice(i, i + 6).join(" ")}`);
  return `# The ${ids.length} statements of one view of "${R.title.replace(/[\r\n]+/g, " ")}".
# Run it over the graph that the view was made from: kg query view.rq
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX assertion: <${R.assertion_base}>

SELECT ?subject ?predicate ?object ?statement WHERE {
  VALUES ?statement {
${rows.join("\n")}
  }
  ?statement rdf:subject ?subject ;
             rdf:predicate ?predicate ;
             rdf:object ?object .
}
ORDER BY ?subject ?predicate ?object
`;
}

const EXPORTS = [
  ["Picture (PNG)", async () => download("view.png", await viewAsPng(), "image/png")],
  ["Drawing (SVG)", () => download("view.svg", viewAsSvg(), "image/svg+xml")],
  ["Graph (graph.json)", () => download("graph.json", JSON.stringify(viewAsGraph(), null, 1), "application/json")],
  ["Query (SPARQL)", () => download("view.rq", viewAsSparql(), "application/sparql-query")],
  ["Print", () => window.print()],
];
