"""The command line: its commands, options and help."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Iterable
from importlib import import_module
from typing import Any, NoReturn

from hubmail_gui.cli import terminal
from hubmail_gui.cli.commands import COMMANDS
from hubmail_gui.core import texts
from hubmail_gui.core.texts import N_, _

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


# argparse speaks the language of the process's locale; this program has its own choice. So it need not
# look for a catalogue either: it would at each of its texts, in two hundred places.
vars(argparse)["_"] = str
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

    def exit(self, status: int = 0, message: str | None = None) -> NoReturn:
        """End the program after its help was shown."""
        self._print_message(message or "")
        sys.exit(terminal.end(status))

    def _print_message(self, message: str, file: Any = None) -> None:  # noqa: ANN401
        # That of Python 3.11.2 writes to a standard error that is not there.
        terminal.write(file, message)


class _Command(_Parser):
    """The parser of one command; it gets its arguments when it is used, since only one ever is."""

    def __init__(self, file: str, **known: Any) -> None:  # noqa: ANN401
        super().__init__(**known)
        self._file = file
        self._complete = False

    def complete(self) -> None:
        """Add all arguments, if they are not there yet."""
        if self._complete:
            return
        self._complete = True
        _add_common(self, default=argparse.SUPPRESS)
        self.offer_help()
        # The command's own options stand in its file, beside what reads them.
        own = getattr(import_module(f"hubmail_gui.cli.{self._file}"), "takes", None)
        if own is not None:
            own(self)

    def parse_known_args(self, *given: Any, **named: Any) -> Any:  # noqa: ANN401
        """Called by argparse for the command that was named."""
        self.complete()
        return super().parse_known_args(*given, **named)


class _UsageError(Exception):
    """The command line cannot be understood by this parser."""

    def __init__(self, parser: argparse.ArgumentParser, message: str) -> None:
        super().__init__(message)
        self.parser = parser


def parse(arguments: list[str]) -> argparse.Namespace:
    """The command line as a namespace; ends the program with status 64 where it is wrong."""
    texts.use(_language(arguments))
    try:
        given = _parsed(arguments, _named(arguments))
    except _UsageError as error:
        from hubmail_gui.cli import output

        terminal.write(sys.stderr, error.parser.format_usage())
        command = next((one for one in arguments if one in COMMANDS), None)
        json = "--json" in arguments
        status = output.wrong_usage(command, f"{error.parser.prog}: {error}", json=json)
        sys.exit(terminal.end(status))
    given.until = None if given.timeout is None else time.monotonic() + given.timeout
    if given.command == "send":
        given.recipients = [one for one in given.recipients if one]
        given.ignore_dots = given.ignore_dots or "i" in (given.sendmail_options or ())
    return given


def _named(arguments: list[str]) -> list[str]:
    """The commands that may be meant: to make all of them known costs every start some time."""
    if any(one == "--help" or one.startswith("-h") for one in arguments):
        return list(COMMANDS)
    return [one for one in COMMANDS if one in arguments]


def _parsed(arguments: list[str], named: list[str]) -> argparse.Namespace:
    known, _commands = _parser(named)
    try:
        given = known.parse_args(arguments)
    except _UsageError:
        if len(named) == len(COMMANDS):
            raise
        # Its words may list the commands.
        return _parsed(arguments, list(COMMANDS))
    _check(known, given)
    return given


def _check(known: argparse.ArgumentParser, given: argparse.Namespace) -> None:
    """What argparse cannot tell: options exclude each other on either side of the command, too."""
    if not given.secret_stdin:
        return
    if given.secret_file is not None:
        known.error(_("--secret-file and --secret-stdin exclude each other."))
    if getattr(given, "file", None) == "-":
        known.error(_("Standard input is the settings file here; use --secret-file."))
    if given.command == "send":
        known.error(_("Standard input is the message here; use --secret-file."))


def _language(arguments: list[str]) -> str:
    """The language of the help, which is needed before the command line is understood."""
    for option, value in zip(arguments, [*arguments[1:], ""], strict=False):
        if option == "--lang" and value in texts.languages():
            return value
        if option.startswith("--lang="):
            return option.removeprefix("--lang=")
    return texts.system_language()


def parser() -> argparse.ArgumentParser:
    """The whole command line, for what completes or documents it."""
    made, commands = _parser(list(COMMANDS))
    for one in commands:
        one.complete()
    return made


def _parser(names: list[str]) -> tuple[argparse.ArgumentParser, list[_Command]]:
    made = _Parser(
        prog="hubmail",
        description=_("Sets up, proves and explains the outgoing mail of Hub."),
        epilog=_("Without a command the window opens."),
        allow_abbrev=False,
    )
    _add_common(made, default=None)
    made.add_argument("--version", action="store_true", help=_("print the version and exit"))
    made.add_argument(
        "--demo",
        action="store_true",
        help=_("try it on throw-away settings and a server of its own"),
    )
    commands = made.add_subparsers(
        # With a prog of our own argparse does not format one, for which it would load shutil.
        dest="command",
        metavar=_("COMMAND"),
        parser_class=_Command,
        prog="hubmail",
    )
    made.offer_help()
    return made, [
        commands.add_parser(
            name,
            help=_(COMMANDS[name]),
            description=_(COMMANDS[name]),
            allow_abbrev=False,
            file=name,
        )
        for name in names
    ]


def _add_common(options: argparse.ArgumentParser, default: str | None) -> None:
    """The options that may stand before or after the command."""
    # A switch that is not given must not undo one that stood before the command.
    off = default or False
    add = options.add_argument
    add("--config-dir", metavar="DIR", default=default, help=_("folder of the settings"))
    add("--json", action="store_true", default=off, help=_("print one JSON object"))
    add("--lang", choices=texts.languages(), default=default, help=_("language of the messages"))
    add("--recipient", metavar="ADDR", default=default, help=_("recipient of the test mail"))
    add_secret = options.add_mutually_exclusive_group().add_argument
    add_secret("--secret-file", metavar="F", default=default, help=_("file that holds the secret"))
    add_secret(
        "--secret-stdin",
        action="store_true",
        default=off,
        help=_("read the secret from standard input"),
    )
    add("--passphrase-file", metavar="F", default=default,
        help=_("file that holds the passphrase of the secret file's key"))  # fmt: skip
    add(
        "--timeout",
        metavar="SECONDS",
        type=seconds,
        default=default,
        help=_("limit for the whole test"),
    )


def seconds(text: str, longest: int = LONGEST_SECONDS) -> float:
    """A number of seconds on the command line, at most ``longest``."""
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    if not 0 < number <= longest:
        raise argparse.ArgumentTypeError(
            _("a number of seconds up to {limit} is expected").format(limit=longest)
        )
    return number
