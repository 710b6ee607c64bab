// A quote in its paragraph, with the words marked, and who said it where.

const PARAGRAPH_LIMIT = 380; // of a long paragraph only so much is shown on each side of the quote

/**
 * Text from spans with marked ranges: `ranges` are {start, end, make}, where make wraps what it is given. Of ranges that
 * cover one another the longest is outermost, and stays in one piece.
 */
function marked(doc, spans, ranges) {
  const borders = new Set();
  for (const { start, end } of ranges) { borders.add(start); borders.add(end); }
  const sorted = [...borders].sort((a, b) => a - b);
  const out = [];
  const longest = [...ranges].sort((a, b) => b.end - b.start - (a.end - a.start));
  let open = null, held_ = [];
  const close = () => {
    if (open) out.push(open.make(held_));
    open = null;
    held_ = [];
  };
  for (const [from, to] of spans) {
    const stops = [from, ...sorted.filter((border) => border > from && border < to), to];
    for (let i = 0; i + 1 < stops.length; i += 1) {
      const words = cut(doc, stops[i], stops[i + 1]);
      if (!words) continue;
      const [outer, ...inner] = longest.filter(({ start, end }) => start <= stops[i] && end >= stops[i + 1]);
      if (outer !== open) close();
      if (!outer) { out.push(words); continue; }
      open = outer;
      held_.push(inner.reduceRight((within, { make }) => make(within), words));
    }
    close();
  }
  return out;
}

const clipSpans = (spans, low, high) => spans.map(([start, end]) => [Math.max(start, low), Math.min(end, high)]).filter(([start, end]) => start < end);

/** Where to cut at `at` without cutting a word: towards the quote, which begins or ends at `stop`. */
function wordStart(doc, at, stop) {
  const gap = [...cut(doc, at - 1, stop)].findIndex((character) => !character.trim());
  return at > 0 && gap >= 0 ? at + gap : at;
}
function wordEnd(doc, at, stop) {
  const gap = [...cut(doc, stop, at + 1)].findLastIndex((character) => !character.trim());
  return gap >= 0 ? stop + gap : at;
}

function paragraphOf(evidence, limit) {
  const { document: doc, start, end, statement } = evidence;
  if (!doc || evidence.quote) return [el("mark", { class: "quote", text: quoteOf(evidence) })];
  const all = spansAround(doc, start, end);
  const low = wordStart(doc, start - limit, start), high = wordEnd(doc, end + limit, end);
  const ends = [[evidence.subject, statement.s], [evidence.object, statement.o]].filter(([range]) => range);
  const parts = marked(doc, clipSpans(all, low, high), [
    { start, end, make: (words) => el("mark", { class: "quote" }, words) },
    ...ends.map(([[from, to], n]) => ({ start: from, end: to, make: (words) => el("strong", { class: `type-${entities[n].type.css}` }, words) })),
  ]);
  if (all[0][0] < low) parts.unshift("… ");
  if (all[all.length - 1][1] > high) parts.push(" …");
  return parts;
}

/** Whom a pronoun in the quote stands for. */
function resolved(evidence) {
  const { document: doc, statement } = evidence;
  return [["subject", statement.s], ["object", statement.o]].flatMap(([end, n]) => {
    const range = evidence[end], kind = evidence[`${end}Kind`];
    if (!doc || !range || !["pronoun", "nominal", "speaker"].includes(kind)) return [];
    const words = cut(doc, ...range);
    return words.length < 60 ? [el("span", { class: "resolved" }, "“", words, "” is ", entityLink(entities[n]))] : [];
  });
}

/** The part of a speaker; where the document does not say who speaks, that it is told from the words. */
const roleWords = (turn) => turn.confidence ? `${turn.role}, told by what is said (${Math.round(turn.confidence * 100)} %)` : turn.role;

