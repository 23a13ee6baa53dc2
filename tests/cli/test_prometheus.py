"""``hubmail show --prometheus``, as Prometheus' own parser reads it."""

from __future__ import annotations

import json
import time

import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.cli.conftest import Write
from tests.cli.mail_server import MailServer
from tests.cli.program import Program
from tests.cli.test_expiry import in_days, stored


def read(text: str) -> dict[str, tuple[dict[str, str], float]]:
    """Labels and value of each metric; each has its HELP and its TYPE."""
    found = {}
    for family in text_string_to_metric_families(text):
        assert (family.type, bool(family.documentation)) == ("gauge", True)
        (sample,) = family.samples
        found[sample.name] = (sample.labels, sample.value)
    return found


def test_what_was_never_tested_did_not_pass(plain: Program) -> None:
    done = stored(plain, secret_expires=in_days(40)).run("show", "--prometheus")
    labels = {"route": "graph", "type": "microsoft-oauth2"}
    assert (done.status, done.err) == (0, "")
    assert done.out.endswith("\n")
    assert read(done.out) == {
        "hubmail_last_test_success": (labels, 0),
        "hubmail_secret_expiry_days": (labels, 40),
    }


def test_no_date_is_no_value(plain: Program) -> None:
    assert "hubmail_secret_expiry_days" not in read(stored(plain).run("show", "--prometheus").out)


def test_without_settings_there_is_nothing_to_tell(plain: Program) -> None:
    done = plain.run("show", "--prometheus")
    assert (done.status, done.out) == (78, "")


@pytest.mark.parametrize("passes", [True, False])
def test_the_last_test(plain: Program, server: MailServer, write: Write, passes: bool) -> None:
    before = time.time()
    file = write(server.document(secret_store="credential"))
    secret = write("", "secret")
    secret.write_text("hünter2/+%&=marker" if passes else "wrong", encoding="utf-8")
    plain.run("apply", file, "--secret-file", secret, "--recipient", "admin@example.com")
    found = read(plain.run("show", "--prometheus").out)
    labels = {"route": "smtp", "type": "password"}
    assert found["hubmail_last_test_success"] == (labels, float(passes))
    assert before - 1 <= found["hubmail_last_test_timestamp_seconds"][1]
    told = plain.run("show", "--prometheus", "--json").json
    assert told["labels"] == labels
    assert {one["name"]: one["value"] for one in told["metrics"]} == {
        name: value for name, (_labels, value) in found.items()
    }
    assert json.dumps(told).find("localhost") < 0
