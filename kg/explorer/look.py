"""How each type of entity looks: one shape a type, so that colour is never the only cue.

Colours are named in assets/css/colours.css (light and dark); vis-network gets its shapes from here.
"""

from __future__ import annotations

from typing import NamedTuple


class Look(NamedTuple):
    """The shape that vis-network draws, and the words of the legend."""

    shape: str
    singular: str
    plural: str


LOOKS = {
    "Person": Look("dot", "person", "people"),
    "Tool": Look("square", "tool", "tools"),
    "Institution": Look("diamond", "institution", "institutions"),
    "Concept": Look("triangle", "concept", "concepts"),
    "Work": Look("star", "work", "works"),
    "Event": Look("hexagon", "event", "events"),
    "Place": Look("triangleDown", "place", "places"),
}


def look(type_name: str) -> Look:
    """Give the look of a type; one that nobody has heard of is a dot under its own name."""
    return LOOKS.get(type_name) or Look("dot", type_name.lower(), type_name.lower())
