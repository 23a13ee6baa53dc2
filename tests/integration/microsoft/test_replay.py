"""Real answers of the field, played to the program over the wire: the same verdict as at the desk."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from hubmail_gui.core.watch import Watch
from hubmail_gui.demo.microsoft.cloud import Stage
from hubmail_gui.demo.replies import Reply
from tests.diagnosis.cloud_corpus import Entry, entries, load
from tests.servers.microsoft import Microsoft, code, send

if TYPE_CHECKING:
    from collections.abc import Iterator

FILE = "sample.toml"
SECRETS = {raw["id"]: raw["secret"] for raw in entries(FILE) if "secret" in raw}
# The connection's own, and what the stand-in writes itself.
OWN_HEADERS = {
    "content-length",
    "transfer-encoding",
    "connection",
    "content-encoding",
    "retry-after",
}


@pytest.fixture(scope="module")
def microsoft() -> Iterator[Microsoft]:
    """One for all: the answers do not depend on each other."""
    started = Microsoft.started()
    yield started
    started.stop()


def reply(entry: Entry) -> Reply:
    fact = entry.fact
    headers = {name: value for name, value in fact.headers.items() if name not in OWN_HEADERS}
    return Reply(fact.status, fact.body.encode(), headers)


@pytest.mark.parametrize("entry", load(FILE), ids=lambda entry: entry.id)
def test_answer_is_judged_over_the_wire(microsoft: Microsoft, entry: Entry) -> None:
    microsoft.cloud.reset()
    stage = Stage(entry.fact.stage)
    microsoft.cloud.always(stage, reply(entry))
    secret = SECRETS.get(entry.id, microsoft.secret)
    if stage is Stage.GRAPH:
        secret = microsoft.secret

    attempt = send(microsoft.settings(), secret, Watch(seconds=30))

    assert code(attempt) in (*entry.want, *entry.coarse)
    assert attempt.fault is not None
    if entry.temporary != "any":
        assert attempt.fault.temporary is entry.temporary


CORRELATION = re.compile(r'"correlation_id"\s*:\s*"([0-9a-f-]{36})"')


@pytest.mark.parametrize(
    "entry",
    [one for one in load(FILE) if CORRELATION.search(one.fact.body)],
    ids=lambda one: one.id,
)
def test_correlation_id_is_in_the_reply(microsoft: Microsoft, entry: Entry) -> None:
    match = CORRELATION.search(entry.fact.body)
    assert match is not None
    microsoft.cloud.reset()
    microsoft.cloud.always(Stage(entry.fact.stage), reply(entry))

    attempt = send(microsoft.settings(), SECRETS.get(entry.id, microsoft.secret))

    assert attempt.fault is not None
    assert match[1] in (attempt.fault.reply or "")
