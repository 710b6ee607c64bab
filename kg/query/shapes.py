"""Whether a graph keeps the rules of ontology/shapes.ttl, by SHACL."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kg.query.results import short
from kg.query.sources import Source, from_rdflib, open_store, to_rdflib
from kg.types import KgError
from kg.vocabulary import resource

if TYPE_CHECKING:
    import rdflib


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One rule that is broken: at which node, by which value, and what to do."""

    focus: str
    path: str
    value: str
    message: str


@dataclass(frozen=True, slots=True)
class Report:
    """What a validation found; no problems means that the graph keeps every rule."""

    problems: tuple[Problem, ...]

    @property
    def conforms(self) -> bool:
        """Tell whether every rule is kept."""
        return not self.problems

    @property
    def text(self) -> str:
        """Give the report to read: a line for each problem, and a sum."""
        lines = [" ".join(filter(None, (f"{p.focus}:", p.message, p.path, p.value))) for p in self.problems]
        count = len(self.problems)
        return "\n".join([*lines, f"{count} problem{'' if count == 1 else 's'} found" if count else "valid"])


def validate(source: Source) -> Report:
    """Hold a graph, a store or a file of RDF against the shapes and the ontology; problems come sorted.

    Raises UsageError where the source cannot be read.
    """
    import pyshacl
    import rdflib
    from rdflib.namespace import SH

    # pyshacl would take only the classes of an ontology given apart; the rules need its signatures too
    graph = to_rdflib(open_store(source)).parse(resource("kg.ttl"), format="turtle")
    shapes = rdflib.Graph().parse(resource("shapes.ttl"), format="turtle")
    _, found, words = pyshacl.validate(graph, shacl_graph=shapes, inference="none", advanced=False)
    if not isinstance(found, rdflib.Graph):
        raise KgError(f"the shapes could not be applied ({words}): correct ontology/shapes.ttl")
    return Report(tuple(sorted(_problem(found, node) for node in found.subjects(rdflib.RDF.type, SH.ValidationResult))))


def _problem(found: rdflib.Graph, node: Any) -> Problem:
    from rdflib.namespace import SH

    focus, path, value = (_short(found.value(node, name)) for name in (SH.focusNode, SH.resultPath, SH.value))
    messages = sorted(str(message) for message in found.objects(node, SH.resultMessage))
    return Problem(focus, path, value, "; ".join(messages))


def _short(term: Any) -> str:
    written = short(from_rdflib(term))
    return written if len(written) <= 120 else written[:120] + " ..."
