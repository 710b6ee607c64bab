"""Which labels are speakers, what their full names are, and who asks and who answers."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from kg.readers.billing import bill
from kg.readers.forms import full_forms
from kg.readers.introductions import Introduced
from kg.readers.labels import Label, could_name, is_role
from kg.readers.names import fold, kin, plain_name
from kg.readers.paragraphs import Paragraph
from kg.readers.questions import askers, asking, one_sided
from kg.readers.source import Source
from kg.types import Participant, Role

MOST_LABELS = 40
FEWEST_DASHES = 3
FEWEST_LINES = 3
ALONE = re.compile(r"[^\W\d_][\w.'’\- ]{0,46}[\w]$")


@dataclass(slots=True)
class Cast:
    """The speakers: ``names`` and ``roles`` by label as it stands in the text, and all who take part."""

    names: dict[str, str | None] = field(default_factory=dict)
    roles: dict[str, Role | None] = field(default_factory=dict)
    participants: list[Participant] = field(default_factory=list)

    def one(self, role: Role) -> str | None:
        """Return the only participant of a role, or None where there is none or more than one."""
        names = [person.name for person in self.participants if person.role == role]
        return names[0] if len(names) == 1 else None


def cast_of(text: str, found: list[Paragraph], source: Source, known: Introduced, title: str) -> Cast:
    """Find the speakers of a text and settle the names and roles of all who take part."""
    labels = speaker_labels(found, known, source)
    if not labels and name_lines(text, found):
        labels = speaker_labels(found, known, source)
    cast = Cast()
    asked, labels = _askers(text, found, labels)
    if asked and (names := full_forms(text, found, _times(found), labels, source, known, title)):
        known.hosts, known.weak = list(dict.fromkeys(names.values())), False
        known.guests = [name for name in known.guests if not _named(name, known.hosts)]
    bill(text, found, labels, asked, known, source, title)
    forms = full_forms(text, found, _times(found), labels, source, known, title)
    roles = _roles(text, found, labels, forms, source, known)
    for label in labels:
        cast.roles[label] = roles.get(label)
        cast.names[label] = forms.get(label)
    _gather(cast, known, source, forms)
    for label in labels:
        role = cast.roles[label]
        if cast.names[label] is None and role is not None:
            cast.names[label] = cast.one(role)
    _gather(cast, known, source, forms)
    return cast


def _askers(text: str, found: list[Paragraph], labels: list[str]) -> tuple[set[int], list[str]]:
    """Return the paragraphs that ask where the answers bear no labels, and the labels of those who ask."""
    body = [n for n, p in enumerate(found) if not p.left_out]
    if labels:
        return one_sided(text, found, body, set(labels)), labels
    asked = asking(text, found, body)
    names = askers(text, found, asked)
    labelled = one_sided(text, found, body, set(names))
    return (labelled, names) if labelled else (asked, [])


def name_lines(text: str, found: list[Paragraph]) -> bool:
    """Turn names that stand alone on a line, as headings or in bold, into labels; tell whether there are any."""
    alone: dict[int, str] = {}
    for number, paragraph in enumerate(found):
        line = text[paragraph.start : min(paragraph.end, paragraph.start + 80)].strip(" \t#*_:")
        if (
            paragraph.kind in ("heading", "paragraph")
            and not paragraph.left_out
            and ALONE.match(line)
            and could_name(line)
        ):
            alone[number] = line
    often = {name for name, times in Counter(alone.values()).items() if times >= FEWEST_LINES}
    if len(often) < 2:
        return False
    for number, name in alone.items():
        if name in often:
            end = found[number].end - found[number].start
            found[number].kind, found[number].label, found[number].parts = "paragraph", Label(name, end, "alone"), []
    return True


def speaker_labels(found: list[Paragraph], known: Introduced, source: Source) -> list[str]:
    """Return the labels that are speakers, in the order of their first place.

    A label that stands once is none, unless the document names such a person elsewhere or has next to no other text.
    """
    times = _times(found)
    named = [*known.everyone(), *source.hosts, *source.guests, *source.authors]
    often = [label for label in times if times[label] > 1 or is_role(label)]
    if sum(1 for label in often if times[label] > 1) > 1:
        often = [label for label in often if times[label] > 1]  # "Host: Nora Lind" in a heading names nobody's turn
    rare = [label for label in times if times[label] == 1 and not is_role(label)]
    spoken = sum(1 for paragraph in found if paragraph.kind == "paragraph" and not paragraph.left_out)
    if all(times[label] == 1 for label in often) and sum(times.values()) * 2 < spoken:
        often = []
    if len(rare) <= MOST_LABELS:
        few = len(times) == 2 and sum(times.values()) * 2 >= spoken
        near = [*named, *often] if len(often) > 1 else named
        often += [label for label in rare if few or any(kin(label, name) for name in near)]
    if len(often) == 1 and not is_role(often[0]) and not any(kin(often[0], name) for name in named):
        return []
    return [label for label in times if label in set(often)]


def _times(found: list[Paragraph]) -> Counter[str]:
    """Count the labels; those before a dash count only where no others are, and each of them stands often."""
    times: Counter[str] = Counter()
    dashed: Counter[str] = Counter()
    for paragraph in found:
        if paragraph.label and paragraph.label.name and not paragraph.left_out:
            into = dashed if paragraph.label.style == "dash" else times
            into[paragraph.label.name] += 2 if paragraph.label.style in ("voice", "line") else 1
    often = Counter({name: count for name, count in dashed.items() if count >= FEWEST_DASHES})
    if len(often) < 2 or any(count > 1 for count in times.values()):
        return times
    return often


def _roles(
    text: str,
    found: list[Paragraph],
    labels: list[str],
    forms: dict[str, str],
    source: Source,
    known: Introduced,
) -> dict[str, Role]:
    """Return each label's role: hosts ask and open, guests answer; what the document says goes first."""
    asked, spoken, first = _questions(text, found, labels)
    scores: dict[str, float] = {}
    for label in labels:
        score = asked[label] / max(1, spoken[label]) + (0.25 if label == first else 0.0)
        name = forms.get(label, label)
        part = is_role(label)
        score += {"host": 9.0, "guest": -9.0, "unnamed": 0.0, None: 0.0}[part]
        score += 3.0 * _named(name, [*source.hosts]) - 3.0 * _named(name, source.guests)
        score += (0.5 if known.weak else 2.0) * _named(name, known.hosts) - 0.6 * _named(name, known.guests)
        score += 0.4 * _named(name, [*source.authors, *known.authors])
        scores[label] = score
    people = {label: forms.get(label, label) for label in labels}
    best: dict[str, float] = {}
    for label, name in people.items():
        best[name] = max(best.get(name, -99.0), scores[label])
    if not best:
        return {}
    top = max(best, key=lambda name: (best[name], -labels.index(next(k for k in people if people[k] == name))))
    return {label: "host" if name == top or best[name] >= 1.9 else "guest" for label, name in people.items()}


