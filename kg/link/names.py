"""Names as strings: cleaned, brought to the form under which two are the same, and kept out where they name nothing."""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Sequence
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Final

import jellyfish
from slugify import slugify

_WORDS: Final = MappingProxyType(tomllib.loads((files("kg.link") / "words.toml").read_text("utf-8")))
_SIGNS: Final = (("+", " plus "), ("#", " sharp "), ("&", " and "), ("\u2019", ""), ("'", ""))
_PLAIN: Final = re.compile(r"[A-Za-z0-9 -]*")
_PAIRS: Final = str.maketrans("\u201c\u201d\u201e\u00ab\u00bb\u2018\u2019\u2013\u2014", '"""""\'\'--')


def words(name: str) -> frozenset[str]:
    """The words listed under ``name`` in words.toml."""
    return frozenset(_WORDS[name].split())


def table(name: str) -> MappingProxyType[str, Any]:
    """The table ``name`` of words.toml."""
    return MappingProxyType(_WORDS[name])


JUNK: Final = words("junk")
NOBODY: Final = words("nobody")
TITLES: Final = words("titles")
DEGREES: Final = words("degrees")
LEGAL: Final = words("legal")
SINGULAR: Final = words("singular")
LEADING: Final = words("leading")
SAME: Final = table("same")
_SAME: Final = re.compile(rf"\b({'|'.join(SAME)})(?=s?\b)")


@functools.lru_cache(maxsize=1 << 17)
def clean(text: str) -> str:
    """A name without what surrounds it: quotes, brackets, stops, a possessive 's, needless white space.

    >>> clean("(Keras's)"), clean("C++,"), clean(".NET"), clean("Open Data Science (ODS.ai)")
    ('Keras', 'C++', '.NET', 'Open Data Science (ODS.ai)')
    """
    text, before = " ".join(text.translate(_PAIRS).split()), ""
    while text != before:
        before = text
        text = text.strip("\"'`*_~,;:!?…-<>|/\\ ").lstrip("([{@").removesuffix("'s").removesuffix("'S").rstrip(".")
        if not re.search(r"[(\[{]", text):
            text = text.rstrip(")]}")
    return text


def slug(text: str, separator: str = "-", signs: Sequence[tuple[str, str]] = ()) -> str:
    """The letters and digits of a text, in lower case and Latin script, its words joined by ``separator``.

    ``signs`` are replaced before.

    >>> slug("Café C++"), slug("C++", signs=[("+", " plus ")]), slug("Big Data", "")
    ('cafe-c', 'c-plus-plus', 'bigdata')
    """
    # Nearly all names are plain; slugify looks for accents, entities and scripts first and takes ten times as long.
    if _PLAIN.fullmatch(text):
        return separator.join(re.findall("[a-z0-9]+", text.lower()))
    return slugify(text, separator=separator, replacements=signs)


@functools.lru_cache(maxsize=1 << 17)
def key(name: str, type: str) -> str:
    """The form under which two names of a type are the same; it is also what the id is made of.

    Case, accents, script, punctuation, a leading article, a regular plural of common nouns, a person's title and
    middle initials, a firm's legal form do not count.

    >>> key("Vladimir I. Iglovikov", "Person"), key("Dr. François Chollet", "Person")
    ('vladimir-iglovikov', 'francois-chollet')
    >>> key("The Level5", "Institution"), key("Lyft Inc.", "Institution"), key("C++", "Tool")
    ('level-5', 'lyft', 'c-plus-plus')
    >>> key("Convolutional Neural Networks", "Concept"), key("CNNs", "Concept"), key("data sets", "Concept")
    ('convolutional-neural-network', 'cnn', 'dataset')
    """
    name = clean(name)
    if name[-1:] == "s" and re.search(r"\b[A-Z]{2,}s$", name):
        name = name[:-1]
    parts = slug(name.replace("'s ", " "), " ", _SIGNS).split()
    if len(parts) > 1 and parts[0] in LEADING:
        parts = parts[1:]
    plural = type in ("Concept", "Event") or (len(parts) > 1 and (type == "Tool" or name.split()[-1].islower()))
    if type == "Person":
        return "-".join(person_parts(parts))
    if type == "Institution" and len(parts) > 1 and parts[-1] in LEGAL:
        parts = parts[:-1]
    if plural and parts:
        parts[-1] = singular(parts[-1])
    parts = spelled_out(parts)
    joined = " ".join(re.sub(r"^([a-z]{3,})(\d{1,3})$", r"\1 \2", p) for p in parts)
    joined = _SAME.sub(lambda m: SAME[m.group()], joined)
    return joined.replace(" ", "-")


