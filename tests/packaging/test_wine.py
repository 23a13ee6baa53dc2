"""What the Windows program is built from: only the file that was pinned, and only signed binaries."""

from __future__ import annotations

import hashlib
import io
import tarfile
from pathlib import Path
from xml.etree import ElementTree

import pytest
from wine import machine, python, registry
from wine.machine import MachineError
from wine.registry import Pinned, WrongFileError

from distribution import harvest

# pip's own way of looking at the packages that are installed, today's and Debian 12's.
pytestmark = [
    pytest.mark.filterwarnings("ignore:pkg_resources:DeprecationWarning"),
    pytest.mark.filterwarnings("ignore:Creating a LegacyVersion:DeprecationWarning"),
]

VALID = """/hub/embedded/python3.dll
Signer's certificate:
\tSubject: /C=US/O={signer}/CN={signer}
\tIssuer : /C=US/O=DigiCert, Inc./CN=DigiCert
Signature verification: {verified}
Number of verified signatures: 1
{end}
"""


def report(signer: str = "Python Software Foundation", verified: str = "ok") -> str:
    """What osslsigncode says of a file."""
    end = "Succeeded" if verified == "ok" else "Failed"
    return VALID.format(signer=signer, verified=verified, end=end)


def test_a_valid_signature_names_its_signer() -> None:
    assert python.signed_by(report()) == "Python Software Foundation"


@pytest.mark.parametrize(
    "said",
    [report(verified="failed"), report("Somebody Else"), report("Python Software Foundations"),
     "/hub/x.dll\nNo signature found\n"],
    ids=["broken", "somebody else's", "nearly the name", "none"],
)  # fmt: skip
def test_no_other_signature_will_do(said: str) -> None:
    with pytest.raises(MachineError, match=r"\.dll"):
        python.signed_by(said)


@pytest.fixture
def source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A registry with one source distribution, which leaves a trace when it is built."""
    trace = tmp_path / "trace"
    code = f"open({str(trace)!r}, 'w')\nfrom setuptools import setup\nsetup(name='some-thing')\n"
    name = "some_thing-1.0"
    path = tmp_path / "registry" / f"{name}.tar.gz"
    path.parent.mkdir()
    with tarfile.open(path, "w:gz") as archive:
        for inner, text in (("setup.py", code), ("PKG-INFO", "Name: some-thing\nVersion: 1.0\n")):
            entry = tarfile.TarInfo(f"{name}/{inner}")
            entry.size = len(text)
            archive.addfile(entry, io.BytesIO(text.encode()))
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(path.parent))
    return path


def pinned(digest: str) -> Pinned:
    return Pinned("some-thing", "1.0", digest, source=True)


def test_a_source_is_taken_and_nothing_of_it_run(source: Path, tmp_path: Path) -> None:
    wanted = pinned(hashlib.sha256(source.read_bytes()).hexdigest())
    taken = registry.take(wanted, tmp_path / "cache")
    assert taken.read_bytes() == source.read_bytes()
    assert not (tmp_path / "trace").exists()
    source.unlink()
    assert registry.take(wanted, tmp_path / "cache") == taken


def test_another_file_than_the_pinned_one_is_refused(source: Path, tmp_path: Path) -> None:
    with pytest.raises(WrongFileError, match="sha256"):
        registry.take(pinned("0" * 64), tmp_path / "cache")
    assert not (tmp_path / "cache").exists()


def test_a_file_that_the_registry_lacks_is_said_so(source: Path, tmp_path: Path) -> None:
    with pytest.raises(WrongFileError, match="no some-thing 2"):
        registry.take(Pinned("some-thing", "2.0", "0" * 64, source=True), tmp_path)


@pytest.fixture
def program(tmp_path: Path) -> Path:
    for name in ("hubmail.exe", "_internal/base.zip", "_internal/a b/ü.dat", "_internal/x/y/z.dll"):
        path = tmp_path / "hubmail" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    return tmp_path / "hubmail"


def test_the_installer_holds_every_file_once(program: Path) -> None:
    tree = ElementTree.fromstring(harvest.source(program))
    of = {"w": "http://schemas.microsoft.com/wix/2006/wi"}
    files = [one.get("Source") for one in tree.iterfind(".//w:File", of)]
    assert sorted(map(str, files)) == [
        "$(var.Folder)/_internal/a b/ü.dat", "$(var.Folder)/_internal/base.zip",
        "$(var.Folder)/_internal/x/y/z.dll",
    ]  # fmt: skip
    components = {one.get("Id") for one in tree.iterfind(".//w:Component", of)}
    assert components == {one.get("Id") for one in tree.iterfind(".//w:ComponentRef", of)}
    assert len(components) == 3


def test_an_upgrade_knows_a_file_again(program: Path) -> None:
    before = harvest.source(program)
    assert harvest.source(program) == before
    (program / "_internal" / "more").touch()
    assert set(before.splitlines()) < set(harvest.source(program).splitlines())


def test_a_step_is_done_again_when_what_it_was_done_from_has_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(machine, "STAMPS", tmp_path)
    assert not machine.once("step", "a", 1).current
    machine.once("step", "a", 1).set()
    assert machine.once("step", "a", 1).current
    assert not machine.once("step", "a", 2).current
