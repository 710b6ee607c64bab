"""The language pipeline: annotated docs from any text, entities of the seven types, the lexicon's say."""

import time
from pathlib import Path

import pytest
import spacy
from spacy.tokens import Span

from kg import nlp
from kg.nlp.encoder import Encoder
from kg.nlp.lexicon import LexiconMatcher
from kg.nlp.terms import noun_phrases
from kg.types import KgError, UsageError
from kg.vocabulary import Entry, types


@pytest.fixture(scope="module")
def pipeline():
    return nlp.load()


def entities(doc):
    return {(e.text, e.label_) for e in doc.ents}


def test_a_sentence_gets_tags_lemmas_a_tree_and_names(pipeline):
    doc = pipeline("Wes McKinney created pandas, and it runs on NumPy.")
    words = {t.text: t for t in doc}
    assert words["created"].lemma_ == "create" and words["created"].dep_ == "root"
    assert words["McKinney"].head.text == "Wes" and words["Wes"].dep_ == "nsubj"
    assert words["pandas"].dep_ == "obj" and words["it"].dep_ == "nsubj"
    assert {("Wes McKinney", "Person"), ("pandas", "Tool"), ("NumPy", "Tool")} <= entities(doc)
    assert doc.tensor.shape == (len(doc), 480)


def test_sentences_are_split_without_help_from_lines(pipeline):
    doc = pipeline("We tried Caffe first. It was fast! Did it last? No, not really.")
    assert [s.text for s in doc.sents] == ["We tried Caffe first.", "It was fast!", "Did it last?", "No, not really."]


def test_every_sentence_has_one_root_and_every_label_is_a_type(pipeline):
    text = Path(__file__).read_text("utf-8")
    doc = pipeline(" ".join(text.split()))
    for sentence in doc.sents:
        assert sum(t.head == t for t in sentence) == 1
    assert {e.label_ for e in doc.ents} <= set(types())


@pytest.mark.parametrize(
    "text",
    ["", " ", "\n\n\n", "42", "... --- !!!", "👩🏽‍💻🚀🚀", "\u202eabc\u202c def", "a\x00b\x00", "Ω" * 40, "é" * 600],
    ids=["empty", "blank", "lines", "digits", "marks", "emoji", "right-to-left", "NULs", "Greek", "one long word"],
)
def test_odd_text_is_read_without_a_crash(pipeline, text):
    doc = pipeline(text)
    assert doc.text == text


def test_a_long_block_is_read_in_windows_that_lose_nothing(pipeline):
    sentence = "Amina Bello wrote the Keras example in Lagos because the old one was slow. "
    doc = pipeline(sentence * 60)
    names = [e for e in doc.ents if e.text == "Amina Bello"]
    assert len(names) == 60
    assert all(t.tag_ and t.dep_ for t in doc)


def test_time_grows_with_the_text_and_not_faster(pipeline):
    text = "The model learns from data that nobody has labelled, and it fails. " * 100
    pipeline(text)

    def seconds(times):
        began = time.process_time()
        pipeline(text * times)
        return time.process_time() - began

    small = seconds(1)
    assert seconds(6) < 6 * small * 2


def test_the_same_text_gives_the_same_bytes_alone_and_in_a_batch(pipeline):
    texts = ["Keras is fun.", "Ravi Patel maintains Theano at Mila, in Montreal.", "No."]
    alone = [pipeline(t).to_bytes() for t in texts]
    again = [pipeline(t).to_bytes() for t in texts]
    assert alone == again


def test_a_name_that_is_a_common_word_needs_its_context(pipeline):
    common = pipeline("They carried a torch through the dark, and a spark flew up.")
    assert not {e.text for e in common.ents} & {"torch", "spark"}
    meant = pipeline("We trained it with Torch, the Lua library, before we moved to PyTorch.")
    assert ("Torch", "Tool") in entities(meant)


def test_misheard_names_are_known_by_the_lexicon(pipeline):
    doc = pipeline("We plot it, and then sci-kit learn does the rest.")
    assert any(e.kb_id_.endswith("/scikit-learn") for e in doc.ents)


@pytest.mark.parametrize(
    ("text", "longer", "parts"),
    [
        ("She gave a talk on Pragmatic Skua for Sailors.", ("Pragmatic Skua for Sailors", "Work"), ["Skua"]),
        ("The Skua Days Tromsø are in May.", ("Skua Days Tromsø", "Event"), ["Skua", "Tromsø"]),
        ("We met Skua Hansen.", ("Skua Hansen", "Person"), []),
        ("The Skua Toolkit is slow.", ("Skua Toolkit", "Tool"), []),
    ],
)
def test_a_known_name_in_a_longer_one_of_another_type_may_be_meant_too(text, longer, parts):
    matcher = LexiconMatcher([Entry("lex:skua", "Tool", "Skua"), Entry("lex:tromso", "Place", "Tromsø")])
    doc = spacy.blank("en")(text)
    start = text.index(longer[0])
    doc.set_ents([doc.char_span(start, start + len(longer[0]), label=longer[1])])
    doc = matcher(doc)
    assert [(e.text, e.label_) for e in doc.ents] == [longer]
    assert sorted(s.text for s in doc.spans["maybe"]) == parts


def test_of_a_phrase_that_names_nothing_the_known_name_stays(pipeline):
    doc = pipeline.make_doc("She joined the deep learning group.")
    for name in ("kg_encoder", "kg_lexicon", "kg_tidy"):
        if name == "kg_lexicon":  # whatever the network may see
            doc.set_ents([Span(doc, 3, 6, label="Institution")])
        doc = pipeline.get_pipe(name)(doc)
    assert entities(doc) == {("deep learning", "Concept")}


def test_noun_phrases_are_found_in_a_universal_dependencies_parse(pipeline):
    doc = pipeline("The slow build system of our team uses two large caches.")
    assert [s.text for s in noun_phrases(doc)] == ["slow build system", "team", "large caches"]


def test_a_folder_without_a_model_is_named(tmp_path, pipeline):
    with pytest.raises(KgError, match="no model here"):
        Encoder(pipeline, tmp_path)


def test_an_unknown_pipeline_is_wrong_usage():
    with pytest.raises(UsageError, match="no such spaCy pipeline"):
        nlp.load("xx_no_such_pipeline")


def test_another_pipeline_can_take_the_models_place(tmp_path):
    import spacy

    other = spacy.blank("en")
    ruler = other.add_pipe("entity_ruler")
    ruler.add_patterns([{"label": "ORG", "pattern": "Acme Robotics"}, {"label": "DATE", "pattern": "1999"}])
    other.add_pipe("sentencizer")
    other.to_disk(tmp_path / "other")
    doc = nlp.load(str(tmp_path / "other"))("Acme Robotics used Keras in 1999.")
    assert entities(doc) == {("Acme Robotics", "Institution"), ("Keras", "Tool")}
