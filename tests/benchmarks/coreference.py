"""How often pronouns are given the right referent, on GUM's interviews: ``python tests/benchmarks/coreference.py FOLDER``.

FOLDER holds GUM's .conllu files and splits.md. Each interview is written as "Speaker: words" paragraphs, read by
kg.readers and parsed by kg's own pipeline; only the named mentions are taken from the gold annotation (--names own
takes the pipeline's own instead), so that what is measured is the reference and not the finding of names.

What is counted: every pronoun that GUM annotates as a mention of an entity.
- first (I, me, my ...): right if the gold entity is that of the turn's speaker and we say the speaker.
- second (you, your ...): right if we name the participant whose gold entity it is, or nobody where the gold entity
  is no participant.
- person (he, she ...), they, it: right if the antecedent we give is a name of the gold entity, or if we give none and
  the gold entity has no name anywhere in the document.
- we: GUM takes "we" for a group of its own, we for the speaker: right only where the gold entity has a name that we
  give, or where it is the speaker's. Listed, but not in the sum.
"Person pronouns" is the sum of first, second, person, and those "they" whose gold entity is a person.
A speaker's gold entity is the one named like him, else the one that most "I" of his turns belong to.
"""

from __future__ import annotations

import argparse
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path

import spacy

import kg.nlp
from kg.nlp.columns import columns
from kg.nlp.extract import labels, names
from kg.nlp.reading import FIRST_PERSON, SECOND_PERSON, Reading
from kg.nlp.reference import person_meant, resolve
from kg.nlp.reference.gum import TYPES, Gold, doc_of, golds, is_name, parts, split
from kg.nlp.reference.pronouns import class_of
from kg.nlp.reference.referent import same_name
from kg.nlp.view import view
from kg.readers import read_text

WE = frozenset(["we", "us", "our", "ours", "ourselves"])
SUM = ("first", "second", "person", "they (persons)")


@dataclass(frozen=True)
class Pronoun:
    """A gold pronoun: its first character in the text, and the gold mention."""

    at: int
    word: str
    speaker: str | None
    gold: Gold


@dataclass
class Interview:
    """An interview as plain text with its gold pronouns and names (start, end, entity, type)."""

    name: str
    text: str
    pronouns: list[Pronoun]
    names: list[tuple[int, int, int, str]]


def interview(path: Path) -> Interview:
    """Write a file as plain text, and find where its gold mentions stand in it."""
    vocab = spacy.blank("en").vocab
    text, pronouns, named = "", [], []
    for block, part in enumerate(parts(path)):
        label = f"{part.speaker}: " if part.speaker else ""
        doc = doc_of(vocab, part)
        base = len(text) + len(label)
        for g in golds(block, part, doc):
            start = base + doc[g.core[0]].idx
            last = doc[g.core[1] - 1]
            if is_name(doc, g):
                named.append((start, base + last.idx + len(last), g.entity, TYPES.get(g.kind, "Tool")))
            token = doc[g.head]
            if g.end - g.start == 1 and token.tag_ in ("PRP", "PRP$"):
                pronouns.append(Pronoun(base + token.idx, token.lower_, part.speaker, g))
        text += label + doc.text.rstrip() + "\n\n"
    return Interview(path.stem, text, pronouns, named)


def reading_of(one: Interview, own: bool) -> Reading:
    """Read and resolve an interview as the pipeline does."""
    document = read_text(one.text, name=one.name)
    assert document.text == one.text, "the reader changed the text, so gold offsets do not hold"
    nlp = kg.nlp.load()
    views = [v for v in (view(document, b) for b in document.blocks) if v.text]
    reading = Reading(document, views, list(nlp.pipe(v.text for v in views)))
    labels(reading)
    if own:
        names(reading)
    else:
        gold_names(reading, one)
    resolve(reading)
    return reading


