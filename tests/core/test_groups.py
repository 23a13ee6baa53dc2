"""A group of settings behaves as a frozen dataclass would."""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar

import pytest

from hubmail_gui.core import schema
from hubmail_gui.core.problems import Problem, ProblemError


class Place(schema.Group):
    """Where something is."""

    type: ClassVar[str] = "place"

    town: str = schema.setting("Town", str, default="Lyon")
    number: int | None = schema.setting("Number", int)
    inner: object = None


class Person(schema.Group):
    """The same fields as another class."""

    town: str = schema.setting("Town", str, default="Lyon")
    number: int | None = schema.setting("Number", int)
    inner: object = None


def test_values_come_in_order_or_by_name_and_else_are_the_defaults() -> None:
    place = Place("Lille", inner=1)

    assert (place.town, place.number, place.inner) == ("Lille", None, 1)


def test_value_that_no_field_takes_is_refused() -> None:
    with pytest.raises(TypeError, match="town, number, inner"):
        Place("a", 1, None, 4)  # type: ignore[call-arg]
    with pytest.raises(TypeError):
        Place(street="x")  # type: ignore[call-arg]
    with pytest.raises(TypeError):
        Place("Lille", town="Lyon")  # type: ignore[misc]


def test_groups_are_equal_by_type_and_values() -> None:
    assert Place("Lille") == Place(town="Lille")
    assert hash(Place("Lille")) == hash(Place(town="Lille"))
    assert Place("Lille") != Place()
    assert Place() != Person()


def test_group_does_not_change_but_gives_changed_copies() -> None:
    place = Place("Lille", 4)

    with pytest.raises(AttributeError):
        place.town = "Lyon"  # type: ignore[misc]
    assert place.replace(town="Lyon") == Place("Lyon", 4)
    assert place.town == "Lille"


def test_settings_are_the_fields_that_were_made_as_such() -> None:
    assert list(schema.settings_of(Place)) == ["town", "number"]
    assert Place.type == Place().type == "place"
    assert repr(Place("Lille")) == "Place(town='Lille', number=None, inner=None)"


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


def short(value: str) -> str:
    """At most four letters, in small ones."""
    if len(value) > 4:
        raise ProblemError("field.too_long", {"name": value[:4]}, limit=4)
    return value.lower()


def even(value: int) -> int:
    if value % 2:
        raise ProblemError("port.range")
    return value


class Inner(schema.Group):
    """A group in a group."""

    name: str | None = schema.setting("Name", str, required=True, check=short)


class Outer(schema.Group):
    """All kinds that there are."""

    name: str | None = schema.setting(
        "Name", str, required=True, check=short, description="A name.", constraints={"maxLength": 4}
    )
    count: int | None = schema.setting("Count", int, check=even, cheap=True)
    on: bool | None = schema.setting("On", bool)
    colour: Colour | None = schema.setting(
        "Colour", Colour, required=True, applies=lambda document: document.get("on") is True
    )
    inner: Inner | None = schema.setting(
        "Inner", Inner, applies=lambda document: document.get("on") is not False
    )


def read(document: dict[str, object], *, check: bool = True) -> tuple[Outer | None, list[Problem]]:
    return schema.read(Outer, document, check=check)


