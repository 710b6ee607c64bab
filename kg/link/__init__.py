"""From mentions to entities: one node a thing within and across documents, each merge with its reason.

``within`` settles the names of one document, as soon as it is read; ``across`` joins those of all, ``claims`` gathers
what is said of them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from kg.link import across, claims, within
from kg.link.items import packed
from kg.link.known import Known
from kg.types import Assertion, Entity, Extraction, Relation
from kg.vocabulary import Entry

__all__ = ["Known", "link", "settled"]


def settled(extraction: Extraction, known: Known) -> Extraction:
    """The extraction with its names settled, so that ``link`` need not do it again.

    ``known`` is the lexicon with which it will be linked.
    """
    return replace(extraction, settled=packed(within.linked(extraction, known)))


def link(
    extractions: Sequence[Extraction],
    entries: Sequence[Entry] = (),
    wanted: Callable[[Relation], bool] = lambda surest: True,
) -> tuple[list[Entity], list[Assertion]]:
    """Join the mentions of all documents to entities, and their relations to assertions.

    ``entries`` are those of the lexicon; ``wanted`` tells by its surest statement whether a claim is wanted. The result
    does not depend on the order of ``extractions``; entities and assertions come sorted by id.
    """
    ordered = sorted(extractions, key=lambda x: x.document.id)
    known = Known(entries)
    locals_ = [within.read(x, known) for x in ordered]
    clusters, of = across.gather(locals_)
    entities = [across.entity(c, locals_) for c in clusters]
    return entities, claims.assertions(ordered, of, {e.id: e.type for e in entities}, wanted)
