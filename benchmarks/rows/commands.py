"""Commands as whole processes, against the plainest process that does as much."""

from __future__ import annotations

import shutil
import sys

from benchmarks.bench import HUBMAIL, REFERENCES, Bench, NotMeasurable, Row
from benchmarks.mail_server import PASSWORD, RECIPIENT, SENDER, USERNAME
from benchmarks.pairs import Comparison, compare
from benchmarks.processes import seconds_to_run


def _milliseconds(*command: str) -> float:
    return seconds_to_run(command) * 1000


def show(bench: Bench) -> Comparison:
    """``hubmail show`` against a Python that imports argparse and json and ends."""
    folder = str(bench.configured())
    return compare(
        lambda: _milliseconds(HUBMAIL, "show", "--config-dir", folder),
        lambda: _milliseconds(sys.executable, "-c", "import argparse, json"),
        bench.pairs * 2,
    )


def _hubmail_test(bench: Bench) -> tuple[str, ...]:
    file, secret = bench.settings_file(encrypted=True), bench.secret_file()
    where = ("--config-dir", str(bench.folder / "test"), "--recipient", RECIPIENT)
    return (HUBMAIL, "test", str(file), "--secret-file", str(secret), *where)


def _swaks(bench: Bench) -> tuple[str, ...]:
    program = shutil.which("swaks")
    if program is None:
        raise NotMeasurable("swaks is not installed")
    server = ("--server", bench.server.host, "--port", str(bench.server.starttls_port))
    trust = ("--tls", "--tls-verify", "--tls-ca-path", bench.server.ca_file)
    login = ("--auth", "PLAIN", "--auth-user", USERNAME, "--auth-password", PASSWORD)
    return (program, *server, *trust, *login, "--from", SENDER, "--to", RECIPIENT)


def test(bench: Bench) -> Comparison:
    """``hubmail test`` with STARTTLS and a login against swaks."""
    ours, theirs = _hubmail_test(bench), _swaks(bench)
    return compare(lambda: _milliseconds(*ours), lambda: _milliseconds(*theirs), bench.pairs * 2)


def bare_script(bench: Bench) -> Comparison:
    """A bare smtplib script against swaks: what Python itself costs here."""
    server = (bench.server.host, str(bench.server.starttls_port), bench.server.ca_file)
    script = (sys.executable, str(REFERENCES / "smtplib_mail.py"), *server)
    ours, theirs = (*script, USERNAME, PASSWORD, SENDER, RECIPIENT), _swaks(bench)
    return compare(lambda: _milliseconds(*ours), lambda: _milliseconds(*theirs), bench.pairs)


ROWS = (
    Row('hubmail show / python -c "import argparse, json"', 2.0, show),
    Row("hubmail test / swaks", 1.3, test),
    Row("(for comparison: bare smtplib script / swaks)", 1.3, bare_script),
)
