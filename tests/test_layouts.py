"""The same interview in many layouts and formats reads the same: who says what, and in which role."""

from __future__ import annotations

import html
import json
from collections.abc import Callable
from pathlib import Path

import pytest

import kg.readers
from kg.types import Document

STORY = json.loads((Path(__file__).parent / "data/readers/orchard_interview.json").read_text(encoding="utf-8"))
TITLE, HOST, GUEST, DATE = STORY["title"], STORY["host"], STORY["guest"], STORY["date"]
TURNS: list[tuple[str, list[str]]] = [(role, parts) for role, parts in STORY["turns"]]
NAMES = {"host": HOST, "guest": GUEST}
SHORT = {"host": "Tobias", "guest": "Márta"}
INITIALS = {"host": "TO", "guest": "MKR"}
BYLINE = f"Interview with {GUEST}\n\nBy {HOST}"


def labelled(label: Callable[[str, int], str], between: str = "\n\n") -> str:
    """Return the turns with a label before the first paragraph of each."""
    return between.join(
        label(role, number) + part if at == 0 else part
        for number, (role, parts) in enumerate(TURNS)
        for at, part in enumerate(parts)
    )


def full_labels() -> str:
    return f"{TITLE}\n\n" + labelled(lambda role, _: f"{NAMES[role]}: ") + "\n"


def first_names() -> str:
    return f"{TITLE}\n\n{BYLINE}\n\n" + labelled(lambda role, _: f"{SHORT[role]}: ") + "\n"


def bracketed() -> str:
    return f"{TITLE}\n\n" + labelled(lambda role, _: f"[{NAMES[role]}] ") + "\n"


def name_with_firm() -> str:
    firm = {"host": "Rural Learning Radio", "guest": "Orchardist"}
    return f"{TITLE}\n\n" + labelled(lambda role, _: f"{NAMES[role]} ({firm[role]}): ") + "\n"


def dashes() -> str:
    return f"{TITLE}\n\n" + labelled(lambda role, _: f"{NAMES[role]} — ") + "\n"


def parts_taken() -> str:
    part = {"host": "Interviewer", "guest": "Interviewee"}
    return f"{TITLE}\n\n" + labelled(lambda role, _: f"{part[role]}: ") + "\n"


def items() -> str:
    return f"# {TITLE}\n\n" + labelled(lambda role, _: f"- **{NAMES[role]}:** ") + "\n"


def names_as_headings() -> str:
    return f"# {TITLE}\n\n" + labelled(lambda role, _: f"### {NAMES[role]}\n\n") + "\n"


def names_on_bold_lines() -> str:
    return f"# {TITLE}\n\n" + labelled(lambda role, _: f"**{NAMES[role]}**\n\n") + "\n"


def capitals() -> str:
    return f"{TITLE}\n\n" + labelled(lambda role, _: f"{NAMES[role].upper()}: ") + "\n"


def bold_before_colon() -> str:
    return f"# {TITLE}\n\n" + labelled(lambda role, _: f"**{NAMES[role]}**: ") + "\n"


def bold_with_colon() -> str:
    return (
        f"# {TITLE}\n\n" + labelled(lambda role, _: f"**{SHORT[role]}:** " if _ > 1 else f"**{NAMES[role]}:** ") + "\n"
    )


def italic_labels() -> str:
    return f"# {TITLE}\n\n" + labelled(lambda role, _: f"*{NAMES[role]}:* ") + "\n"


def stamp(number: int) -> str:
    return f"{number // 60:02}:{number % 60:02}:07"


def stamped_with_firm() -> str:
    firm = {"host": "Rural Learning Radio", "guest": "Orchardist"}
    return f"{TITLE}\n\n" + labelled(lambda role, n: f"[{stamp(n)}] {NAMES[role]} ({firm[role]}): ") + "\n"


def name_and_time_on_their_line() -> str:
    return f"{TITLE}\n\n" + labelled(lambda role, n: f"{NAMES[role]} {stamp(n)}\n") + "\n"


def question_and_answer() -> str:
    return f"{TITLE}\n\n{BYLINE}\n\n" + labelled(lambda role, _: "Q: " if role == "host" else "A: ") + "\n"


def initials_explained() -> str:
    key = f"TO = {HOST}, MKR = {GUEST}"
    return f"{TITLE}\n\n{key}\n\n" + labelled(lambda role, _: f"{INITIALS[role]}: ") + "\n"


def initials_after_full_names() -> str:
    label = lambda role, n: f"{NAMES[role]} ({INITIALS[role]}): " if n < 2 else f"{INITIALS[role]}: "  # noqa: E731
    return f"{TITLE}\n\n" + labelled(label) + "\n"


def one_line_a_turn() -> str:
    return f"{TITLE}\n" + "\n".join(f"{NAMES[role]}: {' '.join(parts)}" for role, parts in TURNS) + "\n"


def windows_line_ends() -> str:
    return full_labels().replace("\n", "\r\n")


