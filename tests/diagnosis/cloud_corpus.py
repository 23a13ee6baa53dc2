"""Reads the corpus of real answers, and builds answers for the tests."""

from __future__ import annotations

import json
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hubmail_gui.core.facts import CloudFact
from hubmail_gui.methods.microsoft.answers import CloudStage

CORPUS = Path(__file__).parent / "cloud"
FILES = sorted(file.name for file in CORPUS.glob("*.toml"))
_GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Entry:
    """One labelled answer; the keys are explained in sample.toml."""

    file: str
    id: str
    fact: CloudFact
    want: tuple[str, ...]
    coarse: tuple[str, ...]
    temporary: bool | str
    source: str


def entries(file: str) -> list[dict[str, Any]]:
    """The entries of one file, as they are written."""
    answers: list[dict[str, Any]] = tomllib.loads((CORPUS / file).read_text("utf-8"))["error"]
    return answers


def load(file: str) -> list[Entry]:
    """The entries of one file, ready for use."""
    return [_entry(file, raw) for raw in entries(file)]


def _entry(file: str, raw: dict[str, Any]) -> Entry:
    headers = {
        name.lower(): value.replace("$HTTP", "http://192.0.2.1")
        for name, value in raw.get("headers", {}).items()
    }
    fact = CloudFact(
        raw["stage"],
        raw["status"],
        headers,
        raw["body"],
        secret_is_guid=bool(_GUID.fullmatch(raw.get("secret", ""))),
    )
    want, coarse = tuple(raw["want"]), tuple(raw.get("coarse", ()))
    return Entry(file, raw["id"], fact, want, coarse, raw["temporary"], raw["source"])


def parse(sample: str, stage: str, *, secret_is_guid: bool = False) -> CloudFact:
    """The answer that a rule's sample describes: ``STATUS BODY``, or status, headers, body."""
    sample = sample.removeprefix("\n")
    if "\n" not in sample:
        status, _, body = sample.partition(" ")
        return CloudFact(stage, int(status), {}, body, secret_is_guid)
    head, _, body = sample.partition("\n\n")
    first, *lines = head.split("\n")
    headers = {
        name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)
    }
    return CloudFact(stage, int(first), headers, body, secret_is_guid)


def token(body: object, status: int = 400, **headers: str) -> CloudFact:
    """An answer of the token end point; an underscore in a header's name is a hyphen."""
    return _fact(CloudStage.TOKEN, body, status, headers)


def graph(body: object, status: int = 400, **headers: str) -> CloudFact:
    """An answer of Graph."""
    return _fact(CloudStage.GRAPH, body, status, headers)


def _fact(stage: str, body: object, status: int, headers: dict[str, str]) -> CloudFact:
    text = body if isinstance(body, str) else json.dumps(body)
    return CloudFact(stage, status, {k.replace("_", "-"): v for k, v in headers.items()}, text)
