"""``hubmail detect`` in a network of its own: real DNS, real mail servers, the system's resolver."""

from __future__ import annotations

import pytest

from tests.cli.world import MAIL, OTHER, SMTP, WEB, World, certificate, places, world
from tests.servers.certificates import Wish, self_signed
from tests.servers.submission import Submission

__all__ = ["world"]


def test_the_usual_hosts_of_a_domain_with_the_best_first(world: World) -> None:
    world.names({("smtp.example.test", "A"): [SMTP], ("mail.example.test", "A"): [MAIL]})
    world.server(SMTP, 587, Submission(self_signed(Wish(names=("smtp.example.test",))).context()))
    world.server(MAIL, 465, Submission(certificate("mail.example.test"), implicit=True))
    world.server(MAIL, 25, Submission(certificate("mail.example.test"), after=()))
    world.server(SMTP, 25, Submission())
    done = world.detect("hub@example.test")
    assert done.status == 0, done.err
    assert places(done) == [
        ("guess", "mail.example.test", 465),
        ("guess", "mail.example.test", 25),
        ("guess", "smtp.example.test", 587),
        ("guess", "smtp.example.test", 25),
    ]
    best, relay, unverified, plain = done.json["candidates"]
    assert best["certificate"]["trusted"] is True
    assert best["certificate"]["code"] is None
    assert best["auth"] == ["PLAIN", "LOGIN"]
    assert best["settings"] == {
        "sender": "hub@example.test",
        "authentication": {
            "type": "password", "host": "mail.example.test", "port": 465, "encryption": "tls",
            "smtp_authentication": True, "username": "hub@example.test",
        },
    }  # fmt: skip
    assert relay["settings"]["authentication"]["smtp_authentication"] is False
    assert unverified["certificate"]["trusted"] is False
    assert unverified["certificate"]["code"] == "tls.certificate.self_signed"
    # What it offers is known all the same, and nothing of it is trusted in the settings.
    assert unverified["auth"] == ["PLAIN", "LOGIN"]
    assert unverified["settings"].keys() == {"sender", "authentication"}
    assert plain["encryption"] == "none"
    assert plain["certificate"] is None
    tried = {
        (one["host"], one["port"], one["encryption"]): one["code"] for one in done.json["tried"]
    }
    assert tried["mail.example.test", 465, "tls"] == "ok"
    assert tried["smtp.example.test", 465, "tls"] == "network.refused"
    assert tried["smtp.example.test", 587, "starttls"] == "tls.certificate.self_signed"
    assert tried["smtp.example.test", 25, "starttls"] == "tls.starttls_missing"
    assert tried["example.test", 587, "starttls"] == "network.name_not_found"


def test_nothing_is_said_but_hello_starttls_and_quit(world: World) -> None:
    world.names({("smtp.example.test", "A"): [SMTP]})
    server = world.server(SMTP, 587, Submission(certificate("smtp.example.test")))
    world.server(SMTP, 25, Submission(self_signed(Wish()).context()))
    assert world.detect("hub@example.test").status == 0
    assert set(server.heard) <= {"EHLO", "STARTTLS", "QUIT"}


def test_srv_records_by_priority_and_weight(world: World) -> None:
    world.names({
        ("_submissions._tcp.example.test", "SRV"): ["10 0 465 b.mx.test.", "5 0 4650 a.mx.test."],
        ("_submission._tcp.example.test", "SRV"): ["5 10 587 a.mx.test.", "5 20 587 b.mx.test."],
        ("a.mx.test", "A"): [SMTP],
        ("b.mx.test", "A"): [MAIL],
    })  # fmt: skip
    for address, name in ((SMTP, "a.mx.test"), (MAIL, "b.mx.test")):
        world.server(address, 587, Submission(certificate(name)))
    world.server(SMTP, 4650, Submission(certificate("a.mx.test"), implicit=True))
    world.server(MAIL, 465, Submission(certificate("b.mx.test"), implicit=True))
    assert places(world.detect("hub@example.test")) == [
        ("srv", "b.mx.test", 587),
        ("srv", "a.mx.test", 587),
        ("srv", "a.mx.test", 4650),
        ("srv", "b.mx.test", 465),
    ]


