"""The real program, used through AT-SPI alone: by the labels that `docs/interface.md` promises, in both languages."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.gui.outsider import SECONDS, Node, Outsider, require_assistive_technology, watching

SECRET = "marker-4711-Ünïque"
FIELDS = ("text", "password text", "combo box", "check box")


@dataclass(frozen=True, slots=True)
class Words:
    """The labels that are promised, in one language, and what the tests wait for."""

    language: str
    menu: tuple[str, ...]
    email: str
    edit: str
    buttons: tuple[str, str, str]
    type: str
    by_password: str
    password_fields: tuple[str, ...]
    microsoft_fields: tuple[str, ...]
    recipient: str
    mandatory: str
    accepted: str
    rejected: str
    cancelled: str
    sign_in: str
    close: str
    four_wrong: str
    hidden: str

    def __str__(self) -> str:
        return self.language

    @property
    def save(self) -> str:
        return self.buttons[0]

    @property
    def test(self) -> str:
        return self.buttons[1]

    @property
    def cancel(self) -> str:
        return self.buttons[2]

    @property
    def secret(self) -> str:
        return self.password_fields[-1]

    @property
    def host(self) -> str:
        return self.password_fields[0]


ENGLISH = Words(
    language="en",
    menu=("Profile", "Settings", "Help", "About"),
    email="Email configuration",
    edit="Edit",
    buttons=("Save", "Test", "Cancel"),
    type="Authentication type",
    by_password="Username and password",
    password_fields=(
        "SMTP host", "Port number", "Sender email", "Encryption", "SMTP authentication",
        "Username", "Password",
    ),
    microsoft_fields=("Sender email", "Application ID", "Directory ID", "Client secret"),
    recipient="Test email recipient",
    mandatory="This field is mandatory.",
    accepted="The test mail was accepted",
    rejected="localhost rejected the username or the password",
    cancelled="The test was cancelled",
    sign_in="Sign-in",
    close="Close",
    four_wrong="4 fields need attention.",
    hidden="Hidden",
)  # fmt: skip
FRENCH = Words(
    language="fr",
    menu=("Profil", "Réglages", "Aide", "À propos"),
    email="Configuration de l'adresse e-mail",
    edit="Modifier",
    buttons=("Enregistrer", "Tester", "Annuler"),
    type="Type d'authentification",
    by_password="Nom d'utilisateur et mot de passe",
    password_fields=(
        "Hôte SMTP", "Numéro de port", "Adresse e-mail de l'expéditeur", "Chiffrement",
        "Authentification SMTP", "Nom d'utilisateur", "Mot de passe",
    ),
    microsoft_fields=(
        "Adresse e-mail de l'expéditeur", "ID d'application", "ID de répertoire", "Secret client",
    ),
    recipient="Destinataire de l'e-mail de test",
    mandatory="Ce champ est obligatoire.",
    accepted="L'e-mail de test a été accepté",
    rejected="localhost a rejeté le nom d'utilisateur ou le mot de passe",
    cancelled="Le test a été annulé",
    sign_in="Identification",
    close="Fermer",
    four_wrong="4 champs à corriger.",
    hidden="Masqué",
)  # fmt: skip
MICROSOFT = "Microsoft OAuth 2.0"


@pytest.fixture(params=[ENGLISH, FRENCH], ids=str)
def words(request: pytest.FixtureRequest) -> Words:
    require_assistive_technology()
    assert isinstance(request.param, Words)
    return request.param


@pytest.fixture
def outsider(words: Words) -> Iterator[Outsider]:
    """Somebody before the demo's window."""
    with watching("--demo", f"--lang={words.language}") as someone:
        someone.wait_for(words.edit)
        yield someone


def fields(tree: list[Node]) -> list[str]:
    return [one.label for one in tree if one.role in FIELDS and one.labels]


def place(tree: list[Node], name: str, role: str) -> int:
    return next(place for place, one in enumerate(tree) if (one.name, one.role) == (name, role))


def test_the_way_in_leads_from_the_profile_button(outsider: Outsider, words: Words) -> None:
    profile, settings, *_rest = words.menu
    outsider.press(profile)
    shown = [one.name for one in outsider.tree() if one.role == "push button"]
    assert [name for name in shown if name in words.menu][-4:] == list(words.menu)
    outsider.press(settings)
    outsider.press(words.email)
    outsider.wait_for(words.edit)


