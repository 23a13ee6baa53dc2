"""The least of an identity service and of Graph, on loopback in a process of its own."""

from __future__ import annotations

import base64
import json
import ssl
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.mail_server import SENDER

if TYPE_CHECKING:
    from collections.abc import Iterator

APPLICATION = "6f1b3a52-0c44-4b59-9d3e-5a1f0c9b7e21"
DIRECTORY = "0d9a7c3e-8b21-4f6a-b2c5-3e4d5f60718a"


@dataclass(frozen=True, slots=True)
class CloudServer:
    """Where it listens, and the authority that signed its certificate."""

    origin: str
    ca_file: str

    def settings(self) -> dict[str, object]:
        """What ``hubmail apply`` reads to send through this server."""
        return {
            "sender": SENDER,
            "ca_certificates": Path(self.ca_file).read_text(encoding="ascii"),
            "authentication": {
                "type": "microsoft-oauth2",
                "application_id": APPLICATION,
                "directory_id": DIRECTORY,
                "cloud": "custom",
                "endpoints": {"authority": self.origin, "graph": self.origin},
            },
        }


@contextmanager
def cloud_server(folder: Path) -> Iterator[CloudServer]:
    """Run the server until the block ends; its certificate authority is written to ``folder``."""
    command = [sys.executable, "-m", "benchmarks.cloud_server", str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield CloudServer(**json.loads(process.stdout.readline()))
        finally:
            process.kill()


def _token() -> str:
    """A token as Microsoft's, without a signature: only Graph would check that."""
    claims = {"aud": "https://graph.microsoft.com", "roles": ["Mail.Send"], "appid": APPLICATION}
    parts = ({"alg": "none", "typ": "JWT"}, claims)
    encoded = (base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=") for part in parts)
    return ".".join([*(part.decode() for part in encoded), "c2ln"])


class Answers(BaseHTTPRequestHandler):
    """Discovery, a token, and 202 for every mail."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """OpenID configuration."""
        host = f"https://{self.headers['Host']}"
        base = f"{host}/{DIRECTORY}/oauth2/v2.0"
        self._answer(
            200,
            {
                "issuer": f"{host}/{DIRECTORY}/v2.0",
                "authorization_endpoint": f"{base}/authorize",
                "token_endpoint": f"{base}/token",
            },
        )

    def do_POST(self) -> None:
        """A token, or a mail."""
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.path.endswith("/token"):
            self._answer(
                200, {"token_type": "Bearer", "expires_in": 3599, "access_token": _token()}
            )
        else:
            self._answer(202, None)

    def log_message(self, *_parts: object) -> None:
        """Say nothing."""

    def _answer(self, status: int, content: object) -> None:
        body = b"" if content is None else json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def serve(folder: Path) -> None:
    """Say in one line of JSON where the server listens; it runs until it is ended."""
    import trustme

    authority = trustme.CA()
    ca_file = folder / "cloud-ca.pem"
    authority.cert_pem.write_to_path(str(ca_file))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost", "127.0.0.1").configure_cert(context)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    where = CloudServer(f"https://localhost:{server.server_port}", str(ca_file))
    print(json.dumps(asdict(where)), flush=True)
    server.serve_forever()


if __name__ == "__main__":
    serve(Path(sys.argv[1]))
