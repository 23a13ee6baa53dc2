"""The JSON Schema of a settings file, made from the definition of the settings."""

from __future__ import annotations

from typing import Any

from hubmail_gui import methods
from hubmail_gui.core import schema
from hubmail_gui.core.settings import SCHEMA, MailSettings
from hubmail_gui.store.references import PREFIX

Json = dict[str, Any]

_ADDED: Json = {
    "schema": {"type": "integer", "minimum": 1, "maximum": SCHEMA},
    "revision": {"type": "integer", "minimum": 1},
    "saved_at": {"type": "string", "format": "date-time"},
    "saved_by": {"type": "string"},
    "secret": {
        "type": "string",
        "pattern": f"^{PREFIX}[0-9a-f]{{32}}$",
        "description": "Reference into the keyring; never a secret.",
    },
}


def document() -> Json:
    """The schema (draft 2020-12) of what ``hubmail apply`` takes and of what is stored."""
    common: Any = schema.json_schema(MailSettings)
    shared = common["properties"]
    kinds = [_method(name, shared) for name in methods.types()]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "hubmail settings",
        "type": "object",
        "properties": {**shared, "authentication": {"oneOf": kinds}, **_ADDED},
        "required": ["authentication"],
        # What is required of all methods may stand in either place.
        "anyOf": [
            {"required": common["required"]},
            {"properties": {"authentication": {"required": common["required"]}}},
        ],
        "additionalProperties": False,
    }


def _method(name: str, shared: Json) -> Json:
    group: Any = schema.json_schema(methods.method(name).settings)
    # What all methods share may stand beside the method's own keys, too.
    properties = {"type": {"const": name}, **group["properties"], **shared}
    return {**group, "properties": properties, "required": ["type", *group["required"]]}
