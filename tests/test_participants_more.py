"""Who takes part: labels on the questions alone, and sentences that say who put the questions."""

from __future__ import annotations

import pytest

import kg.readers
from kg.types import Document

ANSWERS = [
    ("How did you come to clocks?", "My aunt had a tower clock in her barn. I took it apart and it took me a year."),
    ("What do your springs hold?", "More than people think. A good spring forgives, and a bad one tells on you."),
    ("Who taught you the lathe?", "Nobody. I ruined a drawer of brass, and then I ruined less of it."),
    ("What do you mend next?", "A ship's chronometer which stopped in a storm. It still smells of tar."),
]
MIRA, OTTO = ("Mira Solheim", "host"), ("Otto Brandl", "guest")
PRESENTED = "Otto Brandl mends clocks in a tower in Graz. He has a key to each church in the town."


def read(*lines: str) -> Document:
    return kg.readers.read_text("\n\n".join(lines), media_type="text/markdown")


def talk(ask: str, answer: str = "{}", first: str = "") -> list[str]:
    """Return questions and answers; the first question is marked by ``first`` where that is given."""
    asked = [first or ask, *[ask] * (len(ANSWERS) - 1)]
    pairs = zip(asked, ANSWERS, strict=True)
    return [line for mark, (one, two) in pairs for line in (mark.format(one), answer.format(two))]


def sides(document: Document) -> set[tuple[str | None, str | None]]:
    return {(turn.speaker, turn.role) for turn in document.turns}


def people(document: Document) -> set[tuple[str, str]]:
    return {(person.name, person.role) for person in document.participants}


def said_by(document: Document, name: str) -> str:
    """Return the words of one speaker."""
    turns = [number for number, turn in enumerate(document.turns) if turn.speaker == name]
    return "\n".join(
        "".join(document.text[a:b] for a, b in block.spans) for block in document.blocks if block.turn in turns
    )


class TestLabelsOnQuestionsAlone:
    @pytest.mark.parametrize(
        "ask", ["**Mira: {}**", "__Mira: {}__", "*Mira Solheim: {}*", "**Mira:** {}", "Mira: {}", "MIRA: {}"]
    )
    def test_what_stands_below_a_labelled_question_is_the_guests(self, ask: str) -> None:
        document = read("# A tower of clocks", "*Mira Solheim talks to Otto Brandl, a clockmaker.*", *talk(ask))
        assert sides(document) == {MIRA, OTTO}
        assert len(document.turns) == 2 * len(ANSWERS)
        assert all(answer in said_by(document, "Otto Brandl") for _, answer in ANSWERS)
        assert all(question in said_by(document, "Mira Solheim") for question, _ in ANSWERS)

    @pytest.mark.parametrize("label", ["Mira:", "Mira Solheim:"])
    def test_a_label_is_no_word_of_the_question(self, label: str) -> None:
        document = read("# A tower of clocks", "By Mira Solheim", PRESENTED, *talk(f"**{label} {{}}**"))
        assert "Mira" not in said_by(document, "Mira Solheim").replace("By Mira", "")

    @pytest.mark.parametrize("before", ["", "By Mira Solheim"])
    def test_a_label_on_the_first_question_names_who_asks_all_of_them(self, before: str) -> None:
        first = "**Mira Solheim: {}**"
        document = read("# A tower of clocks", before, PRESENTED, *talk("**{}**", first=first))
        assert sides(document) >= {MIRA, OTTO}
        assert people(document) == {MIRA, OTTO}
        assert said_by(document, "Otto Brandl") == "\n".join(answer for _, answer in ANSWERS)

    def test_two_who_ask_stay_apart(self) -> None:
        questions = [f"**{('Mira', 'Jonas')[n % 2]}: {one}**" for n, (one, _) in enumerate(ANSWERS)]
        lines = [line for ask, (_, two) in zip(questions, ANSWERS, strict=True) for line in (ask, two)]
        document = read("# A tower of clocks", PRESENTED, *lines)
        assert ANSWERS[0][0] in said_by(document, "Mira")
        assert ANSWERS[1][0] in said_by(document, "Jonas")
        assert said_by(document, "Otto Brandl") == "\n".join(answer for _, answer in ANSWERS)

    @pytest.mark.parametrize("ask", ["Q: {}", "**Q:** {}", "Interviewer: {}"])
    def test_a_question_without_an_answers_letter_below_is_answered_by_the_guest(self, ask: str) -> None:
        document = read("# A tower of clocks", "By Mira Solheim", PRESENTED, *talk(ask))
        assert sides(document) >= {MIRA, OTTO}
        assert ANSWERS[2][1] in said_by(document, "Otto Brandl")

    @pytest.mark.parametrize("word", ["Note", "Bonus Round", "Spring Steel", "Photo"])
    def test_other_words_before_a_colon_ask_nothing(self, word: str) -> None:
        more = "The round tins hold a bonus of spring wire and of steel."
        lines = [*talk("**{}**"), f"**{word}: the tower opens on Sundays.**", more]
        document = read("# A tower of clocks", "By Mira Solheim", PRESENTED, *lines)
        assert people(document) == {MIRA, OTTO}

    def test_a_first_question_on_a_topic_is_not_put_by_it(self) -> None:
        answer = "They say spring steel is a science. It is a temper, and mine is short."
        document = read("# Clocks", PRESENTED, "**Spring Steel: why does it break?**", answer, *talk("**{}**"))
        assert people(document) == {OTTO}

    def test_labels_on_both_sides_in_bold_stay_what_they_are(self) -> None:
        document = read("# A tower of clocks", *talk("**Mira Solheim: {}**", "**Otto Brandl: {}**"))
        assert sides(document) == {MIRA, OTTO}
        assert said_by(document, "Otto Brandl") == "\n".join(answer for _, answer in ANSWERS)

    def test_an_answer_of_more_paragraphs_stays_with_the_one_who_is_labelled(self) -> None:
        lines = talk("Mira Solheim: {}", "Otto Brandl: {}\n\nAnd the barn is still there.")
        document = read("# A tower of clocks", *lines)
        assert said_by(document, "Otto Brandl").count("And the barn is still there.") == len(ANSWERS)


