"""The command line: its commands, options and help."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterable, Mapping
from typing import Any, NoReturn

from hubmail_gui.core import texts
from hubmail_gui.core.texts import N_, _

# Each is a file of this folder with ``run(context) -> int``, loaded when it is asked for.
COMMANDS = {
    "apply": N_("validate, store and test the settings in FILE"),
    "test": N_("send a test mail with FILE or with the stored settings"),
    "show": N_("show the stored settings and the last test"),
    "history": N_("show who changed, tested or restored what, and when"),
    "restore": N_("put the last settings that passed their test back"),
    "send": N_("send the message on standard input, as sendmail would"),
    "faults": N_("explain a fault code, or list them all"),
    "schema": N_("print the JSON Schema of the settings file"),
}

LONGEST_SECONDS = 3600


class _Formatter(argparse.HelpFormatter):
    """Asks for the terminal's width itself: argparse loads shutil for it, at every option."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, width=_width())

    def start_section(self, heading: str | None) -> None:
        """Begin a section, under its heading in our language."""
        super().start_section(_(_HEADINGS[heading]) if heading in _HEADINGS else heading)

    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[Any],
        prefix: str | None = None,
    ) -> None:
        """Add the usage line, introduced in our language."""
        super().add_usage(usage, actions, groups, prefix or _("usage: "))


# argparse speaks the language of the process's locale; this program has its own choice.
_HEADINGS: dict[str | None, str] = {
    "positional arguments": N_("arguments"),
    "options": N_("options"),
}


def _width() -> int:
    try:
        return os.get_terminal_size().columns - 2
    except OSError:
        return 78


class _Parser(argparse.ArgumentParser):
    """Wrong usage ends with the status of sysexits.h, not with argparse's 2."""

    def __init__(self, **known: Any) -> None:  # noqa: ANN401
        super().__init__(**{"formatter_class": _Formatter, "add_help": False, **known})

    def offer_help(self) -> None:
        """Add ``-h`` in our language."""
        self.add_argument("-h", "--help", action="help", help=_("show this help and exit"))

    def error(self, message: str) -> NoReturn:
        raise _UsageError(self, message)


class _UsageError(Exception):
    """The command line cannot be understood by this parser."""

    def __init__(self, parser: argparse.ArgumentParser, message: str) -> None:
        super().__init__(message)
        self.parser = parser


def parse(arguments: list[str]) -> argparse.Namespace:
    """The command line as a namespace; ends the program with status 64 where it is wrong."""
    texts.use(_language(arguments))
    parser = _parser()
    try:
        given = parser.parse_args(arguments)
        _check(parser, given)
    except _UsageError as error:
        from hubmail_gui.cli import output

        error.parser.print_usage(sys.stderr)
        command = next((one for one in arguments if one in COMMANDS), None)
        json = "--json" in arguments
        sys.exit(output.wrong_usage(command, f"{error.parser.prog}: {error}", json=json))
    if given.command == "send":
        given.recipients = [one for one in given.recipients if one]
        given.ignore_dots = given.ignore_dots or "i" in (given.sendmail_options or ())
    return given


def _check(parser: argparse.ArgumentParser, given: argparse.Namespace) -> None:
    """What argparse cannot tell: options exclude each other on either side of the command, too."""
    if not given.secret_stdin:
        return
    if given.secret_file is not None:
        parser.error(_("--secret-file and --secret-stdin exclude each other."))
    if getattr(given, "file", None) == "-":
        parser.error(_("Standard input is the settings file here; use --secret-file."))
    if given.command == "send":
        parser.error(_("Standard input is the message here; use --secret-file."))


def _language(arguments: list[str]) -> str:
    """The language of the help, which is needed before the command line is understood."""
    for option, value in zip(arguments, [*arguments[1:], ""], strict=False):
        if option == "--lang" and value in texts.LANGUAGES:
            return value
        if option.startswith("--lang="):
            return option.removeprefix("--lang=")
    return texts.system_language()


def _parser() -> argparse.ArgumentParser:
    common = _common(default=argparse.SUPPRESS)
    parser = _Parser(
        prog="hubmail",
        description=_("Sets up, proves and explains the outgoing mail of Hub."),
        epilog=_("Without a command the window opens."),
        parents=[_common(default=None)],
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="store_true", help=_("print the version and exit"))
    parser.add_argument(
        "--demo",
        action="store_true",
        help=_("try it on throw-away settings and a server of its own"),
    )
    commands = parser.add_subparsers(
        # With a prog of our own argparse does not format one, for which it would load shutil.
        dest="command",
        metavar=_("COMMAND"),
        parser_class=_Parser,
        prog="hubmail",
    )
    parsers = {
        name: commands.add_parser(
            name, help=_(text), description=_(text), parents=[common], allow_abbrev=False
        )
        for name, text in COMMANDS.items()
    }
    for one in (parser, *parsers.values()):
        one.offer_help()
    _own_arguments(parsers)
    return parser


def _common(default: str | None) -> _Parser:
    """The options that may stand before or after the command."""
    options = _Parser(argument_default=default)
    # A switch that is not given must not undo one that stood before the command.
    switch = {"action": "store_true", "default": default if default else False}
    options.add_argument("--config-dir", metavar="DIR", help=_("folder of the settings"))
    options.add_argument("--json", help=_("print one JSON object"), **switch)  # type: ignore[arg-type]
    options.add_argument("--lang", choices=("fr", "en"), help=_("language of the messages"))
    options.add_argument("--recipient", metavar="ADDR", help=_("recipient of the test mail"))
    secret = options.add_mutually_exclusive_group()
    secret.add_argument("--secret-file", metavar="F", help=_("file that holds the secret"))
    secret.add_argument(
        "--secret-stdin",
        help=_("read the secret from standard input"),
        **switch,  # type: ignore[arg-type]
    )
    options.add_argument(
        "--timeout", metavar="SECONDS", type=_seconds, help=_("limit for the whole test")
    )
    return options


def _own_arguments(parsers: Mapping[str, argparse.ArgumentParser]) -> None:
    parsers["apply"].add_argument(
        "file", metavar="FILE", help=_("settings file, or - for standard input")
    )
    parsers["apply"].add_argument(
        "--check", action="store_true", help=_("only say what would change")
    )
    parsers["test"].add_argument("file", metavar="FILE", nargs="?", help=_("settings file"))
    parsers["show"].add_argument(
        "--expiry", action="store_true",
        help=_("exit with 0, 1 or 2 as the secret is fine, ends soon, or has ended"),
    )  # fmt: skip
    parsers["faults"].add_argument("code", metavar="CODE", nargs="?", help=_("a fault code"))
    send = parsers["send"]
    send.add_argument("-t", dest="from_headers", action="store_true",
                      help=_("take the recipients from the message"))  # fmt: skip
    send.add_argument("-i", dest="ignore_dots", action="store_true",
                      help=_("a line with a single dot does not end the message"))  # fmt: skip
    send.add_argument("-f", dest="sender", metavar="ADDR", help=_("envelope sender"))
    # Programs written for sendmail pass -oi for -i, and others that mean nothing here.
    send.add_argument("-o", dest="sendmail_options", action="append", help=argparse.SUPPRESS)
    send.add_argument("recipients", metavar="RECIPIENT", nargs="*", help=_("recipients"))


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds <= LONGEST_SECONDS:
        raise argparse.ArgumentTypeError(
            _("a number of seconds up to {limit} is expected").format(limit=LONGEST_SECONDS)
        )
    return seconds
