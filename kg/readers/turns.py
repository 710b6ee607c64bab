"""Paragraphs to turns, by the layout that the text has."""

from __future__ import annotations

from dataclasses import dataclass, field

from kg.readers.boilerplate import entry_name
from kg.readers.introductions import Introduced
from kg.readers.names import fold, plain_name
from kg.readers.openings import cut_opening
from kg.readers.paragraphs import END, Paragraph
from kg.readers.phrases import narrator
from kg.readers.questions import asking, one_sided, strong_mark
from kg.readers.rejoin import unlabel
from kg.readers.source import Source
from kg.readers.speakers import Cast
from kg.types import Participant, Role

OUTSIDE = ("title", "heading", "caption")
SHORTEST_PROSE, SURELY_PROSE = 90, 250
CLOSING = 4


@dataclass(slots=True)
class Stretch:
    """A turn in the making: the numbers of its paragraphs, and whose it is."""

    paragraphs: list[int] = field(default_factory=list)
    speaker: str | None = None
    role: Role | None = None
    time: str | None = None


def stretches(
    text: str, found: list[Paragraph], cast: Cast, known: Introduced, source: Source, title: str, *, comments: bool
) -> list[Stretch]:
    """Return the turns of a text in order; what belongs to nobody is in none."""
    body = [number for number, paragraph in enumerate(found) if not paragraph.left_out]
    if questions := one_sided(text, found, body, set(cast.names)):
        made = _asked(text, found, body, questions, cast, known)
    elif cast.names:
        made = _labelled(text, found, body, cast, known)
    elif questions := asking(text, found, body):
        made = _asked(text, found, body, questions, cast, known)
    elif sum(found[number].timed for number in body) * 2 > len(body):
        opening = cut_opening(text, found)
        body = [number for number, paragraph in enumerate(found) if not paragraph.left_out]
        made = _unlabelled(text, found, body, cast, opening)
    elif known.own_words and cast.one("guest"):
        made = _told(text, found, body, cast)
    else:
        made = _essay(text, found, body, cast, source, known)
    if comments:
        made += _comments(text, found, cast)
    return made


def _labelled(text: str, found: list[Paragraph], body: list[int], cast: Cast, known: Introduced) -> list[Stretch]:
    places = [at for at, n in enumerate(body) if (mark := found[n].label) and mark.name in cast.names]
    first, last = places[0], places[-1]
    made = _narration(text, found, body[:first], cast, known)
    end = _closing(text, found, body, last, cast)
    now: Stretch | None = None
    for number in body[first:end]:
        paragraph = found[number]
        label = paragraph.label.name if paragraph.label and paragraph.label.name in cast.names else None
        if label is not None:
            speaker, role = cast.names[label], cast.roles[label]
            if now is None or (now.speaker, now.role) != (speaker, role) or speaker is None:
                now = Stretch([], speaker, role, paragraph.time)
                made.append(now)
        elif paragraph.label:
            unlabel(text, paragraph)
        if now is not None and paragraph.kind not in OUTSIDE:
            now.paragraphs.append(number)
    return [stretch for stretch in made if stretch.paragraphs] + _narration(text, found, body[end:], cast, known)


def _narration(text: str, found: list[Paragraph], numbers: list[int], cast: Cast, known: Introduced) -> list[Stretch]:
    """Return what is written before the first label and after the last turn, as the interviewer's where it is his."""
    for number in numbers:
        unlabel(text, found[number])
    prose = [n for n in numbers if found[n].kind not in OUTSIDE]
    host = cast.one("host")
    if host is None or not any(narrator().search(text, found[n].start, found[n].end) for n in prose):
        prose = [n for n in prose if host in known.writers and _is_prose(text, found[n])]
    return [Stretch(prose, host, "host")] if prose else []


def _is_prose(text: str, paragraph: Paragraph) -> bool:
    """Tell whole sentences from a byline, a date or a note."""
    words = text[paragraph.start : paragraph.end].rstrip(" *_")
    whole = words.endswith(END) or len(words) >= SURELY_PROSE
    return paragraph.kind == "paragraph" and len(words) >= SHORTEST_PROSE and whole


def _closing(text: str, found: list[Paragraph], body: list[int], last: int, cast: Cast) -> int:
    """Return where the last speaker ends and the writer closes: at the first paragraph that speaks of the interview."""
    speaker = cast.names.get(found[body[last]].label.name)  # type: ignore[union-attr]
    for at in range(last + 1, len(body)):
        paragraph = found[body[at]]
        words = text[paragraph.start : paragraph.end]
        if narrator().search(words[:600]) or (speaker and len(speaker.split()) > 1 and speaker in words):
            return at
    return len(body)


