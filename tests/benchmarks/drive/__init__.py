"""The explorer's features, each driven as a person would: FEATURES lists them in the order in which they are tried.

A feature chooses from the graph what to try itself on, compares what stands on the screen with the graph, and gives
what it has tried in words, or nothing. It raises Wrong where the page fails, Absent where the graph has nothing to show
it on. The tests' folder must be on the path: the browser is that of the tests.
"""

from __future__ import annotations

from collections.abc import Callable

from . import ask, cards, documents, everyone, filters, find, keep, picture
from .graph import Drive

FEATURES: dict[str, Callable[[Drive], str | None]] = {
    "start view": find.start_view,
    "search by name": find.search_by_name,
    "search by alias": find.search_by_alias,
    "search by words of a quote": find.search_by_quote,
    **{f"filter by {name}": filters.by(name) for name in filters.VALUES},
    "filter by type": filters.by_type,
    "filter by time": filters.by_time,
    "filter by confidence": filters.by_confidence,
    "the address keeps the view": keep.address,
    "card of an entity": cards.card,
    "timeline of an entity": cards.timeline,
    "a line in the picture opens its quotes": cards.line_by_click,
    "quotes of an edge, in their paragraphs": cards.line_quotes,
    "from a quote to its place in the document": documents.quote_in_document,
    "a document's whole text with its mentions": documents.document,
    "back and forward": keep.back_and_forward,
    "path between two entities": ask.path,
    "expand": picture.expand,
    "hide": picture.hide,
    "pin": picture.pin,
    "opinions, the disputed first": ask.all_opinions,
    "agree and disagree": ask.disagreement,
    "lineage": ask.lineage,
    "everything, or clusters": picture.everything,
    "save as PNG and SVG": keep.save_pictures,
    "save as graph.json and SPARQL": keep.save_graph,
    "list by keyboard": everyone.list_view,
    "picture by keyboard": everyone.walk,
    "dark mode": everyone.dark,
    "phone": everyone.phone,
    "print": everyone.paper,
    "axe-core finds nothing serious": everyone.accessible,
    "quick": everyone.quick,
}
