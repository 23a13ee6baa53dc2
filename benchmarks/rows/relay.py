"""What the relay carries in a time, beside a smart host and beside a connection for each mail."""

from __future__ import annotations

import json
import smtplib
import ssl
import subprocess
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from benchmarks import postfix
from benchmarks.bench import HUBMAIL, Bench, NotMeasurable, Row
from benchmarks.mail_server import PASSWORD, RECIPIENT, SENDER, USERNAME, MailServer
from benchmarks.pairs import Comparison, compare
from benchmarks.processes import BenchmarkError, environment

MAILS, CLIENTS = 400, 10
MAIL = (
    f"From: {SENDER}\r\nTo: {RECIPIENT}\r\nSubject: Approval\r\n\r\n" + "Please approve.\r\n" * 40
).encode()
ARRIVAL_SECONDS = 60.0


def beside_postfix(bench: Bench) -> Comparison:
    """Until all mails are at the server behind, which takes them in the clear."""
    if reason := postfix.missing():
        raise NotMeasurable(reason)
    server = bench.server
    with _relay(bench.configured()) as ours, postfix.smart_host(server.plain_port) as theirs:

        def through(port: int) -> Callable[[], float]:
            return lambda: _until_there(server, lambda: _together(lambda: _kept(port)))

        return compare(through(ours), through(theirs), max(3, bench.pairs // 2))


def beside_connections(bench: Bench) -> Comparison:
    """Until all mails are at a server that wants STARTTLS and a login."""
    server = bench.server
    folder = bench.folder / "credential"
    document = {**server.settings(encrypted=True), "secret_store": "credential"}
    given = bench.folder / "credential.json"
    given.write_text(json.dumps(document), encoding="utf-8")
    secret = ["--secret-file", str(bench.secret_file())]
    apply = [HUBMAIL, "apply", str(given), "--config-dir", str(folder), "--recipient", RECIPIENT]
    subprocess.run([*apply, *secret], env=environment(), capture_output=True, check=True)
    with _relay(folder, *secret) as port:
        return compare(
            lambda: _until_there(server, lambda: _together(lambda: _kept(port))),
            lambda: _until_there(server, lambda: _together(lambda: _each_anew(server))),
            max(3, bench.pairs // 2),
        )


def _until_there(server: MailServer, send: Callable[[], None]) -> float:
    """Milliseconds from the first mail's start to the last one's arrival."""
    with smtplib.SMTP(server.host, server.plain_port) as watching:
        before = _arrived(watching)
        started = time.perf_counter()
        send()
        while _arrived(watching) < before + MAILS:
            if time.perf_counter() - started > ARRIVAL_SECONDS:
                raise BenchmarkError("not all mails arrived")
            time.sleep(0.005)
        return (time.perf_counter() - started) * 1000


def _arrived(watching: smtplib.SMTP) -> int:
    _code, words = watching.docmd("VRFY", "taken")
    return int(words.split()[0])


def _together(one: Callable[[], None]) -> None:
    with ThreadPoolExecutor(CLIENTS) as pool:
        for done in [pool.submit(one) for _ in range(CLIENTS)]:
            done.result()


def _kept(port: int) -> None:
    with smtplib.SMTP("127.0.0.1", port, "client.example.com") as client:
        for _ in range(MAILS // CLIENTS):
            client.sendmail(SENDER, RECIPIENT, MAIL)


def _each_anew(server: MailServer) -> None:
    context = ssl.create_default_context(cafile=server.ca_file)
    for _ in range(MAILS // CLIENTS):
        with smtplib.SMTP("localhost", server.starttls_port, "client.example.com") as client:
            client.starttls(context=context)
            client.login(USERNAME, PASSWORD)
            client.sendmail(SENDER, RECIPIENT, MAIL)


@contextmanager
def _relay(folder: Path, *more: str) -> Iterator[int]:
    command = [HUBMAIL, "relay", "--listen", "127.0.0.1:0", "--config-dir", str(folder), *more]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment()) as process:
        assert process.stderr is not None
        said = process.stderr.readline()
        if not said.startswith("listening on "):
            raise BenchmarkError(said + process.stderr.read())
        try:
            yield int(said.rpartition(":")[2])
        finally:
            process.terminate()


ROWS = (
    Row("400 mails through the relay / Postfix as smart host", None, beside_postfix),
    Row("400 mails through the relay / a connection for each", None, beside_connections),
)
