"""What a person wants the settings to be, judged as a whole before anything is touched."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from hubmail_gui import methods
from hubmail_gui.core import settings as core_settings
from hubmail_gui.core import validation
from hubmail_gui.core.problems import Problem, ProblemError
from hubmail_gui.core.settings import MailSettings, Stored
from hubmail_gui.core.texts import _
from hubmail_gui.store.references import is_reference


class Given(NamedTuple):
    """Settings and secret as a person gave them, not judged yet.

    Attributes:
        document: decoded settings, as a person wrote them or a form holds them.
        secret: as typed; None or empty when none was given.
    """

    document: object
    secret: str | None = None

    def __repr__(self) -> str:
        """Without the secret."""
        return f"Given({self.document!r})"


class Draft(NamedTuple):
    """Settings and secret with all that is wrong with them.

    Attributes:
        settings: None when they could not be read at all.
        secret: what was given for it; None keeps the stored one, or means that none is needed.
        keeps_secret: the stored secret goes with these settings.
        problems: every reason why they cannot be stored or tested.
        given: what was judged.
        against: the configuration against which it was judged, whose secret may stay in use.
        moved: the stored secret would go somewhere else than before, whatever was typed.
    """

    settings: MailSettings | None
    secret: str | None
    keeps_secret: bool
    problems: tuple[Problem, ...]
    given: Given
    against: Stored | None
    moved: bool = False

    def __repr__(self) -> str:
        """Without the secret."""
        return f"Draft({self.settings!r}, keeps_secret={self.keeps_secret}, {self.problems!r})"


def judged(given: Given | Draft, stored: Stored | None) -> Draft:
    """``given``, judged against what is ``stored``; what was already is not judged again.

    Between the judging and the storing somebody else may have stored something: then the verdict
    on the secret, above all, may be another.
    """
    if isinstance(given, Draft):
        return given if given.against == stored else judge(given.given, stored)
    return judge(given, stored)


def judge(given: Given, stored: Stored | None) -> Draft:
    """Read ``given`` against what is stored."""
    settings, problems = core_settings.read(given.document, methods.group, check=True)
    problems = [*map(_named_secret, problems), *_secret_in_file(given.document)]
    secret = given.secret or None
    if settings is None:
        return Draft(None, secret, False, tuple(problems), given, stored)
    method = methods.of(settings)
    problems += method.check_whole(settings)
    field = method.secret_field(settings)
    if field is None:
        return Draft(settings, None, False, tuple(problems), given, stored)
    again = _why_again(settings, stored, field)
    moved = again is not None and again.code == "field.secret_again"
    if secret:
        secret, found = given_secret(settings, secret)
        problems += found
    elif again:
        problems.append(again)
    keeps = not secret and again is None
    return Draft(settings, secret, keeps, tuple(problems), given, stored, moved)


def given_secret(settings: MailSettings, secret: str) -> tuple[str, list[Problem]]:
    """A secret as it is used, and what is wrong with it."""
    method = methods.of(settings)
    return method.tidy_secret(settings, secret), method.check_secret(settings, secret)


def recipient_problem(address: str | None) -> tuple[str | None, Problem | None]:
    """The tidied address of the test mail, or what is wrong with it."""
    address = (address or "").strip()
    if not address:
        return None, Problem("recipient", "field.required")
    try:
        return validation.email(address), None
    except ProblemError as error:
        return None, Problem("recipient", error.code, error.params)


def _why_again(settings: MailSettings, stored: Stored | None, field: str) -> Problem | None:
    """Why the stored secret cannot be used for ``settings``; None when it can."""
    usable = (
        stored is not None
        and stored.secret is not None
        and stored.settings.type == settings.type
        and methods.of(stored.settings).secret_field(stored.settings) == field
    )
    if stored is None or not usable or settings.keeps_no_secret:
        return Problem(field, "field.required")
    method = methods.of(settings)
    moved = method.moved(stored.settings, settings)
    if not moved:
        return None
    # A stored secret must not follow a changed address to wherever somebody points it.
    labels = [core_settings.known_setting(method.settings, key) for key in moved]
    changed = ", ".join(_(spec.label) for spec in labels if spec is not None)
    return Problem(field, "field.secret_again", {"changed": changed})


def _named_secret(problem: Problem) -> Problem:
    """An unknown key that is no misspelling: it says where the secret belongs instead."""
    # Where somebody who has not read the manual would write it.
    if problem.code == "field.unknown" and problem.field in methods.secrets():
        return Problem(problem.field, "field.secret_in_file")
    return problem


def _secret_in_file(document: object) -> list[Problem]:
    """A ``secret`` that is no reference of the program's own is somebody's password."""
    given = document.get("secret") if isinstance(document, Mapping) else None
    if not isinstance(given, str):
        return []
    return [] if is_reference(given) else [Problem("secret", "field.secret_in_file")]
