"""Whose words a sentence holds, and which questions a yes or no takes over."""

import pytest
from dialogues import reading_of

import kg.nlp
from kg.nlp.answers import answers, opens
from kg.nlp.attribution import attribute
from kg.nlp.reading import Reading

HOST, GUEST = "Nora Lind", "Paul Ebert"


def read(*lines: str) -> Reading:
    """Read lines that begin with "H: " or "G: " as turns of the host and of the guest."""
    who = {"H": (HOST, "host"), "G": (GUEST, "guest")}
    if not any(line.startswith("H: ") for line in lines):
        lines = ("H: Welcome to the show.", *lines)
    return reading_of(*((*who[line[0]], line[3:]) for line in lines))


def last_attribution(*lines: str):
    """The attribution of the last sentence, with the words it covers."""
    reading = read(*lines)
    block = len(reading.docs) - 1
    sentence = list(reading.docs[block].sents)[-1]
    found = attribute(reading, block, sentence)
    return found, "" if found is None else reading.docs[block][found.start : found.end].text


REPORTED = [
    ("Ian Goodfellow thinks that Keras is elegant.", "Ian Goodfellow", "Keras is elegant"),
    ("Ian Goodfellow says Keras is elegant.", "Ian Goodfellow", "Keras is elegant"),
    ("As Mike Tyson said, everybody has a plan until it hurts.", "Mike Tyson", "everybody has a plan"),
    ("According to Andrew Ng, Python is here to stay.", "Andrew Ng", "Python is here to stay"),
    ("Python is here to stay, according to Andrew Ng.", "Andrew Ng", "Python is here to stay"),
    ("Jeremy Howard argues that PyTorch teaches better.", "Jeremy Howard", "PyTorch teaches better"),
    ("Yann LeCun wants to replace Caffe.", "Yann LeCun", "replace Caffe"),
    ("Grace Miller told me that Dask saved her week.", "Grace Miller", "Dask saved her week"),
    ("Google claims that TensorFlow is faster.", "Google", "TensorFlow is faster"),
    ("Andrew Ng once wrote: “Python will outlive all of us here.”", "Andrew Ng", "Python will outlive"),
]


@pytest.mark.parametrize(("sentence", "speaker", "words"), REPORTED, ids=[r[0] for r in REPORTED])
def test_reported_words_are_those_of_the_one_who_said_them(sentence, speaker, words):
    found, covered = last_attribution(f"G: {sentence}")
    assert found is not None
    assert found.speaker == speaker
    assert words in covered


NOBODY = [
    ("People say that R is dead.", "R is dead"),
    ("Some people think that Java is slow.", "Java is slow"),
    ("They say that Perl is hard to read.", "Perl is hard to read"),
    ("My boss believes that Excel is enough.", "Excel is enough"),
    ("Many argue that Scala is too complex.", "Scala is too complex"),
]


@pytest.mark.parametrize(("sentence", "words"), NOBODY, ids=[n[0] for n in NOBODY])
def test_what_people_say_is_nobodys_claim(sentence, words):
    found, covered = last_attribution(f"G: {sentence}")
    assert found is not None
    assert found.speaker is None
    assert words in covered


OWN = [
    "I think that Keras is elegant.",
    "I said that PyTorch would win.",
    "We believe that Dask scales.",
    "As I said, Python is slow.",
    "Keras is elegant.",
    "Andrew Ng wrote a book about Python.",
    "Jeremy Howard likes PyTorch.",
    "You say that Java is slow.",
    "Google announced TensorFlow in 2015.",
    "The course is for people who want to learn Python.",
    "My boss asked me to learn Python.",
]


@pytest.mark.parametrize("sentence", OWN)
def test_ones_own_words_stay_ones_own(sentence):
    found, _ = last_attribution(f"G: {sentence}")
    assert found is None


def test_he_who_says_is_resolved():
    found, covered = last_attribution("G: I asked Andrew Ng for advice. He said that Python is enough.")
    assert found is not None
    assert found.speaker == "Andrew Ng"
    assert "Python is enough" in covered


def test_the_covered_range_leaves_the_source_out():
    found, covered = last_attribution("G: Ian Goodfellow thinks that Keras is elegant.")
    assert found is not None
    assert "Goodfellow" not in covered


YES_NO = [
    ("Do you use Keras?", "Yes, every day.", "affirmed", False),
    ("Do you use Keras?", "No, not at all.", "negated", False),
    ("Do you use Keras?", "Not really.", "negated", False),
    ("Has machine learning been oversold?", "Definitely, to some extent.", "affirmed", True),
    ("So you worked at Google?", "Yeah, for two years.", "affirmed", False),
    ("You wrote spaCy in Cython, right?", "That's right.", "affirmed", False),
    ("Did you expect that?", "No, I did not.", "negated", False),
    ("Are you still at Nvidia?", "Well, not anymore.", "negated", False),
    ("Is Polars written in Rust?", "It is.", "affirmed", False),
    ("Have you ever tried Julia?", "Never.", "negated", False),
    ("And did you like Scala?", "Oh yes, I did.", "affirmed", False),
]


@pytest.mark.parametrize(("question", "reply", "polarity", "hedged"), YES_NO, ids=[y[0] + " " + y[1] for y in YES_NO])
def test_yes_and_no_take_over_the_question(question, reply, polarity, hedged):
    reading = read(f"H: {question}", f"G: {reply}")
    (answer,) = answers(reading)
    assert (answer.polarity, answer.hedged, answer.speaker) == (polarity, hedged, GUEST)
    assert reading.docs[answer.question_block][answer.start : answer.end].text == question
    assert reply.startswith(reading.docs[answer.block][: answer.opener].text)


NO_ANSWER = [
    ("What do you use?", "Yes, good question."),
    ("Could you tell us about Keras?", "Sure, it began in 2015."),
    ("Do you use Keras?", "It depends."),
    ("Do you use Keras?", "Yes and no."),
    ("Do you use Keras? And why did you choose it?", "Yes, let me explain."),
    ("Let us begin.", "Yes, gladly."),
    ("Do you like Keras?", "Right after school I learned Lisp."),
    ("Would you say that it is solved?", "No one knows."),
]


@pytest.mark.parametrize(("question", "reply"), NO_ANSWER, ids=[n[0] + " " + n[1] for n in NO_ANSWER])
def test_no_proposition_is_taken_over_where_none_was_asked_or_answered(question, reply):
    assert answers(read(f"H: {question}", f"G: {reply}")) == []


def test_the_question_may_stand_before_a_remark():
    (answer,) = answers(read("H: Did you write Dask? I always wondered.", "G: Yes, with friends."))
    assert answer.polarity == "affirmed"


def test_a_guests_question_to_the_host_is_not_taken_over():
    assert answers(read("H: Welcome to the show.", "G: Do you use Keras?", "H: Yes, I do.")) == []


def test_an_empty_answer_opens_nothing():
    assert opens(kg.nlp.load()("")) is None
