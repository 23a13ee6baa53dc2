"""The key file: mistakes are named before anything is sent, and what pasting adds does no harm."""

from __future__ import annotations

import base64
import json

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from hubmail_gui.core import texts
from hubmail_gui.core.problems import Problem, ProblemError
from hubmail_gui.methods.google import key


def pem(private: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> str:
    return private.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ).decode()


RSA = pem(rsa.generate_private_key(public_exponent=65537, key_size=2048))
EC = pem(ec.generate_private_key(ec.SECP256R1()))
GOOD: dict[str, object] = {
    "type": "service_account",
    "project_id": "example",
    "private_key_id": "1f",
    "private_key": RSA,
    "client_email": "hub@example.iam.gserviceaccount.com",
    "client_id": "1049382174",
}
WHOLE = json.dumps(GOOD, indent=2)


def without(*names: str, **changed: object) -> str:
    return json.dumps({k: v for k, v in {**GOOD, **changed}.items() if k not in names})


def title(secret: str, language: str = "en") -> str:
    texts.use(language)
    with pytest.raises(ProblemError) as raised:
        key.check(secret)
    assert raised.value.code == "google.key_invalid"
    return str(raised.value.params["reason"])


@pytest.mark.parametrize(
    "dressed",
    [
        pytest.param(WHOLE, id="as it is"),
        pytest.param(f"\ufeff\n\n  {WHOLE}\n\n", id="blanks around"),
        pytest.param(WHOLE.replace("\n", "\r\n"), id="windows"),
        pytest.param(WHOLE.replace("\n", "\u2028"), id="a line of a form"),
        pytest.param(WHOLE.replace("  ", "\u00a0\u00a0"), id="no-break spaces"),
        pytest.param(json.dumps(GOOD), id="one line"),
        pytest.param(without(private_key=RSA.replace("\n", "\\n")), id="escaped twice"),
        pytest.param(without(client_email=" hub@example.iam.gserviceaccount.com "), id="blank"),
    ],
)
def test_a_key_is_taken_however_it_was_pasted(dressed: str) -> None:
    key.check(dressed)
    account = key.parse(dressed)
    assert account.email == "hub@example.iam.gserviceaccount.com"
    assert (account.client_id, account.key_id, account.project) == ("1049382174", "1f", "example")
    assert account.private_key == RSA
    assert "\n" not in key.tidy(dressed)
    assert key.parse(key.tidy(dressed)) == account
    assert "BEGIN" not in repr(account)


MISTAKES = {
    "an OAuth client": (json.dumps({"installed": {"client_id": "1"}}), "OAuth client (“installed”)"),
    "a web client": (json.dumps({"web": {"client_id": "1"}}), "OAuth client (“web”)"),
    "a person": (json.dumps({"type": "authorized_user", "client_id": "1"}), "a person's sign-in"),
    "another type": (json.dumps({"type": "external_account"}), "type “external_account”"),
    "no type": (without("type"), "no “type”"),
    "no address": (without("client_email"), "no “client_email”"),
    "no key": (without("private_key"), "no “private_key”"),
    "an empty key": (without(private_key=" "), "no “private_key”"),
    "a key that is no text": (without(private_key=7), "no “private_key”"),
    "cut off": (WHOLE[: len(WHOLE) // 2], "cut off"),
    "cut off at its end": (WHOLE.rstrip()[:-1], "cut off"),
    "only the key": (RSA, "only a private key"),
    "P12": (base64.b64encode(b"0\x82\x0a\x06" + bytes(200)).decode(), "P12"),
    "P12 read as text": ("0\ufffd\x0a\x06\x02\x01\x03", "P12"),
    "a damaged key": (without(private_key=RSA.replace("M", "!", 40)), "damaged"),
    "half a key": (without(private_key=RSA[:600]), "damaged"),
    "an elliptic key": (without(private_key=EC), "damaged"),
    "two keys": (WHOLE + WHOLE, "follows after"),
    "a list": (f"[{WHOLE}]", "not the JSON file"),
    "a password": ("correct horse", "not the JSON file"),
    "a path": ("/root/key.json", "not the JSON file"),
    "single quotes": (WHOLE.replace('"', "'"), "not the JSON file"),
    "a tower": ("{" * 100_000, "cut off"),
}  # fmt: skip


@pytest.mark.parametrize(("secret", "said"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_named(secret: str, said: str) -> None:
    words = title(secret)
    assert said in words
    assert "BEGIN" not in words
    assert title(secret, "fr") != words


def test_the_words_stand_at_the_field() -> None:
    from hubmail_gui import methods
    from hubmail_gui.core import settings as core_settings

    document = {"sender": "a@example.com", "authentication": {"type": "google-workspace"}}
    read, problems = core_settings.read(document, methods.group, check=True)
    assert read is not None, problems
    (problem,) = methods.of(read).check_secret(read, "no key")
    assert isinstance(problem, Problem)
    assert problem.field == "service_account_key"
    assert "not the JSON file" in problem.title()
