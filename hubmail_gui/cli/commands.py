"""The commands: one line each.

Each is a file of this folder with ``run(context) -> int``, loaded when it is asked for, and with
``takes(options)`` where it takes more than the options that all have.
"""

from __future__ import annotations

from hubmail_gui.core.texts import N_

COMMANDS = {
    "apply": N_("validate, store and test the settings in FILE"),
    "test": N_("send a test mail with FILE or with the stored settings"),
    "show": N_("show the stored settings and the last test"),
    "history": N_("show who changed, tested or restored what, and when"),
    "restore": N_("put the last settings that passed their test back"),
    "send": N_("send the message on standard input, as sendmail would"),
    "detect": N_("find how mail leaves, for an address, a domain or a host"),
    "sender": N_("show what the DNS says about the sender's domain"),
    "firewall": N_("list the hosts and ports that the settings need, with what answered"),
    "handover": N_("give the settings to the account under which the service runs, and test as it"),
    "relay": N_("hand the mails of programs that speak only SMTP to the stored route"),
    "faults": N_("explain a fault code, or list them all"),
    "explain": N_("say what a reply, a log, an error or a bounce means"),
    "letter": N_("write the request to whoever runs the mail service"),
    "received": N_("mark the last test as received, and tell the way that its mail took"),
    "watch": N_("test again and again until it works or another fault comes"),
    "rotate": N_("prove a new secret beside the stored one, then swap them"),
    "scope": N_("prove that the application may not send as another mailbox"),
    "bundle": N_("write one file for support, in which no known secret is"),
    "compare": N_("show what differs between two settings files or support bundles"),
    "schema": N_("print the JSON Schema of the settings file"),
}
