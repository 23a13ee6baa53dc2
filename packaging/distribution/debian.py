"""The Debian package: the program's folder below /usr/lib, and what makes a desktop find it."""

from __future__ import annotations

import email.utils
import gzip
import hashlib
import json
import os
import shutil
import subprocess
from pathlib import Path

from distribution import completion, icons, manual, project
from distribution.project import PACKAGING, PROGRAM, VERSION
from hubmail_gui.core import texts

_MAINTAINER = "hubmail contributors <hubmail@localhost>"
_CONTROL = """Package: hubmail
Version: {version}
Architecture: {architecture}
Maintainer: {maintainer}
Installed-Size: {size}
Depends: {depends}
Recommends: fonts-dejavu-core | fonts-freefont-ttf, gnome-keyring | keepassxc, xkb-data
Section: mail
Priority: optional
Description: set up the outgoing mail of Hub and prove that it works
 Hub mails its users: password resets, approvals, alerts. With hubmail an
 administrator sets up that outgoing mail, over SMTP or through Microsoft 365,
 sends a test mail, and is told what to change when it does not arrive.
 .
 It opens a window; its commands do the same without a display.
"""
_CHANGES = f"""hubmail ({{version}}) stable; urgency=medium

  * What is new is in CHANGELOG.md.gz.

 -- {_MAINTAINER}  {{date}}
"""
# What the program loads by name at run time, and so no library tells.
_LOADED = ("ca-certificates",)


def make(folder: Path, build: Path) -> Path:
    """Build the package into ``folder`` and return its path.

    Args:
        folder: where the .deb goes.
        build: an emptied folder for what goes into it.
    """
    shutil.rmtree(build, ignore_errors=True)
    root = build / "root"
    _program(root / "usr")
    _desktop(root / "usr" / "share")
    _documents(root / "usr" / "share")
    _completion(root / "usr" / "share")
    _control(root, build)
    _settle(root)
    architecture = _run("dpkg", "--print-architecture").strip()
    path = folder / f"hubmail_{VERSION}_{architecture}.deb"
    _run("dpkg-deb", "--root-owner-group", "-Zxz", "-z6", "--build", str(root), str(path))
    return path


def _program(usr: Path) -> None:
    shutil.copytree(PROGRAM, usr / "lib" / "hubmail", symlinks=True)
    (usr / "bin").mkdir()
    for name in ("hubmail", "hubmail-gui"):
        (usr / "bin" / name).symlink_to(f"../lib/hubmail/{name}")


def _desktop(share: Path) -> None:
    _copy(PACKAGING / "linux" / "hubmail.desktop", share / "applications" / "hubmail.desktop")
    text = (PACKAGING / "linux" / "hubmail.metainfo.xml").read_text(encoding="utf-8")
    text = text.replace("@VERSION@", VERSION).replace("@DATE@", f"{project.date():%Y-%m-%d}")
    _write(share / "metainfo" / "org.hubmail.hubmail.metainfo.xml", text)
    theme = share / "icons" / "hicolor"
    _copy(icons.DRAWING, theme / "scalable" / "apps" / "hubmail.svg")
    icons.make(project.BUILD / "icons")
    for size in icons.SIZES:
        drawn = project.BUILD / "icons" / f"hubmail-{size}.png"
        _copy(drawn, theme / f"{size}x{size}" / "apps" / "hubmail.png")


def _documents(share: Path) -> None:
    for language in manual.LANGUAGES:
        folder = share / "man" / ("" if language == texts.FALLBACK else language) / "man1"
        _compressed(folder / "hubmail.1.gz", manual.page(language))
        (folder / "hubmail-gui.1.gz").symlink_to("hubmail.1.gz")
    documents = share / "doc" / "hubmail"
    _copy(PACKAGING / "linux" / "copyright", documents / "copyright")
    _compressed(documents / "changelog.gz", _CHANGES.format(version=VERSION, date=_mail_date()))
    changes = (project.ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    _compressed(documents / "CHANGELOG.md.gz", changes)
    for name in ("licences", "sbom.cdx.json"):
        (documents / name).symlink_to(f"../../../lib/hubmail/_internal/{name}")
    _copy(PACKAGING / "linux" / "lintian-overrides", share / "lintian" / "overrides" / "hubmail")


def _mail_date() -> str:
    return email.utils.format_datetime(project.date())


def _completion(share: Path) -> None:
    _write(share / "bash-completion" / "completions" / "hubmail", completion.bash())
    (share / "bash-completion" / "completions" / "hubmail-gui").symlink_to("hubmail")
    _write(share / "zsh" / "vendor-completions" / "_hubmail", completion.zsh())
    _write(share / "hubmail" / "completion.ps1", completion.powershell())


def _control(root: Path, build: Path) -> None:
    size = sum(path.lstat().st_size for path in root.rglob("*") if not path.is_dir())
    text = _CONTROL.format(
        version=VERSION,
        maintainer=_MAINTAINER,
        architecture=_run("dpkg", "--print-architecture").strip(),
        size=size // 1024,
        depends=", ".join(dependencies(build)),
    )
    _write(root / "DEBIAN" / "control", text)
    sums = [
        f"{hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest()}"
        f"  {path.relative_to(root)}\n"
        for path in sorted(root.rglob("*"))
        if path.is_file() and not path.is_symlink() and "DEBIAN" not in path.parts
    ]
    _write(root / "DEBIAN" / "md5sums", "".join(sums))


def dependencies(build: Path) -> list[str]:
    """The packages that the program's own libraries need, found by dpkg-shlibdeps.

    Args:
        build: a folder for the file that dpkg-shlibdeps wants to find.
    """
    libraries = [
        path
        for path in PROGRAM.rglob("*")
        if path.is_file() and not path.is_symlink() and path.read_bytes()[:4] == b"\x7fELF"
    ]
    folders = sorted({str(path.parent) for path in libraries if ".so" in path.name})
    _write(build / "debian" / "control", "Source: hubmail\n\nPackage: hubmail\nArchitecture: any\n")
    found = _run(
        "dpkg-shlibdeps",
        "-O",
        "--ignore-missing-info",
        "--warnings=0",
        *(f"-l{folder}" for folder in folders),
        # It knows a library by its name, also where the one that is used is the program's own.
        *(f"-x{name}" for name in _brought_along()),
        *(str(path) for path in libraries),
        folder=build,
    )
    return sorted({*found.strip().removeprefix("shlibs:Depends=").split(", "), *_LOADED})


def _brought_along() -> list[str]:
    """The Debian packages whose libraries are in the program's folder."""
    text = (PROGRAM / "_internal" / "sbom.cdx.json").read_text(encoding="utf-8")
    parts = json.loads(text)["components"]
    return [part["name"] for part in parts if part["purl"].startswith("pkg:deb/")]


def _settle(root: Path) -> None:
    """The modes and the one date that every file has."""
    seconds = project.date().timestamp()
    for path in (root, *root.rglob("*")):
        if not path.is_symlink():
            executable = path.is_dir() or (path.stat().st_mode & 0o100 and ".so" not in path.name)
            path.chmod(0o755 if executable else 0o644)
        os.utime(path, (seconds, seconds), follow_symlinks=False)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _copy(source: Path, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, path)


def _compressed(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(text.encode(), 9, mtime=0))


def _run(*command: str, folder: Path | None = None) -> str:
    seconds = str(int(project.date().timestamp()))
    done = subprocess.run(
        command, cwd=folder, env={**os.environ, "SOURCE_DATE_EPOCH": seconds},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(f"{command[0]}: {done.stderr.strip()}")
    return done.stdout
