"""Who asks, answers or writes, where the labels do not say: from credits, introduction and the words said."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kg.readers.credits import OPENING_QUOTE, SIGNED, Credits, credits
from kg.readers.inline import without
from kg.readers.introductions import Introduced
from kg.readers.labels import is_role
from kg.readers.names import fits, fold, full_names, kin, person
from kg.readers.paragraphs import Paragraph
from kg.readers.phrases import sign
from kg.readers.presented import Stage, introduces_himself, presented
from kg.readers.questions import INTERVIEW, strong_mark
from kg.readers.source import Source

HEAD, FOOT = 14, 8
LONGEST_LINE, LONGEST_FOOT = 160, 700
FIRST_TURNS = 2
ESSAY_HEAD = 5
MOST_READ = 4_000


@dataclass(frozen=True, slots=True)
class Page:
    """A text as far as it is understood: what is kept of it, its speakers' labels, its questions, where talk begins."""

    text: str
    found: list[Paragraph]
    title: str
    labels: list[str]
    body: list[int]
    asked: set[int]
    start: int


def bill(
    text: str,
    found: list[Paragraph],
    labels: list[str],
    asked: set[int],
    known: Introduced,
    source: Source,
    title: str,
) -> None:
    """Complete ``known`` by what credits, introduction and speakers say of who takes part.

    ``asked`` are the paragraphs that ask where the answers bear no labels.
    """
    body = [n for n, p in enumerate(found) if p.left_out in (None, "navigation", "newsletter")]
    if not labels and sum(found[n].timed for n in body) * 2 > len(body):
        return
    page = Page(text, found, title, labels, body, asked, _start(found, body, labels, asked))
    head = [plain(text, found[n]) for n in body if n < page.start][:HEAD]
    foot = [plain(text, found[n]) for n in body if n >= page.start and not _labelled(found[n], labels)][-FOOT:]
    said = credits(head, [line for line in foot if len(line) <= LONGEST_FOOT])
    _take_in(said, known, source)
    known.keys = _explained(page, said, head) | known.keys
    if asked or (all(is_role(label) for label in labels) and (labels or said.own_words)):
        _interview(page, said, known, source)


def plain(text: str, paragraph: Paragraph) -> str:
    """Return the words of a paragraph, a label's too, without marks and as far as they matter; lines stay lines."""
    spans = without(paragraph.start, min(paragraph.end, paragraph.start + MOST_READ), paragraph.marks(text))
    return "".join(text[a:b] for a, b in spans).strip(" \t\r\n#")


def _labelled(paragraph: Paragraph, labels: list[str]) -> bool:
    return bool(paragraph.label and paragraph.label.name in labels)


def _start(found: list[Paragraph], body: list[int], labels: list[str], asked: set[int]) -> int:
    """Return the number of the paragraph with which the conversation, or an essay's text, begins."""
    if labels and not asked:
        return next((n for n in body if _labelled(found[n], labels)), len(found))
    if asked:
        return min(asked)
    prose = [n for n in body if found[n].kind == "paragraph" and not found[n].left_out]
    parts = [n for n in body if found[n].kind == "heading" and prose and n > prose[0]]
    return min([*parts[:1], *prose[ESSAY_HEAD:][:1]], default=len(found))


def _take_in(said: Credits, known: Introduced, source: Source) -> None:
    """Put what credits say before what was read out of sentences."""
    if said.hosts:
        known.hosts = list(dict.fromkeys([*(name for name in source.hosts if " " in name), *said.hosts]))
        known.weak = False
    known.guests = list(dict.fromkeys([*said.guests, *known.guests]))
    others = {*said.others} - {*source.authors}
    known.authors = [name for name in dict.fromkeys([*known.authors, *said.authors]) if name not in others]
    known.hosts = [name for name in known.hosts if name not in others]
    known.guests = [name for name in known.guests if name not in others and name not in known.hosts]
    known.writers = list(dict.fromkeys([*source.authors, *said.writers]))
    known.own_words = said.own_words


