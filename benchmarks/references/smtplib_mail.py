"""A test mail as one would write it by hand with the standard library.

HOST PORT CA_FILE USERNAME PASSWORD SENDER RECIPIENT; with an empty CA_FILE neither TLS nor login.
"""

from __future__ import annotations

import smtplib
import ssl
import sys
from email.message import EmailMessage
from email.utils import formatdate, make_msgid


def send(
    host: str,
    port: int,
    ca_file: str,
    username: str,
    password: str,
    sender: str,
    recipient: str,
) -> None:
    """Send one mail; whatever goes wrong is raised as smtplib raises it."""
    message = EmailMessage()
    message["From"] = sender
    message["To"] = recipient
    message["Subject"] = "Test mail"
    message["Date"] = formatdate(localtime=True)
    message["Message-ID"] = make_msgid(domain="bench.example.com")
    message.set_content("This is a test.\n")
    with smtplib.SMTP(host, port, timeout=30) as smtp:
        if ca_file:
            # The system's certificates and one more, which is what hubmail trusts here too.
            context = ssl.create_default_context()
            context.load_verify_locations(ca_file)
            smtp.starttls(context=context)
            smtp.login(username, password)
        smtp.send_message(message)


if __name__ == "__main__":
    host, port, *rest = sys.argv[1:]
    send(host, int(port), *rest)
