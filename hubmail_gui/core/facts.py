"""What happened during a test, as plain values: observed first, judged later.

The delivery layer states facts and never judges them; ``hubmail_gui.diagnosis``
maps a fact to a fault code by data files and never touches a socket.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

_NOTHING: Mapping[str, str] = MappingProxyType({})


class Stage(StrEnum):
    """The command of an SMTP session that a reply answers (RFC 5321 section 4.1)."""

    GREET = "greet"
    EHLO = "ehlo"
    STARTTLS = "starttls"
    AUTH = "auth"
    MAIL = "mail"
    RCPT = "rcpt"
    DATA = "data"


class ReplyFact(NamedTuple):
    """A negative SMTP reply, with what was known of the session when it came.

    Attributes:
        stage: the command that it answers; DATA is also the end of the mail.
        code: the three digits (RFC 5321 section 4.2).
        enhanced: the enhanced status code such as ``5.7.139`` (RFC 3463), or None.
        text: all lines joined by a space, without the codes, in the server's own words.
        early: it answered the AUTH command itself, before any credential was sent.
        login: the settings ask for SMTP authentication.
        starttls_offered: the last EHLO reply listed STARTTLS.
        encrypted: TLS was up when it came.
        auth_offered: the last EHLO reply listed AUTH.
        password_sent: it answers what held the password or token.
        logged_in: a login had been accepted before.
    """

    stage: Stage
    code: int
    enhanced: str | None
    text: str
    early: bool = False
    login: bool = True
    starttls_offered: bool = False
    encrypted: bool = False
    auth_offered: bool = False
    password_sent: bool = False
    logged_in: bool = False


class CloudFact(NamedTuple):
    """An answer over HTTPS, of an identity service or a mail interface, that was no success.

    Attributes:
        stage: which request it answers, by the name that the method's rule files have for it.
        status: the HTTP status.
        headers: the answer's headers, names in lower case.
        body: the decoded body, cut at 64 KiB; it never holds a token.
        secret_is_guid: the client secret has the form of a GUID, as a Secret ID has.
    """

    stage: str
    status: int
    headers: Mapping[str, str] = _NOTHING
    body: str = ""
    secret_is_guid: bool = False


class Verdict(NamedTuple):
    """What a fact means.

    Attributes:
        code: a fault code of the catalogue.
        temporary: whether trying again later may help, by the answer at hand.
        rule: the id of the rule that decided, for reports and tests.
        params: values for the placeholders of the fault's words.
    """

    code: str
    temporary: bool
    rule: str
    params: Mapping[str, str] = _NOTHING