def test_what_is_read_only_can_be_read_and_not_written(outsider: Outsider, words: Words) -> None:
    tree = outsider.tree()
    assert not any("editable" in one.states for one in tree)
    read = {one.label: one.name for one in tree if one.labels}
    expected = [words.type, *words.password_fields, words.recipient]
    assert list(read)[: len(expected)] == expected
    assert read[words.host] == "localhost"
    assert read[words.recipient] == "claire.durand@example.com"


def test_the_fields_of_a_password_come_in_order(outsider: Outsider, words: Words) -> None:
    outsider.press(words.edit)
    tree = outsider.wait_for(words.save)
    # What few need follows below.
    expected = [words.type, *words.password_fields]
    assert fields(tree)[: len(expected)] == expected
    assert outsider.find(words.type, "combo box").name == words.by_password
    # It is shown, and no field of this page.
    assert "editable" not in outsider.find(words.recipient, "label").states
    buttons = [one.name for one in tree if one.role == "push button"]
    assert buttons[-3:] == list(words.buttons)


def test_another_type_is_chosen_in_the_list(outsider: Outsider, words: Words) -> None:
    outsider.press(words.edit)
    outsider.wait_for(words.save)
    outsider.choose(words.type, MICROSOFT)
    tree = outsider.wait_for(words.microsoft_fields[1])
    assert fields(tree) == [words.type, *words.microsoft_fields]
    outsider.press(words.save)
    tree = outsider.wait_for(words.mandatory)
    wrong = [one.label for one in tree if one.description == words.mandatory]
    assert wrong == list(words.microsoft_fields[1:])


def test_an_empty_form_says_at_every_field_what_it_lacks(tmp_path: Path, words: Words) -> None:
    with watching("--config-dir", str(tmp_path), f"--lang={words.language}") as outsider:
        outsider.wait_for(words.edit)
        outsider.press(words.edit)
        outsider.wait_for(words.save)
        outsider.press(words.save)
        tree = outsider.wait_for(words.mandatory)
        wrong = [one.label for one in tree if one.description == words.mandatory]
        host, _port, sender, _encryption, _login, user, secret = words.password_fields
        assert wrong == [host, sender, user, secret]
        for label in wrong:
            # Its message is read after its own field and before the next one.
            field = next(
                index for index, one in enumerate(tree) if one.label == label and one.role in FIELDS
            )
            after = [one for one in tree[field + 1 :] if one.name]
            assert after[0].name == words.mandatory
        outsider.wait_to_hear(words.four_wrong)
    assert not (tmp_path / "settings.json").exists()


def test_a_test_is_heard_step_by_step_and_its_verdict_read_first(
    outsider: Outsider, words: Words
) -> None:
    outsider.press(words.test)
    tree = outsider.wait_for(words.accepted)
    verdict = place(tree, words.accepted, "label")
    assert verdict < place(tree, words.close, "push button")
    assert "focused" in tree[verdict].states
    # Six steps, then what they came to.
    assert outsider.wait_to_hear(words.accepted)[6:] == [words.accepted]


def test_a_refused_secret_is_explained_and_shown_nowhere(outsider: Outsider, words: Words) -> None:
    outsider.press(words.edit)
    outsider.wait_for(words.save)
    outsider.write(words.secret, SECRET)
    typed = outsider.find(words.secret, "password text")
    assert typed.text is not None
    assert len(set(typed.text)) == 1
    strings = outsider.strings()
    outsider.press(words.save)
    tree = outsider.wait_for(words.rejected)
    (row,) = (one for one in tree if one.label == words.sign_in)
    assert "535" in row.description
    for fold in [one.number for one in tree if one.description == words.hidden]:
        outsider.ask("act", node=fold, action="Press")
    strings += [*outsider.strings(), *outsider.wait_to_hear(words.rejected)]
    outsider.press(words.close)
    strings += outsider.strings()
    assert any("535" in one for one in strings)
    assert not any(SECRET in one for one in strings)


def test_cancel_ends_the_wait_for_a_silent_server(outsider: Outsider, words: Words) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        outsider.press(words.edit)
        outsider.wait_for(words.save)
        outsider.write(words.host, "127.0.0.1")
        outsider.write(words.password_fields[1], str(silent.getsockname()[1]))
        outsider.write(words.secret, SECRET)
        outsider.press(words.test)
        silent.settimeout(SECONDS)
        kept, _address = silent.accept()
        with kept:
            outsider.press(words.cancel)
            tree = outsider.wait_for(words.cancelled)
    assert place(tree, words.cancelled, "label") < place(tree, words.close, "push button")
    outsider.press(words.close)
    # What was typed is still there, and nothing of it was stored.
    assert outsider.find(words.host, "text").text == "127.0.0.1"
