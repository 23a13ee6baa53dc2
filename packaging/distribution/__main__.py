"""``python -m distribution``: the Linux packages of the folder that PyInstaller made."""

from __future__ import annotations

import hashlib
import sys

from distribution import archive, debian, project


def main() -> int:
    """Make the archive and the Debian package, and write down the checksums of all packages."""
    if not (project.PROGRAM / "hubmail").exists():
        print(f"{project.PROGRAM} is not built yet: make package", file=sys.stderr)
        return 1
    archive.make(project.DIST)
    debian.make(project.DIST, project.BUILD / "deb")
    packages = [path for path in sorted(project.DIST.glob("hubmail[-_]*")) if path.is_file()]
    sums = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in packages]
    (project.DIST / "SHA256SUMS").write_text("".join(sums), encoding="ascii")
    for path in packages:
        print(f"{path.relative_to(project.ROOT)}  {path.stat().st_size / 2**20:.1f} MiB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
