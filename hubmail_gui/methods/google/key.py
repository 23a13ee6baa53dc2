"""The key of a service account: a JSON file from the Google Cloud console, judged before it is used.

https://cloud.google.com/iam/docs/keys-create-delete
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from hubmail_gui.core.problems import ProblemError
from hubmail_gui.core.texts import N_, _

_TYPE = "service_account"
_NEEDED = ("client_email", "private_key")
# What a line of a form, an editor or a mail puts in the place of a blank or a line end.
_BLANKS = dict.fromkeys(map(ord, "\u00a0\u2028\u2029\u200b\u200c\u200d\u2060\ufeff\r\n\t\v\f"), " ")

_NOT_JSON = N_(
    "This is not the JSON file of a service account's key. Give the whole file, as the Google"
    " Cloud console made it."
)
_CUT_OFF = N_("This key file is cut off: it ends before its last bracket. Give the whole file.")
_PEM = N_(
    "This is only a private key. Give the whole JSON file of the service account's key, which"
    " holds it."
)
_P12 = N_(
    "This is a key in the old form P12. In the Google Cloud console create a key of the type JSON."
)
_CLIENT = N_(
    "This is the file of an OAuth client (“{kind}”). Needed is the key of a service account: IAM &"
    " Admin, Service Accounts, Keys, Add key."
)
_USER = N_(
    "This file holds a person's sign-in (“authorized_user”). Needed is the key of a service"
    " account."
)
_OTHER_TYPE = N_(
    "This is a file of the type “{kind}”. Needed is a key of the type service_account."
)
_MISSING = N_("This key file has no “{name}”. Download a new key from the Google Cloud console.")
_DAMAGED = N_(
    "The private key in this file is damaged. Download a new key from the Google Cloud console."
)
_SEVERAL = N_("Something follows after the key file's last bracket. Give one key file only.")


class ServiceAccount(NamedTuple):
    """What a key file says.

    Attributes:
        email: the service account's address, which is public.
        client_id: its number, under which delegation is granted; public, and empty if unknown.
        private_key: PEM text.
        key_id: which of its keys this is.
        project: the project that it belongs to; empty if unknown.
    """

    email: str
    client_id: str
    private_key: str
    key_id: str
    project: str

    def __repr__(self) -> str:
        """Without the private key."""
        return f"ServiceAccount({self.email!r}, {self.client_id!r})"


def tidy(text: str) -> str:
    """A key file as one line without what came along when it was pasted; any other text as it is."""
    try:
        return json.dumps(_document(text))
    except ProblemError:
        return text


def check(text: str) -> None:
    """Refuse what is no key of a service account, or one that cannot sign.

    Raises:
        ProblemError: ``google.key_invalid``, with the reason in words.
    """
    check_pem(parse(text).private_key)


def check_pem(private_key: str) -> None:
    """Refuse a private key that cannot sign.

    Raises:
        ProblemError: ``google.key_invalid``, with the reason in words.
    """
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        found = load_pem_private_key(private_key.encode(), None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise _invalid(_DAMAGED) from None
    if not isinstance(found, RSAPrivateKey):
        raise _invalid(_DAMAGED)


def parse(text: str) -> ServiceAccount:
    """The service account of a key file.

    Raises:
        ProblemError: ``google.key_invalid``, with the reason in words.
    """
    document = _document(text)
    for name in ("installed", "web"):
        if isinstance(document.get(name), Mapping):
            raise _invalid(_CLIENT, kind=name)
    kind = document.get("type")
    if kind == "authorized_user":
        raise _invalid(_USER)
    if kind is not None and kind != _TYPE:
        raise _invalid(_OTHER_TYPE, kind=str(kind)[:60])
    for name in ("type", *_NEEDED):
        if not isinstance(document.get(name), str) or not document[name].strip():
            raise _invalid(_MISSING, name=name)
    key = document["private_key"].replace("\\n", "\n").strip() + "\n"
    if "-----BEGIN" not in key or "-----END" not in key:
        raise _invalid(_DAMAGED)
    return ServiceAccount(
        email=document["client_email"].strip(),
        client_id=str(document.get("client_id") or "").strip(),
        private_key=key,
        key_id=str(document.get("private_key_id") or ""),
        project=str(document.get("project_id") or ""),
    )


def _document(text: str) -> Mapping[str, Any]:
    text = text.translate(_BLANKS).strip()
    if not text.startswith("{"):
        raise _invalid(_other(text))
    try:
        document = json.loads(text)
    except json.JSONDecodeError as error:
        if error.msg == "Extra data":
            raise _invalid(_SEVERAL) from None
        raise _invalid(_NOT_JSON if text.endswith("}") else _CUT_OFF) from None
    except (ValueError, RecursionError):
        raise _invalid(_NOT_JSON) from None
    assert isinstance(document, dict)
    return document


def _other(text: str) -> str:
    """What a text is that is no JSON object."""
    if text.startswith("-----BEGIN"):
        return _PEM
    # An ASN.1 sequence in base64, or its first bytes taken for text.
    if text.startswith(("MII", "0\x82", "0\u0082", "0\ufffd")) or "notasecret" in text:
        return _P12
    return _NOT_JSON


def _invalid(reason: str, **params: str) -> ProblemError:
    return ProblemError("google.key_invalid", reason=_(reason).format(**params))