def _explained(page: Page, said: Credits, head: list[str]) -> dict[str, str]:
    """Return the names of labels that are initials or parts taken: as explained, or as the speaker says himself."""
    made: dict[str, str] = {}
    first = _first_words(page)
    for label in page.labels:
        short = label.isupper() and len(label) <= 4 and not is_role(label)
        if not short and not is_role(label):
            continue
        name = said.keys.get(label) or said.keys.get(label.casefold())
        own = None if name or is_role(label) == "guest" else introduces_himself("\n".join(first[label]))
        if own and (not short or fits(label, own)):
            name = own
        if name is None and short:
            name = _fitting(label, "\n".join(head))
        if name:
            made[label] = name
    return made


def _first_words(page: Page) -> dict[str, list[str]]:
    """Return how the first turns of each label begin."""
    made: dict[str, list[str]] = {label: [] for label in page.labels}
    for paragraph in page.found:
        said = made.get(paragraph.label.name) if paragraph.label else None
        if said is not None and len(said) < FIRST_TURNS:
            said.append(page.text[paragraph.start : min(paragraph.end, paragraph.start + MOST_READ)])
    return made


def _fitting(label: str, head: str) -> str | None:
    """Return the only name at the head of a piece that letters are the initials of."""
    firsts = {fold(word) for word in re.findall(r"[^\W\d_][\w-]+", head) if word[0].upper() == label[0]}
    names = {name for raw in full_names(head, firsts) if (name := person(raw)) and fits(label, name)}
    return next(iter(names)) if len(names) == 1 else None


def _interview(page: Page, said: Credits, known: Introduced, source: Source) -> None:
    """Name the host by the byline and the guest by the introduction, where no label names them."""
    stage = _stage(page, said)
    before = "\n".join([page.title, *stage.lines, *stage.opening])
    writers = list(dict.fromkeys([*known.authors, *source.authors]))
    if len(writers) == 1 and not said.hosts and sign("own_interview").search(before):
        known.guests, writers = writers, []
    elif not source.guests and not said.guests:
        others = [*said.hosts, *source.hosts, *writers, *said.others, *([] if known.weak else known.hosts)]
        if known.weak and _any_of(known.guests, others):  # "X in conversation with Y", and Y wrote it
            known.guests += known.hosts
        known.guests = [name for name in known.guests if not _any(name, others)]
        guest = presented(stage, known.guests, others, known.hosts)
        known.guests = [guest] if guest else [name for name in known.guests if name in before or not stage.opening]
    known.hosts = [name for name in known.hosts if not _any(name, known.guests)]
    is_open = not known.hosts or (known.weak and not source.hosts)
    if writers and is_open and (known.guests or INTERVIEW.search(before)):
        known.hosts = [name for name in writers if not _any(name, known.guests)]


def _stage(page: Page, credited: Credits) -> Stage:
    text, found = page.text, page.found
    before = [n for n in page.body if n < page.start and found[n].kind != "title"]
    words = {n: plain(text, found[n]) for n in before}
    before = [n for n in before if len(words[n]) > LONGEST_LINE or words[n] not in credited.lines]
    lines = [n for n in before if found[n].kind == "heading" or strong_mark(text, found[n])]
    hosts = [label for label in page.labels if is_role(label) == "host"]
    said = [n for n in page.body if n in page.asked or _labelled(found[n], hosts)]
    before = [n for n in before if not (OPENING_QUOTE.match(words[n]) and SIGNED.search(words[n]))]
    return Stage(
        title=page.title,
        lines=[words[n] for n in lines if len(words[n]) <= LONGEST_LINE],
        opening=[SIGNED.sub("", words[n]) for n in before if found[n].kind in ("paragraph", "quote", "item")],
        asked=[" ".join(text[a:b] for a, b in found[n].parts).strip(" *_") for n in said],
    )


def _any_of(names: list[str], others: list[str]) -> bool:
    return any(_any(name, others) for name in names)


def _any(name: str, names: list[str]) -> bool:
    return any(kin(name, other) for other in names)