class TestWhoPutTheQuestions:
    @pytest.mark.parametrize(
        "line",
        [
            "The questions were collected by our editor Mira Solheim.",
            "The questions were sent by e-mail by our editor, Mira Solheim, and the answers stand as they came.",
            "Questions were gathered by Mira Solheim, our moderator, and put to him on the telephone.",
            "These questions were put to him over two evenings by Mira Solheim.",
            "The interview was conducted in a cold belfry by our correspondent Mira Solheim.",
            "The conversation was led by Mira Solheim for the town's radio.",
            "Our reporter Mira Solheim put the questions.",
            "Mira Solheim asked the questions.",
            "This interview was sent to us by a reader, Mira Solheim, who winds the clock of her own village.",
            "The conversation was recorded by Mira Solheim for Idle Hands, a monthly series.",
            "It is a grey day in Graz. By Mira Solheim, keeper of this blog",
        ],
    )
    def test_at_the_head(self, line: str) -> None:
        document = read("# A tower of clocks", PRESENTED, line, *talk("### {}"))
        assert people(document) == {MIRA, OTTO}

    @pytest.mark.parametrize(
        "line",
        [
            "*The conversation was recorded by Mira Solheim for Idle Hands, our monthly series.*",
            "**About this blog.** *Idle Hands* is a blog by Mira Solheim about people with slow trades.",
            "*Idle Hands is a reader-supported publication by Mira Solheim. Tell a friend of it.*",
            "*Idle Hands is a newsletter, written by Mira Solheim.*",
            "*Mira Solheim runs this newsletter from a boat.*",
        ],
    )
    def test_at_the_foot(self, line: str) -> None:
        document = read("# A tower of clocks", PRESENTED, *talk("**Q: {}**", "A: {}"), "---", line)
        assert people(document) == {MIRA, OTTO}

    def test_who_is_spoken_of_does_not_write_the_introduction(self) -> None:
        line = "The questions were collected by our editor Mira Solheim."
        document = read("# A tower of clocks", PRESENTED, line, *talk("### {}"))
        assert said_by(document, "Mira Solheim") == "\n".join(question for question, _ in ANSWERS)

    def test_by_a_first_name_and_what_he_is(self) -> None:
        line = "Questions were collected by Mira, our moderator, and put to him in the belfry."
        assert people(read("# A tower of clocks", PRESENTED, line, *talk("### {}"))) == {("Mira", "host"), OTTO}

    @pytest.mark.parametrize(
        "line",
        [
            "The photographs were taken by Mira Solheim.",
            "The conversation was translated by Mira Solheim.",
            "The interview was recorded by our sound engineer, Mira Solheim.",
            "The interview was led in a belfry built by Mira Solheim.",
            "The prize was collected by Mira Solheim, his niece.",
            "Chronos is a library by Mira Solheim.",
        ],
    )
    def test_others_ask_nothing(self, line: str) -> None:
        document = read("# A tower of clocks", PRESENTED, *talk("### {}"), "---", line)
        assert MIRA not in people(document)
        assert OTTO in people(document)

    def test_who_records_a_talk_does_not_ask_where_another_is_credited(self) -> None:
        line = "The conversation was recorded by Olga Brandt."
        document = read("# A tower of clocks", "Interview by Mira Solheim", PRESENTED, line, *talk("### {}"))
        assert people(document) == {MIRA, OTTO}

    def test_a_guests_own_blog_at_the_foot_does_not_make_him_ask(self) -> None:
        line = "*Cold Brass is a blog by Otto Brandl on clocks that stopped.*"
        assert people(read("# A tower of clocks", PRESENTED, *talk("### {}"), "---", line)) == {OTTO}


