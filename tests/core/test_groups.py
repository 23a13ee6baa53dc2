"""A group of settings behaves as a frozen dataclass would."""

from __future__ import annotations

from typing import ClassVar

import pytest

from hubmail_gui.core import schema


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
