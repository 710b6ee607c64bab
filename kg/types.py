"""The records that the stages hand to one another, and the errors they raise.

Offsets are character offsets into ``Document.text``, which a reader makes once and nobody changes after.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

Role = Literal["host", "guest", "author", "commenter"]
BlockKind = Literal["title", "heading", "paragraph", "item", "caption", "quote"]
Polarity = Literal["affirmed", "negated"]
Modality = Literal["asserted", "hedged", "hypothetical", "asked", "wished"]
MentionKind = Literal["name", "term", "pronoun", "nominal", "speaker"]


class KgError(Exception):
    """A failure that one line explains: it names the file or value, and the cure."""


class UsageError(KgError):
    """The command or call was wrong; nothing was tried (exit code 2)."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A stretch of a document that one person speaks or writes.

    ``speaker`` is the fullest name that the document gives, or None where it is unknown;
    ``time`` is the start in the recording as "HH:MM:SS", or None; ``confidence`` is below 1 where the document does not
    say who speaks, and it is told from what is said.
    """

    start: int
    end: int
    speaker: str | None = None
    role: Role | None = None
    time: str | None = None
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, paragraph or the like: the unit that is analysed at one go.

    ``spans`` are the ranges of ``Document.text`` that hold its words, in order and without overlap: speaker labels,
    time stamps, Markdown marks and link targets lie between them. ``turn`` is an index into ``Document.turns``.
    """

    kind: BlockKind
    spans: tuple[tuple[int, int], ...]
    turn: int | None = None


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A range of the text that is kept out of the graph, with the reason ("readers' comments", "navigation" ...)."""

    start: int
    end: int
    reason: str


@dataclass(frozen=True, slots=True)
class Participant:
    """Somebody who takes part in the document, whether or not a turn is theirs; ``aliases`` are the short forms used."""

    name: str
    role: Role
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """One interview, transcript or article as a reader gives it.

    ``date`` is ISO 8601, as precise as the source states it ("2018-07-02", "2018"); ``language`` is ISO 639-1.
    """

    id: str
    text: str
    title: str
    source: str
    media_type: str
    sha256: str
    language: str = "en"
    date: str | None = None
    turns: tuple[Turn, ...] = ()
    blocks: tuple[Block, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    participants: tuple[Participant, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """A place in a document; its quote is ``Document.text[start:end]``, never a copy that could drift."""

    document: str
    start: int
    end: int
    speaker: str | None = None


@dataclass(frozen=True, slots=True)
class Mention:
    """A stretch of text that names or refers to an entity of ``type``.

    ``text`` is the words as an analyst would cite them (white space normalised). For a pronoun, a nominal such as
    "the library" or the speaker himself, ``antecedent`` is the index, in the same extraction, of the mention meant,
    and ``score`` the confidence in it.
    """

    evidence: Evidence
    type: str
    text: str
    kind: MentionKind = "name"
    score: float = 1.0
    antecedent: int | None = None
    lexicon: str | None = None


@dataclass(frozen=True, slots=True)
class Relation:
    """One statement of a relation; ``subject`` and ``object`` index the mentions of the same extraction.

    ``time`` is normalised ("2015-03", "2015/2017") or the phrase as it stands; ``rule`` names what found it.
    """

    subject: int
    predicate: str
    object: int
    evidence: Evidence
    polarity: Polarity = "affirmed"
    modality: Modality = "asserted"
    time: str | None = None
    confidence: float = 1.0
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Extraction:
    """All that one document yields; what the store keeps and linking takes.

    ``settled`` is what its names are among themselves (``kg.link.settled``), as plain values; None where linking has yet
    to tell.
    """

    document: Document
    mentions: tuple[Mention, ...]
    relations: tuple[Relation, ...]
    settled: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Merge:
    """Why two forms are held to be one entity: ``reason`` is a word ("alias", "first name" ...), ``score`` in 0 to 1."""

    form: str
    into: str
    reason: str
    score: float


@dataclass(frozen=True, slots=True)
class Entity:
    """One node: what all its mentions stand for."""

    id: str
    type: str
    name: str
    aliases: tuple[str, ...] = ()
    same_as: tuple[str, ...] = ()
    mentions: tuple[Evidence, ...] = ()
    merges: tuple[Merge, ...] = ()


@dataclass(frozen=True, slots=True)
class Assertion:
    """One claim of one speaker, with all the places where it is made; subject, object and speaker are entity ids."""

    id: str
    subject: str
    predicate: str
    object: str
    speaker: str | None
    polarity: Polarity
    modality: Modality
    time: str | None
    confidence: float
    evidence: tuple[tuple[Evidence, Relation], ...]