class TestWhomTheyAsk:
    @pytest.mark.parametrize(
        "line",
        [
            "This year the vote went to Otto Brandl, who mends clocks in Graz.",
            "In May our readers chose Otto Brandl, a clockmaker in Graz.",
            "The interview was sent to us by a reader, Mira Solheim. She met Otto Brandl in Graz, below his tower.",
        ],
    )
    def test_a_sentence_says_whom(self, line: str) -> None:
        assert OTTO in people(read("# Forty questions, four answers", line, *talk("### {}")))

    def test_a_person_whom_the_guest_met_is_not_asked(self) -> None:
        line = "Otto Brandl mends clocks in Graz. He met Mira Solheim at a fair, and she sold him his lathe."
        assert people(read("# The clocks of Otto Brandl", line, *talk("### {}"))) == {OTTO}

    def test_a_label_of_a_first_name_takes_the_surname_of_a_byline_behind_other_words(self) -> None:
        line = "*Filed under: slow trades. By Mira Solheim, who keeps the keys at Idle Hands*"
        lines = talk("**Mira (Idle Hands):** {}", "**Otto Brandl (Tower Works):** {}")
        assert sides(read("# A tower of clocks", line, *lines)) == {MIRA, OTTO}

    @pytest.mark.parametrize("words", ["By Christmas Eve, the tower was lit.", "By Easter Monday, it was not."])
    def test_a_feast_day_writes_nothing(self, words: str) -> None:
        line = f"It was a cold year. {words}"
        assert people(read("# A tower of clocks", PRESENTED, line, *talk("### {}"))) == {OTTO}


def test_a_piece_without_a_title_does_not_take_its_first_question_for_one() -> None:
    opening = (
        f"{PRESENTED} He showed us his tower on a wet morning in March, and he let us wind the great clock ourselves."
    )
    document = read(opening, *talk("### {}"))
    assert document.title not in [question for question, _ in ANSWERS]
    assert len([turn for turn in document.turns if turn.role == "guest"]) == len(ANSWERS)


def test_a_heading_that_asks_is_the_title_where_no_other_asks() -> None:
    document = read("Posted in: trades", "# Who still mends clocks?", PRESENTED, "## Brass", *[a for _, a in ANSWERS])
    assert document.title == "Who still mends clocks?"