def test_what_is_verified_comes_before_what_is_better_known(world: World) -> None:
    world.names({
        ("_submission._tcp.example.test", "SRV"): ["0 0 587 srv.example.test."],
        ("srv.example.test", "A"): [OTHER], ("smtp.example.test", "A"): [SMTP],
        ("mail.example.test", "A"): [MAIL],
    })  # fmt: skip
    world.server(OTHER, 587, Submission(self_signed(Wish(names=("srv.example.test",))).context()))
    world.server(SMTP, 25, Submission(certificate("smtp.example.test")))
    world.server(MAIL, 2525, Submission(certificate("mail.example.test")))
    assert places(world.detect("hub@example.test")) == [
        ("guess", "mail.example.test", 2525),
        ("guess", "smtp.example.test", 25),
        ("srv", "srv.example.test", 587),
    ]


def test_a_service_that_is_not_offered_is_not_looked_at(world: World) -> None:
    world.names({
        ("_submissions._tcp.example.test", "SRV"): ["0 0 0 ."],
        ("example.test", "MX"): ["0 ."],
        ("smtp.example.test", "A"): [SMTP],
    })  # fmt: skip
    world.server(SMTP, 587, Submission(certificate("smtp.example.test")))
    done = world.detect("example.test")
    assert places(done) == [("guess", "smtp.example.test", 587)]
    assert {one["host"] for one in done.json["tried"]} == {
        "smtp.example.test", "mail.example.test", "example.test",
    }  # fmt: skip
    # Only a person knows the sender and the user name.
    assert done.json["candidates"][0]["settings"].keys() == {"authentication"}
    assert "username" not in done.json["candidates"][0]["settings"]["authentication"]


def test_microsoft_365_by_its_mx(world: World) -> None:
    world.names({("example.test", "MX"): ["0 example-test.mail.protection.outlook.com."]})
    done = world.detect("hub@example.test")
    assert done.status == 0
    best = done.json["candidates"][0]
    assert (best["type"], best["source"]) == ("microsoft-oauth2", "preset")
    assert best["provider"] == "Microsoft 365"
    assert (best["host"], best["port"], best["encryption"], best["certificate"]) == (None,) * 4
    assert best["settings"]["authentication"]["directory_id"] == "example.test"


def test_a_service_by_its_mx_though_it_cannot_be_reached(world: World) -> None:
    world.names({("example.test", "MX"): ["5 mta-gw.infomaniak.ch."]})
    done = world.detect("hub@example.test")
    assert done.status == 0
    assert places(done) == [("preset", "mail.infomaniak.com", 465)]
    assert done.json["candidates"][0]["auth"]
    assert done.json["candidates"][0]["certificate"] is None


def test_a_service_that_answers_at_one_of_its_ports(world: World) -> None:
    world.names({("example.test", "MX"): ["1 smtp.google.com."], ("smtp.gmail.com", "A"): [SMTP]})
    world.server(SMTP, 465, Submission(certificate("smtp.gmail.com"), implicit=True))
    assert places(world.detect("hub@example.test")) == [("preset", "smtp.gmail.com", 465)]


def test_the_domains_own_exchanger(world: World) -> None:
    world.names(
        {("example.test", "MX"): ["5 mx1.example.test."], ("mx1.example.test", "A"): [SMTP]}
    )
    world.server(SMTP, 587, Submission(certificate("mx1.example.test")))
    assert places(world.detect("hub@example.test")) == [("mx", "mx1.example.test", 587)]


CONFIG = b"""<?xml version="1.0"?>
<clientConfig version="1.1"><emailProvider id="example.test"><displayName>Example Mail</displayName>
<outgoingServer type="smtp"><hostname>out.mx.test</hostname><port>5870</port>
<socketType>STARTTLS</socketType><authentication>password-cleartext</authentication>
<username>%EMAILLOCALPART%</username></outgoingServer></emailProvider></clientConfig>"""


