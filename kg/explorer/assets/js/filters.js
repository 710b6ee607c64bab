// Which statements and entities pass the filters.

const YEARS = statements.reduce(([low, high], { dated }) => (dated ? [Math.min(low, dated[0]), Math.max(high, dated[1])] : [low, high]), [Infinity, -Infinity]);

const valuesOf = {
  predicate: (statement) => [statement.predicate.name],
  speaker: (statement) => [speakerId(statement.speaker)],
  polarity: (statement) => [statement.negated ? "negated" : "affirmed"],
  modality: (statement) => [statement.modality],
  document: (statement) => statement.evidence.map(([doc]) => (typeof doc === "number" ? documents[doc].id : doc)),
};

/** All values of each filter with the number of statements, the most frequent first. */
const CHOICES = Object.fromEntries(Object.entries(valuesOf).map(([name, read]) => {
  const count = new Map();
  for (const statement of statements) for (const value of new Set(read(statement))) count.set(value, (count.get(value) ?? 0) + 1);
  return [name, [...count].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))];
}));

const valuesFor = (name) => (name === "type" ? types.map((type) => type.name) : CHOICES[name].map(([value]) => value));

let passing = null; // a Uint8Array over the statements, made anew when the filters change
let passingFor = "";

function statementFilter() {
  const key = JSON.stringify([state.off, state.from, state.to, state.undated, state.confidence]);
  if (key === passingFor) return passing;
  passingFor = key;
  passing = new Uint8Array(statements.length);
  const off = Object.fromEntries(FILTERS.map((name) => [name, new Set(state.off[name])]));
  const read = Object.entries(valuesOf).filter(([name]) => off[name].size);
  for (const statement of statements) {
    passing[statement.n] = statement.confidence >= state.confidence
      && (!off.type.size || (!off.type.has(entities[statement.s].type.name) && !off.type.has(entities[statement.o].type.name)))
      && read.every(([name, values]) => { const all = values(statement); return !all.length || all.some((value) => !off[name].has(value)); })
      && inYears(statement.dated) ? 1 : 0;
  }
  return passing;
}

function inYears(dated) {
  if (state.from === null && state.to === null) return true;
  if (!dated) return state.undated;
  return dated[1] >= (state.from ?? -Infinity) && dated[0] <= (state.to ?? Infinity);
}

const passes = (statement) => statementFilter()[statement.n] === 1;
const passed = (line) => line.said.filter(passes);

const isFiltered = () => FILTERS.some((name) => state.off[name].length) || state.from !== null || state.to !== null || state.confidence > 0;
const isFilteredBeyondTypes = () => FILTERS.some((name) => name !== "type" && state.off[name].length) || state.from !== null || state.to !== null || state.confidence > 0;

const NO_FILTER = { off: EMPTY.off, from: null, to: null, undated: true, confidence: 0 };

function toggleOff(name, value) {
  const now = state.off[name];
  return { off: { ...state.off, [name]: now.includes(value) ? now.filter((each) => each !== value) : [...now, value] } };
}

/** The share of all statements that the filters hide, 0 to 1. */
const hiddenShare = () => (statements.length ? 1 - statementFilter().reduce((sum, each) => sum + each, 0) / statements.length : 0);
