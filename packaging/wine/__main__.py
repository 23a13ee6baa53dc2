"""``python -m wine build|test|smoke|screens``: the Windows side of the project, on Debian.

``build`` makes ``dist/windows/hubmail`` and the installer. ``test`` runs the project's tests and
those of what was built as Windows programs, ``smoke`` the latter only; both take names of groups, or
words for pytest, and then run nothing else. ``screens`` takes the pictures of the documentation.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

from wine import machine, prefix, python, registry, wheels


def set_up() -> None:
    """Make what is not there yet."""
    if why := machine.missing():
        raise machine.MachineError(why)
    root = machine.make()
    wheels.make(python.make(root))
    prefix.make(root)


def build(_words: list[str]) -> int:
    """Build the folder and the installer."""
    from wine import bundle, installer

    bundle.make()
    installer.make()
    return 0


def test(words: list[str]) -> int:
    """Run all tests, or those that pytest is told."""
    from wine import testing

    return testing.some(words) if words else testing.everything()


def smoke(words: list[str]) -> int:
    """Run the tests of what was built."""
    from wine import testing

    return testing.some(words) if words else testing.built()


def screens(_words: list[str]) -> int:
    """Take the pictures of the window as Windows' two styles draw it."""
    from wine import screens as pictures

    return pictures.take()


ACTIONS: dict[str, Callable[[list[str]], int]] = {
    "build": build,
    "test": test,
    "smoke": smoke,
    "screens": screens,
}


def main() -> int:
    """Do what the command line says; a failure is told in words."""
    action = ACTIONS[sys.argv[1]]
    try:
        with machine.alone():
            set_up()
            return action(sys.argv[2:])
    except (machine.MachineError, registry.WrongFileError) as error:
        print(f"hubmail: {error}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
