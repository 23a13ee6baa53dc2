"""What may be wrong with settings for Microsoft 365, as it stands under a field."""

from __future__ import annotations

from hubmail_gui.core.texts import N_

TITLES = {
    "guid.malformed": N_("This is not an identifier such as 6f1b3a52-0c44-4b59-9d3e-5a1f0c9b7e21."),
    "guid.several": N_("There is more than one identifier here. Enter the right one alone."),
    "guid.placeholder": N_(
        "This is a placeholder. Enter the identifier that the Entra admin center shows on the"
        " application's overview."
    ),
    "guid.microsofts": N_(
        "This identifier is that of {name}, which is Microsoft's own. Enter the one of your own"
        " application."
    ),
    "guid.is_secret": N_(
        "This looks like a client secret, which does not belong in the settings. Enter the"
        " identifier here."
    ),
    "directory.personal": N_(
        "This stands for personal Microsoft accounts, for which no application can send. Enter the"
        " directory of your organisation."
    ),
    "directory.is_address": N_(
        "A directory's domain is needed here, without what is before the @: {domain}."
    ),
    "directory.is_application": N_(
        "This is the same identifier as the Application ID. The Directory (tenant) ID stands beside"
        " it on the application's overview."
    ),
    "directory.malformed": N_("Enter the directory's identifier, or one of its verified domains."),
    "directory.common": N_("“{name}” stands for any directory. Enter the identifier of your own."),
    "secret.is_id": N_(
        "This is the Secret ID. Paste the secret's Value: it is shown only once, when it is"
        " created."
    ),
    "secret.placeholder": N_("This is a placeholder. Enter the secret itself."),
    "secret.is_path": N_(
        "This is the place where a secret is kept. Enter the secret's Value itself, or name its file"
        " with --secret-file."
    ),
    "secret.blanks": N_(
        "There are blanks or line breaks inside. A client secret has none: copy its Value once"
        " more."
    ),
    "secret.is_key": N_(
        "This is a key or a certificate, and the settings say credential “secret”. Enter the"
        " secret's Value, or choose the certificate as credential."
    ),
    "key.unsupported": N_("Microsoft takes RSA keys of 2048 bits and more only."),
    "route.unknown_host": N_(
        "No SMTP server of this cloud is known. Choose Microsoft Graph, or custom endpoints."
    ),
}
