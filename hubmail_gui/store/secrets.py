"""Secrets in the operating system's keyring, each under a reference of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from hubmail_gui.core import background, memory
from hubmail_gui.core.cancel import Cancel, Cancelled
from hubmail_gui.core.outcome import Fault, FaultError
from hubmail_gui.store import backends, keyring_faults, parts
from hubmail_gui.store.backends import Backend

SERVICE = "hubmail"
# A person may have to find the password that unlocks the keyring.
PROMPT_SECONDS = 60.0
# Clearing up comes after the unlocking, or at a start where nobody expects to be asked.
CLEAN_SECONDS = 5.0
# How long a healthy keyring may take to say that it is there.
PING_SECONDS = 2.0
# How much of it a command whose time is up still has, to tell a prompt from a keyring that is gone.
GRACE_SECONDS = 0.5

T = TypeVar("T")


def token_name(reference: str) -> str:
    """Where the access token stands that was fetched with the secret under ``reference``.

    It goes with that secret, so nothing is left behind that nobody knows of.
    """
    return f"{reference}.token"


class NotKeptError(FaultError):
    """The keyring refused before it kept anything, so there is nothing to take back."""


class Keyring:
    """Keeps, reads and removes secrets by reference.

    Every call runs in a thread that nobody has to wait for, because a keyring may hang for ever: in
    front of a prompt that nobody answers, or behind a daemon that died.

    Args:
        find: gives the back ends to use, the best first.
    """

    def __init__(self, find: Callable[[], Iterable[Backend]] = backends.available) -> None:
        self._find = find
        self._unfinished: set[str] = set()

    def keep(
        self, reference: str, secret: str, cancel: Cancel, seconds: float = PROMPT_SECONDS
    ) -> None:
        """Store ``secret`` under ``reference``.

        Whoever stops waiting leaves a call behind that may succeed later, when the prompt is
        answered at last; it then takes back what it kept.

        Raises:
            NotKeptError: a ``keyring`` fault before anything was kept.
            FaultError: a ``keyring`` fault; something may have been kept.
            Cancelled: stopping was asked for; something may have been kept, or may yet be.
        """
        cancel.check()
        given_up: list[bool] = []
        written: list[str] = []

        def work() -> None:
            try:
                self._write(reference, secret, written)
                if given_up:
                    self._erase(reference)
            finally:
                self._unfinished.discard(reference)

        self._unfinished.add(reference)
        try:
            self._call(work, cancel, seconds, NotKeptError)
        except BaseException as error:
            given_up.append(True)
            if written and isinstance(error, NotKeptError):
                raise FaultError(error.fault) from None
            raise

    def read(self, reference: str, cancel: Cancel, seconds: float = PROMPT_SECONDS) -> str:
        """The secret kept under ``reference``.

        Raises:
            FaultError: a ``keyring`` fault; ``keyring.missing`` if there is none, or only a part.
            Cancelled: stopping was asked for.
        """

        def work() -> str | None:
            for backend in self._find():
                secret = parts.read(backend, SERVICE, reference)
                if secret is not None:
                    return secret
            return None

        found = self._call(work, cancel, seconds)
        if found is None:
            raise FaultError(Fault("keyring.missing"))
        return found

    def remove(self, reference: str, cancel: Cancel, seconds: float = CLEAN_SECONDS) -> None:
        """Remove what is kept under ``reference``, if anything is, and its access token.

        Raises:
            FaultError: a ``keyring`` fault; it may still be there, or may yet be kept by a call of
                :meth:`keep` that nobody waits for any more.
            Cancelled: stopping was asked for.
        """
        if reference in self._unfinished:
            raise FaultError(Fault("keyring.locked", temporary=True))

        def work() -> None:
            # First: whoever dies in between still finds the reference, and so comes back.
            self._erase(token_name(reference))
            self._erase(reference)

        self._call(work, cancel, seconds)

    def forget_token(self, reference: str, cancel: Cancel) -> None:
        """Remove the access token that was fetched with the secret under ``reference``.

        Raises:
            FaultError: a ``keyring`` fault.
            Cancelled: stopping was asked for.
        """
        self._call(lambda: self._erase(token_name(reference)), cancel, CLEAN_SECONDS)

    def _write(self, reference: str, secret: str, written: list[str]) -> None:
        backend = next(iter(self._find()))
        for name, content in parts.entries(backend, reference, secret):
            backend.set_password(SERVICE, name, content)
            written.append(name)

    def _erase(self, reference: str) -> None:
        for backend in self._find():
            if parts.erase(backend, SERVICE, reference):
                return

    def _call(
        self,
        work: Callable[[], T],
        cancel: Cancel,
        seconds: float,
        refusal: type[FaultError] = FaultError,
    ) -> T:
        """``work()`` within ``seconds``; every error of the libraries becomes a fault here.

        What was raised before the keyring kept anything is raised as ``refusal``.

        The fault is raised outside the handlers: an exception that a library raised may hold the
        secret and must not hang on ours as its context.
        """
        raised = FaultError
        memory.keep_private()
        try:
            cancel.check()
            return background.call(work, seconds, cancel)
        except Cancelled:
            raise
        except FaultError as error:
            fault, raised = error.fault, refusal
        except TimeoutError:
            fault = None
        except Exception as error:  # noqa: BLE001 - whatever the libraries below raise
            fault = keyring_faults.fault_of(error)
            if keyring_faults.wrote_nothing(error):
                raised = refusal
        raise raised(fault or _timed_out(cancel))


def _timed_out(cancel: Cancel) -> Fault:
    """What a keyring that does not answer is doing, as far as can be told."""
    try:
        waits = background.call(backends.prompts, PING_SECONDS, cancel, GRACE_SECONDS)
    except TimeoutError:
        waits = False
    return Fault("keyring.locked" if waits else "keyring.unavailable", temporary=True)


class MemoryKeyring(Keyring):
    """Keeps secrets in this process alone."""

    def __init__(self) -> None:
        backend = _Memory()

        def find() -> Iterator[Backend]:
            yield backend

        super().__init__(find)


class _Memory:
    def __init__(self) -> None:
        self._entries: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self._entries.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self._entries[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        self._entries.pop((service, username), None)