def page(body: bytes, status: str = "200 OK", *head: str) -> bytes:
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *head]
    return "\r\n".join([*lines, "", ""]).encode() + body


def test_autoconfig_over_plain_http(world: World) -> None:
    world.names({("autoconfig.example.test", "A"): [WEB], ("out.mx.test", "A"): [SMTP]})
    asked = world.web(WEB, 80, page(CONFIG))
    world.server(SMTP, 5870, Submission(certificate("out.mx.test")))
    done = world.detect("hub@example.test")
    assert places(done) == [("autoconfig", "out.mx.test", 5870)]
    best = done.json["candidates"][0]
    assert best["provider"] == "Example Mail"
    assert best["settings"]["authentication"]["username"] == "hub"
    assert asked[0].startswith(
        b"GET /mail/config-v1.1.xml?emailaddress=hub%40example.test HTTP/1.0"
    )


@pytest.mark.parametrize(
    "answer",
    [
        page(b'<!DOCTYPE x [<!ENTITY a "b">]>' + CONFIG),
        page(CONFIG + b" " * 70_000),
        page(b"", "302 Found", "Location: http://elsewhere.test/mail/config-v1.1.xml"),
        page(CONFIG.replace(b"5870", b"99999")),
        page(b"<clientConfig>"),
        b"\xff\xfe\x00garbage",
    ],
    ids=["entities", "too much", "elsewhere", "no port", "no XML", "no HTTP"],
)
def test_autoconfig_that_is_none(world: World, answer: bytes) -> None:
    world.names({
        ("autoconfig.example.test", "A"): [WEB], ("elsewhere.test", "A"): [OTHER],
        ("out.mx.test", "A"): [SMTP],
    })  # fmt: skip
    world.web(WEB, 80, answer)
    elsewhere = world.web(OTHER, 80, page(CONFIG))
    world.server(SMTP, 5870, Submission(certificate("out.mx.test")))
    done = world.detect("hub@example.test")
    assert (done.status, done.code) == (69, "detect.nothing_found")
    assert elsewhere == []


def test_a_host_that_was_asked_for_itself_is_a_guess(world: World) -> None:
    world.names({("relay.corp.test", "A"): [SMTP]})
    world.server(SMTP, 25, Submission(certificate("relay.corp.test"), after=()))
    assert places(world.detect("relay.corp.test")) == [("guess", "relay.corp.test", 25)]


def test_an_ip_address_needs_no_names(world: World) -> None:
    world.server(SMTP, 587, Submission(certificate(SMTP)))
    done = world.detect(SMTP)
    assert places(done) == [("guess", SMTP, 587)]
    assert done.json["candidates"][0]["certificate"]["trusted"] is True


def test_an_internationalised_domain(world: World) -> None:
    world.names({("smtp.xn--bcher-kva.test", "A"): [SMTP]})
    world.server(SMTP, 587, Submission(certificate("smtp.xn--bcher-kva.test")))
    done = world.detect("hub@bücher.test")
    assert places(done) == [("guess", "smtp.xn--bcher-kva.test", 587)]
    assert done.json["asked"] == "hub@bücher.test"


def test_the_same_address_for_every_name(world: World) -> None:
    world.names({("*.example.test", "A"): [SMTP], ("example.test", "A"): [SMTP]})
    world.server(SMTP, 587, Submission(certificate("mail.example.test")))
    done = world.detect("hub@example.test")
    trusted = [one["certificate"]["trusted"] for one in done.json["candidates"]]
    assert places(done)[0] == ("guess", "mail.example.test", 587)
    assert trusted == [True, False, False]


def test_lines_for_a_person(world: World) -> None:
    world.names({("smtp.example.test", "A"): [SMTP]})
    world.server(SMTP, 587, Submission(certificate("smtp.example.test")))
    done = world.run("detect", "hub@example.test", "--lang", "fr")
    assert done.status == 0
    assert done.out.startswith("Trouvé")
    assert "smtp.example.test:587" in done.out
    assert '"username": "hub@example.test"' in done.out
