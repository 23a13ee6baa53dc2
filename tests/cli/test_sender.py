"""``hubmail sender`` against a name server of its own: SPF, DMARC and DKIM as people publish them."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from tests.cli import schemas
from tests.cli.program import Done, Program
from tests.servers import dns
from tests.servers.dns import NameServer, Zone
from tests.servers.island import Island

DOMAIN = "example.test"
GOOD_DMARC = {("_dmarc.example.test", "TXT"): ['"v=DMARC1; p=reject"']}


def txt(text: str) -> str:
    """A TXT record as a zone file has it, in parts of at most 255 bytes."""
    parts = [text[start : start + 250] for start in range(0, len(text), 250)]
    return " ".join(json.dumps(part) for part in parts)


def spf(text: str, **more: str) -> Zone:
    """A zone with this SPF record, those of ``more``, and nothing else to mend."""
    others = {(name.replace("_", ".") + ".test", "TXT"): [txt(one)] for name, one in more.items()}
    return {(DOMAIN, "TXT"): [txt("site=1"), txt(text)], (DOMAIN, "MX"): ["10 mx.example.test."],
            **GOOD_DMARC, **others}  # fmt: skip


class Net:
    """An island with a name server, and the program on it."""

    def __init__(self, island: Island, stack: ExitStack, program: Program) -> None:
        self._island = island
        self._stack = stack
        self._program = program

    def names(self, zone: Zone, **kinds: Any) -> None:
        """A name server with this zone."""
        context = dns.serving(NameServer(zone, **kinds))
        self._island.run(context.__enter__)
        self._stack.callback(lambda: self._island.run(lambda: context.__exit__(None, None, None)))

    def store(self, host: str, **more: Any) -> None:
        """Settings that send by ``host``; they need no secret."""
        self._program.folder.mkdir(mode=0o700)
        document = {
            "sender": f"hub@{DOMAIN}", "schema": 1, "revision": 1,
            "authentication": {
                "type": "password", "host": host, "port": 587, "encryption": "starttls",
                "smtp_authentication": False,
            },
            **more,
        }  # fmt: skip
        file = self._program.folder / "settings.json"
        file.write_text(json.dumps(document))
        file.chmod(0o600)

    def sender(self, *asked: str) -> Done:
        """What it finds, as JSON."""
        done = self._island.run(lambda: self._program.run("sender", *asked, "--json"))
        schemas.check("sender", done.json)
        return done


@pytest.fixture
def net(tmp_path: Path) -> Iterator[Net]:
    folder = tmp_path / "island"
    folder.mkdir()
    with Island(folder) as island, ExitStack() as stack:
        yield Net(island, stack, Program(tmp_path / "settings"))


def codes(done: Done) -> list[str]:
    return [one["code"] for one in done.json["warnings"]]


def test_all_in_order(net: Net) -> None:
    net.names(
        spf(
            "v=spf1 ip4:192.0.2.0/24 include:spf.mx.test -all",
            spf_mx="v=spf1 ip6:2001:db8::/32 ~all",
        )
    )
    done = net.sender(f"hub@{DOMAIN}")
    assert done.status == 0, done.err
    assert done.json == {
        "domain": DOMAIN,
        "mx": ["mx.example.test"],
        "spf": {
            "record": "v=spf1 ip4:192.0.2.0/24 include:spf.mx.test -all",
            "covers_route": None, "lookups": 1, "code": None,
        },
        "dmarc": {"record": "v=DMARC1; p=reject", "policy": "reject", "code": None},
        "dkim": [],
        "warnings": [],
        "failure": None,
    }  # fmt: skip


def test_nothing_is_published(net: Net) -> None:
    net.names({(DOMAIN, "A"): ["192.0.2.1"]})
    done = net.sender(DOMAIN)
    assert done.status == 0
    assert codes(done) == ["dns.spf.missing", "dns.dmarc.missing"]
    assert done.json["spf"]["record"] is None
    assert all(one["title"] for one in done.json["warnings"])


@pytest.mark.parametrize(
    ("zone", "code", "lookups"),
    [
        (spf("v=spf1 +all"), "dns.spf.permissive", 0),
        (spf("v=spf1 all"), "dns.spf.permissive", 0),
        (spf("v=spf1 redirect=open.test", open="v=spf1 +all"), "dns.spf.permissive", 1),
        (spf("v=spf1 -all +all"), None, 0),
        (spf("v=spf1 ip4:192.0.2.300 -all"), "dns.spf.invalid", 0),
        (spf("v=spf1 ip4:2001:db8::1 -all"), "dns.spf.invalid", 0),
        (spf("v=spf1 includes:mx.test -all"), "dns.spf.invalid", 0),
        (spf("v=spf1 include: -all"), "dns.spf.invalid", 0),
        (spf("v=spf1 include:nowhere.test -all"), "dns.spf.invalid", 1),
        (spf("v=spf1 a:mx.test/33 -all"), "dns.spf.invalid", 0),
        (spf("v=spf1 redirect=a.test redirect=b.test"), "dns.spf.invalid", 0),
        (spf("v=spf1 a mx ptr exists:%{i}._spf.mx.test -all"), None, 4),
        (spf("V=SPF1 ip4:192.0.2.1 unknown=fine -ALL"), None, 0),
        (spf("v=spf10 -all"), "dns.spf.missing", 0),
        (spf("v=spf1 exp=explain.test -all"), None, 0),
        (spf("v=spf1 include:example.test -all"), "dns.spf.too_many_lookups", None),
        (spf("v=spf1 a:x.test a:y.test a:z.test -all"), "dns.spf.too_many_lookups", None),
        ({**spf("v=spf1 -all"), (DOMAIN, "TXT"): [txt("v=spf1 -all"), txt("v=spf1 ~all")]},
         "dns.spf.several", 0),
    ],
)  # fmt: skip
def test_spf(net: Net, zone: Zone, code: str | None, lookups: int | None) -> None:
    addresses = {("mx.example.test", "A"): ["192.0.2.9"], (DOMAIN, "A"): ["192.0.2.8"]}
    net.names({**zone, **addresses})
    done = net.sender(DOMAIN)
    assert done.status == 0, done.err
    assert done.json["spf"]["code"] == code
    assert codes(done) == ([code] if code else [])
    if lookups is not None:
        assert done.json["spf"]["lookups"] == lookups


def chain(length: int) -> Zone:
    """Records that include one another, ``length`` of them."""
    names = {f"n{one}_mx": f"v=spf1 include:n{one + 1}.mx.test -all" for one in range(1, length)}
    return spf("v=spf1 include:n1.mx.test -all", **names, **{f"n{length}_mx": "v=spf1 -all"})


@pytest.mark.parametrize(("length", "code"), [(10, None), (11, "dns.spf.too_many_lookups")])
def test_ten_look_ups_are_allowed(net: Net, length: int, code: str | None) -> None:
    net.names(chain(length))
    found = net.sender(DOMAIN).json["spf"]
    assert (found["lookups"], found["code"]) == (length, code)


@pytest.mark.parametrize(
    ("record", "covers"),
    [
        ("v=spf1 a:out.mx.test -all", True),
        ("v=spf1 ip4:127.0.0.0/8 -all", True),
        ("v=spf1 mx -all", True),
        ("v=spf1 include:spf.mx.test -all", True),
        ("v=spf1 ?include:spf.mx.test -all", False),
        ("v=spf1 -ip4:127.0.0.9 ~all", False),
        ("v=spf1 ip4:192.0.2.0/24 -all", False),
        ("v=spf1 exists:%{i}.mx.test -all", None),
        ("v=spf1 -all", False),
        ("v=spf1 +all", True),
    ],
)
def test_whether_the_stored_route_is_covered(net: Net, record: str, covers: bool | None) -> None:
    net.names({
        **spf(record, spf_mx="v=spf1 ip4:127.0.0.9 -all"), ("out.mx.test", "A"): ["127.0.0.9"],
        ("mx.example.test", "A"): ["127.0.0.9"],
    })  # fmt: skip
    net.store("out.mx.test")
    done = net.sender()
    assert done.json["domain"] == DOMAIN
    assert done.json["spf"]["covers_route"] is covers
    assert ("dns.spf.route_not_covered" in codes(done)) is (covers is False)


@pytest.mark.parametrize(
    ("host", "include"),
    [("smtp.gmail.com", "_spf.google.com"), ("smtp.eu.mailgun.org", "eu.mailgun.org")],
)
def test_a_service_is_covered_by_what_it_asks_to_include(net: Net, host: str, include: str) -> None:
    net.names({**spf(f"v=spf1 include:{include} -all"), (include, "TXT"): [txt("v=spf1 -all")]})
    net.store(host)
    assert net.sender().json["spf"]["covers_route"] is True


def test_microsoft_365_is_not_covered(net: Net) -> None:
    net.names(spf("v=spf1 include:spf.mx.test -all", spf_mx="v=spf1 -all"))
    guid = "00000000-0000-0000-0000-000000000001"
    net.store("unused", authentication={
        "type": "microsoft-oauth2", "application_id": guid, "directory_id": DOMAIN,
    })  # fmt: skip
    done = net.sender()
    assert done.json["spf"]["covers_route"] is False
    assert [one["selector"] for one in done.json["dkim"]] == ["selector1", "selector2"]


@pytest.mark.parametrize(
    ("records", "policy", "code"),
    [
        (["v=DMARC1; p=none"], "none", None),
        (["v=DMARC1;p=Quarantine;rua=mailto:d@example.test;pct=50;adkim=s"], "quarantine", None),
        (["v=DMARC1 p=reject"], None, "dns.dmarc.invalid"),
        (["v=dmarc1; p=reject"], None, "dns.dmarc.invalid"),
        (["v=DMARC1; p=rejected"], None, "dns.dmarc.invalid"),
        (["v=DMARC1; rua=mailto:d@example.test"], "none", "dns.dmarc.invalid"),
        (["v=DMARC1; p=none; pct=200"], "none", "dns.dmarc.invalid"),
        (["v=DMARC1; p=none", "v=DMARC1; p=reject"], None, "dns.dmarc.invalid"),
        (["something=else"], None, "dns.dmarc.missing"),
    ],
)
def test_dmarc(net: Net, records: list[str], policy: str | None, code: str | None) -> None:
    net.names({**spf("v=spf1 -all"), ("_dmarc.example.test", "TXT"): [txt(one) for one in records]})
    found = net.sender(DOMAIN).json["dmarc"]
    assert (found["policy"], found["code"]) == (policy, code)


def test_the_policy_of_the_domain_above(net: Net) -> None:
    net.names({
        ("mail.example.test", "MX"): ["10 mx.example.test."],
        ("mail.example.test", "TXT"): [txt("v=spf1 -all")],
        ("_dmarc.example.test", "TXT"): [txt("v=DMARC1; p=reject; sp=quarantine")],
    })  # fmt: skip
    found = net.sender("hub@mail.example.test").json["dmarc"]
    assert (found["policy"], found["code"]) == ("quarantine", None)


def dkim_key(bits: int) -> str:
    public = rsa.generate_private_key(65537, bits).public_key()
    der = public.public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return base64.b64encode(der).decode()


def test_dkim_where_the_selectors_are_known(net: Net) -> None:
    net.names({
        **spf("v=spf1 -all"),
        (DOMAIN, "MX"): ["0 example-test.mail.protection.outlook.com."],
        ("selector1._domainkey.example.test", "CNAME"): ["s1.onmicrosoft.test."],
        ("s1.onmicrosoft.test", "TXT"): [txt(f"v=DKIM1; k=rsa; p={dkim_key(2048)}")],
        ("selector2._domainkey.example.test", "TXT"): [txt("v=DKIM1; k=rsa; p=")],
    })  # fmt: skip
    assert net.sender(DOMAIN).json["dkim"] == [
        {"selector": "selector1", "found": True}, {"selector": "selector2", "found": False},
    ]  # fmt: skip


def test_a_domain_that_takes_no_mail(net: Net) -> None:
    net.names({**spf("v=spf1 -all"), (DOMAIN, "MX"): ["0 ."]})
    done = net.sender(DOMAIN)
    assert (done.status, done.json["mx"], codes(done)) == (0, [], ["dns.null_mx"])


def test_a_domain_that_does_not_exist(net: Net) -> None:
    net.names({})
    done = net.sender(DOMAIN)
    assert (done.status, done.code) == (69, "network.name_not_found")


@pytest.mark.parametrize("kind", ["silent", "failing"])
def test_name_servers_that_do_not_answer(net: Net, kind: str) -> None:
    net.names({}, **{kind: ["*"]})
    done = net.sender(DOMAIN)
    assert (done.status, done.code) == (75, "dns.unavailable")


def test_lines_for_a_person(net: Net) -> None:
    net.names(spf("v=spf1 +all"))
    done = net._island.run(lambda: net._program.run("sender", DOMAIN, "--lang", "fr"))
    assert done.status == 0
    assert "v=spf1 +all" in done.out
    assert "laisse tout le monde" in done.err


def test_no_domain(plain: Program) -> None:
    assert plain.run("sender", "192.0.2.1", "--json").status == 65
    assert plain.run("sender", "--json").status == 64
