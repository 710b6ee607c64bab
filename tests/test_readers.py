# ruff: noqa: E501
"""Reading files: titles, dates, names, what is left out, and what a user is told of a file that cannot be read."""

from __future__ import annotations

import io
import json
import os
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

import kg.readers
from kg.types import Block, Document, KgError, UsageError

Write = Callable[[str, str | bytes], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def make(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return make


def words(document: Document, block: Block) -> str:
    return "".join(document.text[start:end] for start, end in block.spans)


def prose(document: Document) -> str:
    return "\n".join(words(document, block) for block in document.blocks)


def speakers(document: Document) -> list[tuple[str | None, str | None]]:
    return [(turn.speaker, turn.role) for turn in document.turns]


def people(document: Document) -> set[tuple[str, str]]:
    return {(person.name, person.role) for person in document.participants}


def reasons(document: Document) -> dict[str, str]:
    """Return the left-out text by reason."""
    made: dict[str, str] = {}
    for gap in document.left_out:
        made[gap.reason] = made.get(gap.reason, "") + document.text[gap.start : gap.end]
    return made


CHAT = "Nora Lindqvist: What is Dask?\n\nPetr Havel: A library that I help with.\n\n" * 2


class TestText:
    def test_offsets_index_the_file_itself(self, write: Write) -> None:
        content = "A talk\r\n\r\nNora Lindqvist: Why?\r\n\r\nPetr Havel: Because it was there.\r\n"
        document = kg.readers.read(write("talk.txt", content))
        assert document.text == content

    @pytest.mark.parametrize(
        "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "latin-1", "cp1252"]
    )
    def test_encodings_give_the_same_words(self, write: Write, encoding: str) -> None:
        content = (
            "Zoë Brännström: Où est la bibliothèque de modèles?\n\nJosé Peña: Là, près du café, bien sûr, où elle était.\n"
            * 3
        )
        document = kg.readers.read(write("talk.txt", content.encode(encoding)))
        assert document.text == content
        assert document.participants[0].name == "Zoë Brännström"

    def test_curly_quotes_of_windows_stay_quotes(self, write: Write) -> None:
        content = "He said “it works” – and it’s true, for once. " * 4
        assert kg.readers.read(write("talk.txt", content.encode("cp1252"))).text == content

    def test_another_code_page_is_guessed(self, write: Write) -> None:
        content = "Сегодня мы говорим о библиотеках для машинного обучения и о людях, которые их пишут. " * 8
        document = kg.readers.read(write("talk.txt", content.encode("cp1251")))
        assert document.text == content
        assert document.language == "ru"

    def test_odd_letters_do_no_harm(self, write: Write) -> None:
        content = (
            "Nora Lindqvist: Is\0 it 🙂 fast?\n\nPetr Havel: \u200fYes\u200e, very 👩‍🔬 fast.\n"
            + "\n" * 10_000
            + "Nora Lindqvist: Good.\n"
        )
        document = kg.readers.read(write("talk.txt", content))
        assert speakers(document) == [("Nora Lindqvist", "host"), ("Petr Havel", "guest"), ("Nora Lindqvist", "host")]

    def test_language_is_told_from_the_prose(self, write: Write) -> None:
        german = (
            "Wir haben die Bibliothek geschrieben, weil es damals keine andere gab, die auf kleinen Rechnern lief. " * 3
        )
        assert kg.readers.read(write("de.txt", german)).language == "de"
        assert (
            kg.readers.read(write("en.txt", "We wrote the library since no other ran on small machines. " * 3)).language
            == "en"
        )

    def test_letters_that_make_no_words_have_no_language(self, write: Write) -> None:
        noise = kg.readers.read(write("noise.txt", "xxxxxxx " * 40))
        assert noise.language == kg.readers.NO_WORDS
        assert "no words" in kg.readers.describe(noise) and "zxx" not in kg.readers.describe(noise)
        assert "no words" not in kg.readers.describe(kg.readers.read(write("talk.txt", CHAT)))

    def test_text_from_standard_input(self) -> None:
        document = kg.readers.read_text("Nora: Hello?\n\nPetr: Hello.\n")
        assert (document.id, document.source, document.media_type) == ("stdin", "stdin", "text/plain")
        assert len(document.turns) == 2

    def test_markdown_from_standard_input(self) -> None:
        document = kg.readers.read_text("---\ntitle: A walk\n---\n\nWe walked.\n", media_type="text/markdown")
        assert document.title == "A walk"


class TestTitleAndDate:
    @pytest.mark.parametrize(
        ("content", "title"),
        [
            ("Counting sheep with Keras\n\nNora: How?\n\nPetr: Slowly.\n", "Counting sheep with Keras"),
            ("# Counting sheep\n\nSome prose about it all.\n", "Counting sheep"),
            ("---\ntitle: Front\n---\n# Head\n\nSome prose.\n", "Front"),
            ("Nora: How are you today?\n\nPetr: Fine.\n", "some talk"),
        ],
    )
    def test_title(self, write: Write, content: str, title: str) -> None:
        assert kg.readers.read(write("some-talk.md", content)).title == title

    @pytest.mark.parametrize(
        ("content", "date"),
        [
            ("---\ntitle: T\ndate: 2019-05-06\n---\nProse.\n", "2019-05-06"),
            ("---\ntitle: T\ndate: 2019-05-06T10:00:00Z\n---\nProse.\n", "2019-05-06"),
            ("A talk\n\nJuly 3rd, 2020\n\nNora: How?\n\nPetr: So.\n", "2020-07-03"),
            ("A talk\n\nPublished on 3 July 2020 by Nora\n\nNora: How?\n\nPetr: So.\n", "2020-07-03"),
            ("Welcome to the show, episode 9, recorded February 20th, 2019. Here we go.\n", "2019-02-20"),
            ("A talk\n\nMarch 2016\n\nNora: How?\n\nPetr: So.\n", "2016-03"),
            ("A talk\n\nIn March 2016 we began to write it, and nobody noticed for a year.\n", None),
            ("A talk\n\nMay 45, 2016\n\nSome prose.\n", None),
        ],
    )
    def test_date(self, write: Write, content: str, date: str | None) -> None:
        assert kg.readers.read(write("talk.md", content)).date == date

    def test_date_in_the_file_name(self, write: Write) -> None:
        assert kg.readers.read(write("2018-07-02-talk.md", "# Talk\n\nProse of some kind.\n")).date == "2018-07-02"


class TestNames:
    def test_first_names_become_the_names_of_title_and_comments(self, write: Write) -> None:
        content = (
            "An interview with Petr Havel\n\nNora: What is it?\n\nPetr: A library.\n\nNora: Why?\n\nPetr: For speed.\n\n"
            "2 Responses to An interview with Petr Havel\n\n  1. Ivo Prchal May 2, 2018 at 10:29 am #\n\n    Nice one.\n\n"
            "    • Nora Lindqvist May 2, 2018 at 11:00 am #\n\n      Thank you, Ivo.\n"
        )
        document = kg.readers.read(write("talk.txt", content))
        assert people(document) == {("Nora Lindqvist", "host"), ("Petr Havel", "guest")}
        assert {person.aliases for person in document.participants} == {("Nora",), ("Petr",)}

    def test_the_accented_form_is_preferred(self, write: Write) -> None:
        content = (
            "A talk with Zoë Brännström\n\nPetr: How?\n\nZoe Brannstrom: So.\n\nPetr: Why?\n\nZoe Brannstrom: Thus.\n"
        )
        assert ("Zoë Brännström", "guest") in people(kg.readers.read(write("talk.txt", content)))

    def test_two_speakers_of_one_first_name_stay_apart(self, write: Write) -> None:
        content = "Anna Berg: Why?\n\nAnna Storm: Since.\n\nAnna Berg: When?\n\nAnna Storm: Then.\n"
        assert people(kg.readers.read(write("talk.txt", content))) == {("Anna Berg", "host"), ("Anna Storm", "guest")}

    def test_a_verb_in_a_title_is_no_surname(self, write: Write) -> None:
        content = "Petr Explains Dask\n\nNora: Who explains it?\n\nPetr: I do.\n\nNora: Why?\n\nPetr: Yes.\n"
        assert ("Petr", "guest") in people(kg.readers.read(write("talk.txt", content)))

    def test_a_title_before_a_name_is_dropped(self, write: Write) -> None:
        content = "Nora Lind: Who?\n\nDr. Petr Havel: Me.\n\nNora Lind: Why?\n\nDr. Petr Havel: So.\n"
        assert ("Petr Havel", "guest") in people(kg.readers.read(write("talk.txt", content)))

    def test_a_label_misspelt_once_is_the_same_person(self, write: Write) -> None:
        content = (
            "Nora: Who?\n\nAndrey: Me.\n\n" * 12 + "Nora: Sure?\n\nAndreyy: Yes.\n\nNora: Sure?\n\nAndreyy: Yes.\n"
        )
        assert {name for name, _ in people(kg.readers.read(write("talk.txt", content)))} == {"Nora", "Andrey"}

    def test_a_panel_has_one_host_and_several_guests(self, write: Write) -> None:
        content = "Nora: What now?\n\nPetr: This.\n\nOlga: That.\n\nNora: And you?\n\nOlga: Both.\n\nPetr: Neither.\n"
        assert people(kg.readers.read(write("t.txt", content))) == {
            ("Nora", "host"),
            ("Petr", "guest"),
            ("Olga", "guest"),
        }

    def test_the_host_is_who_asks_even_if_the_guest_speaks_first(self, write: Write) -> None:
        content = "Petr: Hello.\n\nNora: What is it?\n\nPetr: A tool.\n\nNora: Why so?\n\nPetr: For speed.\n\nNora: Since when?\n"
        assert people(kg.readers.read(write("t.txt", content))) == {("Nora", "host"), ("Petr", "guest")}


class TestWhatIsNoSpeaker:
    def test_a_label_that_stands_once_is_none(self, write: Write) -> None:
        content = CHAT + "Programming languages: Python and C.\n\nPetr Havel: Sorry, go on.\n"
        document = kg.readers.read(write("talk.txt", content))
        assert {turn.speaker for turn in document.turns} == {"Nora Lindqvist", "Petr Havel"}
        assert "Programming languages: Python and C." in prose(document)

    @pytest.mark.parametrize("label", ["Note", "Figure 2", "Source", "Example", "Update"])
    def test_words_that_label_other_things_are_none(self, write: Write, label: str) -> None:
        document = kg.readers.read(
            write("talk.txt", f"{label}: one thing.\n\nSome prose.\n\n{label}: another thing.\n")
        )
        assert document.participants == ()

    def test_a_file_of_500_speakers_has_none(self, write: Write) -> None:
        content = "\n\n".join(f"Speaker Name{chr(65 + n % 26)}{n}: says thing {n}." for n in range(500))
        document = kg.readers.read(write("talk.txt", content))
        assert len(document.participants) <= 1
        assert "says thing 499" in prose(document)

    def test_an_address_or_a_time_of_day_is_none(self, write: Write) -> None:
        document = kg.readers.read(
            write("t.txt", "See https://example.org: it is there.\n\nWe met at 10:30 on Monday, twice.\n")
        )
        assert document.participants == ()
        assert "10:30" in prose(document)


class TestLayouts:
    def test_an_essay_is_its_authors_turn(self, write: Write) -> None:
        document = kg.readers.read(
            write("e.md", "# Why I like trees\n\nBy Nora Lindqvist\n\nI like them.\n\nThey are tall.\n")
        )
        assert people(document) == {("Nora Lindqvist", "author")}
        assert speakers(document) == [("Nora Lindqvist", "author")]

    def test_a_transcript_without_speakers_names_nobody_wrongly(self, write: Write) -> None:
        told = ["This is your host, Nora Lindqvist.", "Today I have a treat: my guest is Petr Havel.", "Petr, welcome to the show.",
                "Thanks, it is good to be here.", "So what do you do?", "I write parsers, mostly in Rust."]  # fmt: skip
        content = "\n\n".join(f"00:00:{n * 7:02} {line}" for n, line in enumerate(told))
        document = kg.readers.read(write("t.txt", content))
        assert people(document) == {("Nora Lindqvist", "host"), ("Petr Havel", "guest")}
        assert document.turns[0].speaker == "Nora Lindqvist"
        assert document.turns[-1].speaker is None
        assert "00:00" not in prose(document)

    def test_a_paragraph_goes_on_over_stamped_lines(self, write: Write) -> None:
        content = "00:00:01 We built it on\n\n00:00:04 NumPy and nothing else,\n\n00:00:08 for a year.\n"
        document = kg.readers.read(write("t.txt", content))
        assert [" ".join(words(document, block).split()) for block in document.blocks] == [
            "We built it on NumPy and nothing else, for a year."
        ]

    def test_the_writers_introduction_is_the_hosts(self, write: Write) -> None:
        content = "A series\n\nI am thrilled to be talking to Petr Havel, who wrote Parsley.\n\n" + CHAT
        document = kg.readers.read(write("t.txt", content))
        assert document.turns[0].speaker == "Nora Lindqvist"
        assert document.turns[0].start < document.text.index("What is Dask")

    def test_an_introduction_of_unknown_hand_is_nobodys(self, write: Write) -> None:
        content = (
            "A series\n\nPetr Havel is a baker from Brno who writes parsers at night and sleeps little.\n\n" + CHAT
        )
        document = kg.readers.read(write("t.txt", content))
        first = next(block for block in document.blocks if "baker" in words(document, block))
        assert first.turn is None

    def test_hard_wrapped_lines_are_one_paragraph(self, write: Write) -> None:
        content = (
            "Nora: What did you do in all those years in the north, when\nthere was no network and hardly any light to read by?\n\n"
            "Petr: I wrote a parser, and when it was done I wrote it again\nin Rust: it was faster, and I had learned a language.\n"
        )
        document = kg.readers.read(write("t.txt", content))
        assert len(document.turns) == len(document.blocks) == 2

    def test_times_stand_in_turns(self, write: Write) -> None:
        document = kg.readers.read(
            write("t.txt", "[00:01:02] Nora: Why?\n\n[1:03:04] Petr: So.\n\n(12:05) Nora: Ah?\n")
        )
        assert [turn.time for turn in document.turns] == ["00:01:02", "01:03:04", "00:12:05"]


class TestMarks:
    @pytest.mark.parametrize(
        ("content", "expected"),
        [
            ('We use [PyTorch](https://pytorch.org "home"), mostly.', "We use PyTorch, mostly."),
            ("We use **PyTorch** and *Keras* and __JAX__ here.", "We use PyTorch and Keras and JAX here."),
            ("Call `torch.load` or ``a`` now.", "Call torch.load or a now."),
            ("The name snake_case_name stays, 2 * 3 * 4 too.", "The name snake_case_name stays, 2 * 3 * 4 too."),
            ("A [link [in] brackets](http://x.org/a_(b)) here.", "A link [in] brackets here."),
            ("An ![image](x.png) in prose, and <b>tags</b>.", "An  in prose, and tags."),
            ("A note[^1] and a \\*star\\*.", "A note and a *star*."),
            ("Less a < b and c > d, and [brackets] alone.", "Less a < b and c > d, and [brackets] alone."),
            ('[All](a) [of](b){:target="_blank"} it.', "All of it."),
        ],
    )
    def test_marks_lie_outside_spans(self, write: Write, content: str, expected: str) -> None:
        assert prose(kg.readers.read(write("m.md", content + " And so on, of course, for a while.\n"))).startswith(
            expected
        )

    def test_kinds_of_blocks(self, write: Write) -> None:
        content = "# Title\n\n## Part\n\nProse here.\n\n- one\n- two\n\n> A quote.\n\nFigure 1: A tree.\n"
        document = kg.readers.read(write("m.md", content))
        assert [block.kind for block in document.blocks] == [
            "title",
            "heading",
            "paragraph",
            "item",
            "item",
            "quote",
            "caption",
        ]
        assert prose(document).splitlines() == [
            "Title",
            "Part",
            "Prose here.",
            "one",
            "two",
            "A quote.",
            "Figure 1: A tree.",
        ]


COMMENTED = (
    "A talk\n\n"
    + CHAT
    + "\n43 Responses to A talk\n\n  1. Ivo Prchal May 2, 2018 at 10:29 am #\n\n    Keras is a fish.\n\n"
    "    • Nora Lindqvist May 2, 2018 at 11:00 am #\n\n      Thank you, Ivo.\n\n  2. Jan K May 3, 2018 at 9:00 am #\n\n    Agreed.\n\n"
    "Before you leave a comment...\n\n  1. Be kind to Theano.\n\nLeave a Reply\n"
)


class TestLeftOut:
    def test_comments_and_the_form_are_left_out(self, write: Write) -> None:
        document = kg.readers.read(write("t.txt", COMMENTED))
        left = reasons(document)
        assert "Keras is a fish" in left["readers' comments"]
        assert "Be kind to Theano" in left["comment form"]
        assert "fish" not in prose(document) and "Theano" not in prose(document)

    def test_comments_come_in_when_asked_for(self, write: Write) -> None:
        document = kg.readers.read(write("t.txt", COMMENTED), comments=True)
        assert speakers(document)[-3:] == [
            ("Ivo Prchal", "commenter"),
            ("Nora Lindqvist", "commenter"),
            ("Jan K", "commenter"),
        ]
        assert "Keras is a fish." in prose(document)
        assert "Be kind to Theano" not in prose(document)
        assert ("Ivo Prchal", "commenter") in people(document)

    def test_the_word_comments_in_an_article_leaves_nothing_out(self, write: Write) -> None:
        content = (
            "A talk\n\nComments\n\nNora Lindqvist: Do you read comments?\n\nPetr Havel: Comments are fine.\n\n" + CHAT
        )
        assert "readers' comments" not in reasons(kg.readers.read(write("t.txt", content)))

    @pytest.mark.parametrize(
        ("line", "reason"),
        [
            ("Subscribe to my newsletter for more talks", "newsletter"),
            ("You can find me on Mastodon", "newsletter"),
            ("Share this on Facebook", "navigation"),
            (", , , ,", "navigation"),
            ("![](tree.png)", "image"),
            ('{% include toc title="Contents" %}', "template tag"),
            ("```\nimport keras\n```", "code"),
        ],
    )
    def test_lines_that_are_no_article(self, write: Write, line: str, reason: str) -> None:
        document = kg.readers.read(write("t.md", f"# A talk\n\n{CHAT}\n{line}\n"))
        assert line in reasons(document)[reason]
        assert line not in prose(document)

    @pytest.mark.parametrize(
        "line",
        ["Petr Havel: Subscribe to my newsletter, he said.", "We share this on principle with everybody we meet."],
    )
    def test_what_somebody_says_stays(self, write: Write, line: str) -> None:
        document = kg.readers.read(write("t.txt", f"A talk\n\n{CHAT}{line}\n\nNora Lindqvist: Good?\n"))
        assert line.split(": ")[-1] in prose(document)

    def test_a_table_of_contents_is_left_out(self, write: Write) -> None:
        document = kg.readers.read(
            write("t.md", "# A\n\n## Contents\n\n- [One](#one)\n- [Two](#two)\n\n## One\n\nProse.\n")
        )
        assert "Two" in reasons(document)["table of contents"]


class TestFormats:
    def test_front_matter_gives_title_date_and_people(self, write: Write) -> None:
        content = '---\ntitle: "Trees: a talk"\ndate: 2020-01-02\nauthors: [Nora Lindqvist]\n---\nI like trees.\n'
        document = kg.readers.read(write("t.md", content))
        assert (document.title, document.date) == ("Trees: a talk", "2020-01-02")
        assert people(document) == {("Nora Lindqvist", "author")}
        assert reasons(document)["front matter"].startswith("---")

    def test_front_matter_that_is_no_yaml_is_prose(self, write: Write) -> None:
        document = kg.readers.read(write("t.md", "---\na: b: c: [\n---\nProse that goes on.\n"))
        assert "Prose that goes on." in prose(document)

    def test_broken_cues_are_passed_over(self, write: Write) -> None:
        content = "WEBVTT\n\n00:00:01.000 --> 00:00:03.000\n<v Nora>Why?\n\n00:00:bad --> 00:00\nlost\n\n00:00:05.000 --> 00:00:09.000\n<v Petr>Because of\n"
        document = kg.readers.read(write("t.vtt", content))
        assert [turn.speaker for turn in document.turns] == ["Nora", "Petr"]

    def test_html_leaves_navigation_and_scripts_behind(self, write: Write) -> None:
        article = "".join(f"<p><b>{who}:</b> {say} and so on for a good while, to be sure.</p>" for who, say in
                          [("Nora", "What is Dask, in your own words?"), ("Petr", "A tool that splits work."), ("Nora", "Is it fast?"), ("Petr", "Mostly.")] * 3)  # fmt: skip
        page = f"<html><head><title>A talk</title><script>var keras = 1;</script></head><body><nav><a href='/'>Home</a></nav><article><h1>A talk</h1>{article}</article><footer>Imprint</footer></body></html>"
        document = kg.readers.read(write("t.html", page))
        assert document.title == "A talk"
        assert {turn.speaker for turn in document.turns} == {"Nora", "Petr"}
        assert "var keras" not in document.text and "Imprint" not in prose(document)

    def test_a_word_table_is_a_transcript(self, tmp_path: Path) -> None:
        import docx

        document = docx.Document()
        table = document.add_table(rows=0, cols=3)
        for row in [("00:01", "Nora", "Why?"), ("00:05", "Petr", "So."), ("00:09", "Nora", "Ah?")]:
            for cell, text in zip(table.add_row().cells, row, strict=True):
                cell.text = text
        document.save(str(tmp_path / "t.docx"))
        read = kg.readers.read(tmp_path / "t.docx")
        assert [(turn.speaker, turn.time) for turn in read.turns] == [
            ("Nora", "00:00:01"),
            ("Petr", "00:00:05"),
            ("Nora", "00:00:09"),
        ]

    def test_words_of_a_recogniser_are_gathered(self, write: Write) -> None:
        spoken = [("A", "Why"), ("A", "Rust?"), ("B", "For"), ("B", "speed.")]
        content = json.dumps(
            {"words": [{"text": word, "start": n * 100, "speaker": who} for n, (who, word) in enumerate(spoken)]}
        )
        assert len(kg.readers.read(write("t.json", content)).turns) == 2

    def test_half_a_character_is_replaced_and_a_whole_one_stays(self, write: Write) -> None:
        spoken = [("Ann \ud83d", "Half a face \ud83d here."), ("Bob", "A whole one \U0001f600 here.")]
        content = json.dumps({"title": "T\udc00", "segments": [{"speaker": who, "text": text} for who, text in spoken]})
        assert "\\ud83d here" in content and "\\ud83d\\ude00" in content
        document = kg.readers.read(write("t.json", content))
        assert document.title == "T\ufffd"
        assert "Half a face \ufffd here." in document.text and "A whole one \U0001f600 here." in document.text
        assert str(document).encode("utf-8")

    def test_half_a_character_of_standard_input_is_replaced_in_its_place(self) -> None:
        document = kg.readers.read_text("Half \ud83d of it.")
        assert document.text == "Half \ufffd of it."

    def test_a_file_name_that_is_no_utf_8_does_no_harm(self) -> None:
        document = kg.readers.read_text("A few words.", name=os.fsdecode(b"caf\xe9.txt"))
        assert document.source == "caf\ufffd.txt"
        assert str(document).encode("utf-8")


def encrypted_pdf() -> bytes:
    from pypdf import PdfWriter

    writer, out = PdfWriter(), io.BytesIO()
    writer.add_blank_page(200, 200)
    writer.encrypt("secret", algorithm="RC4-128")
    writer.write(out)
    return out.getvalue()


def blank_pdf() -> bytes:
    from pypdf import PdfWriter

    writer, out = PdfWriter(), io.BytesIO()
    writer.add_blank_page(200, 200)
    writer.write(out)
    return out.getvalue()


def other_zip() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("notes.txt", "hello")
    return out.getvalue()


class TestBadInput:
    @pytest.mark.parametrize(
        ("name", "content", "said"),
        [
            ("empty.txt", b"", "is empty"),
            ("blank.txt", b" \n\t\n", "is empty"),
            ("picture.txt", b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "binary file"),
            ("noise.txt", bytes(range(1, 32)) * 40, "binary file"),
            ("renamed.docx", other_zip(), "not a Word document"),
            ("renamed-text.docx", b"just text", "not a Word document"),
            ("old.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old .doc"),
            ("locked.pdf", encrypted_pdf(), "encrypted PDF"),
            ("scan.pdf", blank_pdf(), "without text"),
            ("torn.pdf", b"%PDF-1.7\nnonsense", "broken PDF"),
            ("other.json", b'{"rows": [1, 2, 3]}', "another shape"),
            ("list.json", b'[{"a": 1}]', "another shape"),
            ("torn.json", b'{"segments": [', "not whole JSON"),
            ("deep.json", b"[" * 100_000, "not whole JSON"),
            ("torn.vtt", b"WEBVTT\n\nnothing timed\n", "no whole cue"),
            ("torn.srt", b"1\nno time\nhello\n", "no whole cue"),
            ("menu.html", b"<html><body><nav><a href='/'>Home</a></nav></body></html>", "no main text"),
            ("only.md", b"---\ntitle: x\n---\n", "no text"),
        ],
    )
    def test_one_line_names_the_file_and_the_cure(self, write: Write, name: str, content: bytes, said: str) -> None:
        path = write(name, content)
        with pytest.raises(KgError) as caught:
            kg.readers.read(path)
        line = str(caught.value)
        assert name in line and said in line and ": " in line and "\n" not in line

    def test_a_file_without_permission(self, write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
        path = write("secret.txt", "some words")
        path.chmod(0)
        if os.geteuid() == 0:  # root reads everything, so the refusal is made

            def refuse(self: Path) -> bytes:
                raise PermissionError(13, "Permission denied")

            monkeypatch.setattr(Path, "read_bytes", refuse)
        with pytest.raises(KgError, match=r"secret\.txt cannot be read.*permission"):
            kg.readers.read(path)

    def test_a_link_to_nowhere_says_where_it_leads(self, tmp_path: Path) -> None:
        (tmp_path / "talk.txt").symlink_to("gone.txt")
        with pytest.raises(KgError, match=r"talk\.txt is a link to gone\.txt, which does not exist: "):
            kg.readers.read(tmp_path / "talk.txt")

    def test_a_missing_path_and_an_unknown_suffix_are_wrong_usage(self, tmp_path: Path) -> None:
        with pytest.raises(UsageError, match="does not exist"):
            kg.readers.find([tmp_path / "nowhere"])
        with pytest.raises(UsageError, match=r"\.txt"):
            kg.readers.read(tmp_path / "song.mp3")
        with pytest.raises(UsageError, match="media type"):
            kg.readers.read_text("x", media_type="audio/mp3")

    def test_five_megabytes_on_one_line(self, write: Write) -> None:
        path = write("long.txt", "The library was built on NumPy and it grew. " * 120_000)
        start = time.process_time()
        document = kg.readers.read(path)
        assert time.process_time() - start < 10
        assert max(sum(b - a for a, b in block.spans) for block in document.blocks) <= 8_000
        assert sum(b - a for block in document.blocks for a, b in block.spans) > 5_000_000

    @pytest.mark.parametrize(
        "piece", ["*", "[", "](", "<a ", "`", "_a ", "Ann Lee: ", "\n- a", "00:01 a\n", "![", "{% ", "Hey, Ann, "]
    )
    def test_time_grows_with_length_and_no_faster(self, piece: str) -> None:
        def took(size: int) -> float:
            start = time.process_time()
            kg.readers.read_text("x " + piece * (size // len(piece)))
            return time.process_time() - start

        took(1_000)
        assert took(100_000) < 3.0

    def test_twenty_megabytes_of_html(self, write: Write) -> None:
        path = write(
            "huge.html",
            "<html><body><article>" + "<p>A paragraph of prose on trees.</p>" * 600_000 + "</article></body></html>",
        )
        with pytest.raises(KgError, match=r"huge\.html is 2\d MB of HTML"):
            kg.readers.read(path)

    def test_html_that_is_large_by_its_pictures_is_read(self, write: Write) -> None:
        picture = "<img src='data:image/png;base64," + "QUJD" * 2_000_000 + "'>"
        prose_ = "".join(
            f"<p>Paragraph {n} says that trees are tall and apples are sweet, most of the time.</p>" for n in range(20)
        )
        document = kg.readers.read(
            write("p.html", f"<html><body><article><h1>T</h1>{picture}{prose_}</article></body></html>")
        )
        assert "apples are sweet" in document.text


class TestFind:
    def test_folders_give_their_readable_files_sorted(self, write: Write, tmp_path: Path) -> None:
        for name in ("b/two.md", "a/one.txt", "a/song.mp3", ".git/three.txt", "a/.hidden.md"):
            write(name, "words")
        assert kg.readers.find([tmp_path]) == [tmp_path / "a/one.txt", tmp_path / "b/two.md"]

    def test_links_to_nowhere_are_found_and_other_links_followed(self, write: Write, tmp_path: Path) -> None:
        for name, to in (
            ("gone.txt", "nowhere"),
            ("song.mp3", "nowhere"),
            (".talk.md", "nowhere"),
            ("two.md", "one.md"),
        ):
            (tmp_path / name).symlink_to(to)
        write("one.md", "words")
        assert kg.readers.find([tmp_path]) == [tmp_path / name for name in ("gone.txt", "one.md", "two.md")]

    def test_a_folder_without_documents_gives_none(self, tmp_path: Path) -> None:
        assert kg.readers.find([tmp_path]) == []

    def test_files_of_one_name_get_ids_by_their_folders(self) -> None:
        ids = kg.readers.document_ids(["x/2020/talk.txt", "x/2021/talk.txt", "x/2021/talk.md", "x/other.md"])
        assert ids == {Path("x/2020/talk.txt"): "2020-talk", Path("x/2021/talk.txt"): "x-2021-talk-txt",
                       Path("x/2021/talk.md"): "x-2021-talk-md", Path("x/other.md"): "other"}  # fmt: skip

    @given(
        st.permutations(
            [f"{folder}/{name}" for folder in ("a", "b", "a/b", "a-b") for name in ("t.txt", "t.md", "b-t.txt", "!.md")]
        )
    )
    @settings(max_examples=30, deadline=None)
    def test_ids_do_not_depend_on_the_order(self, paths: list[str]) -> None:
        ids = kg.readers.document_ids(paths)
        assert ids == kg.readers.document_ids(sorted(paths))
        assert len(set(ids.values())) == len(paths)


PIECES = st.sampled_from(
    ["Nora: ", "**Petr**: ", "Q: ", "A: ", "## ", "- ", "> ", "Why not?", "A word", " and more", ". ", "\n", "\n\n", "\r\n", "*", "**", "_", "`",
     "[a](b)", "![x](y)", "[", "](", "<v Ann>", "<b>", "00:01:02 ", "[00:03] ", "```\n", "---\n", "{% x %}", "1. Ivo May 2, 2018 at 10:29 am #\n",
     "3 Comments\n", "Leave a Reply\n", "Subscribe to it\n", "é", "👩‍🔬", "\0", "\u200f", "Figure 1: a\n", "By Nora Lind\n", "Ann, welcome to the show. "]
)  # fmt: skip
MIXED = st.lists(PIECES | st.text(max_size=12), max_size=60).map("".join)


class TestEveryText:
    @given(text=MIXED, comments=st.booleans(), media_type=st.sampled_from(["text/plain", "text/markdown"]))
    @settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    def test_ranges_are_in_order_and_apart(self, text: str, comments: bool, media_type: str) -> None:
        try:
            document = kg.readers.read_text(text, media_type=media_type, comments=comments)
        except KgError:
            return
        taken = [False] * len(document.text)
        last = 0
        for block in document.blocks:
            assert block.spans
            for start, end in block.spans:
                assert last <= start < end <= len(document.text)
                last = end
                taken[start:end] = [True] * (end - start)
                if block.turn is not None:
                    turn = document.turns[block.turn]
                    assert turn.start <= start and end <= turn.end
            assert words(document, block) == words(document, block).strip()
        for gap in document.left_out:
            assert 0 <= gap.start < gap.end <= len(document.text)
            assert not any(taken[gap.start : gap.end])
        for first, second in zip(document.turns, document.turns[1:], strict=False):
            assert first.start < first.end <= second.start
        assert kg.readers.describe(document)

    @example(text="Nora: " * 20 + "\n\x1f")
    @given(text=MIXED)
    @settings(max_examples=60, deadline=None)
    def test_the_same_text_reads_the_same(self, text: str) -> None:
        if text.strip():
            assert kg.readers.read_text(text) == kg.readers.read_text(text)
