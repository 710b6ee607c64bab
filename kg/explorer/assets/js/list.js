// The same as the picture, as a list: for keyboards, screen readers, and whoever prefers reading.

const LIST_STEP = 100;

function listPage() {
  const shown = [...view.nodes.keys()].map((n) => entities[n]);
  const rest = entities.length - shown.length;
  return [
    el("h2", { class: "small-heading", tabindex: "-1", text: view.clusters ? "Clusters in the picture" : "Entities in the picture" }),
    ...types.map((type) => {
      const all = shown.filter((entity) => entity.type === type).sort((a, b) => b.salience - a.salience || a.n - b.n);
      return all.length ? el("section", {}, el("h3", {}, sign(type), ` ${type.many} `, el("span", { class: "aside", text: String(all.length) })), stepped(all, entityRow)) : null;
    }),
    view.clusters ? null : el("section", {}, el("h3", {}, "statements ", el("span", { class: "aside", text: String(view.lines.length) })),
      stepped([...view.lines].sort((a, b) => b.weight - a.weight).flatMap(({ members }) => members), (line) => el("li", {}, inLink(openLine(line), phrase(line)), " ", el("span", { class: "aside", text: quoteCount(passed(line)) })))),
    rest > 0 && !view.clusters ? el("p", { class: "note" }, `${counted(rest, "more entity", "more entities")} not in the picture. `, button("Show everything", () => go({ view: "all", more: [], also: [], hide: [] }), { class: "link" })) : null,
  ];
}

function entityRow(entity) {
  if (view.clusters) return el("li", {}, inLink({ view: place("cluster", entity.id), at: "" }, [sign(entity.type), `around ${entity.name}`], { class: "entity" }), el("span", { class: "aside", text: counted(view.clusters.get(entity.n), "entity", "entities") }));
  return el("li", {}, entityLink(entity, state.at === place("entity", entity.id) ? { "aria-current": "true" } : {}), el("span", { class: "aside", text: counted(linesOf(entity).flatMap(passed).length, "statement") }));
}

/** A long list in steps, so that it stays quick. */
function stepped(all, row) {
  const list = el("ul", { class: "plain-list" });
  const holder = el("div", {}, list);
  let shown = 0;
  const grow = () => {
    list.append(...all.slice(shown, shown + LIST_STEP).map(row));
    shown = Math.min(all.length, shown + LIST_STEP);
    more.textContent = `${(all.length - shown).toLocaleString("en")} more`;
    if (shown >= all.length) more.remove();
  };
  const more = button("", grow, { class: "link" });
  holder.append(more);
  grow();
  return holder;
}