function quoteFigure(evidence, limit = PARAGRAPH_LIMIT) {
  const { statement, document: doc } = evidence;
  const turn = turnOf(evidence);
  const said = typeof statement.speaker === "number" && statement.speaker >= 0 ? entityLink(entities[statement.speaker]) : el("span", { text: speakerName(statement.speaker) });
  const confidence = evidence.confidence ?? statement.confidence;
  return el("figure", { class: "evidence" },
    el("blockquote", {}, el("p", {}, ...paragraphOf(evidence, limit))),
    ...resolved(evidence),
    el("figcaption", {},
      el("span", { class: "speaker" }, said, turn?.role ? el("span", { class: "aside", text: ` ${roleWords(turn)}` }) : null),
      doc ? inLink(openDocument(doc, evidence.start, evidence.end), doc.title, { class: "source", title: "Read the whole document" }) : el("span", { text: evidence.documentId }),
      el("span", { class: "aside" }, [doc?.date && dateWords(doc.date), turn?.time && `at ${turn.time}`, statement.time && `about ${timeWords(statement.time)}`].filter(Boolean).join(" · ")),
      el("span", { class: "aside how", title: evidence.rule ? `Found by ${evidence.rule}` : null, text: `confidence ${Math.round(confidence * 100)} %` }),
    ));
}

/** The quotes in the order of the documents, each place once: the surest reading of it. */
function placesOf(said) {
  const best = new Map();
  for (const evidence of said.flatMap(evidenceOf)) {
    const key = `${evidence.documentId} ${evidence.start} ${evidence.end}`, known = best.get(key);
    if (!known || (evidence.confidence ?? 0) > (known.confidence ?? 0)) best.set(key, evidence);
  }
  return [...best.values()];
}

const quoteList = (said, limit) => placesOf(said).map((evidence) => quoteFigure(evidence, limit));

function linePage(line) {
  const said = passed(line), hidden = line.said.length - said.length;
  return [
    el("p", { class: "kicker", text: quoteCount(said) }),
    el("h2", { class: "claim", tabindex: "-1" }, entityLink(entities[line.from]), " ", el("span", { class: "predicate" }, line.negated ? "(denied) " : "", line.predicate.label), " ", entityLink(entities[line.to])),
    el("p", { class: "badges" }, ...lineBadges(line, said)),
    ...quoteList(said),
    hidden ? el("p", { class: "note", text: `${counted(hidden, "statement")} more hidden by the filters.` }) : null,
    otherLines(line),
  ];
}

/** What else joins the two. */
function otherLines(line) {
  const others = linesOf(entities[line.from]).filter((each) => each !== line && otherEnd(each, line.from) === (line.from === line.to ? line.from : line.to) && passed(each).length);
  return others.length ? el("section", {}, el("h3", { text: "Also between the two" }), el("ul", { class: "plain-list" }, others.map((each) => el("li", {}, inLink(openLine(each), phrase(each)), " ", el("span", { class: "aside", text: quoteCount(passed(each)) }))))) : null;
}

function betweenPage(a, b) {
  const both = linesOf(a).filter((line) => otherEnd(line, a.n) === b.n && passed(line).length);
  return [
    el("p", { class: "kicker", text: "Between two" }),
    el("h2", { class: "claim", tabindex: "-1" }, entityLink(a), " and ", entityLink(b)),
    ...both.map((line) => el("section", {}, el("h3", {}, inLink(openLine(line), phrase(line)), " ", ...lineBadges(line, passed(line))), ...quoteList(passed(line)))),
  ];
}

/** All that one speaker says about an entity. */
function saidPage(entity, speaker) {
  const about = linesOf(entity).map((line) => [line, passed(line).filter((statement) => speakerId(statement.speaker) === speaker)]).filter(([, said]) => said.length);
  const who = about.length ? speakerName(about[0][1][0].speaker) : speaker;
  return [
    el("p", { class: "kicker", text: "In one voice" }),
    el("h2", { class: "claim", tabindex: "-1" }, who, " on ", entityLink(entity)),
    ...about.map(([line, said]) => el("section", {}, el("h3", {}, inLink(openLine(line), phrase(line)), " ", ...lineBadges(line, said)), ...quoteList(said))),
  ];
}
