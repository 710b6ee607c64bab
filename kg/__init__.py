"""kg turns interviews into a knowledge graph of people, tools and ideas.

    import kg
    graph = kg.build(["interviews/"])          # a networkx.MultiDiGraph
    kg.query(graph, "who-created-what")        # SPARQL, by name or text
    kg.to_html(graph, "graph.html")            # the explorer, one offline file

Nothing heavy is imported before it is used.
"""

from __future__ import annotations

import importlib
import sys
import types
from typing import Any

__version__ = "0.1.0"

# name -> (module, what it is called there)
_PUBLIC = {
    "build": ("kg.build", "build"),
    "load": ("kg.graph", "load"),
    "save": ("kg.graph", "save"),
    "select": ("kg.graph", "select"),
    "find": ("kg.graph", "find"),
    "read": ("kg.readers", "read"),
    "query": ("kg.query", "query"),
    "validate": ("kg.query", "validate"),
    "to_rdf": ("kg.rdf", "to_rdf"),
    "from_rdf": ("kg.rdf", "from_rdf"),
    "to_html": ("kg.explorer", "to_html"),
    "display": ("kg.explorer", "display"),
    "export": ("kg.export", "export"),
    "frames": ("kg.export", "frames"),
    "serve": ("kg.serve", "serve"),
    "diff": ("kg.diff", "diff"),
    "Options": ("kg.build", "Options"),
    "Report": ("kg.build", "Report"),
    "KgError": ("kg.types", "KgError"),
    "UsageError": ("kg.types", "UsageError"),
}

__all__ = [*sorted(_PUBLIC), "__version__"]


class _Package(types.ModuleType):
    """A module whose functions keep their names where a submodule has the same one (``kg.query``, ``kg.build``)."""

    def __setattr__(self, name: str, value: Any) -> None:
        if not (name in _PUBLIC and isinstance(value, types.ModuleType)):
            super().__setattr__(name, value)

    def __getattr__(self, name: str) -> Any:
        if name not in _PUBLIC:
            raise AttributeError(f"module 'kg' has no attribute '{name}'")
        module, attribute = _PUBLIC[name]
        value = getattr(importlib.import_module(module), attribute)
        super().__setattr__(name, value)
        return value

    def __dir__(self) -> list[str]:
        return sorted([*vars(self), *_PUBLIC])


sys.modules[__name__].__class__ = _Package
