"""Outputs by the schemas in ``resources/schema``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema

from hubmail_gui.core import resources

FOLDER = Path(resources.path("schema"))


def schema(name: str) -> dict[str, Any]:
    """The schema of a command's output."""
    document: dict[str, Any] = json.loads((FOLDER / f"{name}.schema.json").read_text("utf-8"))
    return document


def check(name: str, document: object) -> None:
    """Fail unless ``document`` is what the schema promises."""
    jsonschema.validate(document, schema(name), jsonschema.Draft202012Validator)
