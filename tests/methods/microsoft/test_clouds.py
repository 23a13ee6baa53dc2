"""Where each cloud is, by data, and where a custom one is, by its settings."""

from __future__ import annotations

import datetime
import tomllib
from pathlib import Path

import pytest

from hubmail_gui.core import resources
from hubmail_gui.methods.microsoft import clouds, identifiers
from hubmail_gui.methods.microsoft.settings import Cloud, Endpoints, MicrosoftSettings, Route
from hubmail_gui.oauth import origins

TABLE = tomllib.loads(Path(resources.path("clouds.toml")).read_text("utf-8"))
KEYS = {"authority", "graph", "source", "checked"}
OPTIONAL = {"aliases", "smtp_host", "smtp_port", "smtp_scope"}


def test_every_cloud_but_custom_has_an_entry() -> None:
    assert set(TABLE) == set(Cloud) - {Cloud.CUSTOM}


@pytest.mark.parametrize("name", TABLE)
def test_entry_is_well_formed(name: str) -> None:
    entry = TABLE[name]

    assert set(entry) >= KEYS
    assert set(entry) <= KEYS | OPTIONAL
    assert origins.origin(entry["authority"]) == entry["authority"]
    assert origins.origin(entry["graph"]) == entry["graph"]
    assert entry["source"].startswith("https://")
    assert isinstance(entry["checked"], datetime.date)
    assert identifiers.scope(entry.get("smtp_scope", "x/.default"))
    assert not any("/" in alias for alias in entry.get("aliases", ()))


@pytest.mark.parametrize("name", TABLE)
def test_scope_follows_the_graph_address(name: str) -> None:
    where = clouds.addresses(MicrosoftSettings(cloud=Cloud(name)))

    assert where.scope == f"{TABLE[name]['graph']}/.default"
    assert where.authority.removeprefix("https://") in where.hosts
    assert not where.custom


@pytest.mark.parametrize(
    ("cloud", "host", "scope"),
    [
        (Cloud.GLOBAL, "smtp.office365.com", "https://outlook.office365.com/.default"),
        (Cloud.USGOV, "smtp.office365.us", "https://outlook.office365.us/.default"),
        (Cloud.CHINA, "smtp.partner.outlook.cn", "https://partner.outlook.cn/.default"),
    ],
)
def test_smtp_of_each_cloud(cloud: Cloud, host: str, scope: str) -> None:
    where = clouds.addresses(MicrosoftSettings(cloud=cloud, route=Route.SMTP))

    assert (where.smtp_host, where.smtp_port, where.scope) == (host, 587, scope)


CUSTOM = Endpoints("https://login.test", "https://graph.test:8443", "smtp.test", 2525)


def custom(route: Route, scope: str | None = None) -> clouds.Addresses:
    endpoints = Endpoints(CUSTOM.authority, CUSTOM.graph, CUSTOM.smtp_host, CUSTOM.smtp_port, scope)
    return clouds.addresses(MicrosoftSettings(cloud=Cloud.CUSTOM, endpoints=endpoints, route=route))


def test_custom_end_points_are_taken_as_they_are() -> None:
    where = custom(Route.GRAPH)

    assert (where.authority, where.graph) == (CUSTOM.authority, CUSTOM.graph)
    assert where.scope == "https://graph.test:8443/.default"
    assert where.custom


def test_custom_smtp_asks_for_exchange() -> None:
    where = custom(Route.SMTP)

    assert (where.smtp_host, where.smtp_port) == ("smtp.test", 2525)
    assert where.scope == "https://outlook.office365.com/.default"


@pytest.mark.parametrize("route", list(Route))
def test_custom_scope_overrides_both(route: Route) -> None:
    assert custom(route, "https://mail.test/.default").scope == "https://mail.test/.default"


def test_port_of_custom_smtp_is_587_unless_said() -> None:
    account = MicrosoftSettings(
        cloud=Cloud.CUSTOM, endpoints=Endpoints("https://l.test", smtp_host="s"), route=Route.SMTP
    )

    assert clouds.addresses(account).smtp_port == 587


def test_no_name_of_an_identity_service_is_in_two_clouds_but_the_us_governments() -> None:
    login = clouds.addresses(MicrosoftSettings(cloud=Cloud.USGOV)).hosts
    named = [
        clouds.addresses(MicrosoftSettings(cloud=Cloud(name))).hosts
        for name in TABLE
        if not name.startswith("usgov")
    ]

    assert sum(map(len, (login, *named))) == len(clouds.authority_hosts())