def gold_names(reading: Reading, one: Interview) -> None:
    """Append the gold names to a reading."""
    for block, v in enumerate(reading.views):
        index = {offset: i for i, offset in enumerate(v.offsets)}
        taken: set[int] = set()
        for start, end, _, kind in sorted(one.names, key=lambda n: (n[0], -n[1])):
            if start in index and end - 1 in index and not taken & set(range(start, end)):
                span = reading.docs[block].char_span(index[start], index[end - 1] + 1, alignment_mode="expand")
                if span is not None:
                    taken |= set(range(start, end))
                    reading.add(block, span, kind, "name")


def judge(one: Interview, reading: Reading) -> tuple[Counter[str], Counter[str], list[str]]:
    """Count the pronouns and the right ones by class; also a line for each wrong one."""
    total, right, wrong = Counter[str](), Counter[str](), []
    has_name = {e: one.text[s:t] for s, t, e, _ in one.names}
    of_speaker = speaker_entities(one)
    at = {v.offsets[t.idx]: (b, t) for b, (v, d) in enumerate(zip(reading.views, reading.docs, strict=True)) for t in d}
    given = defaultdict(list)
    for f in reading.found:
        if f.mention.kind == "pronoun":
            given[f.mention.evidence.start].append(reading.found[f.mention.antecedent or 0].mention)
    for p in one.pronouns:
        block, token = at.get(p.at, (0, None))
        kind = kind_of(p)
        if kind is None:
            continue
        if p.word in FIRST_PERSON | SECOND_PERSON:
            said = person_meant(reading, block, token.i) if token is not None else None
            entities = {of_speaker.get(s) for s in of_speaker if said is not None and same_name(s, said)}
        else:
            entities = {
                e for m in given[p.at] for s, t, e, _ in one.names if s < m.evidence.end and t > m.evidence.start
            }
            said = given[p.at][0].text if given[p.at] else None
        known = p.gold.entity in has_name or p.gold.entity in of_speaker.values()
        ok = p.gold.entity in entities if known else said is None
        total[kind] += 1
        right[kind] += ok
        if not ok:
            context = " ".join(one.text[max(0, p.at - 90) : p.at + 30].split())
            want = has_name.get(p.gold.entity) or next((s for s, e in of_speaker.items() if e == p.gold.entity), None)
            wrong.append(f"{one.name} {kind}: ...{context}... wanted {want}, got {said}")
    return total, right, wrong


def kind_of(p: Pronoun) -> str | None:
    """The class under which a pronoun is counted."""
    if p.word in WE or p.word == "let's":
        return "we"
    if p.word in FIRST_PERSON:
        return "first"
    if p.word in SECOND_PERSON:
        return "second"
    doc = spacy.blank("en")(p.word)
    kind = class_of(columns(doc), 0)
    return ("they (persons)" if p.gold.kind == "person" else "they (others)") if kind == "they" else kind


def speaker_entities(one: Interview) -> dict[str, int]:
    """The gold entity of each speaker."""
    found: dict[str, int] = {}
    own = FIRST_PERSON - WE
    for speaker in sorted({p.speaker for p in one.pronouns if p.speaker}):
        named = Counter(e for s, t, e, kind in one.names if kind == "Person" and same_name(one.text[s:t], speaker))
        said = Counter(p.gold.entity for p in one.pronouns if p.speaker == speaker and p.word in own)
        votes = named or said
        if votes:
            found[speaker] = votes.most_common(1)[0][0]
    return found


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--names", choices=["gold", "own"], default="gold")
    parser.add_argument("--wrong", action="store_true", help="list the wrong ones")
    options = parser.parse_args()
    for name in ("test", "dev"):
        total, right = Counter[str](), Counter[str]()
        for path in split(options.folder, name):
            if "interview" not in path.stem:
                continue
            one = interview(path)
            t, r, wrong = judge(one, reading_of(one, options.names == "own"))
            total += t
            right += r
            if options.wrong:
                print("\n".join(wrong))
        print(f"{name} interviews, {options.names} names")
        for kind in sorted(total):
            print(f"  {kind:16} {right[kind]:4} of {total[kind]:4}  {right[kind] / total[kind]:.3f}")
        n, k = sum(total[s] for s in SUM), sum(right[s] for s in SUM)
        print(f"  {'person pronouns':16} {k:4} of {n:4}  {k / max(1, n):.3f}")


if __name__ == "__main__":
    main()
