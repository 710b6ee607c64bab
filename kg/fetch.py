"""Public interviews by URL: a list in TOML, and the downloading of it."""

from __future__ import annotations

import os
import re
import tempfile
import time
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from http.client import HTTPException, HTTPMessage
from pathlib import Path
from typing import IO, Any, Literal
from urllib import request as web
from urllib.error import HTTPError, URLError
from urllib.parse import urljoin, urlsplit

from kg.files import BESIDE
from kg.readers.formats import FORMATS, suffix_of
from kg.types import KgError, UsageError

USER_AGENT = "kg-fetch/0.1 (reads a short list of interviews on a user's demand, one at a time)"
LARGEST = 20_000_000
CHUNK = 65_536
MOST_REDIRECTS = 5
ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
# What servers call a file whose type they do not know; there the suffix of the URL tells.
VAGUE = ("text/plain", "text/x-markdown", "application/octet-stream", "binary/octet-stream", "")
SAME = {"application/xhtml+xml": "text/html", "text/x-vtt": "text/vtt", "text/x-srt": "application/x-subrip"}


@dataclass(frozen=True, slots=True)
class Listed:
    """One interview of the list; ``id`` becomes the file's name without its suffix."""

    id: str
    title: str
    url: str
    people: tuple[str, ...] = ()
    kind: str = "interview"


@dataclass(frozen=True, slots=True)
class Fetched:
    """What became of one interview: ``path`` is its file unless it failed, ``reason`` the one line that says why."""

    id: str
    url: str
    status: Literal["fetched", "kept", "failed"]
    path: Path | None = None
    reason: str | None = None

    def __str__(self) -> str:
        if self.status == "failed":
            return f"failed: {self.reason}"
        return f"{self.status}: {self.path}" + (", which was there already" if self.status == "kept" else "")


def fetch(
    sources: Path,
    folder: Path,
    names: Sequence[str] = (),
    *,
    force: bool = False,
    timeout: float = 30,
    pause: float = 1,
    progress: Callable[[str, int, int], None] | None = None,
) -> list[Fetched]:
    """Download the interviews of the list ``sources`` into ``folder``; one that fails does not stop the others.

    ``names`` are the ids wanted (all where empty); a file that is there already is kept unless ``force``; ``timeout``
    is the seconds that one interview may take, ``pause`` the seconds between two requests; ``progress`` is called with
    id, number and count before each. Raises KgError for a list or folder that cannot be used, UsageError for an
    unknown id.
    """
    wanted = _wanted(read_sources(sources), names, sources)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise KgError(f"{folder} cannot be made ({error.strerror}): choose another folder") from error
    made: list[Fetched] = []
    for number, listed in enumerate(wanted, 1):
        if progress:
            progress(listed.id, number, len(wanted))
        there = _files(folder, listed.id)
        if there and not force:
            made.append(Fetched(listed.id, listed.url, "kept", there[0]))
            continue
        if any(result.status != "kept" for result in made):
            time.sleep(pause)
        made.append(_fetch_one(listed, folder, timeout))
    return made


def read_sources(path: Path) -> tuple[Listed, ...]:
    """Read a list of interviews: TOML with ``[[source]]`` tables of id, title, url, people and kind.

    Raises KgError for a list that cannot be read, and for an entry without an id or URL or with the id of another.
    """
    try:
        entries = tomllib.loads(path.read_text(encoding="utf-8")).get("source", [])
    except OSError as error:
        raise KgError(f"{path} cannot be read ({error.strerror}): give a list of sources in TOML") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise KgError(f"{path} is not TOML ({error}): mend that place") from error
    if not isinstance(entries, list) or not entries or not all(isinstance(entry, dict) for entry in entries):
        raise KgError(f"{path} lists no source: add a [[source]] table with id, title and url")
    listed = tuple(_listed(path, number, entry) for number, entry in enumerate(entries, 1))
    ids = [source.id for source in listed]
    if twice := sorted({id for id in ids if ids.count(id) > 1}):
        raise KgError(f"{path} has two sources with the id {twice[0]}: rename one")
    return listed


def _listed(path: Path, number: int, entry: dict[str, Any]) -> Listed:
    for field in ("id", "title", "url"):
        if not isinstance(entry.get(field), str) or not entry[field].strip():
            raise KgError(f'{path}: source {number} has no {field}: add {field} = "..."')
    if not ID.fullmatch(entry["id"]):
        raise KgError(f"{path}: {entry['id']!r} is no id: use small letters, digits and single hyphens")
    people = entry.get("people", [])
    if not isinstance(people, list) or not all(isinstance(name, str) for name in people):
        raise KgError(f'{path}: people of {entry["id"]} is no list of names: write people = ["Ada Byron"]')
    return Listed(entry["id"], entry["title"], entry["url"], tuple(people), str(entry.get("kind", "interview")))


def _wanted(listed: tuple[Listed, ...], names: Sequence[str], path: Path) -> list[Listed]:
    ids = {source.id for source in listed}
    if unknown := [name for name in names if name not in ids]:
        raise UsageError(f"{unknown[0]} is not an id in {path}: use one of those that the list gives")
    return [source for source in listed if not names or source.id in names]


