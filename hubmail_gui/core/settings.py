"""The settings of Hub's outgoing mail: what every authentication method shares."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar, Generic, NamedTuple, TypeAlias, TypeVar

from hubmail_gui.core import schema, validation
from hubmail_gui.core.problems import Problem, ProblemError
from hubmail_gui.core.texts import N_, _

if TYPE_CHECKING:
    from hubmail_gui.core.schema import Document, Setting

SCHEMA = 1

# Keys that the program adds to the file; a person who copies a stored file may leave them in.
ADDED: dict[str, type] = {
    "schema": int,
    "revision": int,
    "saved_at": str,
    "saved_by": str,
    "secret": str,
}


class MethodSettings(schema.Group):
    """The settings of one authentication method.

    Attributes:
        type: the method's name in the file.
    """

    type: ClassVar[str]


# Gives a method's group of settings by its name in the file, or raises ProblemError.
FindGroup = Callable[[str], type[MethodSettings]]

A = TypeVar("A", bound=MethodSettings, covariant=True)


class SecretStore(StrEnum):
    """Where the secret is between two runs."""

    KEYRING = "keyring"
    # Nowhere in hubmail: a service manager gives it to each run.
    CREDENTIAL = "credential"


class SettingsOf(schema.Group, Generic[A]):
    """One whole configuration, without its secret.

    Attributes:
        authentication: the settings of one method (``hubmail_gui.methods``); its class says
            which by its ``type``.
    """

    sender: str = schema.setting(
        N_("Sender email"), str, required=True, check=validation.sender, default="",
        description="Address that Hub's mail comes from.",
    )  # fmt: skip
    sender_name: str | None = schema.setting(
        N_("Sender name"), str, check=validation.display_name,
        description="Name shown beside the sender's address.",
    )  # fmt: skip
    reply_to: str | None = schema.setting(
        N_("Reply-to address"), str, check=validation.email,
        description="Where answers go, if not to the sender.",
    )  # fmt: skip
    ehlo_name: str | None = schema.setting(
        N_("EHLO name"), str, check=validation.ehlo_name,
        description="Name by which this computer introduces itself; by default its own.",
    )  # fmt: skip
    ca_certificates: str | None = schema.setting(
        N_("Trusted certificates"), str, check=validation.certificates, destination=True,
        description="PEM text, trusted for this host only beside the operating system's store.",
    )  # fmt: skip
    pinned_sha256: str | None = schema.setting(
        N_("Pinned certificate"), str, check=validation.fingerprint, destination=True,
        description="SHA-256 of the one server certificate trusted for this host.",
    )  # fmt: skip
    secret_expires: str | None = schema.setting(
        N_("Secret expires on"), str, check=validation.iso_date,
        description="Date on which the secret or certificate ends, YYYY-MM-DD.",
        constraints={"format": "date"},
    )  # fmt: skip
    secret_store: SecretStore | None = schema.setting(
        N_("Secret kept in"), SecretStore,
        description="keyring, or credential: whoever runs hubmail gives the secret each time.",
    )  # fmt: skip
    timeout: int | None = schema.setting(
        N_("Time limit"), int, check=validation.timeout, cheap=True,
        description="Seconds for a whole test; 60 by default.",
        constraints={"minimum": 1, "maximum": 600},
    )  # fmt: skip
    # It is there in all that is read; only while reading it comes after the rest.
    authentication: A = None  # type: ignore[assignment]

    @property
    def keeps_no_secret(self) -> bool:
        """Whether hubmail stores no secret at all: each run is given it."""
        return self.secret_store is SecretStore.CREDENTIAL

    @property
    def type(self) -> str:
        """The authentication method's name in the file."""
        return self.authentication.type


# The configuration of whatever method.
MailSettings: TypeAlias = SettingsOf[MethodSettings]

SHARED: tuple[str, ...] = tuple(schema.settings_of(SettingsOf))


