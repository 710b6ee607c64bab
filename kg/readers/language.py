"""Which language a text is in."""

from __future__ import annotations

from kg.types import Block

SAMPLE, LEAST = 4_000, 80
# The code of ISO 639 for what is no language: rows of codes, noise.
NO_WORDS = "zxx"


def language_of(text: str, blocks: tuple[Block, ...]) -> str:
    """Return the ISO 639-1 code of the prose, told from a sample; "en" where there is too little to tell.

    Letters that make no words give NO_WORDS.
    """
    sample, size = [], 0
    for block in blocks:
        if block.kind in ("paragraph", "item", "quote"):
            part = "".join(text[start:end] for start, end in block.spans)[:SAMPLE]
            sample.append(part)
            size += len(part)
        if size > SAMPLE:
            break
    prose = " ".join(sample)[:SAMPLE]
    if sum(letter.isalpha() for letter in prose) < LEAST:
        return "en"
    import py3langid

    return str(py3langid.classify(prose)[0])
