# ruff: noqa: E501
"""Who takes part: the names of host, guest and author in the forms in which bylines, keys and introductions give them."""

from __future__ import annotations

import time

import pytest

import kg.readers
from kg.types import Document

ANSWERS = [
    ("How did you come to bread?", "I was a clerk, and the office had a window on a bakery. One day I walked over."),
    ("What do you bake with?", "Rye, salt and patience. I keep the dough in a cellar and my notes in a drawer."),
    ("Do you ever rest?", "On Mondays. I go to the river and look at it, and my hands look for something to knead."),
]  # fmt: skip
MARKS = {
    "headings": ("### {}", "{}"),
    "bold": ("**{}**", "{}"),
    "letters": ("Q: {}", "A: {}"),
}
NORA, PETR = ("Nora Lindqvist", "host"), ("Petr Havel", "guest")
PRESENTED = "Petr Havel bakes in a cellar in Brno. He has a following, and he does not know why."


def piece(title: str, *before: str, after: str = "", style: str = "headings") -> Document:
    """Read an interview whose questions and answers bear no names."""
    ask, answer = MARKS[style]
    talk = [line for asked, said in ANSWERS for line in (ask.format(asked), answer.format(said))]
    return kg.readers.read_text("\n\n".join([f"# {title}", *before, *talk, after]), media_type="text/markdown")


def essay(*lines: str) -> Document:
    prose = ["Rye is slow, and so is whoever bakes with it.", "I learned that late, and my bread tells of it."] * 3
    return kg.readers.read_text("\n\n".join([lines[0], *lines[1:], *prose]), media_type="text/markdown")


def dialogue(*before: str, ask: str, answer: str, opening: str = "") -> Document:
    talk = [line for asked, said in ANSWERS for line in (ask + asked, answer + said)]
    if opening:
        talk[:0] = [ask + opening]
    return kg.readers.read_text("\n\n".join([*before, *talk]), media_type="text/markdown")


def people(document: Document) -> set[tuple[str, str]]:
    return {(person.name, person.role) for person in document.participants}


def speakers(document: Document) -> set[tuple[str | None, str | None]]:
    return {(turn.speaker, turn.role) for turn in document.turns}


