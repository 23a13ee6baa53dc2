"""Build hook: compiles the message catalogues and ships resources/ inside the wheel."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

if TYPE_CHECKING:
    from hatchling.builders.config import BuilderConfig

    Interface = BuildHookInterface[BuilderConfig]
else:
    Interface = BuildHookInterface

SOURCES_ONLY = frozenset({".po", ".pot"})


def compile_catalogue(source: Path) -> Path:
    """Compile one .po file beside itself and return the .mo file's path.

    Fuzzy entries are left out: an English sentence is better than a wrong one.
    """
    target = source.with_suffix(".mo")
    with source.open("rb") as file:
        catalogue = read_po(file, locale=source.parent.parent.name)
    with target.open("wb") as file:
        write_mo(file, catalogue, use_fuzzy=False)
    return target


class ResourcesHook(Interface):
    """Runs before every wheel, the editable one too (which reads resources/ in the checkout)."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile all catalogues, then name each resource's place in the wheel."""
        if self.target_name != "wheel":
            return
        resources = Path(self.root, "resources")
        for source in sorted(resources.glob("locale/*/LC_MESSAGES/*.po")):
            compile_catalogue(source)
        if version == "editable":
            return
        for path in sorted(resources.rglob("*")):
            if path.is_file() and path.suffix not in SOURCES_ONLY:
                inside = path.relative_to(resources).as_posix()
                build_data["force_include"][str(path)] = f"hubmail_gui/resources/{inside}"