def _named(name: str, names: list[str] | tuple[str, ...]) -> bool:
    return any(kin(name, other) for other in names)


def _questions(text: str, found: list[Paragraph], labels: list[str]) -> tuple[Counter[str], Counter[str], str | None]:
    """Count the turns that ask and all the turns of each label; the last value is the first label."""
    asked: Counter[str] = Counter()
    spoken: Counter[str] = Counter()
    chosen = set(labels)
    now: str | None = None
    asks = False
    first: str | None = None
    for paragraph in [*found, None]:
        label = paragraph.label.name if paragraph and paragraph.label else None
        if paragraph is None or (label in chosen and label != now):
            if now is not None:
                asked[now] += asks
                spoken[now] += 1
            now, asks = label, False
            first = first or label
        if paragraph and now and not paragraph.left_out:
            asks = "?" in text[paragraph.start : paragraph.end][-80:]
    return asked, spoken, first


def _gather(cast: Cast, known: Introduced, source: Source, forms: dict[str, str]) -> None:
    """Set the participants: those who speak, then those whom the document only introduces."""
    people: dict[str, tuple[str, Role, set[str]]] = {}
    for label, name in cast.names.items():
        role = cast.roles.get(label)
        if name and role:
            key = fold(name)
            kept = people.setdefault(key, (name, role, set()))
            if label != name and not is_role(label):
                kept[2].add(label)
    spoken_roles = {role for _, role, _ in people.values()}
    has_speakers = bool(forms)
    for role, names in (
        ("host", [*source.hosts, *known.hosts]),
        ("guest", [*source.guests, *known.guests]),
        ("author", source.authors),
    ):
        for name in names:
            same = [key for key, (full, _, _) in people.items() if kin(name, full)]
            slug = name.islower() and " " not in name and name in {*source.hosts, *source.guests, *source.authors}
            if same or slug or (has_speakers and role in spoken_roles):
                continue
            people[fold(name)] = (plain_name(name), role, set())  # type: ignore[assignment]
    cast.participants = [Participant(name, role, tuple(sorted(short))) for name, role, short in people.values()]
