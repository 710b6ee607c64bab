// Agree and disagree: who praises and who criticizes a thing, side by side, with their words.

/** All that is said for and against an entity, and what one affirms and another denies of it. */
function stancesOn(entity) {
  const about = entity.in.filter((line) => line.predicate.stance).flatMap((line) => passed(line));
  return { good: about.filter((each) => stanceOf(each) > 0), bad: about.filter((each) => stanceOf(each) < 0) };
}

/** Pairs of lines where the same is affirmed and denied. */
function contradictions(entity) {
  const affirmed = new Map(linesOf(entity).filter((line) => !line.negated && passed(line).length).map((line) => [`${line.from} ${line.predicate.n} ${line.to}`, line]));
  return linesOf(entity).filter((line) => line.negated && passed(line).length).map((line) => [affirmed.get(`${line.from} ${line.predicate.n} ${line.to}`), line]).filter(([yes]) => yes);
}

function stancePage(entity) {
  const { good, bad } = stancesOn(entity), against = contradictions(entity);
  return [
    el("p", { class: "kicker", text: "Agree and disagree" }),
    el("h2", { tabindex: "-1" }, "On ", entityLink(entity)),
    el("div", { class: "sides" }, side("+ For", "for", good), side("− Against", "against", bad)),
    against.length ? section("Said and denied", el("ul", { class: "sentences" }, against.map(([yes, no]) => el("li", {}, inLink(openLine(yes), phrase(yes)), " — ", inLink(openLine(no), "denied by ", {}), passed(no).map(({ speaker }) => speakerName(speaker)).join(", "))))) : null,
    el("p", {}, inLink({ at: place("stances") }, "All that people disagree about")),
  ];
}

function side(heading, name, said) {
  const voices = new Map();
  for (const statement of said) {
    if (!voices.has(statement.s)) voices.set(statement.s, []);
    voices.get(statement.s).push(statement);
  }
  return el("section", { class: `side ${name}` }, el("h3", {}, heading, " ", el("span", { class: "aside", text: counted(voices.size, "person", "people") })),
    voices.size ? [...voices].map(([n, all]) => el("div", { class: "voice" }, el("h4", {}, entityLink(entities[n]), ...badges({ modality: all[0].modality, negated: all[0].negated })), ...quoteList(all, 90))) : el("p", { class: "aside", text: "Nobody in these documents." }));
}

/** Every entity with both sides first, then those with the most opinions. */
function disputed() {
  return entities.map((entity) => ({ entity, ...stancesOn(entity) })).filter(({ good, bad }) => good.length + bad.length)
    .sort((a, b) => Math.min(b.good.length, b.bad.length) - Math.min(a.good.length, a.bad.length) || b.good.length + b.bad.length - a.good.length - a.bad.length || a.entity.n - b.entity.n);
}

function stanceRow({ entity, good, bad }) {
  const both = good.length + bad.length;
  return el("li", {},
    inLink({ at: place("stance", entity.id), tab: "read" }, [sign(entity.type), el("span", { text: entity.name })], { class: "entity" }),
    el("span", { class: "balance", role: "img", "aria-label": `${good.length} for, ${bad.length} against` },
      el("span", { class: "for", style: `width:${(100 * good.length) / both}%`, text: good.length ? `+${good.length}` : "" }),
      el("span", { class: "against", style: `width:${(100 * bad.length) / both}%`, text: bad.length ? `−${bad.length}` : "" })));
}

function stancesPage() {
  const all = disputed(), split = all.filter(({ good, bad }) => good.length && bad.length), rest = all.filter(({ good, bad }) => !good.length || !bad.length);
  return [
    el("p", { class: "kicker", text: "Agree and disagree" }),
    el("h2", { tabindex: "-1", text: "Where people differ" }),
    split.length ? el("ul", { class: "balances" }, split.map(stanceRow)) : el("p", { text: "No entity is both praised and criticized." }),
    rest.length ? section("One side only", el("ul", { class: "balances" }, rest.slice(0, 60).map(stanceRow))) : null,
  ];
}
