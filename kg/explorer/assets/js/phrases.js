// A statement in words, and the small signs that go with it.

const PLURAL_MODES = { asserted: "said outright", hedged: "hedged", hypothetical: "hypothetical", asked: "asked", wished: "wished" };

const entityLink = (entity, props = {}) => inLink(openEntity(entity), [sign(entity.type), el("span", { text: entity.name })], { class: "entity", ...props });

function badges({ negated, modality, stance }) {
  return [
    stance > 0 ? el("span", { class: "badge for", text: "+ for" }) : null,
    stance < 0 ? el("span", { class: "badge against", text: "− against" }) : null,
    negated ? el("span", { class: "badge denied", text: "× denied" }) : null,
    modality && modality !== "asserted" ? el("span", { class: "badge hedged", text: PLURAL_MODES[modality] ?? modality }) : null,
  ].filter(Boolean);
}

const lineBadges = (line, said) => badges({
  negated: line.negated, stance: said[0] ? Math.sign(stanceOf(said[0])) : 0,
  modality: said.every(({ modality }) => modality !== "asserted") ? said[0]?.modality : null,
});

const phrase = (line) => `${entities[line.from].name} ${line.negated ? "· not · " : ""}${line.predicate.label} ${entities[line.to].name}`;

const quoteCount = (said) => counted(weightOf(said), "quote");

const MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

/** "2019-03-14" as "14 March 2019"; anything else as it stands. */
function dateWords(date) {
  const found = /^(\d{4})(?:-(\d\d))?(?:-(\d\d))?/.exec(date ?? "");
  if (!found || found[0] !== date) return date ?? "";
  const [, year, month, day] = found;
  return [day && Number(day), month && MONTHS[Number(month) - 1], year].filter(Boolean).join(" ");
}

function timeWords(time) {
  return (time ?? "").split("/").map(dateWords).join(" to ");
}
