"""Microsoft's own clouds, reached through a proxy that leads to the stand-in."""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING

import pytest

from hubmail_gui.demo.microsoft.cloud import Stage, StandIn
from hubmail_gui.demo.replies import document
from tests.integration.microsoft.answers import granted
from tests.servers.loopback import LoopbackServer
from tests.servers.microsoft import authority, code, read, send
from tests.servers.proxy import Proxy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hubmail_gui.core.outcome import Attempt

HOSTS = {
    "global": ("login.microsoftonline.com", "graph.microsoft.com"),
    "usgov": ("login.microsoftonline.us", "graph.microsoft.us"),
    "usgov-dod": ("login.microsoftonline.us", "dod-graph.microsoft.us"),
    "china": ("login.partner.microsoftonline.cn", "microsoftgraph.chinacloudapi.cn"),
}
NAMES = sorted({name for hosts in HOSTS.values() for name in hosts})


def context() -> ssl.SSLContext:
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority().issue_cert(*NAMES).configure_cert(made)
    return made


@pytest.fixture
def cloud() -> Iterator[StandIn]:
    started = StandIn(context)
    started.start()
    yield started
    started.stop()


@pytest.fixture
def proxy(cloud: StandIn, monkeypatch: pytest.MonkeyPatch) -> Iterator[Proxy]:
    """The only way out: whoever asks for another host than these gets an error."""
    made = Proxy(ways={f"{name}:443": cloud.port for name in NAMES})
    with LoopbackServer(made) as server:
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{server.port}")
        yield made


def mail(cloud: StandIn, name: str, **changed: object) -> Attempt:
    own: dict[str, object] = {
        "type": "microsoft-oauth2",
        "application_id": cloud.directory.application,
        "directory_id": cloud.directory.tenant,
        "cloud": name,
    }
    settings = read(
        {
            "sender": "hub@example.com",
            "ca_certificates": authority().cert_pem.bytes().decode(),
            "authentication": {**own, **changed},
        }
    )
    return send(settings, min(cloud.directory.secrets))


@pytest.mark.parametrize("name", HOSTS)
def test_only_the_hosts_of_the_chosen_cloud_are_asked(
    cloud: StandIn, proxy: Proxy, name: str
) -> None:
    """Instance discovery would ask the worldwide service, whatever cloud is chosen."""
    login, graph = HOSTS[name]
    cloud.directory.roles[f"https://{graph}"] = ("Mail.Send",)

    attempt = mail(cloud, name)

    assert attempt.fault is None
    assert set(proxy.hosts) == {f"{login}:443", f"{graph}:443"}
    assert {one.path.rpartition("/")[2] for one in cloud.requests} == {
        "openid-configuration",
        "token",
        "sendMail",
    }


def configuration(host: str, tenant: str) -> dict[str, object]:
    base = f"https://{host}/{tenant}/oauth2/v2.0"
    return {
        "token_endpoint": f"{base}/token",
        "authorization_endpoint": f"{base}/authorize",
        "issuer": f"https://{host}/{tenant}/v2.0",
    }


@pytest.mark.parametrize(
    ("host", "wanted"),
    [
        ("login.microsoftonline.us", "oauth.wrong_cloud"),
        ("login.partner.microsoftonline.cn", "oauth.wrong_cloud"),
        ("login.example.com", "oauth.not_an_authority"),
        ("login.microsoftonline.com.example.com", "oauth.not_an_authority"),
    ],
)
def test_secret_does_not_follow_an_answer_to_another_host(
    cloud: StandIn, proxy: Proxy, host: str, wanted: str
) -> None:
    answer = document(configuration(host, cloud.directory.tenant))
    cloud.always(Stage.DISCOVERY, answer)

    attempt = mail(cloud, "global")

    assert code(attempt) == wanted
    assert attempt.fault is not None
    assert host in (attempt.fault.reply or "")
    assert proxy.hosts == ["login.microsoftonline.com:443"]
    assert len(cloud.requests) == 1


def test_other_name_of_the_same_service_may_be_told_the_secret(
    cloud: StandIn, proxy: Proxy
) -> None:
    cloud.always(
        Stage.DISCOVERY, document(configuration("login.windows.net", cloud.directory.tenant))
    )

    attempt = mail(cloud, "global")

    # The proxy of this test knows no way there, which proves that it was asked for.
    assert proxy.hosts[-1] == "login.windows.net:443"
    assert code(attempt) == "network.proxy"


def test_token_of_another_cloud_is_shown_to_nobody(cloud: StandIn, proxy: Proxy) -> None:
    directory = cloud.directory
    token = cloud.tokens.issue(
        directory.tenant, directory.application, "https://graph.microsoft.us", ["Mail.Send"]
    )
    cloud.always(Stage.TOKEN, granted(token))

    attempt = mail(cloud, "global")

    assert code(attempt) == "graph.token_rejected"
    assert set(proxy.hosts) == {"login.microsoftonline.com:443"}
