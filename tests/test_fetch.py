"""Fetching public interviews, against a real web server on this machine."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import pytest

from kg import fetch as fetching
from kg.fetch import Fetched, fetch, read_sources
from kg.types import KgError, UsageError

CORPUS = Path(__file__).parents[1] / "corpus"
PAGE = b"<html><title>Pears</title><body><p>Wilma grafts pears on quince.</p></body></html>"
TRANSCRIPT = "Host: Who planted it?\n\nGuest: My aunt Zoë did.\n".encode()


class Orchard(BaseHTTPRequestHandler):
    """A small web site with good pages and bad ones."""

    seen: ClassVar[list[tuple[str, str | None]]] = []

    def do_GET(self) -> None:
        Orchard.seen.append((self.path, self.headers.get("User-Agent")))
        answer = getattr(self, "_" + self.path.strip("/").split(".")[0].split("/")[0].replace("-", "_"), None)
        if answer:
            answer()
        else:
            self.send_error(404)

    def log_message(self, *_: object) -> None:
        pass

    def _send(self, media_type: str, body: bytes, *, length: int | None = None) -> None:
        self.send_response(200)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        self.end_headers()
        self.wfile.write(body)

    def _to(self, place: str) -> None:
        self.send_response(302)
        self.send_header("Location", place)
        self.end_headers()

    def _page(self) -> None:
        self._send("text/html; charset=utf-8", PAGE)

    def _raw(self) -> None:
        self._send("text/plain; charset=utf-8", TRANSCRIPT)

    def _subtitles(self) -> None:
        self._send("text/vtt", b"WEBVTT\n\n00:01.000 --> 00:02.000\n<v Wilma>Pears.</v>\n")

    def _moved(self) -> None:
        self._to("/page")

    def _circle(self) -> None:
        self._to("/circle")

    def _chain(self) -> None:
        self._to(f"/chain/{int('0' + self.path.rpartition('/')[2].strip('chain')) + 1}")

    def _to_a_file(self) -> None:
        self._to("file:///etc/hostname")

    def _to_ftp(self) -> None:
        self._to("ftp://127.0.0.1/pears.txt")

    def _sound(self) -> None:
        self._send("audio/mpeg", b"ID3")

    def _nothing(self) -> None:
        self._send("text/html", b"")

    def _says_large(self) -> None:
        self._send("text/html", b"<p>", length=30_000_000)

    def _large(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        for _ in range(40):
            self.wfile.write(b"x" * 1000)

    def _half(self) -> None:
        self._send("text/html", PAGE, length=len(PAGE) + 9)

    def _silent(self) -> None:
        time.sleep(1.5)

    def _dripping(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        for _ in range(30):
            self.wfile.write(b"drop ")
            time.sleep(0.05)


class Server(ThreadingHTTPServer):
    """A server that says nothing of clients that hang up, as those do that refuse a large page."""

    def handle_error(self, request: object, client_address: object) -> None:
        pass


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    server = Server(("127.0.0.1", 0), Orchard)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


def listing(folder: Path, **urls: str) -> Path:
    path = folder / "sources.toml"
    tables = [f'[[source]]\nid = "{id.replace("_", "-")}"\ntitle = "T"\nurl = "{url}"\n' for id, url in urls.items()]
    path.write_text("\n".join(tables), encoding="utf-8")
    return path


def one(folder: Path, url: str, *, timeout: float = 5) -> Fetched:
    (result,) = fetch(listing(folder, pears=url), folder / "got", timeout=timeout, pause=0)
    return result


def test_a_page_is_stored_under_the_id_of_its_source(site: str, tmp_path: Path) -> None:
    result = one(tmp_path, f"{site}/page")
    assert (result.status, result.reason) == ("fetched", None)
    assert result.path == tmp_path / "got" / "pears.html"
    assert result.path.read_bytes() == PAGE
    assert [path.name for path in (tmp_path / "got").iterdir()] == ["pears.html"]


def test_the_server_learns_who_asks(site: str, tmp_path: Path) -> None:
    one(tmp_path, f"{site}/page?who")
    one(tmp_path, f"{site}/page")
    assert all(agent and agent.startswith("kg-fetch/") for _, agent in Orchard.seen)


@pytest.mark.parametrize(
    ("place", "name"),
    [
        ("page", "pears.html"),
        ("raw/interview.md", "pears.md"),
        ("raw/interview.txt", "pears.txt"),
        ("raw/interview", "pears.txt"),
        ("raw/interview.vtt", "pears.vtt"),
        ("subtitles", "pears.vtt"),
        ("moved", "pears.html"),
    ],
)
def test_the_suffix_says_what_was_sent(site: str, tmp_path: Path, place: str, name: str) -> None:
    result = one(tmp_path, f"{site}/{place}")
    assert result.path is not None, result.reason
    assert result.path.name == name


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("absent", "404 Not Found"),
        ("circle", "a circle of them"),
        ("chain/0", "more than 5 redirects"),
        ("to-a-file", "'file:///etc/hostname' is not allowed"),
        ("to-ftp", "ftp://127.0.0.1/pears.txt is no web address"),
        ("sound", "audio/mpeg, which kg does not read"),
        ("nothing", "sends nothing"),
        ("says-large", "larger than 20 MB"),
        ("half", "broke off after"),
    ],
)
def test_what_cannot_be_fetched_is_told_in_one_line(site: str, tmp_path: Path, place: str, words: str) -> None:
    result = one(tmp_path, f"{site}/{place}")
    assert (result.status, result.path) == ("failed", None)
    assert result.reason is not None
    assert result.reason.startswith("pears: ")
    assert words in result.reason
    assert "\n" not in result.reason
    assert list((tmp_path / "got").iterdir()) == []


def test_no_more_than_a_few_redirects_are_followed(site: str, tmp_path: Path) -> None:
    Orchard.seen.clear()
    one(tmp_path, f"{site}/chain/0")
    assert len(Orchard.seen) == fetching.MOST_REDIRECTS + 1


def test_a_page_that_never_says_its_size_is_cut_at_the_limit(
    site: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "LARGEST", 39_000)
    assert "larger than" in (one(tmp_path, f"{site}/large").reason or "")
    monkeypatch.setattr(fetching, "LARGEST", 40_000)
    assert one(tmp_path, f"{site}/large").status == "fetched"


@pytest.mark.parametrize("place", ["silent", "dripping"])
def test_a_slow_server_is_left_alone_after_the_timeout(site: str, tmp_path: Path, place: str) -> None:
    start = time.monotonic()
    result = one(tmp_path, f"{site}/{place}", timeout=0.2)
    assert time.monotonic() - start < 1
    assert "took longer than 0.2 seconds" in (result.reason or "")


@pytest.mark.parametrize(
    "url",
    ["file:///etc/hostname", "ftp://127.0.0.1/x", "data:text/plain,hello", "/etc/hostname", "http:///x", "http://[x"],
)
def test_only_the_web_is_fetched(tmp_path: Path, url: str) -> None:
    result = one(tmp_path, url)
    assert result.status == "failed"
    assert "http and https only" in (result.reason or "")


def test_a_server_that_is_not_there(tmp_path: Path) -> None:
    assert "cannot be reached" in (one(tmp_path, "http://127.0.0.1:9/").reason or "")


def test_one_failure_does_not_stop_the_others(site: str, tmp_path: Path) -> None:
    sources = listing(tmp_path, a=f"{site}/page", b=f"{site}/absent", c=f"{site}/raw/c.md")
    calls: list[tuple[str, int, int]] = []
    results = fetch(sources, tmp_path / "got", pause=0, progress=lambda *call: calls.append(call))
    assert [(result.id, result.status) for result in results] == [("a", "fetched"), ("b", "failed"), ("c", "fetched")]
    assert calls == [("a", 1, 3), ("b", 2, 3), ("c", 3, 3)]
    again = fetch(sources, tmp_path / "got", pause=0)
    assert [str(result).replace(f"{tmp_path}/", "") for result in (*results[:2], again[0])] == [
        "fetched: got/a.html",
        f"failed: b: {site}/absent answers 404 Not Found: look for its new address",
        "kept: got/a.html, which was there already",
    ]


def test_a_file_that_is_there_is_kept_unless_forced(site: str, tmp_path: Path) -> None:
    sources = listing(tmp_path, a=f"{site}/page")
    mine = tmp_path / "got" / "a.txt"
    mine.parent.mkdir()
    mine.write_text("my own copy, corrected", encoding="utf-8")
    Orchard.seen.clear()
    (kept,) = fetch(sources, tmp_path / "got", pause=0)
    assert (kept.status, kept.path, Orchard.seen) == ("kept", mine, [])
    assert mine.read_text(encoding="utf-8") == "my own copy, corrected"
    (forced,) = fetch(sources, tmp_path / "got", pause=0, force=True)
    assert (forced.status, forced.path) == ("fetched", tmp_path / "got" / "a.html")
    assert [path.name for path in (tmp_path / "got").iterdir()] == ["a.html"]


def test_a_forced_fetch_that_fails_leaves_the_old_file(site: str, tmp_path: Path) -> None:
    sources = listing(tmp_path, a=f"{site}/half")
    mine = tmp_path / "got" / "a.html"
    mine.parent.mkdir()
    mine.write_text("old", encoding="utf-8")
    (result,) = fetch(sources, tmp_path / "got", pause=0, force=True)
    assert (result.status, mine.read_text(encoding="utf-8")) == ("failed", "old")


def test_only_the_names_asked_for(site: str, tmp_path: Path) -> None:
    sources = listing(tmp_path, a=f"{site}/page", b=f"{site}/page")
    assert [result.id for result in fetch(sources, tmp_path / "got", ["b"], pause=0)] == ["b"]
    with pytest.raises(UsageError, match="quince is not an id"):
        fetch(sources, tmp_path / "got", ["b", "quince"])


def test_requests_are_spaced(site: str, tmp_path: Path) -> None:
    sources = listing(tmp_path, a=f"{site}/page", b=f"{site}/absent", c=f"{site}/page")
    start = time.monotonic()
    fetch(sources, tmp_path / "got", pause=0.1)
    assert time.monotonic() - start >= 0.2


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[[source]\nid = 1", "is not TOML"),
        ("", "lists no source"),
        ('[[source]]\nid = "a"\ntitle = "A"\n', "source 1 has no url"),
        ('[[source]]\nid = "../a"\ntitle = "A"\nurl = "http://x"\n', "is no id"),
        ('[[source]]\nid = "a"\ntitle = "A"\nurl = "http://x"\npeople = "Ann"\n', "is no list of names"),
        ('[[source]]\nid = "a"\ntitle = "A"\nurl = "http://x"\n' * 2, "two sources with the id a"),
    ],
)
def test_a_list_that_is_wrong_is_refused_by_name(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "sources.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(KgError, match=words) as raised:
        read_sources(path)
    assert str(path) in str(raised.value)


def test_a_missing_list_and_a_folder_that_is_a_file(tmp_path: Path) -> None:
    with pytest.raises(KgError, match="cannot be read"):
        fetch(tmp_path / "none.toml", tmp_path / "got")
    sources = listing(tmp_path, a="http://127.0.0.1:9/")
    with pytest.raises(KgError, match="cannot be made"):
        fetch(sources, sources / "got")


def test_the_projects_own_list_is_whole() -> None:
    listed = read_sources(CORPUS / "sources.toml")
    assert len(listed) >= 25
    assert all(source.url.startswith("https://") and source.people for source in listed)
    assert len({source.url for source in listed}) == len(listed)
    assert {source.kind for source in listed} == {"interview", "transcript", "show notes"}
