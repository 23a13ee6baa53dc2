"""What Windows wants to know of a program: a version resource for each executable."""

from __future__ import annotations

from distribution.project import SUMMARY, VERSION

_RESOURCE = """VSVersionInfo(
  ffi=FixedFileInfo(filevers={numbers}, prodvers={numbers}, mask=0x3f, flags=0x0, OS=0x40004,
    fileType=0x1, subtype=0x0, date=(0, 0)),
  kids=[
    StringFileInfo([StringTable('040904B0', [
      StringStruct('CompanyName', 'hubmail contributors'),
      StringStruct('FileDescription', {summary!r}),
      StringStruct('FileVersion', '{version}'),
      StringStruct('InternalName', '{name}'),
      StringStruct('LegalCopyright', 'hubmail contributors, MIT licence'),
      StringStruct('OriginalFilename', '{name}.exe'),
      StringStruct('ProductName', 'hubmail'),
      StringStruct('ProductVersion', '{version}')])]),
    VarFileInfo([VarStruct('Translation', [0x0409, 1200])])
  ]
)
"""


def numbers(version: str) -> tuple[int, int, int, int]:
    """A version as the four numbers that Windows compares: 1.2.3rc1 is (1, 2, 3, 0)."""
    release: list[int] = []
    for part in version.split(".")[:4]:
        digits = part[: len(part) - len(part.lstrip("0123456789"))]
        release.append(int(digits or 0))
    first, second, third, fourth, *_zeros = *release, 0, 0, 0, 0
    return first, second, third, fourth


def version_resource(name: str) -> str:
    """The version resource of ``NAME.exe`` in the form that PyInstaller reads from a file."""
    return _RESOURCE.format(name=name, version=VERSION, numbers=numbers(VERSION), summary=SUMMARY)
