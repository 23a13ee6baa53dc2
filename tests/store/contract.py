"""What every keyring has to do, whichever back end it is over; its tests inherit from this."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from hubmail_gui.core.cancel import Cancel
from hubmail_gui.core.outcome import FaultError
from hubmail_gui.store.references import new_reference
from hubmail_gui.store.secrets import Keyring


def private_key() -> str:
    """An RSA private key in PEM, the longest secret that there is."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=4096)
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ).decode()


# Windows keeps 1,280 UTF-16 code units an entry; an emoji takes two.
SECRETS = {
    "plain": "hunter2",
    "not ASCII": "pässwörd ☕ 密码",
    "spaces around": "  two  ",
    "line ends": "one\r\ntwo\n",
    "longest in one entry": "x" * 1280,
    "one too long for an entry": "x" * 1281,
    "a character across the limit": "x" * 1279 + "🔑" + "y",
    "only wide characters": "🔑" * 1300,
    "looks like the header of parts": "hubmail-parts/1 2 5 abc",
}


class KeyringContract:
    """Give a fixture ``keyring``, and the back end's :meth:`entry_names`."""

    @pytest.mark.parametrize("secret", SECRETS.values(), ids=SECRETS.keys())
    def test_reads_what_was_kept(self, keyring: Keyring, secret: str) -> None:
        reference = new_reference()
        keyring.keep(reference, secret, Cancel())
        assert keyring.read(reference, Cancel()) == secret
        keyring.remove(reference, Cancel())

    def test_keeps_a_private_key(self, keyring: Keyring) -> None:
        reference, secret = new_reference(), private_key()
        keyring.keep(reference, secret, Cancel())
        assert keyring.read(reference, Cancel()) == secret
        keyring.remove(reference, Cancel())

    def test_says_that_nothing_was_kept(self, keyring: Keyring) -> None:
        with pytest.raises(FaultError) as caught:
            keyring.read(new_reference(), Cancel())
        assert caught.value.fault.code == "keyring.missing"

    def test_removing_nothing_is_done_at_once(self, keyring: Keyring) -> None:
        keyring.remove(new_reference(), Cancel())

    def test_keeps_secrets_apart(self, keyring: Keyring) -> None:
        first, second = new_reference(), new_reference()
        keyring.keep(first, "one", Cancel())
        keyring.keep(second, "two", Cancel())
        keyring.remove(first, Cancel())
        assert keyring.read(second, Cancel()) == "two"
        keyring.remove(second, Cancel())

    def test_leaves_nothing_of_a_long_secret(self, keyring: Keyring) -> None:
        before = self.entry_names()
        reference = new_reference()
        keyring.keep(reference, "x" * 5000, Cancel())
        assert self.entry_names() > before
        keyring.remove(reference, Cancel())
        assert self.entry_names() == before
        with pytest.raises(FaultError):
            keyring.read(reference, Cancel())

    def entry_names(self) -> set[str]:
        """The names of all entries that the back end has."""
        raise NotImplementedError
