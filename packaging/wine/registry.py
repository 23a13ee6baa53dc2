"""Takes one file from the package registry as it is: nothing of it is built or run.

``pip download`` runs the ``setup.py`` of a source distribution to learn its name. So its own index
client is asked for the file only, with whatever index and certificates pip is configured for here.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import NamedTuple


class Pinned(NamedTuple):
    """A file of the registry.

    Attributes:
        name: of the package.
        version: of the package.
        sha256: of the file, in hexadecimal.
        source: whether it is a source distribution, else a wheel.
    """

    name: str
    version: str
    sha256: str
    source: bool = False


class WrongFileError(Exception):
    """The registry gave another file than the one that was pinned."""


def take(wanted: Pinned, folder: Path) -> Path:
    """Where the file lies in ``folder``, fetched if it is not there yet.

    Raises:
        WrongFileError: the registry has no such file, or another one of that name.
    """
    for path in folder.glob(f"{wanted.sha256[:16]}-*"):
        if hashlib.sha256(path.read_bytes()).hexdigest() == wanted.sha256:
            return path
    name, content = _download(wanted)
    found = hashlib.sha256(content).hexdigest()
    if found != wanted.sha256:
        raise WrongFileError(f"{name}: its sha256 is {found}, not {wanted.sha256}")
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{wanted.sha256[:16]}-{name}"
    path.write_bytes(content)
    return path


def _download(wanted: Pinned) -> tuple[str, bytes]:
    from pip._internal.commands import create_command
    from pip._vendor.packaging.specifiers import SpecifierSet

    command = create_command("download")
    kind = "--no-binary" if wanted.source else "--only-binary"
    options, _rest = command.parse_args(["--no-cache-dir", "--quiet", kind, wanted.name])
    with command.main_context():
        session = command.get_default_session(options)  # type: ignore[attr-defined]
        finder = command._build_package_finder(  # type: ignore[attr-defined]
            options=options, session=session
        )
        # Of several wheels of a version the index says which is which, if it tells their digests.
        listed = finder.find_all_candidates(wanted.name)
        which = SpecifierSet(f"=={wanted.version}")
        best = finder.find_best_candidate(wanted.name, which).best_candidate
        found = next((one for one in listed if one.link.hash == wanted.sha256), best)
        if found is None:
            raise WrongFileError(f"the registry has no {wanted.name} {wanted.version}")
        address = found.link.url_without_fragment
        with session, session.get(address, headers={"Accept-Encoding": "identity"}) as answer:
            answer.raise_for_status()
            return found.link.filename, answer.content