def _asked(
    text: str, found: list[Paragraph], body: list[int], questions: set[int], cast: Cast, known: Introduced
) -> list[Stretch]:
    first = min(questions)
    before = [number for number in body if number < first]
    made = _narration(text, found, before, cast, known)
    host, guest = cast.one("host"), cast.one("guest")
    now: Stretch | None = None
    for number in body:
        label = found[number].label
        if number in questions and label and label.name in cast.names:
            host = cast.names[label.name]
        else:
            unlabel(text, found[number])
        if number < first or (found[number].kind in OUTSIDE and number not in questions):
            continue
        role: Role = "host" if number in questions else "guest"
        speaker = host if role == "host" else guest
        if now is None or (now.speaker, now.role) != (speaker, role):
            now = Stretch([], speaker, role, found[number].time)
            made.append(now)
        now.paragraphs.append(number)
    return made


def _unlabelled(text: str, found: list[Paragraph], body: list[int], cast: Cast, opening: int) -> list[Stretch]:
    """Return one turn a paragraph, of nobody known; in the first ``opening`` paragraphs it is the host who opens."""
    for number in body:
        unlabel(text, found[number])
    host = cast.one("host")
    made = [Stretch([n], None, None, found[n].time) for n in body if found[n].kind not in OUTSIDE]
    for stretch in made:
        if stretch.paragraphs[0] < opening:
            stretch.speaker, stretch.role = host, "host"
    return made


def _told(text: str, found: list[Paragraph], body: list[int], cast: Cast) -> list[Stretch]:
    """Return what the guest tells, with the questions taken out, between the host's own lines in italics."""
    for number in body:
        unlabel(text, found[number])
    host, guest = cast.one("host"), cast.one("guest") or ""
    prose = [number for number in body if found[number].kind not in OUTSIDE]
    plain = [number for number in prose if not strong_mark(text, found[number])] or prose
    last = next(
        (n for n in plain[-CLOSING:] if n > plain[0] and guest in text[found[n].start : found[n].end]), plain[-1] + 1
    )
    his = [n for n in prose if n < plain[0]], [n for n in prose if n >= last and _names(text, found[n], guest)]
    hers = [n for n in prose if plain[0] <= n < last]
    made = [Stretch(his[0], host, "host"), Stretch(hers, guest, "guest"), Stretch(his[1], host, "host")]
    return [stretch for stretch in made if stretch.paragraphs]


def _names(text: str, paragraph: Paragraph, name: str) -> bool:
    return bool(strong_mark(text, paragraph)) or name in text[paragraph.start : paragraph.end]


def _essay(
    text: str, found: list[Paragraph], body: list[int], cast: Cast, source: Source, known: Introduced
) -> list[Stretch]:
    """Return the whole text as its author's turn; of nobody known where no author is named."""
    for number in body:
        unlabel(text, found[number])
    prose = [number for number in body if found[number].kind not in OUTSIDE]
    names = list(dict.fromkeys(plain_name(name) for name in [*source.authors, *known.authors]))
    author = names[0] if len(names) == 1 else None
    if author:
        cast.participants = [person for person in cast.participants if fold(person.name) != fold(author)]
        cast.participants.insert(0, Participant(author, "author"))
    return [Stretch(prose, author, "author")] if prose else []


def _comments(text: str, found: list[Paragraph], cast: Cast) -> list[Stretch]:
    """Return the readers' comments as turns of role commenter."""
    made: list[Stretch] = []
    for number, paragraph in enumerate(found):
        if paragraph.left_out != "readers' comments":
            continue
        if name := entry_name(text, paragraph):
            made.append(Stretch([], plain_name(name), "commenter"))
            first = text.find("\n", paragraph.start, paragraph.end)
            paragraph.parts = [(first + 1, paragraph.end)] if first >= 0 else []
        elif not made:
            continue
        if made and paragraph.parts:
            made[-1].paragraphs.append(number)
            paragraph.left_out = "taken in"
    made = [stretch for stretch in made if stretch.paragraphs]
    known = {fold(person.name) for person in cast.participants}
    for stretch in made:
        if stretch.speaker and fold(stretch.speaker) not in known:
            known.add(fold(stretch.speaker))
            cast.participants.append(Participant(stretch.speaker, "commenter"))
    return made
