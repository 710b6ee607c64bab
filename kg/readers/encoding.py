"""Bytes to text: which encoding a file is in, and whether it is text at all."""

from __future__ import annotations

import codecs
from pathlib import Path

import ftfy

from kg.types import KgError

BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
MAGIC = (
    b"%PDF-",
    b"PK\x03\x04",
    b"\x89PNG",
    b"\x7fELF",
    b"GIF8",
    b"\xff\xd8\xff",
    b"\x1f\x8b",
    b"ID3",
    b"OggS",
    b"RIFF",
)
SAMPLE = 1 << 16
# Mojibake is repaired only in formats whose text is rendered: in .txt and .md offsets index the file itself.
REPAIR = ftfy.TextFixerConfig(uncurl_quotes=False, fix_character_width=False, unescape_html=False, normalization="NFC")
# What Western text holds above ASCII; other bytes there mean another code page.
WESTERN = set("àáâãäåæçèéêëìíîïñòóôõöøùúûüýÿßœÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜÝŒ‘’“”–—…«»€£§°©®·•¿¡\xa0´½")


def load(path: Path) -> bytes:
    """Return a file's bytes; raise KgError where it cannot be read or holds nothing."""
    try:
        raw = path.read_bytes()
    except FileNotFoundError as error:
        if path.is_symlink():
            raise KgError(f"{path} is a link to {path.readlink()}, which does not exist: mend or remove it") from error
        raise KgError(f"{path} does not exist: check the path") from error
    except IsADirectoryError as error:
        raise KgError(f"{path} is a folder: name a file in it") from error
    except PermissionError as error:
        raise KgError(f"{path} cannot be read: give yourself permission (chmod u+r)") from error
    except OSError as error:
        raise KgError(f"{path} cannot be read ({error.strerror}): check the disk or copy the file") from error
    if not raw.strip():
        raise KgError(f"{path} is empty: give a file with text in it")
    return raw


def decode(raw: bytes, name: str) -> str:
    """Return the text of ``raw``, its byte order mark dropped and its line ends kept.

    UTF-8, UTF-16 and UTF-32 are known by their marks or shape, Western code pages by their letters, others by
    charset-normalizer. Raises KgError where the bytes are no text.
    """
    for bom, encoding in BOMS:
        if raw.startswith(bom):
            return raw[len(bom) :].decode(encoding, errors="replace")
    if raw.startswith(MAGIC):
        raise KgError(f"{name} is a binary file and not text: give it its right suffix, or convert it to text")
    guess = _wide(raw)
    if guess:
        return raw.decode(guess, errors="replace")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        text = _legacy(raw, name)
    _must_be_text(text, name)
    return text


def _wide(raw: bytes) -> str | None:
    """Tell UTF-16 without a mark by the zero bytes on every second place."""
    sample = raw[:4096]
    half = max(1, len(sample) // 2)
    if sample[1::2].count(0) > 0.7 * half and sample[::2].count(0) < 0.1 * half:
        return "utf-16-le"
    if sample[::2].count(0) > 0.7 * half and sample[1::2].count(0) < 0.1 * half:
        return "utf-16-be"
    return None


def _legacy(raw: bytes, name: str) -> str:
    sloppy = raw.decode("utf-8", errors="replace")
    high = sum(byte > 127 for byte in raw[:SAMPLE])
    if sloppy.count("\ufffd") <= max(1, len(raw) // 20_000) and high > 20:
        return sloppy
    western = raw.decode("cp1252", errors="replace")
    above = [letter for letter in western[:SAMPLE] if letter > "\x7f"]
    letters = sum(letter.isalpha() for letter in western[:SAMPLE])
    if sum(letter in WESTERN for letter in above) >= 0.9 * len(above) and len(above) < 0.3 * letters:
        return western
    _must_be_text(raw.decode("latin-1"), name)
    from charset_normalizer import from_bytes

    best = from_bytes(raw[:SAMPLE]).best()
    if best is None:
        raise KgError(f"{name} is in no encoding that kg knows: save it as UTF-8")
    return raw.decode(best.encoding, errors="replace")


def _must_be_text(text: str, name: str) -> None:
    sample = text[:SAMPLE]
    odd = sum(letter < " " and letter not in "\t\n\r\f\v\x1b\0" for letter in sample)
    zero = sample.count("\0")
    if odd > 0.02 * len(sample) or zero > 0.2 * len(sample):
        raise KgError(f"{name} is a binary file and not text: give it its right suffix, or convert it to text")
    if not text.strip("\0 \t\r\n\ufeff"):
        raise KgError(f"{name} is empty: give a file with text in it")
