"""No sentence contradicts the session: every code, in every state, in every language.

The claims below are what a sentence may say of a session, each with what has to be so. A sentence
with one of these words and no condition is found here, whoever writes it.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from hubmail_gui import methods
from hubmail_gui.core import resources
from hubmail_gui.core.seen import Seen
from hubmail_gui.diagnosis import catalogue

Saw = frozenset[str]
# What a session may have come to when it ends: each state goes on from the one before.
SMTP = (
    "", "connected", "encrypted", "login_wanted", "password_sent", "logged_in", "mail_begun",
    "recipient_asked", "recipient_accepted", "data_sent",
)  # fmt: skip
WITHOUT_LOGIN = ("connected", "encrypted", "mail_begun", "recipient_asked", "data_sent")
CLOUD = ("login_wanted", "secret_answered", "token_issued", "connected", "data_sent")
WITH_A_TOKEN = ("secret_answered", "token_issued", *SMTP[1:])
IN_THE_CLEAR = ("connected", "login_wanted", "password_sent", "logged_in", "mail_begun")
STATES: tuple[Saw, ...] = tuple(
    {
        frozenset(path[: end + 1]) - {""}
        for path in (SMTP, WITHOUT_LOGIN, CLOUD, WITH_A_TOKEN, IN_THE_CLEAR)
        for end in range(len(path))
    }
)
# What no session went before.
BEFORE_ANY_SESSION = ("settings.", "keyring.", "access.", "bundle.", "relay.", "message.", "dns.",
                      "detect.", "scope.", "arrival.", "secret.", "exchange.", "internal")  # fmt: skip


@dataclass(frozen=True)
class Claim:
    """A kind of sentence, and when it is true."""

    name: str
    words: str
    true: Callable[[Saw], bool]


CLAIMS = (
    Claim(
        "no password was sent",
        r"[Nn]o (password|token|secret)( or token)? was sent|private key was not sent by"
        r"|(Aucun|aucun) (mot de passe|jeton|secret)( ni jeton)? n(e lui a|'a) été envoyé",
        lambda saw: Seen.PASSWORD_SENT not in saw,
    ),
    Claim(
        "nothing was sent",
        r"[Nn]othing was sent|[Rr]ien n'a été envoyé|[Nn]o mail was sent|Aucun e-mail n'a été envoyé",
        lambda saw: Seen.DATA_SENT not in saw,
    ),
    Claim(
        "the mail was not handed over",
        r"had not been handed over|n'avait pas encore été transmis",
        lambda saw: Seen.DATA_SENT not in saw,
    ),
    Claim(
        "the mail may have been accepted",
        r"may have been accepted all the same|a peut-être été accepté malgré tout",
        lambda saw: Seen.DATA_SENT in saw,
    ),
    Claim(
        "nobody was logged in",
        r"nobody was logged in|personne ne s'était authentifié",
        lambda saw: Seen.LOGGED_IN not in saw,
    ),
    Claim(
        "the login worked",
        r"[Tt]he login worked|took the login|[Ll]'authentification a réussi|d'abord accepté l'authentification|a accepté l'authentification,",
        lambda saw: Seen.LOGGED_IN in saw,
    ),
    Claim(
        "the login was refused",
        r"did not accept (it|the login)|did not take the login|login (of .{1,40} )?was refused|refuses the login"
        r"|ne l'a pas acceptée|n'a pas (accepté|retenu) l'authentification"
        r"|authentification .{0,60}a été refusée|refuse l'authentification (?!SMTP)",
        lambda saw: Seen.LOGGED_IN not in saw,
    ),
    Claim(
        "before any login",
        r"before any login|avant toute authentification",
        lambda saw: Seen.PASSWORD_SENT not in saw,
    ),
    Claim(
        "the sender's address was refused",
        r"refused the sender's address|refusé l'adresse de l'expéditeur",
        lambda saw: Seen.MAIL_BEGUN in saw,
    ),
    Claim(
        "the recipient was refused",
        r"server does not know this recipient|serveur ne connaît pas ce destinataire",
        lambda saw: Seen.RECIPIENT_ASKED in saw,
    ),
    Claim(
        "the secret was not checked",
        r"(secret|settings|key and the permissions) (was|were) not (checked|looked at)"
        r"|(secret|réglages|autorisations).{0,30} n'(a|ont) pas été examin",
        lambda saw: Seen.TOKEN_ISSUED not in saw,
    ),
    Claim(
        "nothing was given away",
        r"[Nn]o key and no token was given away|Aucune clé et aucun jeton n'ont été communiqués",
        lambda saw: not {Seen.SECRET_ANSWERED, Seen.TOKEN_ISSUED} & saw,
    ),
    Claim(
        "there is no token",
        r"^No usable answer came from|^Aucune réponse utilisable n'est venue de|so there is no token"
        r"|donc pas de jeton|[Nn]o token was issued|Aucun jeton n'a été délivré",
        lambda saw: Seen.TOKEN_ISSUED not in saw,
    ),
    Claim(
        "everything works",
        r"[Ee]verything works today|[Tt]out fonctionne aujourd'hui",
        lambda saw: False,
    ),
    Claim(
        "switch the login on",
        r"^Switch SMTP authentication on|^Activez l'authentification SMTP",
        lambda saw: Seen.LOGGED_IN not in saw,
    ),
    Claim(
        "the password was given",
        r"was given the login|a reçu l'authentification",
        lambda saw: Seen.PASSWORD_SENT in saw,
    ),
    Claim(
        "all worked up to the recipient",
        r"Everything up to the recipient worked|Tout a fonctionné jusqu'au destinataire",
        lambda saw: Seen.RECIPIENT_ASKED in saw,
    ),
    Claim(
        "the recipient was accepted",
        r"recipient were accepted|destinataire ont été acceptés",
        lambda saw: Seen.RECIPIENT_ACCEPTED in saw,
    ),
    Claim(
        "a token was issued",
        r"The token was issued|token is valid|Sign-in and permission worked|Le jeton a été délivré"
        r"|jeton est (valide|valable)|connexion et l'autorisation ont fonctionné",
        lambda saw: Seen.TOKEN_ISSUED in saw,
    ),
    Claim(
        "no connection",
        r"No connection (to it )?was made|Aucune connexion (avec lui )?n'a été établie",
        lambda saw: Seen.CONNECTED not in saw,
    ),
    Claim(
        "not encrypted",
        r"connection is not encrypted,|connexion n'est pas chiffrée :|encryption did not come about"
        r"|chiffrement ne s'est pas établi",
        lambda saw: Seen.ENCRYPTED not in saw,
    ),
)
# Where a sentence speaks of something else than the session, or of a fault that is itself the proof.
EXEMPT = {
    ("tls.starttls_missing", "not encrypted"): "the step that failed is the encryption",
}


def sentences(code: str, language: str, kind: str, saw: Saw | None) -> list[str]:
    params = {"type": kind} if saw is None else {"type": kind, "saw": " ".join(sorted(saw))}
    words = catalogue.words(code, language, params)
    texts = [words.title, words.cause, *words.remedy, words.tell]
    return [one for text in texts for one in re.split(r"(?<=[.?!])\s", text) if one]


def lies(said: list[str], saw: Saw | None, code: str) -> list[str]:
    return [
        f"{claim.name}: {one}"
        for one in said
        for claim in CLAIMS
        if re.search(claim.words, one.replace("\u00a0", " "))
        and (code, claim.name) not in EXEMPT
        and not (saw is not None and claim.true(saw))
    ]


@pytest.mark.parametrize("language", catalogue.languages())
@pytest.mark.parametrize("kind", methods.types())
def test_no_sentence_contradicts_any_session(language: str, kind: str) -> None:
    found = {
        (entry.code, " ".join(sorted(saw))): wrong
        for entry in catalogue.entries()
        if not entry.code.startswith(BEFORE_ANY_SESSION)
        for saw in STATES
        if (wrong := lies(sentences(entry.code, language, kind, saw), saw, entry.code))
    }
    assert found == {}


@pytest.mark.parametrize("language", catalogue.languages())
def test_where_no_session_is_known_nothing_is_claimed_of_one(language: str) -> None:
    # What a reply says by itself is told of it without a session, too.
    allowed = {
        "switch the login on", "not encrypted", "the login was refused", "before any login",
        "the sender's address was refused", "the recipient was refused", "there is no token",
        "the secret was not checked", "the mail may have been accepted",
    }  # fmt: skip
    found = {
        entry.code: wrong
        for entry in catalogue.entries()
        if not entry.code.startswith(BEFORE_ANY_SESSION)
        if (
            wrong := [
                one
                for one in lies(sentences(entry.code, language, "password", None), None, entry.code)
                if one.partition(":")[0] not in allowed
            ]
        )
    }
    assert found == {}


@pytest.mark.parametrize("language", catalogue.languages())
def test_conditions_are_names_of_what_is_seen_or_a_port(language: str) -> None:
    text = Path(resources.path(f"faults/{language}.toml")).read_text("utf-8")
    tomllib.loads(text)
    used = {
        name.strip().removeprefix("not ")
        for conditions in re.findall(r"\[\[([a-z0-9_, ]+)\|", text)
        for name in conditions.split(",")
    }
    assert {one for one in used if not re.fullmatch(r"port \d+", one)} <= set(Seen)
    assert text.count("[[") == len(re.findall(r"\[\[[a-z0-9_, ]+\|.*?\]\]", text))


def test_a_sentence_is_there_where_it_is_true() -> None:
    before = catalogue.words("smtp.turned_away", "en", {"saw": "connected"}).cause
    after = catalogue.words("smtp.auth.no_common_mechanism", "en", {"saw": "password_sent"}).cause
    assert "No password or token was sent." in before
    assert "No password was sent" not in after


def steps(code: str, port: str | None) -> str:
    params = {"host": "mail.example.com"} | ({"port": port} if port else {})
    return "\n".join(catalogue.words(code, "en", params).remedy)


def test_nobody_is_sent_to_the_port_that_has_just_failed() -> None:
    assert "465" not in steps("tls.not_tls", "465")
    assert "usually 465" in steps("tls.not_tls", "587")
    assert "587" not in steps("tls.starttls_missing", "587")
    assert "usual on 587" in steps("tls.starttls_missing", "25")


def test_where_the_port_is_not_known_the_usual_one_is_named() -> None:
    assert "usually 465" in steps("tls.not_tls", None)
    assert "usual on 587" in steps("tls.starttls_missing", None)
