// The documents' texts, each parsed when first needed. Python counts characters, JavaScript UTF-16 units: `units` converts.

const opened = new Map();

function textOf(doc) {
  if (!opened.has(doc.n)) {
    const given = JSON.parse(byId(`text-${doc.n}`).textContent);
    const pieces = given.pieces.map(([start, text]) => {
      const units = unitIndex(text);
      return { start, text, units, end: start + (units ? units.length - 1 : text.length) };
    });
    opened.set(doc.n, { ...given, pieces });
  }
  return opened.get(doc.n);
}

/** For a text with characters beyond the 16-bit plane, where each character starts; null where the counts agree. */
function unitIndex(text) {
  if (!/[\ud800-\udbff]/.test(text)) return null;
  const index = [];
  for (let i = 0; i < text.length; i += text.codePointAt(i) > 0xffff ? 2 : 1) index.push(i);
  index.push(text.length);
  return index;
}

/** The words from start to end; what the page does not carry is left out. */
function cut(doc, start, end) {
  let words = "";
  for (const piece of textOf(doc).pieces) {
    const low = Math.max(start, piece.start) - piece.start, high = Math.min(end, piece.end) - piece.start;
    if (low < high) words += piece.units ? piece.text.slice(piece.units[low], piece.units[high]) : piece.text.slice(low, high);
  }
  return words;
}

const quoteOf = (evidence) => evidence.quote ?? (evidence.document ? cut(evidence.document, evidence.start, evidence.end) : "");

/** The blocks of a document as {kind, spans, turn}; one that has none is parted at its empty lines. */
function blocksOf(doc) {
  const text = textOf(doc);
  if (!text.parts) {
    text.parts = text.blocks.length ? text.blocks : text.pieces.flatMap((piece) => linesOfText(piece));
  }
  return text.parts;
}

function linesOfText(piece) {
  const found = [];
  const characters = piece.units ? [...piece.text] : piece.text;
  let start = 0;
  const close = (end) => {
    if (end > start && cutBlank(characters, start, end)) found.push({ kind: "paragraph", spans: [[piece.start + start, piece.start + end]], turn: null });
  };
  for (let i = 0; i < characters.length; i += 1) {
    if (characters[i] === "\n") { close(i); start = i + 1; }
  }
  close(characters.length);
  return found;
}

const cutBlank = (characters, start, end) => {
  for (let i = start; i < end; i += 1) if (characters[i].trim()) return true;
  return false;
};

/** The spans around a piece of evidence: those of its blocks, or just its own where no block holds it. */
function spansAround(doc, start, end) {
  const blocks = blocksOf(doc).filter(({ spans }) => spans.length && spans[0][0] < end && spans[spans.length - 1][1] > start);
  return blocks.length ? blocks.flatMap(({ spans }) => spans) : [[start, end]];
}

const turnOf = (evidence) => (evidence.document && evidence.turn >= 0 ? textOf(evidence.document).turns[evidence.turn] : null);