def _files(folder: Path, id: str) -> list[Path]:
    """Return the files that an interview has already, whatever their format."""
    return [path for suffix in sorted(FORMATS) if (path := folder / f"{id}{suffix}").exists()]


def _fetch_one(listed: Listed, folder: Path, timeout: float) -> Fetched:
    try:
        raw, suffix = _download(listed.url, timeout)
        path = folder / f"{listed.id}{suffix}"
        _write(path, raw)
        for other in _files(folder, listed.id):
            if other != path:
                other.unlink()
    except KgError as error:
        return Fetched(listed.id, listed.url, "failed", reason=f"{listed.id}: {error}")
    return Fetched(listed.id, listed.url, "fetched", path)


def _download(url: str, timeout: float) -> tuple[bytes, str]:
    """Return the bytes behind a URL and the suffix of their format; raises KgError with the reason and the cure."""
    _check_scheme(url)
    deadline = time.monotonic() + timeout
    request = web.Request(url, headers={"User-Agent": USER_AGENT, "Accept": "text/*, */*;q=0.5"})
    try:
        with _opener().open(request, timeout=timeout) as response:
            suffix = _suffix(response.headers, urlsplit(response.url).path)
            return _body(response, url, deadline, timeout), suffix
    except HTTPError as error:
        error.close()
        raise KgError(f"{url} answers {error.code} {error.reason}: look for its new address") from error
    except TimeoutError as error:
        raise KgError(_too_slow(url, timeout)) from error
    except URLError as error:
        if isinstance(error.reason, TimeoutError):
            raise KgError(_too_slow(url, timeout)) from error
        raise KgError(f"{url} cannot be reached ({error.reason}): check the address and the network") from error
    except (OSError, HTTPException, ValueError) as error:
        raise KgError(f"{url} broke off ({error or type(error).__name__}): try again later") from error


def _check_scheme(url: str) -> None:
    try:
        parts = urlsplit(url)
    except ValueError as error:
        raise KgError(f"{url} is no web address ({error}): kg fetches http and https only") from error
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise KgError(f"{url} is no web address: kg fetches http and https only")


def _too_slow(url: str, timeout: float) -> str:
    return f"{url} took longer than {timeout:g} seconds: try again later, or with a longer timeout"


class _Redirects(web.HTTPRedirectHandler):
    """Follows few redirects, and none that leaves the web."""

    max_redirections = MOST_REDIRECTS
    max_repeats = 2
    inf_msg = f"more than {MOST_REDIRECTS} redirects, or a circle of them: "

    def redirect_request(
        self, req: web.Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> web.Request | None:
        """Return the request for the next address; raises KgError where it is no web address."""
        _check_scheme(urljoin(req.full_url, newurl))
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _opener() -> web.OpenerDirector:
    """Return an opener that knows the web only: no file:, ftp: or data: addresses."""
    opener = web.OpenerDirector()
    for handler in (web.ProxyHandler, web.HTTPHandler, web.HTTPSHandler, web.HTTPDefaultErrorHandler, _Redirects):
        opener.add_handler(handler())
    opener.add_handler(web.HTTPErrorProcessor())
    return opener


def _suffix(headers: HTTPMessage, path: str) -> str:
    """Return the suffix under which kg reads what the server sends; raises KgError for what kg does not read."""
    media_type = headers.get_content_type() if headers.get("Content-Type") else ""
    in_url = Path(path).suffix.lower()
    if media_type in VAGUE and in_url in FORMATS:
        return in_url
    suffix = suffix_of(SAME.get(media_type, media_type))
    if suffix is None:
        sent = media_type or "no media type"
        raise KgError(f"the server sends {sent}, which kg does not read: give the address of the text itself")
    return suffix


def _body(response: Any, url: str, deadline: float, timeout: float) -> bytes:
    too_large = f"{url} is larger than {LARGEST // 1_000_000} MB: download it by hand if it is the right file"
    declared = response.headers.get("Content-Length", "")
    if declared.isdigit() and int(declared) > LARGEST:
        raise KgError(too_large)
    if response.headers.get("Content-Encoding", "identity").lower() not in ("identity", ""):
        raise KgError(f"{url} comes compressed, which was not asked for: download it by hand")
    parts: list[bytes] = []
    size = 0
    while part := response.read1(CHUNK):
        parts.append(part)
        size += len(part)
        if size > LARGEST:
            raise KgError(too_large)
        if time.monotonic() > deadline:
            raise KgError(_too_slow(url, timeout))
    if declared.isdigit() and size < int(declared):
        raise KgError(f"{url} broke off after {size} of {declared} bytes: try again later")
    if not size:
        raise KgError(f"{url} sends nothing: look for its new address")
    return b"".join(parts)


def _write(path: Path, raw: bytes) -> None:
    """Write beside ``path`` first, then rename, so that nobody ever sees half a file."""
    try:
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=BESIDE, delete=False) as f:
            try:
                f.write(raw)
                f.flush()
                os.chmod(f.name, 0o644)
                os.replace(f.name, path)
            except BaseException:
                os.unlink(f.name)
                raise
    except OSError as error:
        raise KgError(f"{path} cannot be written ({error.strerror}): choose another folder") from error