class TestBylines:
    @pytest.mark.parametrize("style", MARKS)
    @pytest.mark.parametrize(
        "byline",
        [
            "By Nora Lindqvist",
            "**By Nora Lindqvist** · 7 min read",
            "*by Nora Lindqvist, for the Crumb newsletter, issue 9*",
            "*By Nora Lindqvist for The Long Loaf — July 2021*",
            "Interview by Nora Lindqvist",
            "Interview: Nora Lindqvist | Photos: Olga Brandt",
            "*Interview: Nora Lindqvist. First printed in Crumb, issue 9.*",
            "Words: Nora Lindqvist | Pictures: Olga Brandt | *The Long Loaf*, spring",
            "Text and photos by Nora Lindqvist",
            "*The Long Loaf · 4 May 2021 · words by Nora Lindqvist*",
            "*Story by @nora_lindqvist, May 4th, 2021*",
            "*Part two of a series. Questions by Nora Lindqvist. Shortened a little.*",
            "Interviewer: Nora Lindqvist",
            "Nora Lindqvist in conversation with Petr Havel",
            "Nora Lindqvist spoke to Petr Havel",
            "*Nora Lindqvist talks to Petr Havel, a baker, about rye.*",
            "Posted on May 4, 2021 by Nora Lindqvist",
            "Nora Lindqvist\n\n4 May 2021",
        ],
    )
    def test_who_writes_the_interview_asks(self, byline: str, style: str) -> None:
        document = piece("Bread at night", byline, PRESENTED, style=style)
        assert people(document) == {NORA, PETR}
        assert speakers(document) == {NORA, PETR}

    @pytest.mark.parametrize(
        ("line", "where"),
        [
            ("I wrote to him in May and kept his spelling. — *Nora Lindqvist*", "before"),
            ("— Nora Lindqvist", "after"),
            ("*Nora Lindqvist is a freelance writer in Lund.*", "after"),
            ("*Nora Lindqvist writes about bread for this paper.*", "after"),
            ("*Interview and editing: Nora Lindqvist. With thanks to Olga Brandt.*", "after"),
        ],
    )
    def test_a_signature_or_note_at_the_end_names_the_host(self, line: str, where: str) -> None:
        before, after = ([f"{PRESENTED} {line}"], "") if where == "before" else ([PRESENTED], line)
        assert people(piece("A conversation with Petr Havel", *before, after=after)) == {NORA, PETR}

    def test_a_pen_name_is_kept_as_it_is_signed(self) -> None:
        document = piece("Five questions for Petr Havel", "Posted by **nora** on the Crumb blog, 4 May 2021", PRESENTED)
        assert people(document) == {("nora", "host"), PETR}

    def test_the_writers_introduction_is_the_hosts(self) -> None:
        document = piece(
            "Bread at night", "By Nora Lindqvist", f"{PRESENTED} The cellar smells of it, and so does the street."
        )
        assert (document.turns[0].speaker, document.turns[0].start) == (
            "Nora Lindqvist",
            document.text.index("Petr Havel"),
        )

    @pytest.mark.parametrize(
        "line",
        [
            "Photos: Olga Brandt", "Photographs by Olga Brandt", "Translated by Olga Brandt", "Translation: Olga Brandt",
            "Reviewed by Olga Brandt", "Edited by Olga Brandt", "Illustration — Olga Brandt", "*Photo: Olga Brandt*",
            "> The oven is the heart of the house. — Olga Brandt", "“The oven is the heart of the house.” — Olga Brandt",
        ],
    )  # fmt: skip
    def test_others_of_the_credits_and_the_quoted_do_not_ask(self, line: str) -> None:
        document = piece("Bread at night", line, PRESENTED)
        assert {name for name, _ in people(document)} == {"Petr Havel"}

    @pytest.mark.parametrize(
        "line",
        ["By Monday Morning", "By Machine Learning Standards this is little bread.", "Posted by admin on Friday"],
    )
    def test_what_is_no_name_names_nobody(self, line: str) -> None:
        assert {role for _, role in people(piece("Bread at night", line, PRESENTED))} == {"guest"}

    def test_an_author_who_was_asked_is_the_guest(self) -> None:
        document = piece("My bread", "By Petr Havel", "The Crumb interviewed me last month. I copy it here.")
        assert people(document) == {PETR}


class TestPresented:
    @pytest.mark.parametrize(
        ("title", "introduction"),
        [
            ("An interview with Petr Havel", "We met in his cellar."),
            ("Meet Petr Havel", "He bakes at night, and the street likes it."),
            ("Petr Havel on rye, rivers and rest", "Petr bakes in a cellar. He has a following."),
            ("“It is only flour”: Petr Havel on rye", "He bakes in a cellar in Brno."),
            ("Nine questions for... Petr Havel", "Petr bakes in a cellar. He has a following."),
            ("The Seven Ovens Petr Havel Left Behind", "Petr Havel baked for kings. Now he bakes for the street."),
            ("Bread at night", "I sat down with Petr Havel in a cellar."),
            ("Bread at night", "Today we talk to Petr Havel, a baker from Brno."),
            ("Bread at night", "My guest is Petr Havel, who bakes in a cellar."),
            ("Bread at night", "Petr Havel is a baker at Crumb & Daughters; we asked him three things."),
            (
                "Bread at night",
                "Once a month I write to a baker. This month it is Petr Havel, who has a cellar. We exchanged letters.",
            ),
            ("Bread at night", "Dr. Petr Havel leads the rye group at the Flour Institute. He holds a degree in salt."),
            ("Bread at night", PRESENTED),
            ("Bread at night", "Petr Havel bakes with the miller Olga Brandt in a cellar. He has a following."),
            ("Q&A: Petr Havel on rye", "Petr Havel is a baker in the old town of Brno."),
            ("Petr Havel: “It is only flour”", "The baker Petr Havel has a cellar, and the cellar has a door."),
            ("Petr Havel in conversation with Nora Lindqvist", "We met in a cellar."),
            ("Bread at night", "As Olga Brandt said, rye forgives nothing. I met Petr Havel in his cellar; he bakes."),
        ],
    )
    def test_the_guest_is_whom_title_and_introduction_present(self, title: str, introduction: str) -> None:
        assert people(piece(title, "By Nora Lindqvist", introduction)) == {NORA, PETR}

    def test_a_greeting_tells_the_guest_from_others_in_the_introduction(self) -> None:
        intro = "Olga Brandt and Petr Havel share a cellar. She mills, he bakes."
        document = dialogue("# Bread at night", intro, ask="Q: ", answer="A: ", opening="Petr, welcome!")
        assert people(document) == {PETR}

    @pytest.mark.parametrize(
        "introduction",
        [
            "Olga Brandt once said that rye forgives nothing. Her words came back to me in a cellar.",
            "As Olga Brandt wrote in her book, rye forgives nothing. I went to see for myself.",
            "According to Olga Brandt, rye forgives nothing. She bakes with wheat.",
            "Rye is slow. The Flour Institute has a cellar, and Crumb Street has the bread.",
            "*Olga Brandt, miller, talks to Petr Havel about flour.*",
            "Slow Bread is a school of baking. It has its seat in Brno, and its ovens are old.",
            "Olga Brandt and Petr Havel share a cellar. She mills at noon, he bakes at night.",
        ],
    )
    def test_who_is_only_quoted_or_one_of_two_is_no_guest(self, introduction: str) -> None:
        document = piece("Bread at night", "By Nora Lindqvist", introduction)
        assert "guest" not in {role for _, role in people(document)}
        assert {turn.speaker for turn in document.turns if turn.role == "guest"} == {None}

    def test_somebody_in_an_answer_is_no_guest(self) -> None:
        document = piece(
            "Bread at night", PRESENTED, after="Next month I talk to Olga Brandt about milling, and she talks back."
        )
        assert ("Olga Brandt", "guest") not in people(document)

    def test_questions_that_an_author_puts_to_himself_are_an_essay(self) -> None:
        talk = [
            "### Who was Olga Brandt?",
            "Olga Brandt was a miller. She lived in Lund.",
            "### Why did she mill?",
            "Nobody knows.",
        ] * 2
        document = kg.readers.read_text(
            "\n\n".join(["# A life", "By Nora Lindqvist", *talk]), media_type="text/markdown"
        )
        assert speakers(document) == {("Nora Lindqvist", "author")}