def read(
    document: object, find: FindGroup, *, check: bool
) -> tuple[MailSettings | None, list[Problem]]:
    """The settings in ``document``, or every problem that it has.

    The keys that all methods share may also stand inside ``authentication``, where somebody who
    writes them beside the host would expect them; they are stored at the top.

    Args:
        document: a decoded settings file, with or without the keys that the program adds.
        find: gives a method's group of settings by its name in the file.
        check: also check the values, as for anything a person typed.
    """
    if not isinstance(document, Mapping):
        return None, [Problem("", "field.type", {"expected": _("a group of settings")})]
    if "authentication" not in document:
        from hubmail_gui.core import documents

        if problem := documents.output_problem(document):
            return None, [problem]
    top = {key: value for key, value in document.items() if key not in ADDED}
    inner = top.pop("authentication", None)
    own_keys = dict(inner) if isinstance(inner, Mapping) else {}
    for key in SHARED:
        if key in own_keys and key not in top:
            top[key] = own_keys.pop(key)
    common, problems = schema.read(SettingsOf[MethodSettings], top, check=check)
    problems = _added_problems(document) + problems
    name = own_keys.pop("type", None)
    try:
        group = find(_type(inner, name))
    except ProblemError as error:
        field = "type" if isinstance(inner, Mapping) else "authentication"
        return None, [Problem(field, error.code, error.params), *problems]
    own, more = schema.read(group, own_keys, check=check)
    problems += more
    if problems or common is None or own is None:
        return None, problems
    return common.replace(authentication=own), []


def _added_problems(document: Document) -> list[Problem]:
    """What is wrong with the program's own keys in a file that somebody wrote or copied."""
    problems = [
        Problem(key, "field.type", {"expected": schema.expected(kind)})
        for key, kind in ADDED.items()
        if key in document and document[key] is not None and type(document[key]) is not kind
    ]
    version = document.get("schema")
    if type(version) is int and not 1 <= version <= SCHEMA:
        code = "schema.newer" if version > SCHEMA else "field.choice"
        problems.append(Problem("schema", code, {"choices": SCHEMA}))
    return problems


def _type(inner: object, name: object) -> str:
    """The method's name in the file.

    Raises:
        ProblemError: there is none, or it is no text.
    """
    if inner is not None and not isinstance(inner, Mapping):
        raise ProblemError("field.type", expected=_("a group of settings"))
    if name is None or name == "":
        raise ProblemError("field.required")
    return str(name)


def write(settings: MailSettings) -> dict[str, object]:
    """The settings as the file holds them, without the keys that the program adds."""
    document = schema.write(settings)
    group: MethodSettings = settings.authentication
    document["authentication"] = {"type": group.type, **schema.write(group)}
    return document


def changed_fields(old: MailSettings | None, new: MailSettings | None) -> list[str]:
    """The keys that differ between two configurations, for the history; names, never values."""
    if old is not None and new is not None and old.type != new.type:
        return ["type", *schema.changes(old, new), *schema.changes(None, new.authentication)]
    inner = [None if one is None else one.authentication for one in (old, new)]
    return schema.changes(old, new) + schema.changes(*inner)


def known_setting(settings: type[schema.Group], key: str) -> Setting | None:
    """The definition of ``key`` in a method's group or among what all share.

    A key inside a group of its own is dotted, as in problems: ``endpoints.graph``.
    """
    outer, _dot, inner = key.partition(".")
    if inner:
        spec = schema.settings_of(settings).get(outer)
        return None if spec is None else known_setting(spec.kind, inner)
    return schema.settings_of(settings).get(key) or schema.settings_of(SettingsOf).get(key)


class Stored(NamedTuple):
    """A configuration as it stands in the file.

    Attributes:
        settings: what was configured.
        revision: grows by one with every change.
        saved_at: RFC 3339 time of the change, with its offset.
        saved_by: the login name of the person who made it.
        secret: the reference of its secret in the keyring, or None when it needs none.
    """

    settings: MailSettings
    revision: int
    saved_at: str
    saved_by: str
    secret: str | None

    def document(self) -> Document:
        """The file's content."""
        added = {
            "schema": SCHEMA,
            "revision": self.revision,
            "saved_at": self.saved_at,
            "saved_by": self.saved_by,
        }
        secret = {} if self.secret is None else {"secret": self.secret}
        return {**added, **write(self.settings), **secret}
