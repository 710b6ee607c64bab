"""Views: running text without marks, and the way back to the document."""

from hypothesis import given
from hypothesis import strategies as st

from kg.nlp.view import view
from kg.types import Block, Document


def document(text: str) -> Document:
    return Document("d", text, "t", "s", "text/plain", "0")


def test_marks_and_time_stamps_lie_between_the_spans():
    text = "00:00:01 We **love** Keras\n00:00:04 a lot."
    spans = ((9, 12), (14, 18), (20, 26), (36, 42))
    shown = view(document(text), Block("paragraph", spans))
    assert shown.text == "We love Keras a lot."
    start = shown.text.index("Keras a")
    assert text[slice(*shown.place(start, start + 7))] == "Keras\n00:00:04 a"


def test_no_blank_is_made_where_the_gap_has_none():
    text = "un**believ**able"
    assert view(document(text), Block("paragraph", ((0, 2), (4, 10), (12, 16)))).text == "unbelievable"


@given(st.text(alphabet="ab \n\t\u00a0*", max_size=60), st.data())
def test_every_character_of_a_view_stands_where_it_says(text, data):
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=8)))
    spans = tuple((a, b) for a, b in zip(cuts[::2], cuts[1::2], strict=False) if a < b)
    shown = view(document(text), Block("paragraph", spans))
    assert len(shown.offsets) == len(shown.text)
    assert list(shown.offsets) == sorted(shown.offsets)
    for character, offset in zip(shown.text, shown.offsets, strict=True):
        original = text[offset]
        assert character == original or (character == " " and (original.isspace() or original == "*"))
    assert "  " not in shown.text and shown.text == shown.text.strip()