class TestKeys:
    @pytest.mark.parametrize(
        "line",
        [
            "NL = Nora Lindqvist, PH = Petr Havel",
            "NL = Nora Lindqvist (host), PH = Petr Havel (guest)",
            "With: NL (Nora Lindqvist, host), PH (Petr Havel, guest)",
            "Nora Lindqvist (NL) met Petr Havel (PH) in a cellar.",
            "(Nora Lindqvist is NL in what follows, Petr Havel is PH.)",
            "Our guest, Petr Havel, bakes. PH are his initials, NL is our editor Nora Lindqvist.",
            "By Nora Lindqvist\n\nA conversation with Petr Havel",
        ],
    )
    def test_initials_are_explained(self, line: str) -> None:
        document = dialogue("# Bread at night", line, ask="NL: ", answer="PH: ")
        assert people(document) == {NORA, PETR}
        assert speakers(document) >= {NORA, PETR}

    @pytest.mark.parametrize(
        "line",
        [
            "(made by a machine, Speaker 1 = Nora Lindqvist, Speaker 2 = Petr Havel)",
            "Speaker 1 is Nora Lindqvist. Speaker 2 is Petr Havel.",
            "Nora Lindqvist (Speaker 1), Petr Havel (Speaker 2)",
        ],
    )
    @pytest.mark.parametrize("label", ["Speaker {}: ", "**Speaker {}** [00:0{}] "])
    def test_numbered_speakers_are_explained(self, line: str, label: str) -> None:
        document = dialogue("# Bread at night", line, ask=label.format(1, 3), answer=label.format(2, 5))
        assert people(document) == {NORA, PETR}
        assert speakers(document) == {NORA, PETR}

    @pytest.mark.parametrize(
        ("ask", "opening"),
        [
            ("HOST: ", "Hello. I'm Nora, Nora Lindqvist, and my guest is Petr Havel."),
            ("NL: ", "Welcome to Crumb. I'm Nora Lindqvist, in a cellar. With me is Petr Havel."),
            ("Speaker 1: ", "My name is Nora Lindqvist and my guest is Petr Havel."),
        ],
    )
    def test_a_host_says_who_he_is(self, ask: str, opening: str) -> None:
        assert people(dialogue("# Bread at night", ask=ask, answer="PETR: ", opening=opening)) == {NORA, PETR}

    def test_a_heading_names_host_and_guest(self) -> None:
        document = dialogue(
            "# Bread", "*Host: Nora Lindqvist. Guest: Petr Havel, a baker.*", ask="**Nora:** ", answer="**Petr:** "
        )
        assert people(document) == {NORA, PETR}

    def test_initials_that_nobody_explains_stay(self) -> None:
        document = dialogue("# Bread at night", "Olga Brandt keeps the cellar.", ask="NL: ", answer="PH: ")
        assert people(document) == {("NL", "host"), ("PH", "guest")}

    def test_i_am_a_baker_is_no_name(self) -> None:
        document = dialogue("# Bread", ask="HOST: ", answer="PETR: ", opening="I'm Delighted and this is Crumb Radio.")
        assert "host" not in {role for _, role in people(document)}

    @pytest.mark.parametrize(
        "keys",
        [
            "host: Nora Lindqvist\nguest: Petr Havel",
            "interviewer: Nora Lindqvist\ninterviewee: Petr Havel",
            "author: Nora Lindqvist\nguests: [Petr Havel]",
        ],
    )
    def test_front_matter_names_them(self, keys: str) -> None:
        talk = "\n\n".join(f"### {asked}\n\n{said}" for asked, said in ANSWERS)
        document = kg.readers.read_text(f"---\ntitle: Bread\n{keys}\n---\n\n{talk}\n", media_type="text/markdown")
        assert speakers(document) == {NORA, PETR}

    def test_senders_and_recipients_of_letters(self) -> None:
        head = "From: Nora Lindqvist <nora@crumb.example>\nTo: Petr Havel <petr@crumb.example>\nSubject: Bread"
        assert people(piece("Letters on bread", head)) == {NORA, PETR}


