// What is open, shown and filtered. It lives in the URL fragment, so that a view can be sent and the back button works.

const LISTS = ["more", "also", "hide"];
const FILTERS = ["type", "predicate", "speaker", "document", "polarity", "modality"];
const EMPTY = {
  view: "start", at: "", tab: "read", more: [], also: [], hide: [], pin: {},
  off: Object.fromEntries(FILTERS.map((name) => [name, []])),
  from: null, to: null, undated: true, confidence: 0,
};

const pack = (parts) => parts.map((part) => encodeURIComponent(part)).join(",");
const unpack = (text) => (text ? text.split(",").map((part) => { try { return decodeURIComponent(part); } catch { return part; } }) : []);

/** "entity:keras" -> ["entity", "keras"]; the parts after the colon are packed. */
const place = (kind, ...parts) => (parts.length ? `${kind}:${pack(parts)}` : kind);
function placeParts(text) {
  const colon = text.indexOf(":");
  return colon < 0 ? [text] : [text.slice(0, colon), ...unpack(text.slice(colon + 1))];
}

function toFragment(given) {
  const parts = [];
  const put = (name, value) => { if (value) parts.push(`${name}=${value}`); };
  put("view", given.view === EMPTY.view ? "" : given.view);
  put("at", given.at);
  put("tab", given.tab === "read" ? "" : given.tab);
  for (const name of LISTS) put(name, pack(given[name]));
  put("pin", pack(Object.entries(given.pin).map(([id, [x, y]]) => `${id}@${x}@${y}`)));
  for (const name of FILTERS) {
    // Where most is off, the address names the few that are on.
    const off = new Set(given.off[name]), on = valuesFor(name).filter((value) => !off.has(value));
    if (on.length && on.length < off.size) put(`only-${name}`, pack(on));
    else put(`no-${name}`, pack(given.off[name]));
  }
  put("from", given.from);
  put("to", given.to);
  put("undated", given.undated ? "" : "no");
  put("confidence", given.confidence ? String(given.confidence) : "");
  return parts.length ? `#${parts.join("&")}` : "#";
}

function fromFragment(fragment) {
  const values = Object.fromEntries(fragment.replace(/^#/, "").split("&").map((part) => {
    const at = part.indexOf("=");
    return at < 0 ? [part, ""] : [part.slice(0, at), part.slice(at + 1)];
  }));
  const year = (text) => (/^\d{4}$/.test(text ?? "") ? Number(text) : null);
  const made = { ...EMPTY, view: values.view || "start", at: values.at || "", tab: ["list", "filter"].includes(values.tab) ? values.tab : "read" };
  for (const name of LISTS) made[name] = unpack(values[name]);
  made.pin = Object.fromEntries(unpack(values.pin).map((each) => each.split("@")).filter((each) => each.length === 3)
    .map(([id, x, y]) => [id, [Number(x) || 0, Number(y) || 0]]));
  made.off = Object.fromEntries(FILTERS.map((name) => {
    const on = unpack(values[`only-${name}`]);
    return [name, on.length ? valuesFor(name).filter((value) => !on.includes(value)) : unpack(values[`no-${name}`])];
  }));
  made.from = year(values.from);
  made.to = year(values.to);
  made.undated = values.undated !== "no";
  made.confidence = Math.min(1, Math.max(0, Number(values.confidence) || 0));
  return made;
}

let state = EMPTY; // read from the address in main.js, where all that it names is known
let render = () => {}; // set in main.js
let steps = 0; // how many steps of this page the browser's history holds
const trail = []; // where the browser refuses us a history (a frame in a notebook), we keep our own

/** Change the state and show it. With replace, the change is not a step that the back button undoes. */
function go(change, { replace = false } = {}) {
  const before = state;
  state = { ...state, ...change };
  const fragment = toFragment(state);
  if (fragment !== toFragment(before)) {
    try {
      if (window.location.protocol === "about:") throw new Error("no history here");
      window.history[replace ? "replaceState" : "pushState"](null, "", fragment);
      steps += replace ? 0 : 1;
    } catch {
      if (!replace) trail.push(before);
    }
  }
  render(before);
}

function goBack() {
  if (trail.length) {
    const before = state;
    state = trail.pop();
    render(before);
  } else if (steps) {
    steps -= 1;
    window.history.back();
  } else go({ at: "" });
}

/** A link inside the page: it can be copied, and a click goes there. */
function inLink(change, words, props = {}) {
  const target = () => (typeof change === "function" ? change() : change);
  return el("a", {
    href: toFragment({ ...state, ...target() }), ...props,
    on: { click: (event) => { if (event.metaKey || event.ctrlKey) return; event.preventDefault(); go(target()); } },
  }, words);
}

const openEntity = (entity) => ({ at: place("entity", entity.id), tab: "read" });
const openLine = (line) => ({
  at: place("line", entities[line.from].id, line.predicate.name, entities[line.to].id, line.negated ? "negated" : "affirmed"), tab: "read",
});
const openDocument = (doc, start, end) => ({ at: place("document", doc.id, ...(start === undefined ? [] : [start, end])), tab: "read" });
