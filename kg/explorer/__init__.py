"""The graph as one HTML page that needs no network: a picture to explore, with the words behind every line."""

from __future__ import annotations

from kg.explorer.page import Inline, display, to_html

__all__ = ["Inline", "display", "to_html"]