class TestRead:
    def test_all_of_it(self) -> None:
        document = {"name": "Hub", "count": 2, "on": True, "colour": "red", "inner": {"name": "X"}}
        assert read(document) == (Outer("hub", 2, True, Colour.RED, Inner("x")), [])

    def test_as_little_as_may_be(self) -> None:
        assert read({"name": "hub"}) == (Outer("hub"), [])

    @pytest.mark.parametrize("edge", schema.PADDING)
    def test_what_was_pasted_along_goes(self, edge: str) -> None:
        assert read({"name": f"{edge}hub{edge}"})[0] == Outer("hub")
        assert read({"name": "XhubX"}, check=False)[0] == Outer("XhubX")

    @pytest.mark.parametrize(
        ("document", "problem"),
        [
            ({"name": "hub", "size": 1}, Problem("size", "field.unknown", {"name": "size"})),
            ({}, Problem("name", "field.required")),
            ({"name": " "}, Problem("name", "field.required")),
            ({"name": None}, Problem("name", "field.required")),
            ({"name": 5}, Problem("name", "field.type", {"expected": "a text"})),
            ({"name": "hub", "count": "2"},
             Problem("count", "field.type", {"expected": "a whole number"})),
            ({"name": "hub", "count": True},
             Problem("count", "field.type", {"expected": "a whole number"})),
            ({"name": "hub", "on": 1}, Problem("on", "field.type", {"expected": "true or false"})),
            ({"name": "hub", "on": " "},
             Problem("on", "field.type", {"expected": "true or false"})),
            ({"name": "hub", "on": True}, Problem("colour", "field.required")),
            ({"name": "hub", "on": True, "colour": "green"},
             Problem("colour", "field.choice", {"choices": "red, blue"})),
            ({"name": "hub", "inner": 5},
             Problem("inner", "field.type", {"expected": "a group of settings"})),
            ({"name": "hub", "on": False, "inner": 5},
             Problem("inner", "field.type", {"expected": "a group of settings"})),
            ({"name": "hub", "colour": "green"},
             Problem("colour", "field.choice", {"choices": "red, blue"})),
            ({"name": "hub", "inner": {}}, Problem("inner.name", "field.required")),
            ({"name": "hub", "inner": {"name": "longer"}},
             Problem("inner.name", "field.too_long", {"limit": 4}, {"name": "long"})),
            ({"name": "longer"}, Problem("name", "field.too_long", {"limit": 4}, {"name": "long"})),
        ],
    )  # fmt: skip
    def test_what_is_wrong(self, document: dict[str, object], problem: Problem) -> None:
        assert read(document) == (None, [problem])

    def test_all_that_is_wrong_at_once_in_the_order_of_the_settings(self) -> None:
        found, problems = read({"count": "2", "size": 1, "inner": {"name": 5, "x": 1}})
        assert found is None
        fields = ["size", "name", "count", "inner.x", "inner.name"]
        assert [problem.field for problem in problems] == fields

    @pytest.mark.parametrize("given", [None, "", "red", {}])
    def test_what_means_nothing_is_dropped(self, given: object) -> None:
        document = {"name": "hub", "on": False}
        key = "inner" if given == {} else "colour"
        assert read({**document, key: given}) == (Outer("hub", on=False), [])

    def test_what_is_stored_is_not_judged_again_unless_that_costs_nothing(self) -> None:
        assert read({"name": "LONGER", "inner": {"name": "LONGER"}}, check=False) == (
            Outer("LONGER", inner=Inner("LONGER")), [],
        )  # fmt: skip
        assert read({"name": "hub", "count": 3}, check=False) == (
            None, [Problem("count", "port.range")],
        )  # fmt: skip


def test_written_without_what_is_unset() -> None:
    outer = Outer("hub", None, False, Colour.RED, Inner("x"))
    assert schema.write(outer) == {
        "name": "hub", "on": False, "colour": "red", "inner": {"name": "x"},
    }  # fmt: skip


def test_what_changed_by_its_key() -> None:
    old, new = Outer("hub", 2), Outer("hub", 4, True)
    assert schema.changes(old, new) == ["count", "on"]
    assert schema.changes(old, old) == []
    assert schema.changes(None, old) == schema.changes(old, None) == ["name", "count"]
    assert schema.changes(None, None) == []
    # Of two kinds of groups those of the new one come first.
    assert schema.changes(Place("Lille", 4), Outer("hub")) == ["name", "town", "number"]


def test_the_json_schema_of_a_group() -> None:
    inner = {
        "type": "object",
        "properties": {"name": {"type": "string"}},
        "required": ["name"],
        "additionalProperties": False,
    }
    assert schema.json_schema(Outer) == {
        "type": "object",
        "properties": {
            "name": {"type": "string", "description": "A name.", "maxLength": 4},
            "count": {"type": "integer"},
            "on": {"type": "boolean"},
            "colour": {"enum": ["red", "blue"]},
            "inner": inner,
        },
        # What is required only beside another value is not required by the schema.
        "required": ["name"],
        "additionalProperties": False,
    }


def test_what_does_not_change_says_so() -> None:
    with pytest.raises(AttributeError, match=r"\APlace\.town does not change\Z"):
        Place().town = "Lyon"  # type: ignore[misc]
    with pytest.raises(TypeError, match=r"\APlace has the fields town, number, inner\Z"):
        Place(street="x")  # type: ignore[call-arg]
    assert Place() != "Place(town='Lyon', number=None, inner=None)"
    assert hash(Place()) != hash(Person())


def test_a_group_is_made_of_its_settings_and_what_else_it_has() -> None:
    class Made(schema.Group):
        type: ClassVar[str] = "made"

        name: str = schema.setting("Name", str, default="x", required=True, check=short)
        other: object = None

    known = schema.Setting("Name", str, "x", required=True, check=short)
    assert dict(schema.settings_of(Made)) == {"name": known}
    assert (Made().name, Made().other, Made("y", 1)) == ("x", None, Made(name="y", other=1))
    with pytest.raises(TypeError):
        Made(type="another")  # type: ignore[call-arg]
