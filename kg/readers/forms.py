"""The fullest name of each label: from the front matter, the labels, the title, the introduction or the text."""

from __future__ import annotations

from collections import Counter

from rapidfuzz import fuzz

from kg.readers.boilerplate import entry_name
from kg.readers.introductions import Introduced
from kg.readers.labels import is_role
from kg.readers.names import accented, covers, fits, fold, full_names, is_name, plain_name
from kg.readers.paragraphs import Paragraph
from kg.readers.source import Source

SLIP, ALIKE = 6, 90


def full_forms(
    text: str,
    found: list[Paragraph],
    times: Counter[str],
    labels: list[str],
    source: Source,
    known: Introduced,
    title: str,
) -> dict[str, str]:
    """Return the fullest name of each label; labels that only say a part ("Q") have none."""
    persons = [label for label in labels if not is_role(label)]
    firsts = {fold(label).split()[0] for label in persons if fold(label)}
    everywhere = full_names(text, firsts)
    commenters = Counter(name for p in found if p.left_out and (name := entry_name(text, p)))
    sources = [
        Counter([*source.hosts, *source.guests, *source.authors]),
        Counter(label for label in persons if len(label.split()) > 1),
        full_names(title, firsts),
        Counter(known.everyone()),
        full_names(source.about, firsts),
        commenters + everywhere,
    ]
    all_forms = sum(sources, Counter())
    made: dict[str, str] = {}
    for label in persons:
        if label in known.keys:
            made[label] = known.keys[label]
            continue
        name = _fullest(label, sources, text)
        made[label] = accented(plain_name(name or _cased(label, all_forms)), all_forms)
    made.update({label: known.keys[label] for label in labels if is_role(label) and label in known.keys})
    _join_misspelt(made, times)
    by_initials = [name for name in (known.everyone() + list(made.values())) if len(name.split()) > 1]
    for label in persons:
        if label.isupper() and 1 < len(label) <= 4 and label not in known.keys:
            fitting = {fold(name): name for name in by_initials if fits(label, name)}
            if len(fitting) == 1:
                made[label] = next(iter(fitting.values()))
    return made


def _join_misspelt(made: dict[str, str], times: Counter[str]) -> None:
    """Give a label that stands seldom the name of a frequent one that it is a slip of."""
    for label in made:
        for other in made:
            rare = times[label] * SLIP <= times[other] and label[0] == other[0]
            if rare and len(label) > 4 and fuzz.ratio(label, other) >= ALIKE:
                made[label] = made[other]


def _cased(label: str, forms: Counter[str]) -> str:
    """Return a label in capitals as a name: as the document writes it elsewhere, or each word with one capital."""
    if not label.isupper() or len(label) < 4:
        return label
    same = [form for form in forms if fold(form) == fold(label) and not form.isupper()]
    return min(same, key=lambda form: (-forms[form], form)) if same else label.title()


def _fullest(label: str, sources: list[Counter[str]], text: str) -> str | None:
    """Return the fullest name for a label: of the first source that has one, the most frequent."""
    label = plain_name(label)
    for number, source in enumerate(sources):
        fitting = {name: times for name, times in source.items() if covers(name, label)}
        if number >= 2:
            fitting = {name: times for name, times in fitting.items() if is_name(name, text)}
        different = {fold(name) for name in fitting}
        if number == 1 and len({folded for folded in different if len(folded.split()) > 1}) > 1:
            return None
        if fitting:
            return min(fitting, key=lambda name: (-fitting[name], -len(name), name))
    return None