def front_matter() -> str:
    fields = f'title: "{TITLE}"\ndate: {DATE}\nhost: {HOST}\nguests:\n- {GUEST}\ntags: [trees]\n'
    return f"---\n{fields}---\n\n" + labelled(lambda role, _: f"**{SHORT[role]}**: ")


def bold_questions() -> str:
    body = "\n\n".join(f"**{p}**" if role == "host" else p for role, parts in TURNS for p in parts)
    return f"# {TITLE}\n\n*{BYLINE.splitlines()[0]}*\n\nBy {HOST}\n\n{body}\n"


def question_headings() -> str:
    body = "\n\n".join(f"## {' '.join(parts)}" if role == "host" else "\n\n".join(parts) for role, parts in TURNS)
    return f"# {TITLE}\n\n{BYLINE}\n\n{body}\n"


def transcript_list() -> str:
    entries = [
        {"line": part, "who": SHORT[role], "time": f"{n}:07"} for n, (role, parts) in enumerate(TURNS) for part in parts
    ]
    fields = {"title": TITLE, "hosts": [HOST], "guests": [GUEST], "date": DATE, "transcript": entries}
    return f"---\n{json.dumps(fields, ensure_ascii=False)}\n---\n"


def sentences(parts: list[str]) -> list[str]:
    """Cut a turn into short cues, some in the middle of a sentence."""
    words = " ".join(parts).split()
    return [" ".join(words[at : at + 11]) for at in range(0, len(words), 11)]


def cues(voice: Callable[[str, int], str], comma: bool = False) -> list[tuple[str, str]]:
    made, second = [], 1
    for role, parts in TURNS:
        for at, words in enumerate(sentences(parts)):
            times = " --> ".join(f"00:{s // 60:02}:{s % 60:02}.000" for s in (second, second + 3))
            made.append((times.replace(".", ",") if comma else times, voice(role, at) + words))
            second += 3
    return made


def vtt_voices() -> str:
    body = "\n\n".join(f"{times}\n{words}</v>" for times, words in cues(lambda role, _: f"<v {NAMES[role]}>"))
    return f"WEBVTT\n\n{body}\n"


def vtt_two_voices_in_a_cue() -> str:
    made = ["WEBVTT"]
    for number in range(0, len(TURNS), 2):
        pair = TURNS[number : number + 2]
        spoken = "\n".join(f"<v {NAMES[role]}>{' '.join(parts)}</v>" for role, parts in pair)
        made.append(f"00:{number:02}:00.000 --> 00:{number + 1:02}:59.000\n{spoken}")
    return "\n\n".join(made) + "\n"


def srt_labels() -> str:
    told = cues(lambda role, at: f"{NAMES[role]}: " if at == 0 else "", comma=True)
    return "\n\n".join(f"{n}\n{times}\n{words}" for n, (times, words) in enumerate(told, 1)) + "\n"


def whisper_json() -> str:
    names = {"host": "SPEAKER_00", "guest": "SPEAKER_01"}
    segments = [
        {"start": n * 3.0, "end": n * 3.0 + 3, "text": " " + words, "speaker": names[role]}
        for n, (role, words) in enumerate((role, words) for role, parts in TURNS for words in sentences(parts))
    ]
    return json.dumps({"language": "en", "segments": segments})


def assembly_json() -> str:
    names = {"host": "A", "guest": "B"}
    said = [
        {"start": n * 9000, "end": n * 9000 + 9000, "text": " ".join(parts), "speaker": names[role], "confidence": 0.9}
        for n, (role, parts) in enumerate(TURNS)
    ]
    return json.dumps({"id": "x", "status": "completed", "text": "all of it", "utterances": said})


def page(body: str) -> str:
    menu = "".join(f'<li><a href="/{n}">{n}</a></li>' for n in ("Home", "About", "Archive", "Contact"))
    return (
        f"<!DOCTYPE html><html lang='en'><head><meta charset='utf-8'><title>{TITLE}</title>"
        f"<meta property='og:title' content='{TITLE}'>"
        f"<meta property='article:published_time' content='{DATE}T08:00:00Z'>"
        f"</head><body><nav><ul>{menu}</ul></nav><main><article><h1>{TITLE}</h1>{body}</article></main>"
        "<footer><p>All rights reserved</p></footer></body></html>"
    )


def web_page_labels() -> str:
    return page(
        "".join(
            f"<p>{f'<strong>{NAMES[role]}:</strong> ' if at == 0 else ''}{html.escape(part)}</p>"
            for role, parts in TURNS
            for at, part in enumerate(parts)
        )
    )


def web_page_question_headings() -> str:
    body = "".join(
        f"<h2>{html.escape(' '.join(parts))}</h2>"
        if role == "host"
        else "".join(f"<p>{html.escape(part)}</p>" for part in parts)
        for role, parts in TURNS
    )
    return page(f"<p>Interview with {GUEST}</p><p>By {HOST}</p>{body}")


def web_page_bold_questions() -> str:
    body = "".join(
        f"<p><b>{html.escape(part)}</b></p>" if role == "host" else f"<p>{html.escape(part)}</p>"
        for role, parts in TURNS
        for part in parts
    )
    return page(f"<p>Interview with {GUEST}</p><p>By {HOST}</p>{body}")


