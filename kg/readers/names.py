"""From the forms of a name to the fullest one that the document gives."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import lru_cache

from kg.readers.phrases import NAME_WORD, words

FULL_NAME = re.compile(
    rf"(?<![\w’'.\-])(?P<first>{NAME_WORD}) "
    rf"(?P<rest>(?:(?:[A-Z]\.|de|del|van|von|der|bin|{NAME_WORD}) ){{0,2}}{NAME_WORD})"
)


@lru_cache(maxsize=4096)
def fold(name: str) -> str:
    """Return a name for comparing: no accents, case, full stops or titles before it.

    >>> fold("Dr. François  Chollet")
    'francois chollet'
    """
    plain = unicodedata.normalize("NFKD", name)
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter)).casefold().replace(".", " ")
    parts = plain.replace("’", "'").split()
    while len(parts) > 1 and parts[0] in words("honorifics"):
        parts = parts[1:]
    return " ".join(parts)


def plain_name(name: str) -> str:
    """Return a name without title before it, possessive after it, or marks around it."""
    parts = re.sub(r"['’]s$", "", " ".join(name.split()).strip(" .,;:*_")).split()
    while len(parts) > 1 and parts[0].casefold().rstrip(".") in words("honorifics"):
        parts = parts[1:]
    return " ".join(parts)


def covers(full: str, short: str) -> bool:
    """Tell whether ``short`` is a shorter form of ``full``: its first name, surname, or names left out between.

    >>> covers("Vladimir I. Iglovikov", "Vladimir"), covers("Adrian Birch", "Adrian Rosebrock")
    (True, False)
    """
    long_parts, short_parts = fold(full).split(), fold(short).split()
    if not short_parts or len(short_parts) >= len(long_parts):
        return False
    if len(short_parts) == 1:
        return short_parts[0] in (long_parts[0], long_parts[-1])
    return short_parts[0] == long_parts[0] and short_parts[-1] == long_parts[-1]


def kin(label: str, name: str) -> bool:
    """Tell whether two forms may name one person."""
    return fold(label) == fold(name) or covers(name, label) or covers(label, name)


def fits(short: str, name: str) -> bool:
    """Tell whether letters are the initials of a name: its first ones, or those of its first and last word.

    >>> fits("HC", "Hye-jin Cho"), fits("RH", "Nora Lind")
    (True, False)
    """
    letters = "".join(part[0] for part in re.split(r"[\s-]+", fold(name)) if part)
    return letters.startswith(short.casefold()) or letters[:1] + letters[-1:] == short.casefold()


def trimmed(raw: str) -> str | None:
    """Return a name found by a pattern without the words that follow it in a title; None where it is none."""
    parts = plain_name(raw).split()
    kept: list[str] = []
    for part in parts:
        if fold(part) in words("not_surnames") or (part.isupper() and len(part) > 3):
            break
        kept.append(part)
        if part.endswith((".", ",", "'s", "’s")) and len(part) > 2:
            break
    name = plain_name(" ".join(kept))
    return name if len(set(name.split())) > 1 else None


def person(raw: str) -> str | None:
    """Return the name in a run of capitalised words, without the words before and after it; None where it is no person's.

    >>> person("Then Nora Lind"), person("Data Week"), person("Our Tools")
    ('Nora Lind', None, None)
    """
    parts = raw.split()
    while parts and fold(parts[0]) in words("not_openers") | words("not_surnames") | words("honorifics"):
        parts = parts[1:]
    name = trimmed(" ".join(parts))
    if not name or any(fold(part) in words("not_persons") or part.isdigit() for part in name.split()):
        return None
    return name


def full_names(text: str, firsts: set[str]) -> Counter[str]:
    """Count the full names in ``text`` that begin with one of the (folded) first names."""
    found: Counter[str] = Counter()
    if not firsts:
        return found
    for match in FULL_NAME.finditer(text):
        if fold(match["first"]) in firsts:
            name = plain_name(match[0])
            while len(name.split()) > 1 and not _surname(name.split()[-1]):
                name = " ".join(name.split()[:-1])
            if len(name.split()) > 1 and _surname(name.split()[1]):
                found[name] += 1
    return found


def _surname(word: str) -> bool:
    return fold(word) not in words("not_surnames")


def is_name(name: str, text: str) -> bool:
    """Tell surnames from words in title case: a surname does not also stand in small letters, or all in capitals."""
    rest = [word for word in name.split()[1:] if fold(word) not in words("particles") and len(word.rstrip(".")) > 1]
    return all(f" {word.lower()} " not in text and not word.isupper() for word in rest)


def accented(name: str, forms: Counter[str]) -> str:
    """Return the accented form of a name where the document has one ("François" over "Francois")."""
    same = [form for form in forms if fold(form) == fold(name) and not form.isascii()]
    return min(same, key=lambda form: (-forms[form], form)) if same and name.isascii() else name
