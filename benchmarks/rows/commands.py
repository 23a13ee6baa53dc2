"""Commands as whole processes, against the plainest process that does as much."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable

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


def _hubmail_test(bench: Bench, *, encrypted: bool) -> float:
    file = bench.settings_file(encrypted=encrypted)
    where = ("--config-dir", str(bench.folder / "test"), "--recipient", RECIPIENT)
    secret = ("--secret-file", str(bench.secret_file())) if encrypted else ()
    return _milliseconds(HUBMAIL, "test", str(file), *secret, *where)


def _smtplib(bench: Bench, *, encrypted: bool) -> float:
    script = (sys.executable, str(REFERENCES / "smtplib_mail.py"), bench.server.host)
    port = str(bench.server.starttls_port if encrypted else bench.server.plain_port)
    trust = bench.server.ca_file if encrypted else ""
    return _milliseconds(*script, port, trust, USERNAME, PASSWORD, SENDER, RECIPIENT)


def _swaks(bench: Bench, *, encrypted: bool) -> float:
    """Swaks as it is mostly called: it loads the system's certificates, as hubmail does."""
    program = shutil.which("swaks")
    if program is None:
        raise NotMeasurable("swaks is not installed")
    port = bench.server.starttls_port if encrypted else bench.server.plain_port
    server = ("--server", bench.server.host, "--port", str(port))
    login = ("--tls", "--auth", "PLAIN", "--auth-user", USERNAME, "--auth-password", PASSWORD)
    mail = ("--from", SENDER, "--to", RECIPIENT)
    return _milliseconds(program, *server, *(login if encrypted else ()), *mail)


def with_keyring(bench: Bench) -> Comparison:
    """The same with what is stored: the password comes out of a Secret Service, over D-Bus."""
    from tests.secret_service import PROGRAMS, SessionBus

    for program in PROGRAMS:
        if shutil.which(program) is None:
            raise NotMeasurable(f"{program} is not installed")
    where = ("--config-dir", str(bench.folder / "keyring"), "--recipient", RECIPIENT)
    file, secret = bench.settings_file(encrypted=True), bench.secret_file()
    with SessionBus() as bus:
        bus.start_keyring()
        apply = (HUBMAIL, "apply", str(file), "--secret-file", str(secret), *where)
        seconds_to_run(apply, extra=bus.environment)
        return compare(
            lambda: seconds_to_run((HUBMAIL, "test", *where), extra=bus.environment) * 1000,
            lambda: _swaks(bench, encrypted=True),
            bench.pairs,
        )


def _against_swaks(
    program: Callable[..., float], *, encrypted: bool
) -> Callable[[Bench], Comparison]:
    def measure(bench: Bench) -> Comparison:
        return compare(
            lambda: program(bench, encrypted=encrypted),
            lambda: _swaks(bench, encrypted=encrypted),
            bench.pairs,
        )

    return measure


ROWS = (
    Row('hubmail show / python -c "import argparse, json"', 2.0, show),
    Row(
        "hubmail test, STARTTLS and login / swaks",
        1.3,
        _against_swaks(_hubmail_test, encrypted=True),
    ),
    Row("  the same, the password in a keyring / swaks", None, with_keyring),
    Row("  hubmail test, plain / swaks", None, _against_swaks(_hubmail_test, encrypted=False)),
    Row(
        "  a bare smtplib script, STARTTLS and login / swaks",
        None,
        _against_swaks(_smtplib, encrypted=True),
    ),
    Row("  a bare smtplib script, plain / swaks", None, _against_swaks(_smtplib, encrypted=False)),
)