TEXTS: dict[str, tuple[str, Callable[[], str]]] = {
    made.__name__: (suffix, made)
    for suffix, made in (
        (".txt", full_labels), (".txt", first_names), (".txt", capitals), (".txt", stamped_with_firm),
        (".txt", name_and_time_on_their_line), (".txt", question_and_answer), (".txt", initials_explained),
        (".txt", bracketed), (".txt", name_with_firm), (".txt", dashes), (".txt", parts_taken), (".md", items),
        (".md", names_as_headings), (".md", names_on_bold_lines), (".txt", initials_after_full_names),
        (".txt", one_line_a_turn), (".txt", windows_line_ends),
        (".md", bold_before_colon), (".md", bold_with_colon), (".md", italic_labels), (".md", front_matter),
        (".md", bold_questions), (".md", question_headings), (".md", transcript_list), (".vtt", vtt_voices),
        (".vtt", vtt_two_voices_in_a_cue), (".srt", srt_labels), (".json", whisper_json), (".json", assembly_json),
        (".html", web_page_labels), (".html", web_page_question_headings), (".html", web_page_bold_questions),
    )
}  # fmt: skip


def write_docx(path: Path) -> None:
    import docx

    document = docx.Document()
    document.add_heading(TITLE, 0)
    for role, parts in TURNS:
        for at, part in enumerate(parts):
            paragraph = document.add_paragraph()
            if at == 0:
                paragraph.add_run(f"{NAMES[role]}:").bold = True
            paragraph.add_run((" " if at == 0 else "") + part)
    document.save(str(path))


def write_docx_bold_questions(path: Path) -> None:
    import docx

    document = docx.Document()
    document.add_heading(TITLE, 0)
    document.add_paragraph(f"Interview with {GUEST}")
    document.add_paragraph(f"By {HOST}")
    for role, parts in TURNS:
        for part in parts:
            document.add_paragraph().add_run(part).bold = role == "host"
    document.save(str(path))


def write_pdf(path: Path) -> None:
    from fpdf import FPDF

    pdf = FPDF()
    pdf.add_page()
    pdf.set_font("Helvetica", size=16)
    pdf.multi_cell(0, 10, TITLE)
    pdf.ln(4)
    pdf.set_font("Helvetica", size=11)
    for role, parts in TURNS:
        for at, part in enumerate(parts):
            pdf.multi_cell(0, 6, (f"{NAMES[role]}: " if at == 0 else "") + part, new_x="LMARGIN")
            pdf.ln(4)
    pdf.output(str(path))


FILES: dict[str, tuple[str, Callable[[Path], None]]] = {
    made.__name__: (suffix, made)
    for suffix, made in ((".docx", write_docx), (".docx", write_docx_bold_questions), (".pdf", write_pdf))
}


def write_all(folder: Path) -> list[Path]:
    """Write the interview in every layout and format; for the tests of the later stages too."""
    made = []
    for name, (suffix, text) in TEXTS.items():
        path = folder / f"{name}{suffix}"
        path.write_text(text(), encoding="utf-8", newline="")
        made.append(path)
    for name, (suffix, write) in FILES.items():
        path = folder / f"{name}{suffix}"
        write(path)
        made.append(path)
    return made


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return {path.stem: path for path in write_all(tmp_path_factory.mktemp("layouts"))}


def told(document: Document) -> list[tuple[str | None, str | None, str]]:
    """Return who says what in which role, spaces apart; neighbours of one voice are one."""
    words: dict[int, str] = {}
    for block in document.blocks:
        if block.turn is not None:
            words[block.turn] = words.get(block.turn, "") + " " + "".join(document.text[a:b] for a, b in block.spans)
    made: list[tuple[str | None, str | None, str]] = []
    for number, turn in enumerate(document.turns):
        text = " ".join(words.get(number, "").split())
        if made and made[-1][:2] == (turn.speaker, turn.role):
            made[-1] = (turn.speaker, turn.role, f"{made[-1][2]} {text}")
        else:
            made.append((turn.speaker, turn.role, text))
    return made


EXPECTED = [(NAMES[role], role, " ".join(parts)) for role, parts in TURNS]


@pytest.mark.parametrize("name", [*TEXTS, *FILES])
def test_every_layout_gives_the_same_turns(name: str, folder: dict[str, Path]) -> None:
    document = kg.readers.read(folder[name])
    found = [turn for turn in told(document) if "Interview with" not in turn[2]]
    assert [turn[:2] for turn in found] == [turn[:2] for turn in EXPECTED]
    for got, wanted in zip(found, EXPECTED, strict=True):
        assert got[2] == wanted[2]


@pytest.mark.parametrize("name", [*TEXTS, *FILES])
def test_every_layout_names_host_and_guest(name: str, folder: dict[str, Path]) -> None:
    document = kg.readers.read(folder[name])
    assert {(person.name, person.role) for person in document.participants} == {(HOST, "host"), (GUEST, "guest")}
