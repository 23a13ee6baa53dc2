"""A test over SMTP inside the process, against smtplib in the same process."""

from __future__ import annotations

import json
import subprocess
import sys
import time

from benchmarks.bench import Bench, Row
from benchmarks.mail_server import PASSWORD, RECIPIENT, SENDER, USERNAME
from benchmarks.pairs import Comparison, compare
from benchmarks.processes import BenchmarkError, environment

# One takes milliseconds: many pairs cost little.
PAIRS_EACH = 10


def _in_a_process_of_its_own(bench: Bench, *, encrypted: bool) -> Comparison:
    command = [sys.executable, "-m", "benchmarks.rows.in_process"]
    run = subprocess.run(
        command,
        input=json.dumps(
            {
                "settings": bench.server.settings(encrypted=encrypted),
                "ca_file": bench.server.ca_file if encrypted else "",
                "pairs": bench.pairs * PAIRS_EACH,
            }
        ),
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    if run.returncode:
        raise BenchmarkError(run.stderr[-2000:])
    return Comparison(**json.loads(run.stdout))


def encrypted_mail(bench: Bench) -> Comparison:
    """With STARTTLS, certificate and login."""
    return _in_a_process_of_its_own(bench, encrypted=True)


def plain_mail(bench: Bench) -> Comparison:
    """With neither: what the program's own steps cost."""
    return _in_a_process_of_its_own(bench, encrypted=False)


ROWS = (
    Row("test in the process, STARTTLS and login / smtplib", 1.1, encrypted_mail),
    Row("test in the process, plain / smtplib", 1.1, plain_mail),
)


def measure(settings: object, ca_file: str, pairs: int) -> Comparison:
    """Send by hubmail and by hand, in turn."""
    from benchmarks.references import smtplib_mail
    from hubmail_gui import methods
    from hubmail_gui.core import settings as core_settings
    from hubmail_gui.core.watch import Watch
    from hubmail_gui.service import sending

    read, problems = core_settings.read(settings, methods.group, check=True)
    if read is None:
        raise BenchmarkError(str(problems))
    secret = PASSWORD if ca_file else None
    known = methods.of(read).params(read)
    host, port = known["host"], int(known["port"])

    def ours() -> float:
        started = time.perf_counter()
        sent = sending.test_mail(read, secret, RECIPIENT, Watch())
        elapsed = time.perf_counter() - started
        if sent.attempt.fault is not None:
            raise BenchmarkError(str(sent.attempt.fault))
        return elapsed * 1000

    def theirs() -> float:
        started = time.perf_counter()
        smtplib_mail.send(host, port, ca_file, USERNAME, PASSWORD, SENDER, RECIPIENT)
        return (time.perf_counter() - started) * 1000

    return compare(ours, theirs, pairs, warm_up=5)


if __name__ == "__main__":
    from dataclasses import asdict

    print(json.dumps(asdict(measure(**json.load(sys.stdin)))))