def person_parts(parts: list[str]) -> list[str]:
    """The words of a person's name that tell him from others: no titles, degrees or middle initials."""
    while len(parts) > 1 and parts[0] in TITLES:
        parts = parts[1:]
    while len(parts) > 1 and parts[-1] in DEGREES:
        parts = parts[:-1]
    return [p for i, p in enumerate(parts) if i in (0, len(parts) - 1) or len(p) > 1]


def spelled_out(parts: list[str]) -> list[str]:
    """Join letters that stand one by one: an acronym spelled out.

    >>> spelled_out(["t", "o", "g", "a", "widget"]), spelled_out(["vitamin", "c"])
    (['toga', 'widget'], ['vitamin', 'c'])
    """
    return re.sub(r"\b([a-z])(?: ([a-z])\b)+", lambda m: m.group().replace(" ", ""), " ".join(parts)).split()


@functools.lru_cache(maxsize=1 << 15)
def initials(name: str) -> frozenset[str]:
    """A person's middle initials, as far as the name states them.

    >>> sorted(initials("Vladimir I. Iglovikov")), sorted(initials("Wes McKinney"))
    (['i'], [])
    """
    parts = [p for p in slug(clean(name), " ").split() if p not in TITLES | DEGREES]
    return frozenset(p[0] for p in parts[1:-1])


def singular(word: str) -> str:
    """A common noun without its plural ending.

    >>> [singular(w) for w in ("networks", "libraries", "classes", "physics", "bias", "gpus")]
    ['network', 'library', 'class', 'physics', 'bias', 'gpu']
    """
    if len(word) < 4 or word in SINGULAR or re.search(r"(ss|is|ics|(?<![cgt]p)us)$", word):
        return word
    if word.endswith("ies") and len(word) > 5:
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "sses", "xes")):
        return word[:-2]
    return word[:-1] if word.endswith("s") else word


@functools.lru_cache(maxsize=1 << 17)
def compact(name: str) -> str:
    """A name without spacing: "scikit-learn", "Scikit learn" and "ScikitLearn" are one.

    >>> compact("Scikit-learn") == compact("scikit learn"), compact("C#")
    (True, 'csharp')
    """
    return slug(clean(name), "", _SIGNS).replace("-", "")


@functools.lru_cache(maxsize=1 << 16)
def sound(name: str) -> str:
    """How a name sounds: the metaphone of its letters, doubled sounds once; empty where it is too short to tell.

    >>> sound("NumPy") == sound("num pie"), sound("Jax"), sound("GPT-2") == sound("GPT-3")
    (True, '', False)
    """
    plain = compact(name)
    letters, digits = re.sub(r"\d", "", plain), re.sub(r"\D", "", plain)
    if len(letters) < 5:
        return "" if not digits else plain
    return re.sub(r"(.)\1+", r"\1", jellyfish.metaphone(letters)) + digits


def extends(a: str, b: str) -> bool:
    """Whether one name is the other with further words: "Google AI" is no spelling of "Google".

    >>> extends("google-ai", "google"), extends("quill net", "quilnet")
    (True, False)
    """
    one, two = (set(re.split(r"[\s-]+", x.casefold())) for x in (a, b))
    return one < two or two < one


@functools.lru_cache(maxsize=1 << 17)
def is_junk(text: str, type: str) -> bool:
    """Whether a string names nothing that a graph should hold: fillers, pronouns, dates, numbers, addresses.

    >>> [is_junk(x, "Tool") for x in ("Yeah", "OK", "2018", "March 2015", "https://a.b/c", "Keras", "R2")]
    [True, True, True, True, True, False, False]
    """
    name = clean(text)
    parts = slug(name, " ").split()
    if not parts or "://" in name or re.fullmatch(r"\S+@\S+\.\S+", name) or len(name) > 160:
        return True
    if all(p in JUNK or p.isdigit() or re.fullmatch(r"\d+(st|nd|rd|th|s|x)?", p) for p in parts):
        return name not in ("US", "IT") or type == "Person"
    if type != "Person":
        return len(parts) == 1 and len(parts[0]) == 1 and not name.strip("+#").isupper()
    return all(p in NOBODY or p.isdigit() for p in parts) or (any(c.isdigit() for c in name) and len(parts) > 1)
