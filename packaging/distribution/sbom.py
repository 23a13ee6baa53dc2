"""The bill of materials of the program's folder, as CycloneDX 1.6 in JSON."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from pathlib import Path

from cyclonedx.factory.license import LicenseFactory
from cyclonedx.model.bom import Bom, BomMetaData
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output import make_outputter
from cyclonedx.schema import OutputFormat, SchemaVersion
from packageurl import PackageURL

from distribution import project
from distribution.inventory import Part, hubmail

FILE_NAME = "sbom.cdx.json"


def write(parts: Iterable[Part], path: Path) -> None:
    """Write the bill of materials of hubmail with ``parts`` in it."""
    found = sorted(parts, key=lambda part: (part.kind, part.name))
    itself = _component(hubmail(), ComponentType.APPLICATION)
    components = [_component(part, ComponentType.LIBRARY) for part in found]
    bom = Bom(
        components=components,
        metadata=BomMetaData(component=itself, timestamp=project.date()),
        # The same parts have the same number: the file can be built again, byte by byte.
        serial_number=uuid.uuid5(uuid.NAMESPACE_URL, "\n".join(_url(part) for part in found)),
    )
    bom.register_dependency(itself, components)
    outputter = make_outputter(bom, OutputFormat.JSON, SchemaVersion.V1_6)
    path.write_text(outputter.output_as_string(indent=1) + "\n", encoding="utf-8")


def _component(part: Part, kind: ComponentType) -> Component:
    licences = [LicenseFactory().make_from_string(part.licence)] if part.licence else []
    return Component(
        name=part.name,
        version=part.version,
        type=kind,
        bom_ref=_url(part),
        purl=PackageURL.from_string(_url(part)),
        licenses=licences,
    )


def _url(part: Part) -> str:
    """A package URL (ECMA-427)."""
    namespace = "debian" if part.kind == "deb" else None
    return PackageURL(part.kind, namespace, part.name, part.version).to_string()
