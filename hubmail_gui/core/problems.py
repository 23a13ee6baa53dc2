"""What is wrong with an input: a field, a code, and words that are found when they are shown."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from hubmail_gui.core.texts import N_, _

_NOTHING: Mapping[str, object] = MappingProxyType({})


class Problem(NamedTuple):
    """One thing wrong with one field.

    Attributes:
        field: the settings key, dotted inside a group (``endpoints.graph``); empty for the whole.
        code: stable, for programs; one of ``TITLES``.
        params: values for the placeholders of its title.
        suggestion: settings keys and the values that would mend it, offered in one click.
    """

    field: str
    code: str
    params: Mapping[str, object] = _NOTHING
    suggestion: Mapping[str, object] = _NOTHING

    def title(self) -> str:
        """The sentence that stands under the field."""
        return _(TITLES[self.code]).format(**self.params)


class ProblemError(Exception):
    """A value that cannot be taken; the reader of the settings adds the field's name."""

    def __init__(
        self, code: str, suggestion: Mapping[str, object] | None = None, **params: object
    ) -> None:
        super().__init__(code)
        self.code = code
        self.params = params
        self.suggestion = suggestion or {}


# Authentication methods add those of their own problems when they are loaded.
TITLES: dict[str, str] = {
    "usage": "{reason}",
    "field.required": N_("This field is mandatory."),
    "field.unknown": N_("“{name}” is not a setting. Check its spelling."),
    "field.type": N_("Expected here: {expected}."),
    "field.choice": N_("Expected here, one of: {choices}."),
    "field.twice": N_("This setting is given twice."),
    "field.control_characters": N_("Line breaks and control characters are not allowed here."),
    "field.too_long": N_("At most {limit} characters."),
    "schema.newer": N_("This file was written for a newer version of hubmail."),
    "field.not_json": N_("This is not valid JSON: {reason} (line {line}, column {column})."),
    "field.secret_in_file": N_(
        "A secret does not belong in this file. Give it with --secret-file or --secret-stdin."
    ),
    "field.secret_again": N_(
        "Where the secret is sent has changed ({changed}). Enter it again, so that it cannot go"
        " to the wrong place."
    ),
    "host.malformed": N_("This is not a host name or an IP address."),
    "host.is_url": N_("Only the host name is needed here, without “{scheme}://”."),
    "host.has_port": N_("The port number has a field of its own."),
    "host.is_address": N_("Only the host name is needed here, not an email address."),
    "port.range": N_("A port number is from 1 to 65535."),
    "email.malformed": N_("This is not an email address, such as hub@example.com."),
    "email.several": N_("Only one email address is possible here."),
    "secret.empty": N_("The secret is empty."),
    "secret.unreadable": N_("The secret cannot be read from {path}: {reason}."),
    "email.has_name": N_(
        "Only the address is needed here: {address}. The name “{name}” has a setting of its own,"
        " the sender name (sender_name)."
    ),
    "secret.masked": N_(
        "This is what is shown in the place of a secret, not the secret. A client secret is shown"
        " only once, when it is created: if nobody has noted it, create a new one."
    ),
    "secret.several_lines": N_("A password is one line, and here are {count}."),
    "scope.malformed": N_("Exactly one scope is possible here."),
    "url.malformed": N_("This is not an address that begins with https://."),
    "url.insecure": N_("The address must begin with https://."),
    "url.has_path": N_("Only the server is needed here, without “{path}”."),
    "certificate.malformed": N_("No certificate in PEM form was found here."),
    "certificate.is_key": N_("This is a private key. Only certificates belong here."),
    "certificate.is_path": N_(
        "This is the name of a file. The text in it is needed here, from BEGIN CERTIFICATE to END"
        " CERTIFICATE."
    ),
    "certificate.is_other": N_(
        "This is {what}. The certificate is needed here, as text from BEGIN CERTIFICATE to END"
        " CERTIFICATE."
    ),
    "key.malformed": N_("No private key in PEM form was found here."),
    "key.alone": N_(
        "The file holds a private key and no certificate. Choose a file with both, such as a PFX"
        " file or a PEM file."
    ),
    "key.is_path": N_(
        "This is the name of a file. Give the private key itself, or name that file with"
        " --secret-file."
    ),
    "key.is_other": N_(
        "This is {what}. The private key is needed here, which was made together with the"
        " certificate."
    ),
    "key.other_form": N_(
        "This is {what}, which cannot be read here. Export the private key as PEM (PKCS #8), or as a"
        " PFX file."
    ),
    "key.encrypted": N_(
        "The private key is encrypted with a passphrase. Give the passphrase with"
        " --passphrase-file, or make a copy without one: openssl pkey -in FILE -out NEW.pem"
    ),
    "key.pfx": N_(
        "This is a PFX file (PKCS #12) with a passphrase. Give the passphrase with"
        " --passphrase-file, or take the private key out as PEM: openssl pkcs12 -in FILE -nocerts"
        " -nodes -out NEW.pem"
    ),
    "key.pfx_without_key": N_(
        "This is a PFX file (PKCS #12) without a private key. Export it once more, with the private"
        " key."
    ),
    "key.mismatch": N_("This private key does not belong to the certificate."),
    "key.passphrase": N_("The passphrase of this file is not right."),
    "key.expired": N_("This certificate expired on {date}."),
    "fingerprint.malformed": N_("A SHA-256 fingerprint has 64 hexadecimal digits."),
    "date.malformed": N_("A date is written as YYYY-MM-DD, such as 2027-01-31."),
    "timeout.range": N_("From {low} to {high} seconds."),
    "ehlo.malformed": N_("Enter this computer's full name, or an address literal as [192.0.2.1]."),
    "file.is_wrapped": N_("The settings are the part under “settings”. Give that part alone."),
    "file.is_output": N_(
        "This is the output of “hubmail {command}”. The settings are the part under “settings”."
    ),
    "file.is_other_output": N_("This is the output of “hubmail {command}”, not a settings file."),
    "message.empty": N_("There is no message on standard input."),
    "message.unreadable": N_("The message cannot be read from standard input: {reason}."),
    "message.too_large": N_("The message is larger than {limit} MiB."),
    "message.malformed": N_("This is not a message of RFC 5322: {reason}."),
    "message.recipients": N_("The message names no recipient."),
    "message.address": N_("“{address}” is not an email address."),
    "letter.nobody": N_("With this authentication type nobody has to be asked for anything."),
    "scope.one_mailbox": N_("Only an application can have a scope; this login has one mailbox."),
    "scope.own_mailbox": N_("This is the sender itself, which may be used."),
    "relay.unprotected": N_(
        "Other machines can reach this address: give --tls-file, and a login by --login-file or"
        " --keep-login, or listen on 127.0.0.1."
    ),
    "relay.login": N_("A login is a user name, a colon and a password."),
    "output.unwritable": N_("{path} cannot be written: {reason}."),
    "message.source_unreadable": N_("{path} cannot be read: {reason}."),
    "message.empty_source": N_("There is nothing here. The mail's source is needed."),
    "message.outlook_file": N_(
        "This is a file of Outlook's own. Open the mail in Outlook, then File, Properties, and copy"
        " the Internet headers; or save its source (.eml) with another program."
    ),
    "message.page": N_(
        "This is a web page, not the mail's source. Look for “Show original”, “View source” or"
        " “View message details” in the mail program and copy that."
    ),
    "message.no_header": N_(
        "No header of a mail was found here. The mail's source begins with lines such as"
        " “Received: from …”."
    ),
    "key.no_pair": N_(
        "These settings do not sign in with a certificate, so there is no key pair to renew."
    ),
    "revision.unknown": N_("The history knows no revision {revision}."),
    "receipt.wrong": N_("This is not the code of the last test mail."),
}