class TestEssays:
    @pytest.mark.parametrize(
        "line",
        [
            "By Nora Lindqvist", "Words: Nora Lindqvist | Pictures: Olga Brandt", "*Nora Lindqvist · Crumbs (a blog) · 2 January 2021*",
            "Nora Lindqvist | 2 January 2021", "Written by Nora Lindqvist. Translated by Olga Brandt.", "*Review by Nora Lindqvist*",
        ],
    )  # fmt: skip
    def test_the_byline_names_the_author(self, line: str) -> None:
        assert speakers(essay("# On rye", line)) == {("Nora Lindqvist", "author")}

    @pytest.mark.parametrize(
        "line",
        [
            "New York · 2 January 2021",
            "Slow Bread · 2 January 2021",
            "Photos: Olga Brandt",
            "The Long Loaf · 2 January 2021",
        ],
    )
    def test_places_papers_and_photographers_are_no_authors(self, line: str) -> None:
        assert speakers(essay("# On rye", line)) == {(None, "author")}

    @pytest.mark.parametrize(
        "head",
        [
            "*As told to Nora Lindqvist · The Long Loaf · 4 May 2021*",
            "*BAKERS IN THEIR OWN WORDS — collected by Nora Lindqvist*",
            "*Interview: Nora Lindqvist. My questions have been taken out.*",
        ],
    )
    def test_what_was_told_to_somebody_is_the_tellers(self, head: str) -> None:
        document = essay("# Bread at night", head, f"*{PRESENTED}*", "## The cellar")
        assert people(document) == {NORA, PETR}
        assert [turn.role for turn in document.turns] == ["host", "guest"]
        assert document.text[document.turns[1].start :].startswith("Rye is slow")

    def test_a_profile_is_its_authors(self) -> None:
        document = essay(
            "# The baker",
            "Words: Nora Lindqvist | Pictures: Olga Brandt",
            "Petr Havel, 47, was born in Brno. “I bake,” he says, in his own words.",
        )
        assert speakers(document) == {("Nora Lindqvist", "author")}


@pytest.mark.parametrize(
    "piece_of_text",
    [
        "Nora Lindqvist ",
        "By Nora Lindqvist, ",
        "Words: Nora Lindqvist | ",
        "NL = Nora Lindqvist, ",
        "— Nora Lindqvist. ",
    ],
)
def test_time_does_not_grow_with_the_number_of_names(piece_of_text: str) -> None:
    start = time.process_time()
    piece("Bread", *[piece_of_text * 200 + f"He bakes {n} loaves." for n in range(100)])
    assert time.process_time() - start < 3.0
